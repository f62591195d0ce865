"""One archived report through the steps of the crawl again: the same steps, without Scrapy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from crawler.archive import read
from crawler.archive.metadata import ArchivedCapture, ReportNote
from crawler.arguments import CrawlArguments
from crawler.encoding import read_text
from crawler.fetching.file_signatures import begins_as_file
from crawler.host import host_of
from crawler.reading import decoded_of, extract_report, judged, with_extraction
from crawler.records import Capture, Decoded, LedgerEntry, Report


def reread(folder: Path, note: ReportNote, containers: Sequence[str]) -> Report | LedgerEntry:
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
        page_captures=tuple(_archived_page(folder, one) for one in note.pages),
        attachment_captures=tuple(archived_capture(folder, one) for one in note.attachments),
        missing_attachments=note.missing_attachments,
    )
    report.decoded = decoded_of(report)
    said = extract_report(report, tuple(containers))
    extracted = with_extraction(report, said, CrawlArguments(years=note.years))
    return judged(extracted) if isinstance(extracted, Report) else extracted


def _archived_page(folder: Path, archived: ArchivedCapture) -> Capture:
    capture = archived_capture(folder, archived)
    capture.decoded = decoded(capture, archived.charset)
    return capture


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
    if not _is_html_by_name(capture) and _is_file(capture):
        return None
    return read_text(capture.body, capture.content_type, host=host_of(capture.url) or None, history=usual)


def _is_html_by_name(capture: Capture) -> bool:
    """Whether the crawl's rules make a page of the capture by its one Content-Type alone, as of nearly every page."""
    types = [value for name, value in _fields(capture) if name.lower() == "content-type"]
    codings = [value for name, value in _fields(capture) if name.lower() == "content-encoding"]
    named = len(types) == 1 and types[0].isascii() and types[0].split(";")[0].strip().lower() == "text/html"
    return named and not codings and not begins_as_file(capture.body)


def _is_file(capture: Capture) -> bool:
    # Not at the top: half of the time that a worker takes to start would be Scrapy's, and few need it.
    from scrapy.http import Headers
    from scrapy.responsetypes import responsetypes

    from crawler.fetching.decoding import kind_of

    headers = Headers()
    for name, value in _fields(capture):
        headers.appendlist(name, value.encode("latin-1", "replace"))
    response_class = responsetypes.from_args(headers=headers, url=capture.url, body=capture.body)
    return kind_of(response_class(capture.url, status=capture.status, headers=headers, body=capture.body)) is None


def _fields(capture: Capture) -> Iterator[tuple[str, str]]:
    """The header fields as they are true of `capture.body`: without a coding that was undone."""
    undone = capture.wire_body is not None
    return (field for field in capture.headers if not (undone and field[0].lower() == "content-encoding"))
