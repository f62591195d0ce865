"""Saving a report: a version where its content is new, in one transaction with everything that goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, select

from crawler.records import LedgerEntry, Report
from crawler.store import addresses, bands, captures, clusters, content, feed_numbers, ledger, neighbours, upkeep
from crawler.store.identity import url_key
from crawler.store.linking import FindCopy, link
from crawler.store.own_portal import own_portal
from crawler.store.pages_lacking import pages_lacking, pages_not_joined
from crawler.store.prepared import fetch, run
from crawler.store.restating import Restating
from crawler.store.schema import IS_LATEST, reports, versions

MIRROR_CHECK = "mirror_signs"
"""The quality check that fails for a tampered copy, which is never canonical."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a report. `version` and `seq` are those of the version that now holds its content.

    `incomplete` says what was there and could not be read as a part of the report, "" where nothing was. What could not
    be fetched was told when it failed.
    """

    outcome: Literal["new", "changed", "unchanged"]
    report_id: str
    version: int
    seq: int
    cluster_id: str
    incomplete: str = ""


_LATEST = (
    select(
        reports.c.bands,
        reports.c.organ,
        versions.c.seq,
        versions.c.version,
        versions.c.content_sha256,
        versions.c.attachments,
    )
    .join(versions, IS_LATEST)
    .where(reports.c.id == bindparam("report"))
)
_ADD_VERSION = versions.insert()
_ADD_REPORT = reports.insert()
_REPORT_SEEN = (
    reports.update()
    .where(reports.c.id == bindparam("report"), reports.c.last_seen < bindparam("seen"))
    .values(last_seen=bindparam("seen"))
)
_VERSION_SEEN = (
    versions.update()
    .where(versions.c.seq == bindparam("number"), versions.c.last_seen < bindparam("seen"))
    .values(last_seen=bindparam("seen"))
)


def save(connection: Connection, report: Report, find_copy: FindCopy | None = None) -> Saved:
    """See `Store.save`; `connection` is in a writing transaction and the report's run is known."""
    capture_id = captures.add(connection, report.capture, report.run_id, report.portal.name, report.capture.kind)
    pages = [
        captures.add(connection, capture, report.run_id, report.portal.name, capture.kind)
        for capture in report.page_captures
    ]
    for capture in report.attachment_captures:
        captures.add(connection, capture, report.run_id, report.portal.name, capture.kind)
    year = content.report_year(report)
    identity = content.identity_of(report)
    seen = _utc(report.capture.fetch_time)
    known = _latest(connection, identity)
    files, unread = _attachments(report, known)
    if known is not None:
        unread += pages_lacking(connection, report, known["seq"], [capture_id, *pages])
    digest = content.content_sha256(report, files)
    restating = Restating(connection)
    if known is not None and (digest == known["content_sha256"] or unread):
        outcome: Literal["new", "changed", "unchanged"] = "unchanged"
        version, seq = known["version"], known["seq"]
        _seen_again(connection, identity, seq, seen)
    else:
        outcome = "new" if known is None else "changed"
        version = 1 if known is None else known["version"] + 1
        numbers = feed_numbers.take(connection)
        seq = numbers[0]
        if known is not None:
            clusters.leave(connection, identity, report.run_id, restating)
        _put_report(connection, report, identity, year, version, seq, seen, known)
        row = {
            "seq": seq,
            "report_id": identity,
            "version": version,
            "content_sha256": digest,
            "attachments": files,
            "capture_id": capture_id,
            "first_seen": seen,
            "last_seen": seen,
            "run_id": report.run_id,
        }
        run(connection, _ADD_VERSION, content.version_columns(report, pages) | row)
        upkeep.keep_up(connection, numbers)
    linked = link(connection, report, identity, year, seq, find_copy, restating)
    if outcome != "unchanged":
        # The year is part of the identity, the organ is not: a version that names another leaves the first one's row.
        organs = dict.fromkeys((content.extraction_of(report).organ, known["organ"] if known is not None else None))
        for organ in organs:
            neighbours.compare(connection, report.portal.name, organ, year)
    restating.announce(but=None if outcome == "unchanged" else identity)
    for url in {report.capture.requested_url, report.capture.url}:
        addresses.put(connection, identity, url, report.portal.name, seen)
    missing = [url for url, _ in report.missing_attachments]
    doubtful = pages_not_joined(report) if "further_pages" in content.extraction_of(report).notes else []
    incomplete = ""
    if unread:
        incomplete = f"not read this time, version {version} kept: {', '.join(unread)}"
    elif not missing and doubtful:
        incomplete = f"not joined: {', '.join(doubtful)}"
    if incomplete:
        reason = f"{ledger.INCOMPLETE}: {incomplete}"
    elif missing:
        reason = f"{ledger.INCOMPLETE}: not fetched: {', '.join(missing)}"
    else:
        reason = outcome
    _put_ledger(connection, report, identity, year, reason)
    alone = outcome != "unchanged" and not linked
    cluster = identity if alone else clusters.cluster_of(connection, identity)
    return Saved(outcome, identity, version, seq, cluster, incomplete)


def _latest(connection: Connection, identity: str) -> dict[str, Any] | None:
    return next(iter(fetch(connection, _LATEST, {"report": identity})), None)


def _attachments(report: Report, known: dict[str, Any] | None) -> tuple[list[dict[str, Any]], list[str]]:
    """The attachments to store, and the addresses of those that an earlier version has read and this one could not.

    A file that failed today is no change of the report: its text is missing from what was extracted, so nothing can be
    said about the rest, and the version that has it stays.
    """
    files = content.attachments(report)
    read_before = {url_key(file["url"]) for file in (known["attachments"] if known else []) if _read(file)}
    unread = [file["url"] for file in files if file["url"] and not _read(file) and url_key(file["url"]) in read_before]
    return files, unread


def _read(file: Mapping[str, Any]) -> bool:
    return bool(file["url"] and file["sha256"])


def _put_report(
    connection: Connection,
    report: Report,
    identity: str,
    year: int | None,
    version: int,
    seq: int,
    seen: datetime,
    known: dict[str, Any] | None,
) -> None:
    extraction = content.extraction_of(report)
    keys = bands.pack(report.signature.bands if report.signature else ())
    mirror = report.quality is not None and MIRROR_CHECK in report.quality.failed
    row: dict[str, Any] = {
        "portal": report.portal.name,
        "url": report.capture.requested_url,
        "report_year": year,
        "organ": extraction.organ,
        "latest_version": version,
        "last_seen": seen,
        "own_portal": own_portal(report.portal, report.capture.url, extraction.organ),
        "mirror": mirror,
        "canonical": not mirror,
        "duplicate_kind": None,
        "text_key": report.signature.text_key if report.signature else "",
        "bands": keys,
        "last_seq": seq,
    }
    if known is None:
        run(connection, _ADD_REPORT, row | {"cluster_id": identity, "id": identity, "first_seen": seen})
    else:
        bands.forget(connection, known["seq"], known["bands"])
        connection.execute(reports.update().where(reports.c.id == identity).values(row))
    bands.index(connection, seq, keys)


def _seen_again(connection: Connection, identity: str, seq: int, seen: datetime) -> None:
    """Move `last_seen`, never back: a replay brings captures of long ago."""
    run(connection, _REPORT_SEEN, {"report": identity, "seen": seen})
    run(connection, _VERSION_SEEN, {"number": seq, "seen": seen})


def _put_ledger(connection: Connection, report: Report, identity: str, year: int | None, reason: str) -> None:
    """The address that was asked for is the one that the next run will look up."""
    entry = LedgerEntry(
        portal=report.portal.name,
        url=report.capture.requested_url,
        state="stored",
        reason=reason,
        title=report.listed_title,
        column=report.column,
        report_year=year,
        http_status=report.capture.status,
    )
    ledger.record(connection, entry, report.run_id, identity)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
