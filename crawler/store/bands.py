"""The index of near-copy search: under which band keys of its signature each latest version stands.

A row is a band key and the number (`seq`) of a latest version, both small: 32 rows a report make the index the largest
part of the store after the texts. Of a 64-bit key the lower half is kept. Among a million reports that brings a
stranger to every fourth search, whom the decision turns away; the index is a third smaller for it.

Keys are hashes: filed one report at a time, 32 rows would change 32 pages all over the file. So they go in by three
steps, as in a log-structured merge tree. A report's keys wait together in one row of `new_bands`; each batch of them is
filed in `recent_bands`, which is small enough to stay in memory; and of that, a slice of neighbouring keys at a time
goes into `bands`, where many rows then share a page. A search looks in all three, and finds the same wherever a row is.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, Select, bindparam, delete, func, literal_column, select, union_all

from crawler.store.prepared import fetch, run, run_many
from crawler.store.schema import bands, new_bands, recent_bands

A_BAND = 500
"""A band that so many share says nothing, as a common word says nothing: an office's table of zeros, a form's labels.
Its first so many versions count, later ones do not share it."""
SLICES = 128
"""One slice of the keys is filed with each batch. More slices make `recent_bands` larger, fewer bring fewer rows to a
page of `bands`; among 200,000 reports 128 and 256 write the same."""

_HALF = 1 << 32
_FIRST_BAND = literal_column(str(A_BAND), Integer)
_ADD_NEW = new_bands.insert()
_ADD_RECENT = recent_bands.insert()
_NEW = select(new_bands.c.seq, new_bands.c.bands).where(new_bands.c.seq > bindparam("after")).order_by(new_bands.c.seq)
_FORGET_NEW = delete(new_bands).where(new_bands.c.seq == bindparam("number"))
_IN_SLICE = recent_bands.c.band.between(bindparam("first"), bindparam("last"))
_FILE = bands.insert().from_select(
    ["band", "seq"],
    select(recent_bands.c.band, recent_bands.c.seq).where(_IN_SLICE).order_by(recent_bands.c.band, recent_bands.c.seq),
)
_CLEAR = delete(recent_bands).where(_IN_SLICE)


def halves(keys: Sequence[int]) -> list[int]:
    """What the index keeps of band keys: the lower 32 bits of each, signed, each once, in order."""
    return sorted({(key + _HALF // 2) % _HALF - _HALF // 2 for key in keys})


def pack(keys: Sequence[int]) -> bytes:
    """Band keys as bytes, as `index` takes them and a report keeps them: to know later which rows are its own."""
    kept = halves(keys)
    return struct.pack(f"<{len(kept)}i", *kept)


def unpack(packed: bytes) -> tuple[int, ...]:
    """The halves of the keys that `pack` was given."""
    return struct.unpack(f"<{len(packed) // 4}i", packed)


def index(connection: Connection, seq: int, packed: bytes) -> None:
    """Put the version `seq` into the index, under packed keys. Called in the transaction that stores the version."""
    if packed:
        run(connection, _ADD_NEW, {"seq": seq, "bands": packed})


def forget(connection: Connection, seq: int, packed: bytes) -> None:
    """Take the version `seq` out of the index; `packed` are the keys it stands under."""
    run(connection, _FORGET_NEW, {"number": seq})
    for table in (recent_bands, bands):
        connection.execute(delete(table).where(table.c.band.in_(unpack(packed)), table.c.seq == seq))


def catch_up(connection: Connection, turns: range) -> None:
    """File all that is new, and of the recent rows one slice for each of `turns`, which count batches from 0 on."""
    rows = fetch(connection, _NEW, {"after": 0})
    filed = sorted((band, row["seq"]) for row in rows for band in unpack(row["bands"]))
    if filed:
        run_many(connection, _ADD_RECENT, [{"band": band, "seq": seq} for band, seq in filed])
        connection.execute(delete(new_bands))
    width = _HALF // SLICES
    for turn in turns[-SLICES:]:
        first = turn % SLICES * width - _HALF // 2
        of_slice = {"first": first, "last": first + width - 1}
        connection.execute(_FILE, of_slice)
        connection.execute(_CLEAR, of_slice)


def filed_under(place: int, since: bool) -> Select[Any]:
    """The numbers (`seq`) of the versions filed under the parameter `key{place}`, as many as count, in their order.

    With `since`, only those after the parameter `after`. Those of `new_sharing` come after all of these.
    """
    both = []
    for table in (bands, recent_bands):
        found = select(table.c.seq).where(table.c.band == bindparam(f"key{place}"))
        both.append(found.where(table.c.seq > bindparam("after")) if since else found)
    return select(union_all(*both).order_by("seq").limit(_FIRST_BAND).subquery())


def new_sharing(connection: Connection, keys: Sequence[int], after: int) -> dict[int, int]:
    """The versions that are not filed yet and share some of `keys` (halves): their `seq`, and how many they share.

    Only those after the number `after`; a band counts for its first `A_BAND` versions, filed ones before these.
    """
    sought = set(keys)
    found = [
        (row["seq"], shared)
        for row in fetch(connection, _NEW, {"after": after})
        if (shared := sought.intersection(unpack(row["bands"])))
    ]
    if not found:
        return {}
    bound = {"after": after} | {f"key{place}": key for place, key in enumerate(keys)}
    counted = fetch(connection, _counts(len(keys), after > 0), bound)
    standing = Counter({keys[row["place"]]: row["filed"] for row in counted})
    shares = {}
    for seq, shared in found:
        counting = sum(standing[band] < A_BAND for band in shared)
        if counting:
            shares[seq] = counting
        standing.update(shared)
    return shares


@cache
def _counts(count: int, since: bool) -> Any:
    """The query for how many versions are filed under each of `count` keys, up to `A_BAND`."""
    rows = []
    for place in range(count):
        filed = filed_under(place, since).subquery()
        rows.append(select(literal_column(str(place), Integer).label("place"), func.count(filed.c.seq).label("filed")))
    return union_all(*rows)
