"""Reading documents, and the change feed with its consumers' cursors."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, case, not_, select, union_all

from crawler.store.dialect import upsert
from crawler.store.document import COLUMNS
from crawler.store.errors import StoreError
from crawler.store.schema import IS_LATEST, VERSIONS, captures, cursors, reports, restatements, sequence, versions

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


Documents = Select[Any] | CompoundSelect[Any]
"""A query for documents."""

_MOST = 2**31  # no feed is as long, and a database takes no number beyond 64 bits
_LAST_PLACE = case((IS_LATEST, reports.c.last_seq), else_=versions.c.seq)


def documents(seq: ColumnElement[int] = _LAST_PLACE) -> Select[Any]:
    """Every version as a document's columns; `seq` is its place in the feed, by default where it was announced last."""
    tables = [reports if name in _OF_REPORT else captures if name in _OF_CAPTURE else versions for name in COLUMNS]
    named: dict[str, ColumnElement[Any]] = {"id": versions.c.report_id.label("id"), "seq": seq.label("seq")}
    columns = [named[name] if name in named else table.c[name] for name, table in zip(COLUMNS, tables, strict=True)]
    return (
        select(*columns)
        .join_from(versions, reports, reports.c.id == versions.c.report_id)
        .join(captures, captures.c.id == versions.c.capture_id)
    )


def chosen(
    portal: str | None,
    years: Collection[int] | None,
    *,
    canonical_only: bool,
    all_versions: bool,
    since: int = 0,
    by_year: bool = False,
) -> Documents:
    """The documents that `Store.reports` and `reports_since` give, in their order.

    Each part of a query finds its rows in the order of an index, so that nothing is sorted but `by_year`.
    """
    conditions = [reports.c.last_seq > since]
    if portal is not None:
        conditions.append(reports.c.portal == portal)
    if years is not None:
        conditions.append(versions.c.report_year.in_(sorted(years)))
    if canonical_only:
        conditions.append(reports.c.canonical)
    if by_year:
        query = documents().where(*conditions, *([] if all_versions else [IS_LATEST]))
        year = versions.c.report_year
        return query.order_by(year.is_not(None), year, _LAST_PLACE)
    latest = documents(reports.c.last_seq).where(*conditions, IS_LATEST)
    if not all_versions:
        return latest.order_by(reports.c.last_seq)
    return union_all(documents(versions.c.seq).where(*conditions, not_(IS_LATEST)), latest).order_by("seq")


def of_report(report_id: str) -> Select[Any]:
    """Every version of one report, the oldest first."""
    return documents().where(versions.c.report_id == report_id).order_by(versions.c.version)


def after(connection: Connection, consumer: str, limit: int | None) -> Documents:
    """What the consumer has not acknowledged; a consumer never heard of starts at the beginning.

    Versions, and the latest version again where something else was said of its report.
    """
    done = position(connection, consumer)
    restated = documents(restatements.c.seq).join(restatements, restatements.c.report_id == reports.c.id)
    query = union_all(
        documents(versions.c.seq).where(versions.c.seq > done),
        restated.where(restatements.c.seq > done, IS_LATEST),
    ).order_by("seq")
    return query if limit is None else query.limit(min(limit, _MOST))


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
