"""One archived report through the steps of the crawl again: the same pipelines, without Scrapy's engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from crawler.archive import read
from crawler.archive.metadata import ArchivedCapture, ReportNote
from crawler.arguments import CrawlArguments
from crawler.crawl.items import Item
from crawler.encoding import read_text
from crawler.fetching.decoding import kind_of
from crawler.fetching.portal_hosts import host_of
from crawler.monitoring.tally import Tally
from crawler.reading import extract_report
from crawler.records import Capture, Decoded, Report
from pipelines.extraction import with_extraction
from pipelines.quality import QualityPipeline


def reread(folder: Path, note: ReportNote, containers: Sequence[str]) -> Item:
    """The report of a note after decoding, repair, extraction, figures and gate; or the ledger entry it ended as.

    `folder` is the raw archive, `containers` are the body containers of the portal's spider. Raises ArchiveError
    where a record is missing or damaged.
    """
    capture = archived_capture(folder, note.capture)
    capture.decoded = decoded(capture, note.capture.charset)
    report = Report(
        portal=note.portal,
        capture=capture,
        listed_title=note.listed_title,
        column=note.column,
        listed_year=note.listed_year,
        run_id=note.run_id,
        attachment_captures=tuple(archived_capture(folder, one) for one in note.attachments),
        missing_attachments=note.missing_attachments,
        decoded=capture.decoded,
    )
    said = extract_report(report, tuple(containers))
    return QualityPipeline(Tally()).process_item(with_extraction(report, said, CrawlArguments(years=note.years)))


def archived_capture(folder: Path, archived: ArchivedCapture) -> Capture:
    """The capture as the crawl had it, without its decoded text. Raises ArchiveError as `crawler.archive.read`."""
    return replace(
        read(folder, archived.warc),
        url=archived.url,
        requested_url=archived.requested_url,
        kind=archived.kind,
        warc=archived.warc,
    )


def decoded(capture: Capture, usual: str | None = None) -> Decoded | None:
    """The text of a capture; None for a file. Which of the two it is, is told by the same rules as in the crawl.

    `usual` is the encoding that speaks for itself where the bytes leave a doubt.
    """
    undone = capture.wire_body is not None
    headers = Headers()
    for name, value in capture.headers:
        if not (undone and name.lower() == "content-encoding"):
            headers.appendlist(name, value.encode("latin-1", "replace"))
    response_class = responsetypes.from_args(headers=headers, url=capture.url, body=capture.body)
    if kind_of(response_class(capture.url, status=capture.status, headers=headers, body=capture.body)) is None:
        return None
    return read_text(capture.body, capture.content_type, host=host_of(capture.url) or None, history=usual)
