"""The further pages of a report (正文分页) that an earlier version has and this fetch of the report has not."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select

from crawler.records import Report
from crawler.store.content import extraction_of
from crawler.store.prepared import fetch
from crawler.store.schema import versions

_VERSION = select(versions.c.capture_id, versions.c.evidence).where(versions.c.seq == bindparam("number"))


def pages_lacking(connection: Connection, report: Report, seq: int, captures: Sequence[int]) -> list[str]:
    """What page 1 leads to and could not be had as a page of the report, where version `seq` is of more pages.

    A page that failed, or in whose place something else came for one night (a login page, an empty template, page 1
    again), is no change of the report, nor is a pager that only a browser could follow. Where no page leads on any
    more, the report really has become shorter. Where `captures`, the numbers of its pages' captures, are those of that
    version, today's code reads the same pages otherwise, and is right.
    """
    files = {file.url for file in extraction_of(report).attachments}
    lacking = [url for url, _ in report.missing_attachments if url not in files] + pages_not_joined(report)
    if not lacking and "further_pages" in extraction_of(report).notes:
        lacking = [f"{report.capture.requested_url} (its pager cannot be followed)"]
    if not lacking:
        return []
    before = fetch(connection, _VERSION, {"number": seq})[0]
    evidence = before["evidence"]
    same_fetch = [before["capture_id"], *evidence.get("page_captures", ())] == list(captures)
    return lacking if evidence["notes"].get("pages", 1) > _joined(report) and not same_fetch else []


def pages_not_joined(report: Report) -> list[str]:
    """The address of what came in place of the report's next page, with the reason why it is none; [] where all are."""
    told = str(extraction_of(report).notes.get("page_not_joined", ""))
    behind = report.page_captures[_joined(report) - 1 :][:1]
    return [f"{capture.requested_url} ({told.partition(': ')[2]})" for capture in behind if told]


def _joined(report: Report) -> int:
    return int(extraction_of(report).notes.get("pages", 1))
