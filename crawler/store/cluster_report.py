"""A cluster told: its members, what was measured between them, and why one of them is the canonical one.

`Store.cluster(ID)` asks `read_cluster`, and `scrapy status --cluster ID` prints what `render` makes of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from crawler.printable import printable
from crawler.records import DuplicateKind
from crawler.store.clusters import RANKING, standing
from crawler.store.errors import StoreError
from crawler.store.schema import IS_LATEST, addresses, pairs, reports, versions

_SHORT_TITLE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterMember:
    """One copy, in its latest version. `behind` says by what the best member precedes it; "" for that one itself."""

    id: str
    version: int
    portal: str
    url: str
    addresses: tuple[str, ...]
    title: str
    organ: str | None
    report_year: int | None
    published_on: date | None
    language: str
    char_count: int
    own_portal: bool
    mirror: bool
    canonical: bool
    duplicate_kind: DuplicateKind | None
    behind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterPair:
    """A decision about two reports: see `crawler.dedup.decide` for `reason` and `scores`. `run_id` is who took it."""

    report_id: str
    other_id: str
    kind: DuplicateKind | None
    reason: str
    scores: dict[str, float]
    differences: tuple[str, ...]
    run_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterReport:
    """A cluster: the best member first, the others by rank, and every decision between two of them."""

    id: str
    members: tuple[ClusterMember, ...]
    pairs: tuple[ClusterPair, ...]


def read_cluster(connection: Connection, identifier: str) -> ClusterReport:
    """The cluster `identifier`, or the one that the report of this id is in. Raises StoreError where there is neither.

    Every report is in a cluster, most of them alone.
    """
    wanted = identifier.strip().lower()
    cluster = connection.execute(
        select(reports.c.cluster_id).where(or_(reports.c.id == wanted, reports.c.cluster_id == wanted)).limit(1)
    ).scalar()
    if cluster is None:
        raise StoreError(
            f"no report and no cluster {identifier!r} in this store: give an id or a cluster_id "
            "as `scrapy export` prints them (16 hex digits)"
        )
    rows = [
        dict(row)
        for row in connection.execute(
            select(
                reports.c.id,
                versions.c.version,
                reports.c.portal,
                reports.c.url,
                versions.c.title,
                versions.c.organ,
                reports.c.report_year,
                versions.c.published_on,
                versions.c.language,
                versions.c.char_count,
                reports.c.own_portal,
                reports.c.mirror,
                reports.c.canonical,
                reports.c.duplicate_kind,
            )
            .join(versions, IS_LATEST)
            .where(reports.c.cluster_id == cluster)
        ).mappings()
    ]
    rows.sort(key=standing)
    known = _addresses(connection, cluster)
    members = tuple(
        ClusterMember(**row, addresses=tuple(known.get(row["id"], [row["url"]])), behind=_behind(rows[0], row))
        for row in rows
    )
    return ClusterReport(id=cluster, members=members, pairs=_pairs(connection, cluster))


def render(cluster: ClusterReport) -> str:
    """The cluster as lines for a terminal, ending in a line feed."""
    numbers = {member.id: number for number, member in enumerate(cluster.members, 1)}
    count = len(cluster.members)
    lines = [f"cluster {cluster.id}: {count} {'copies of one report' if count > 1 else 'report, no copy known'}"]
    for number, member in enumerate(cluster.members, 1):
        lines += ["", *_member_lines(number, member)]
    if cluster.pairs:
        lines += ["", "decisions"]
    for pair in cluster.pairs:
        lines += _pair_lines(pair, numbers)
    return "\n".join(lines) + "\n"


def _member_lines(number: int, member: ClusterMember) -> list[str]:
    standing_as = "canonical" if member.canonical else member.duplicate_kind or "not canonical"
    title = member.title if len(member.title) <= _SHORT_TITLE else f"{member.title[: _SHORT_TITLE - 1]}…"
    marks = [
        "own portal" if member.own_portal else "not the organ's own portal",
        *(["TAMPERED COPY: never canonical"] if member.mirror else []),
        f"published {member.published_on or 'at an unknown date'}",
        member.language,
        f"{member.char_count:,} characters",
    ]
    further = [address for address in member.addresses if address != member.url]
    return [
        f"[{number}] {standing_as}: {member.id} version {member.version}, {member.portal}",
        f"    {printable(title)}",
        f"    {printable(member.organ or 'organ unknown')}, {member.report_year or 'year unknown'}",
        f"    {member.url}",
        *(f"    also at {address}" for address in further),
        f"    {', '.join(marks)}",
        *([f"    behind [1]: that one is {member.behind}"] if member.behind else []),
    ]


def _pair_lines(pair: ClusterPair, numbers: dict[str, int]) -> list[str]:
    both = " and ".join(f"[{numbers[one]}]" for one in (pair.report_id, pair.other_id))
    scores = ", ".join(f"{name} {_figure(score)}" for name, score in pair.scores.items())
    told = f"{both}: {pair.kind or 'no copy'}, {pair.reason}" + (f" ({scores})" if scores else "")
    return [
        f"{told}, run {pair.run_id}",
        *(f"    differs: {printable(difference)}" for difference in pair.differences),
    ]


def _figure(score: float) -> str:
    return f"{score:.0f}" if score > 1 and score == int(score) else f"{score:.3f}"


def _behind(best: dict[str, Any], row: dict[str, Any]) -> str:
    """By what the best member precedes this one."""
    ranks = zip(RANKING, standing(best), standing(row), strict=True)
    return next((reason for reason, ours, others in ranks if ours != others), "")


def _addresses(connection: Connection, cluster: str) -> dict[str, list[str]]:
    known: dict[str, list[str]] = {}
    found = connection.execute(
        select(addresses.c.report_id, addresses.c.url)
        .join(reports, reports.c.id == addresses.c.report_id)
        .where(reports.c.cluster_id == cluster)
        .order_by(addresses.c.first_seen, addresses.c.url)
    )
    for report_id, url in found:
        known.setdefault(report_id, []).append(url)
    return known


def _pairs(connection: Connection, cluster: str) -> tuple[ClusterPair, ...]:
    members = select(reports.c.id).where(reports.c.cluster_id == cluster)
    found = connection.execute(
        select(
            pairs.c.report_id,
            pairs.c.other_id,
            pairs.c.kind,
            pairs.c.reason,
            pairs.c.scores,
            pairs.c.differences,
            pairs.c.run_id,
        )
        .where(pairs.c.report_id.in_(members), pairs.c.other_id.in_(members))
        .order_by(pairs.c.report_id, pairs.c.other_id)
    )
    return tuple(
        ClusterPair(**{**row, "differences": tuple(row["differences"]), "scores": dict(row["scores"])})
        for row in found.mappings()
    )
