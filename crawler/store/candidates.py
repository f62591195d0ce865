"""Which stored reports are held against the one at hand: those that share a band of its signature, or its very name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Integer, Select, bindparam, func, literal_column, or_, select, union_all

from crawler.records import Candidate
from crawler.store import bands
from crawler.store.prepared import fetch
from crawler.store.schema import IS_LATEST, reports, versions

Nearness = Callable[[str | None, str], int | None]
"""From a stored report's organ and title: how near they come to those of the report at hand, 0 nearest; None where
they tell that it is another organ's report, which no text can outweigh."""

_AN_ORGAN = literal_column("100", Integer)
_RANKED = 2000
_KEYS_AT_ONCE = 64  # a signature has 32; SQLite takes no more than 500 parts of a query

_SAME_YEAR = or_(reports.c.report_year == bindparam("year"), reports.c.report_year.is_(None))
_NAMED = (
    select(versions.c.seq, reports.c.id, versions.c.organ, versions.c.title)
    .join(reports, IS_LATEST)
    .where(reports.c.id != bindparam("exclude"))
)
_OF_ORGAN = (
    _NAMED.where(
        reports.c.report_year == bindparam("year"),
        reports.c.organ == bindparam("of_organ"),
        versions.c.seq > bindparam("after"),
    )
    .order_by(versions.c.seq)
    .limit(_AN_ORGAN)
)
_OF_NUMBERS = _NAMED.where(versions.c.seq.in_(bindparam("numbers", expanding=True)))
_READ = (
    select(
        versions.c.seq,
        reports.c.id.label("report_id"),
        versions.c.version,
        versions.c.url,
        reports.c.portal,
        versions.c.organ,
        versions.c.report_year,
        versions.c.title,
        versions.c.text,
        reports.c.text_key,
        versions.c.language,
        reports.c.cluster_id,
        versions.c.published_on,
        reports.c.own_portal,
    )
    .join(reports, IS_LATEST)
    .where(versions.c.seq.in_(bindparam("numbers", expanding=True)))
)


def search(
    connection: Connection,
    keys: Sequence[int],
    exclude: str | None,
    report_year: int | None,
    limit: int,
    *,
    organ: str | None = None,
    nearness: Nearness | None = None,
    newer_than: int = 0,
) -> list[int]:
    """The numbers (`seq`) of the stored reports most likely to be copies, at most `limit`; see `Store.candidates`.

    First those that share every key, then by `nearness` of organ and title, then by the number of shared keys, then as
    they were stored. Reports whose names say that they are another organ's take no place in the limit. Those that
    bear the very name `organ` in the same year come in though they share no key. With `newer_than`, only versions
    stored after that number of the feed.
    """
    halves = bands.halves(keys)[:_KEYS_AT_ONCE]
    if not halves:
        return []
    asked: dict[str, Any] = {"exclude": exclude or "", "after": newer_than, "year": report_year}
    sharing = _sharing(connection, halves, asked)
    of_organ: list[dict[str, Any]] = []
    if organ and report_year is not None:
        of_organ = fetch(connection, _OF_ORGAN, asked | {"of_organ": organ})
    ranks: dict[int, tuple[bool, int, int, int]] = {}
    for row in chain(sharing, of_organ):
        near = nearness(row["organ"], row["title"]) if nearness else 0
        if near is not None and row["seq"] not in ranks:
            shared = row.get("shared", 0)
            ranks[row["seq"]] = (shared < len(halves), near, -shared, row["seq"])
    return sorted(ranks, key=ranks.__getitem__)[:limit]


def read(connection: Connection, numbers: Sequence[int]) -> list[Candidate]:
    """The reports of these numbers, as `search` gives them, in their order."""
    if not numbers:
        return []
    rows = {row["seq"]: row for row in connection.execute(_READ, {"numbers": numbers}).mappings()}
    return [Candidate(**{name: value for name, value in rows[seq].items() if name != "seq"}) for seq in numbers]


def _sharing(connection: Connection, halves: Sequence[int], asked: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """The reports that share some of the keys, the most shared first."""
    with_year = asked["year"] is not None
    bound = asked | {f"key{place}": key for place, key in enumerate(halves)}
    filed = fetch(connection, _filed(len(halves), with_year, asked["after"] > 0), bound)
    new = bands.new_sharing(connection, halves, asked["after"])
    if not new:
        return filed
    chosen = _OF_NUMBERS.where(_SAME_YEAR) if with_year else _OF_NUMBERS
    named = connection.execute(chosen, asked | {"numbers": list(new)}).mappings()
    both = [*filed, *({**row, "shared": new[row["seq"]]} for row in named)]
    return sorted(both, key=lambda row: (-row["shared"], row["seq"]))[:_RANKED]


@cache
def _filed(count: int, with_year: bool, since: bool) -> Select[Any]:
    """The query for reports that share some of `count` filed keys, the most shared first.

    It has as few parameters as may be: giving them takes as long as the search takes SQLite.
    """
    hits = union_all(*(bands.filed_under(place, since) for place in range(count))).subquery()
    found = select(hits.c.seq, func.count().label("shared")).group_by(hits.c.seq).subquery()
    query = _NAMED.add_columns(found.c.shared).join(found, versions.c.seq == found.c.seq)
    if with_year:
        query = query.where(_SAME_YEAR)
    return query.order_by(found.c.shared.desc(), found.c.seq).limit(literal_column(str(_RANKED), Integer))
