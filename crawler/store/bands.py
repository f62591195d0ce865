"""The index of near-copy search: which stored versions share a band of their signature with the report at hand.

A row is a band key and the number (`seq`) of a latest version, both small: 32 rows a report make the index the largest
part of the store after the texts. Of a 64-bit key the lower half is kept. Among a million reports that brings a
stranger to every fourth search, whom the decision turns away; the index is a third smaller for it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from crawler.records import Candidate
from crawler.store.prepared import fetch, run_many
from crawler.store.schema import IS_LATEST, bands, reports, versions

Nearness = Callable[[str | None, str], int | None]
"""From a stored report's organ and title: how near they come to those of the report at hand, 0 nearest; None where
they tell that it is another organ's report, which no text can outweigh."""

# A band that so many share says nothing, as a common word says nothing: an office's table of zeros, a form's labels.
_A_BAND = literal_column("500", Integer)
_AN_ORGAN = literal_column("100", Integer)
_RANKED = literal_column("2000", Integer)
_KEYS_AT_ONCE = 64  # a signature has 32; SQLite takes no more than 500 parts of a query
_HALF = 1 << 32

_SAME_YEAR = or_(reports.c.report_year == bindparam("year"), reports.c.report_year.is_(None))
_FILE = bands.insert()
_OF_ORGAN = (
    select(versions.c.seq, reports.c.id, versions.c.organ, versions.c.title)
    .join(reports, IS_LATEST)
    .where(
        reports.c.report_year == bindparam("year"),
        reports.c.organ == bindparam("of_organ"),
        reports.c.id != bindparam("exclude"),
        versions.c.seq > bindparam("after"),
    )
    .order_by(versions.c.seq)
    .limit(_AN_ORGAN)
)
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


def pack(keys: Sequence[int]) -> bytes:
    """Band keys as bytes, to know later which rows of the index are this report's."""
    halves = _halves(keys)
    return struct.pack(f"<{len(halves)}i", *halves)


def index(connection: Connection, seq: int, keys: Sequence[int]) -> None:
    """File the version `seq` under its band keys. Called in the transaction that stores the version."""
    if keys:
        run_many(connection, _FILE, [{"band": key, "seq": seq} for key in _halves(keys)])


def forget(connection: Connection, seq: int, packed: bytes) -> None:
    """Take the version `seq` out of the index; `packed` is what `pack` gave for the keys it stands under."""
    keys = struct.unpack(f"<{len(packed) // 4}i", packed)
    connection.execute(delete(bands).where(bands.c.band.in_(keys), bands.c.seq == seq))


def candidates(
    connection: Connection,
    keys: Sequence[int],
    exclude: str | None,
    report_year: int | None,
    limit: int,
    *,
    organ: str | None = None,
    nearness: Nearness | None = None,
    newer_than: int = 0,
) -> list[Candidate]:
    """The stored reports most likely to be copies, at most `limit`; see `Store.candidates`.

    First those that share every key, then by `nearness` of organ and title, then by the number of shared keys, then as
    they were stored. Reports whose names say that they are another organ's take no place in the limit. Those that
    bear the very name `organ` in the same year come in though they share no key. With `newer_than`, only versions
    stored after that number of the feed.
    """
    nearest = search(
        connection, keys, exclude, report_year, limit, organ=organ, nearness=nearness, newer_than=newer_than
    )
    return _read(connection, nearest) if nearest else []


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
    """The numbers (`seq`) of what `candidates` returns, in its order."""
    halves = _halves(keys)[:_KEYS_AT_ONCE]
    if not halves:
        return []
    common: dict[str, Any] = {"exclude": exclude or "", "after": newer_than, "year": report_year}
    bound = common | {f"key{place}": key for place, key in enumerate(halves)}
    sharing = fetch(connection, _sharing(len(halves), report_year is not None, newer_than > 0), bound)
    of_organ: list[dict[str, Any]] = []
    if organ and report_year is not None:
        of_organ = fetch(connection, _OF_ORGAN, common | {"of_organ": organ})
    ranks: dict[int, tuple[bool, int, int, int]] = {}
    for row in chain(sharing, of_organ):
        near = nearness(row["organ"], row["title"]) if nearness else 0
        if near is not None and row["seq"] not in ranks:
            shared = row.get("shared", 0)
            ranks[row["seq"]] = (shared < len(halves), near, -shared, row["seq"])
    return sorted(ranks, key=ranks.__getitem__)[:limit]


@cache
def _sharing(count: int, with_year: bool, since: bool) -> Select[Any]:
    """The query for reports that share some of `count` keys, the most shared first.

    It has as few parameters as may be: giving them takes as long as the search takes SQLite.
    """
    rows = []
    for place in range(count):
        band = select(bands.c.seq).where(bands.c.band == bindparam(f"key{place}"))
        if since:
            band = band.where(bands.c.seq > bindparam("after"))
        rows.append(select(band.order_by(bands.c.seq).limit(_A_BAND).subquery()))
    hits = union_all(*rows).subquery()
    found = select(hits.c.seq, func.count().label("shared")).group_by(hits.c.seq).subquery()
    query = (
        select(found.c.seq, found.c.shared, reports.c.id, versions.c.organ, versions.c.title)
        .join(versions, versions.c.seq == found.c.seq)
        .join(reports, IS_LATEST)
        .where(reports.c.id != bindparam("exclude"))
    )
    if with_year:
        query = query.where(_SAME_YEAR)
    return query.order_by(found.c.shared.desc(), found.c.seq).limit(_RANKED)


def _read(connection: Connection, numbers: Sequence[int]) -> list[Candidate]:
    rows = {row["seq"]: row for row in connection.execute(_READ, {"numbers": numbers}).mappings()}
    return [Candidate(**{name: value for name, value in rows[seq].items() if name != "seq"}) for seq in numbers]


def _halves(keys: Sequence[int]) -> list[int]:
    """The lower 32 bits of each key, signed, each once."""
    return sorted({(key + _HALF // 2) % _HALF - _HALF // 2 for key in keys})
