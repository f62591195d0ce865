"""What pages and monitors ask of the store: many reports without their texts, one report with all its versions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import Connection, RowMapping, func, select, union

from crawler.store import dialect, feed, ledger, runs, schema
from crawler.store.document import Document
from crawler.store.ledger import LedgerRow
from crawler.store.runs import Run
from crawler.store.schema import IS_LATEST, reports, versions
from crawler.store.store import Store

_ROWS_AT_ONCE = 500
_OF_REPORT = (
    "id",
    "portal",
    "first_seen",
    "last_seen",
    "canonical",
    "duplicate_kind",
    "cluster_id",
    "own_portal",
    "across_years",
)
_OF_VERSION = (
    "seq",
    "version",
    "url",
    "title",
    "report_year",
    "organ",
    "published_on",
    "char_count",
    "language",
    "charset_declared",
    "charset_used",
    "run_id",
    "quality",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """The latest version of one report without its text.

    `doubts` names the quality checks that failed, and `carried_over` where last year's report says otherwise.
    `first_seen` and `last_seen` are the report's. `run_id` is the run
    that stored this version.
    """

    id: str
    portal: str
    first_seen: datetime
    last_seen: datetime
    canonical: bool
    duplicate_kind: str | None
    cluster_id: str
    own_portal: bool
    seq: int
    version: int
    url: str
    title: str
    report_year: int | None
    organ: str | None
    published_on: date | None
    char_count: int
    language: str
    charset_declared: str | None
    charset_used: str | None
    run_id: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """A member of a cluster: where it stands, and how it is a copy of the canonical one (None for that one)."""

    id: str
    portal: str
    url: str
    duplicate_kind: str | None


class Overview:
    """One state of the store, however long it is read: `with Overview.of(store) as overview`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def of(cls, store: Store) -> Iterator[Self]:
        """Reads within it are one transaction. Raises StoreError as every method of the store does."""
        with dialect.reading(store._engine, store._name) as connection:
            yield cls(connection)

    def portals(self) -> list[str]:
        """Every portal that was ever crawled, or of which an address or report is known, by name."""
        crawled = select(schema.runs.c.portal).where(schema.runs.c.portal != runs.REPLAY)
        names = union(crawled, select(schema.ledger.c.portal), select(reports.c.portal))
        return sorted(self._connection.execute(names).scalars())

    def runs(self, portal: str, limit: int) -> list[Run]:
        """The latest runs of the portal, newest first."""
        return runs.last(self._connection, portal, limit)

    def ledger(self, portal: str) -> list[LedgerRow]:
        """All that is known of the portal's addresses."""
        return ledger.rows(self._connection, portal)

    def facts(self, portal: str, run_id: str | None = None) -> Iterator[ReportFacts]:
        """The latest version of each of the portal's reports (of those that one run stored), by `seq`."""
        query = (
            select(*(reports.c[name] for name in _OF_REPORT), *(versions.c[name] for name in _OF_VERSION))
            .join(versions, IS_LATEST)
            .where(reports.c.portal == portal)
            .order_by(versions.c.seq)
        )
        if run_id is not None:
            query = query.where(versions.c.run_id == run_id)
        rows = self._connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(query)
        for row in rows.mappings():
            yield _facts(row)

    def newest(self, limit: int) -> list[str]:
        """The ids of at most `limit` reports: canonical ones first, of those the last stored first."""
        query = (
            select(reports.c.id)
            .join(versions, IS_LATEST)
            .order_by(reports.c.canonical.desc(), versions.c.seq.desc())
            .limit(limit)
        )
        return list(self._connection.execute(query).scalars())

    def reports(self) -> int:
        """How many reports are stored, copies included."""
        return int(self._connection.execute(select(func.count()).select_from(reports)).scalar_one())

    def versions(self, report_id: str) -> list[Document]:
        """All versions of one report, the oldest first; none for an unknown id."""
        return [Document(**row) for row in self._connection.execute(feed.of_report(report_id)).mappings()]

    def evidence(self, report_id: str) -> dict[str, Any]:
        """What the latest version's fields rest on: `provenance` by field, `rung`, `notes`, numbers, `column`."""
        query = select(versions.c.evidence).join(reports, IS_LATEST).where(reports.c.id == report_id)
        found = self._connection.execute(query).scalar()
        return found if isinstance(found, dict) else {}

    def copies(self, cluster_id: str, limit: int = 50) -> list[Copy]:
        """At most `limit` members of a cluster, the canonical one first."""
        query = (
            select(reports.c.id, reports.c.portal, reports.c.url, reports.c.duplicate_kind)
            .where(reports.c.cluster_id == cluster_id)
            .order_by(reports.c.canonical.desc(), reports.c.id)
            .limit(limit)
        )
        return [Copy(*row) for row in self._connection.execute(query)]


def _facts(row: RowMapping) -> ReportFacts:
    told = {name: row[name] for name in (*_OF_REPORT, *_OF_VERSION) if name not in ("quality", "across_years")}
    quality = row["quality"]
    checks = dict(quality.get("checks", {})) if isinstance(quality, dict) else {}
    if row["across_years"]:
        # Not in_force: documents that lapse or are found late break it without an error in either report.
        checks["carried_over"] = row["across_years"]["checks"]["carried_over"]
    return ReportFacts(**told, doubts=tuple(name for name, check in checks.items() if check.get("passed") is False))
