"""Reading documents, and the change feed with its consumers' cursors."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from crawler.store.dialect import upsert
from crawler.store.document import COLUMNS
from crawler.store.errors import StoreError
from crawler.store.schema import VERSIONS, captures, cursors, reports, sequence, versions

_OF_REPORT = frozenset({"portal", "cluster_id", "canonical", "duplicate_kind", "first_seen", "across_years"})
_OF_CAPTURE = frozenset(
    {
        "http_status",
        "content_type",
        "fetch_time",
        "warc_filename",
        "warc_record_offset",
        "warc_record_length",
        "payload_sha256",
    }
)


def documents() -> Select[Any]:
    """Every version as a document's columns, in the order of the feed."""
    tables = [reports if name in _OF_REPORT else captures if name in _OF_CAPTURE else versions for name in COLUMNS]
    columns = [
        versions.c.report_id.label("id") if name == "id" else table.c[name]
        for name, table in zip(COLUMNS, tables, strict=True)
    ]
    return (
        select(*columns)
        .join_from(versions, reports, reports.c.id == versions.c.report_id)
        .join(captures, captures.c.id == versions.c.capture_id)
        .order_by(versions.c.seq)
    )


def chosen(
    portal: str | None, years: Collection[int] | None, *, canonical_only: bool, all_versions: bool
) -> Select[Any]:
    """The documents that `Store.reports` gives."""
    query = documents()
    if portal is not None:
        query = query.where(reports.c.portal == portal)
    if years is not None:
        query = query.where(versions.c.report_year.in_(sorted(years)))
    if canonical_only:
        query = query.where(reports.c.canonical)
    if not all_versions:
        query = query.where(versions.c.version == reports.c.latest_version)
    return query


def of_report(report_id: str) -> Select[Any]:
    """Every version of one report, the oldest first."""
    return documents().where(versions.c.report_id == report_id)


def after(connection: Connection, consumer: str, limit: int | None) -> Select[Any]:
    """The versions that the consumer has not acknowledged; a consumer never heard of starts at the beginning."""
    query = documents().where(versions.c.seq > position(connection, consumer))
    return query if limit is None else query.limit(limit)


def position(connection: Connection, consumer: str) -> int:
    """The last number the consumer acknowledged, 0 before its first."""
    return int(connection.execute(select(cursors.c.seq).where(cursors.c.consumer == consumer)).scalar() or 0)


def acknowledge(connection: Connection, consumer: str, seq: int) -> None:
    """Set the consumer's cursor; see `Store.ack`."""
    last = connection.execute(select(sequence.c.last).where(sequence.c.name == VERSIONS)).scalar_one()
    if not 0 <= seq <= last:
        raise StoreError(f"cannot acknowledge {seq} for {consumer!r}: the feed holds 1 to {last} (0 starts again)")
    row = {"consumer": consumer, "seq": seq, "moved": datetime.now(UTC)}
    connection.execute(upsert(connection.dialect.name, cursors, ("seq", "moved")), row)
