"""A report linked to its copy, in the transaction that stores it.

Copies are looked for before, while others may write. Two crawls that store copies of each other at the same moment
would both look before either has written; so the writer, alone in its transaction, looks once more at what was stored
since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import Connection, bindparam, select

from crawler.records import Candidate, Decision, Report
from crawler.store import candidates, clusters
from crawler.store.prepared import fetch
from crawler.store.restating import Restating
from crawler.store.schema import VERSIONS, reports, sequence

FindCopy = Callable[[Report, Iterable[Candidate]], tuple[Candidate, Decision] | None]
"""The strongest copy of a report among candidates, None where there is none: `crawler.dedup.find_copy`."""

_LATE = 50
_LAST = select(sequence.c.last).where(sequence.c.name == VERSIONS)
_STANDS = select(reports.c.latest_version).where(reports.c.id == bindparam("report"))


def last_seq(connection: Connection) -> int:
    """The last number of the feed: what was stored so far."""
    return int(fetch(connection, _LAST, {})[0]["last"])


def link(
    connection: Connection,
    report: Report,
    identity: str,
    year: int | None,
    stored_at: int,
    find_copy: FindCopy | None,
    restating: Restating,
) -> bool:
    """File what was decided about the report and its copy, and make their clusters one; whether there was a copy.

    `stored_at` is the number of the version that holds the report now. With `find_copy`, what was stored after the
    report was compared (`Report.compared_until`) is compared now, and a decision about an earlier version of the other
    report counts no more. A copy found so is put into the report.
    """
    other, decision = report.duplicate_of, report.decision
    if other is not None and (other.report_id == identity or (find_copy and not _current(connection, other))):
        report.duplicate_of = report.decision = other = decision = None
    linked = other is not None and decision is not None
    if other is not None and decision is not None:
        clusters.join(connection, identity, other.report_id, decision, report.run_id, restating)
    late = _stored_since(connection, report, identity, year, stored_at) if find_copy else []
    if find_copy and late and (found := find_copy(report, late)):
        clusters.join(connection, identity, found[0].report_id, found[1], report.run_id, restating)
        if not linked:
            report.duplicate_of, report.decision = found
        linked = True
    return linked


def _stored_since(
    connection: Connection, report: Report, identity: str, year: int | None, stored_at: int
) -> list[Candidate]:
    if report.signature is None or report.compared_until >= last_seq(connection) - (stored_at > report.compared_until):
        return []
    organ = report.extraction.organ if report.extraction else None
    found = candidates.search(
        connection, report.signature.bands, identity, year, _LATE, organ=organ, newer_than=report.compared_until
    )
    return candidates.read(connection, found)


def _current(connection: Connection, other: Candidate) -> bool:
    return connection.execute(_STANDS, {"report": other.report_id}).scalar() == other.version
