"""The index of near-copy search: which stored reports share a band of their signature with the one at hand."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from sqlalchemy import Connection, and_, delete, func, or_, select

from crawler.records import Candidate
from crawler.store.schema import bands, reports, versions


def pack(keys: Sequence[int]) -> bytes:
    """Band keys (signed, 64 bits) as bytes, to know later which rows of the index are this report's."""
    return struct.pack(f"<{len(keys)}q", *keys)


def index(connection: Connection, report_id: str, keys: Sequence[int]) -> None:
    """File the report under its band keys."""
    if keys:
        number = _number(report_id)
        rows = [{"band": key, "report": number} for key in sorted(set(keys))]
        connection.execute(bands.insert(), rows)


def forget(connection: Connection, report_id: str, packed: bytes) -> None:
    """Take the report out of the index; `packed` is what `pack` gave for the keys it stands under."""
    keys = struct.unpack(f"<{len(packed) // 8}q", packed)
    connection.execute(delete(bands).where(bands.c.band.in_(keys), bands.c.report == _number(report_id)))


def candidates(
    connection: Connection, keys: Sequence[int], exclude: str | None, report_year: int | None, limit: int
) -> list[Candidate]:
    """The reports that share most bands first, then by id, at most `limit`; see `Store.candidates`."""
    if not keys:
        return []
    shared = func.count().label("shared")
    found = select(bands.c.report, shared).where(bands.c.band.in_(sorted(set(keys)))).group_by(bands.c.report)
    if exclude is not None:
        found = found.where(bands.c.report != _number(exclude))
    ranking = {_id(row.report): row.shared for row in connection.execute(found)}
    result: list[Candidate] = []
    ranked = sorted(ranking, key=lambda report: (-ranking[report], report))
    for start in range(0, len(ranked), limit):
        result += _read(connection, ranked[start : start + limit], report_year)
        if len(result) >= limit:
            break
    return result[:limit]


def _read(connection: Connection, ids: Sequence[str], report_year: int | None) -> list[Candidate]:
    query = (
        select(
            reports.c.id,
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
        .join(versions, and_(versions.c.report_id == reports.c.id, versions.c.version == reports.c.latest_version))
        .where(reports.c.id.in_(ids))
    )
    if report_year is not None:
        query = query.where(or_(reports.c.report_year == report_year, reports.c.report_year.is_(None)))
    by_id = {row["id"]: row for row in connection.execute(query).mappings()}
    return [
        Candidate(report_id=report, **{name: value for name, value in by_id[report].items() if name != "id"})
        for report in ids
        if report in by_id
    ]


def _number(report_id: str) -> int:
    return int.from_bytes(bytes.fromhex(report_id), signed=True)


def _id(number: int) -> str:
    return number.to_bytes(8, signed=True).hex()
