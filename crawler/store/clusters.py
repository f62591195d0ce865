"""Clusters: copies of one report at several addresses, and which of them is canonical.

A tampered copy (`mirror`) is never canonical, even where it is all that was found: a cluster of such copies has none.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, not_, or_, select

from crawler.records import Decision, DuplicateKind
from crawler.store.dialect import upsert
from crawler.store.errors import StoreError
from crawler.store.restating import Restating
from crawler.store.schema import IS_LATEST, pairs, reports, versions

_KINDS: tuple[DuplicateKind, ...] = ("exact", "near", "cross_script")
_TOLD = ("kind", "reason", "scores", "differences", "run_id")
_CLUSTER = select(reports.c.cluster_id).where(reports.c.id == bindparam("report"))
_Copies = dict[str, dict[str, DuplicateKind]]


def cluster_of(connection: Connection, report_id: str) -> str:
    """The cluster the report is in now. Raises StoreError for an unknown report."""
    cluster = connection.execute(_CLUSTER, {"report": report_id}).scalar()
    if cluster is None:
        raise StoreError(f"report {report_id!r}, named as the other copy, is not in this store")
    return str(cluster)


def join(
    connection: Connection, report_id: str, other_id: str, decision: Decision, run_id: str, restating: Restating
) -> None:
    """File the decision about two reports and, where it says they are copies, make their clusters one."""
    other_cluster = cluster_of(connection, other_id)
    row = {
        "report_id": report_id,
        "other_id": other_id,
        "kind": decision.kind,
        "reason": decision.reason,
        "scores": decision.scores,
        "differences": list(decision.differences),
        "run_id": run_id,
    }
    connection.execute(upsert(connection.dialect.name, pairs, _TOLD), row)
    if decision.kind is None:
        return
    own_cluster = cluster_of(connection, report_id)
    for cluster in {own_cluster, other_cluster}:
        restating.remember(cluster)
    if own_cluster != other_cluster:
        _move(connection, own_cluster, other_cluster)
    settle(connection, other_cluster)


def leave(connection: Connection, report_id: str, run_id: str, restating: Restating) -> None:
    """Take a report whose text changed out of its cluster, with what was decided about its earlier text.

    Reports that were copies of that earlier text stay copies of each other.
    """
    cluster = cluster_of(connection, report_id)
    restating.remember(cluster)
    copies = _copies(connection, cluster)
    neighbours = sorted(copies[report_id].items())
    connection.execute(delete(pairs).where(or_(pairs.c.report_id == report_id, pairs.c.other_id == report_id)))
    members = list(
        connection.execute(
            select(reports.c.id)
            .where(reports.c.cluster_id == cluster, reports.c.id != report_id)
            .order_by(reports.c.first_seen, reports.c.id)
        ).scalars()
    )
    _move_one(connection, report_id, report_id)
    if not members:
        return
    if cluster == report_id:
        cluster = members[0]
        for member in members:
            _move_one(connection, member, cluster)
    for neighbour, kind in neighbours[1:]:
        hub, hub_kind = neighbours[0]
        if hub not in copies[neighbour]:
            decision = Decision(_weaker(kind, hub_kind), f"both were copies of an earlier text of {report_id}")
            join(connection, neighbour, hub, decision, run_id, restating)
    settle(connection, cluster)


def settle(connection: Connection, cluster: str) -> None:
    """Choose the cluster's canonical member and say of every other how it is a copy of that one."""
    members = {
        row["id"]: row
        for row in connection.execute(
            select(
                reports.c.id,
                reports.c.mirror,
                reports.c.own_portal,
                reports.c.canonical,
                reports.c.duplicate_kind,
                versions.c.published_on,
                versions.c.char_count,
                versions.c.language,
            )
            .join(versions, IS_LATEST)
            .where(reports.c.cluster_id == cluster)
        ).mappings()
    }
    best = min(members, key=lambda member: standing(members[member]))
    kinds = _kinds(best, members, _copies(connection, cluster))
    for member, row in members.items():
        decided = {"canonical": member == best and not row["mirror"], "duplicate_kind": kinds.get(member)}
        if decided != {name: row[name] for name in decided}:
            connection.execute(reports.update().where(reports.c.id == member).values(decided))


RANKING = ("no tampered copy", "on the organ's own portal", "published first", "more complete", "smaller id")
"""What each place of `standing` decides by, of the better one."""


def standing(row: Mapping[Any, Any]) -> tuple[Any, ...]:
    """The rank of a cluster's member, smallest best: see RANKING."""
    return (
        row["mirror"],
        not row["own_portal"],
        row["published_on"] or date.max,
        -row["char_count"],
        row["id"],
    )


def _kinds(best: str, members: Mapping[str, RowMapping], copies: _Copies) -> dict[str, DuplicateKind]:
    """How each other member is a copy of the best one: as decided, else by the strongest chain of copies."""
    reached: dict[str, DuplicateKind] = {}
    queue: list[tuple[int, bool, str]] = [(0, False, best)]
    seen: set[str] = set()
    while queue:
        rank, chained, member = heapq.heappop(queue)
        if member in seen:
            continue
        seen.add(member)
        kind = _KINDS[rank]
        if member != best:
            reached[member] = _chained(kind, members[best], members[member]) if chained else kind
        for neighbour, step in copies[member].items():
            if neighbour in members and neighbour not in seen:
                heapq.heappush(queue, (max(rank, _KINDS.index(step)), member != best, neighbour))
    return reached


def _chained(kind: DuplicateKind, canonical: RowMapping, member: RowMapping) -> DuplicateKind:
    """A copy of a copy may be back in the script it started from."""
    if canonical["language"] != member["language"]:
        return "cross_script"
    return "near" if kind == "cross_script" else kind


def _weaker(one: DuplicateKind, other: DuplicateKind) -> DuplicateKind:
    return max(one, other, key=_KINDS.index)


def _copies(connection: Connection, cluster: str) -> _Copies:
    found = connection.execute(
        select(pairs.c.report_id, pairs.c.other_id, pairs.c.kind)
        .join(reports, reports.c.id == pairs.c.report_id)
        .where(reports.c.cluster_id == cluster, pairs.c.kind.is_not(None))
    )
    copies: _Copies = defaultdict(dict)
    for one, other, kind in found:
        copies[one][other] = copies[other][one] = kind
    return copies


def _move(connection: Connection, cluster: str, to: str) -> None:
    connection.execute(reports.update().where(reports.c.cluster_id == cluster).values(cluster_id=to))


def _move_one(connection: Connection, report_id: str, cluster: str) -> None:
    alone = report_id == cluster
    values: dict[str, Any] = {"cluster_id": cluster}
    if alone:
        values |= {"canonical": not_(reports.c.mirror), "duplicate_kind": None}
    connection.execute(reports.update().where(reports.c.id == report_id).values(values))
