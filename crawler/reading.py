"""From captures to what a report says: its page, or the file that holds the text when the page is only a pointer."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from crawler.discovery import judge
from crawler.extraction import extract, extract_file, fuller, makers, media_type
from crawler.quality import assess
from crawler.records import Attachment, Capture, Extraction, Quality, Report, Statistics
from crawler.statistics import name_tables, read, rebuild


def extract_report(report: Report, containers: Sequence[str] = ()) -> Extraction:
    """What a report's page says, joined with its files (附件).

    Where the page's body is only a pointer (见附件), text and tables are those of the file: the one whose name is a
    report's, else the longest. Where both exist the page's body is the text and the files stand beside it.
    """
    if report.decoded is None:
        return _whole_file(report)
    url = report.capture.url
    page = extract(report.decoded.text, url, containers=containers, listed_title=report.listed_title)
    files = [(capture, _read_file(capture, page.attachments)) for capture in report.attachment_captures]
    joined = replace(page, attachments=_attachments(page.attachments, files))
    if page.notes.get("pointer_body") and (chosen := _chosen(files)):
        return _with_text_of(joined, *chosen)
    return joined


def read_statistics(extraction: Extraction) -> tuple[Extraction, Statistics | None]:
    """The figures of an extraction, and the extraction with its statutory tables named.

    Tables that a site flattened into lines are rebuilt from the official form first; a note says so.
    """
    text, tables = extraction.text, extraction.tables
    rebuilt = rebuild(text)
    notes = extraction.notes | rebuilt.notes
    if rebuilt.tables:
        text, tables = rebuilt.text, (*tables, *rebuilt.tables)
    named = name_tables(tables)
    return replace(extraction, text=text, tables=named, notes=notes), read(named, text)


def gate(report: Report, statistics: Statistics | None) -> Quality:
    """The quality gate's answer on an extracted report."""
    assert report.extraction is not None
    return assess(report.extraction, statistics, report.decoded, report.listed_year)


def file_name(capture: Capture) -> str:
    """The last segment of a capture's address, percent-decoded; "file" where it has none."""
    return PurePosixPath(unquote(urlsplit(capture.requested_url).path)).name or "file"


def _read_file(capture: Capture, named: Sequence[Attachment]) -> Extraction:
    name = next((one.name for one in named if one.url == capture.requested_url), file_name(capture))
    return extract_file(capture.body, name)


def _whole_file(report: Report) -> Extraction:
    capture = report.capture
    name = file_name(capture)
    said = extract_file(capture.body, name)
    verdict = judge(report.listed_title)
    attachment = _fetched(Attachment(capture.url, name), capture, said)
    year = said.report_year if verdict.report_year is None else verdict.report_year
    return replace(said, title=report.listed_title or said.title, report_year=year, attachments=(attachment,))


def _attachments(named: Sequence[Attachment], files: Sequence[tuple[Capture, Extraction]]) -> tuple[Attachment, ...]:
    by_address = {capture.requested_url: (capture, said) for capture, said in files}
    return tuple(_fetched(one, *by_address[one.url]) if one.url in by_address else one for one in named)


def _fetched(attachment: Attachment, capture: Capture, said: Extraction) -> Attachment:
    return replace(
        attachment,
        media_type=media_type(capture.body, attachment.name, capture.content_type),
        sha256=hashlib.sha256(capture.body).hexdigest(),
        char_count=len(said.text),
    )


def _chosen(files: Sequence[tuple[Capture, Extraction]]) -> tuple[Capture, Extraction] | None:
    readable = [(capture, said) for capture, said in files if said.text]
    return max(readable, key=lambda one: (judge(one[1].title).is_report, len(one[1].text)), default=None)


def _with_text_of(page: Extraction, capture: Capture, said: Extraction) -> Extraction:
    organ, provenance = page.organ or said.organ, page.provenance | {"text": f"attachment: {capture.url}"}
    if page.organ and (full := fuller(page.organ, [(f"attachment: {name}", name) for name in _signers(said)])):
        provenance["organ"], organ = full
    return replace(
        page,
        text=said.text,
        tables=said.tables,
        report_year=page.report_year if page.report_year is not None else said.report_year,
        organ=organ,
        signed_on=said.signed_on or page.signed_on,
        language=said.language,
        rung=f"attachment:{said.rung}",
        provenance=provenance,
        notes=page.notes | said.notes,
    )


def _signers(said: Extraction) -> list[str]:
    return [name for name in (said.organ, *makers(said.text.split("\n"))) if name]
