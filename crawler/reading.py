"""From captures to what a report says: its page, or the file that holds the text when the page is only a pointer."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crawler.arguments import CrawlArguments
from crawler.discovery import article_pages, is_paged, is_promised, judge
from crawler.discovery.article_pages import MOST_PAGES
from crawler.extraction import extract_file, extract_pages, fuller, join_pages, makers, media_type
from crawler.extraction.files import name_of_file, says_nothing
from crawler.page import Page
from crawler.quality import assess
from crawler.records import (
    Attachment,
    Capture,
    Decoded,
    Extraction,
    LedgerEntry,
    LedgerState,
    Quality,
    Repair,
    Report,
    Statistics,
)
from crawler.statistics import amount, name_tables, read, rebuild

ReadFile = Callable[[bytes, str], Extraction]
_MAX_TOLD = 20
_OF_TEXT = frozenset(("unread", "further_pages", "other_documents", "auto_numbered", "struck_out", "raised_digits"))
"""Notes on a page's own text: they do not hold where the text is a file's."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a report: its capture, the name it is stored under, what it says."""

    capture: Capture
    name: str
    said: Extraction


def extract_report(report: Report, containers: Sequence[str] = (), *, read_file: ReadFile = extract_file) -> Extraction:
    """What a report's page says, with its further pages (正文分页), joined with its files (附件).

    Where the page's body is only a pointer (见附件), text and tables are those of the file: the one of the report's
    year whose name is a report's, else the longest; of a report that is pictures, those of all pictures in order.
    Where both exist the page's body is the text, the files stand beside it, and the note `file_figures` tells where a
    figure differs. Notes on reading the files stand in `files`. `read_file` reads one file.
    """
    if report.decoded is None:
        return _whole_file(report, read_file)
    page = _document(report, containers)
    files = [_read(capture, page.attachments, read_file) for capture in report.attachment_captures]
    notes = page.notes | _notes_on(files)
    joined = replace(page, attachments=_attachments(page.attachments, files), notes=notes)
    if not page.text.strip() and page.notes.get("image_body") and (pictures := _pictures(files)):
        doubt = {note: told for note, told in page.notes.items() if note == "further_pages"}
        read_pictures = _with_text_of(joined, pictures)
        return replace(read_pictures, notes=read_pictures.notes | doubt)  # the pictures of those are missing as well
    if page.notes.get("pointer_body") or not page.text.strip():
        chosen = _chosen(files, page)
        return joined if chosen is None else _with_text_of(joined, chosen)
    if compared := [told for file in files if (told := _compare(page, file))]:
        return replace(joined, notes=notes | {"file_figures": compared})
    return joined


def decoded_of(report: Report) -> Decoded | None:
    """What decoding a report's page found, with the damage of its further pages added; None for a file.

    Text, charset and evidence are those of the first page.
    """
    first = report.capture.decoded
    further = [one.decoded for one in report.page_captures if one.decoded is not None]
    if first is None or not further:
        return first
    counts: Counter[tuple[str, str]] = Counter()
    for decoded in (first, *further):
        for repair in decoded.repairs:
            counts[repair.kind, repair.detail] += repair.count
    repairs = tuple(Repair(kind, count, detail) for (kind, detail), count in counts.items())
    replaced = first.replaced + sum(decoded.replaced for decoded in further)
    return replace(first, repairs=repairs, replaced=replaced)


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


def with_extraction(report: Report, said: Extraction, arguments: CrawlArguments) -> Report | LedgerEntry:
    """The report with what its page and files say and its figures, or the ledger entry of one not asked for."""
    report.extraction, report.statistics = read_statistics(said)
    year = report.extraction.report_year
    if arguments.wants(year):
        return report
    return _not_stored(report, "listed", f"not stored: it is the report of {year}, other years were asked for", year)


def judged(report: Report) -> Report | LedgerEntry:
    """The report with the answer of the quality gate, or the ledger entry of one that it rejects."""
    report.quality = gate(report, report.statistics)
    if report.quality.rejected is None:
        return report
    return _not_stored(report, "rejected", report.quality.rejected, report.listed_year)


def _not_stored(report: Report, state: LedgerState, reason: str, year: int | None) -> LedgerEntry:
    return LedgerEntry(
        portal=report.portal.name,
        url=report.capture.requested_url,
        state=state,
        reason=reason,
        title=report.listed_title,
        column=report.column,
        report_year=year,
        http_status=report.capture.status,
        capture=report.capture,
    )


def file_name(capture: Capture, linked_as: str = "") -> str:
    """The name a fetched file is stored under: of its link, Content-Disposition, address; safe on any file system."""
    disposition = next((value for name, value in capture.headers if name.lower() == "content-disposition"), None)
    return name_of_file(linked_as, disposition, capture.requested_url)


def _document(report: Report, containers: Sequence[str]) -> Extraction:
    """What the pages of a report say. The note `further_pages` stays where not all that they lead to are there."""
    assert report.decoded is not None
    url = report.capture.url
    pages = [Page(url, report.decoded.text)]
    pages += [Page(one.url, one.decoded.text if one.decoded else "") for one in report.page_captures]
    said = extract_pages(pages, containers, report.listed_title, lambda page: is_paged(page, url))
    if len(pages) == 1 and not report.missing_attachments:
        return said[0]

    def promised(number: int, repeated: int) -> bool:
        ends = 2 < number == repeated + 1  # 下一页 of the last page leads there again: only a number says more
        return any(is_promised(page, url, at, number, by_number=ends) for at, page in enumerate(pages[: number - 1], 1))

    document = join_pages(said[0], said[1:], promised)
    known = {other for number, page in enumerate(pages, 1) for other in article_pages(page, url, number)}
    if not known or "page_not_joined" in document.notes:
        return document
    notes = {name: told for name, told in document.notes.items() if name != "further_pages"}
    if max(known) > len(pages) or len(pages) >= MOST_PAGES:
        notes["further_pages"] = True
    return replace(document, notes=notes)


def _read(capture: Capture, named: Sequence[Attachment], read_file: ReadFile) -> _File:
    linked_as = next((one.name for one in named if one.url == capture.requested_url), "")
    # A link without words was named after its address; what the server calls the file goes before that.
    from_address = linked_as == file_name(replace(capture, headers=()))
    is_told = linked_as and not from_address and not says_nothing(linked_as)
    name = linked_as if is_told else file_name(capture, "" if from_address else linked_as)
    return _File(capture, name, read_file(capture.body, name))


def _whole_file(report: Report, read_file: ReadFile) -> Extraction:
    capture = report.capture
    name = file_name(capture)
    said = read_file(capture.body, name)
    file = _File(capture, name, said)
    verdict = judge(report.listed_title)
    attachment = _fetched(Attachment(capture.url, name), file)
    year = said.report_year if verdict.report_year is None else verdict.report_year
    return replace(
        said,
        title=report.listed_title or said.title,
        report_year=year,
        attachments=(attachment,),
        notes=said.notes | _notes_on([file]),
    )


def _attachments(named: Sequence[Attachment], files: Sequence[_File]) -> tuple[Attachment, ...]:
    by_address = {file.capture.requested_url: file for file in files}
    return tuple(_fetched(one, by_address[one.url]) if one.url in by_address else one for one in named)


def _fetched(attachment: Attachment, file: _File) -> Attachment:
    capture, said = file.capture, file.said
    return replace(
        attachment,
        name=file.name,
        media_type=said.provenance.get("media_type") or media_type(capture.body, file.name, capture.content_type),
        sha256=hashlib.sha256(capture.body).hexdigest(),
        char_count=len(said.text),
    )


def _notes_on(files: Sequence[_File]) -> dict[str, Any]:
    """The note `files`: what there is to say of reading each file; and `needs_ocr`: pages of all files not read."""
    told = [
        {"name": file.name, "url": file.capture.requested_url} | file.said.notes for file in files if file.said.notes
    ]
    pages = sum(int(file.said.notes.get("needs_ocr", 0)) for file in files)
    return ({"files": told} if told else {}) | ({"needs_ocr": pages} if pages else {})


def _pictures(files: Sequence[_File]) -> _File | None:
    """The pictures a report consists of as one file, in page order; None where none was read."""
    pictures = [file for file in files if file.said.text and _kind(file).startswith("image/")]
    if not pictures:
        return None
    text = "\n".join(file.said.text for file in pictures)
    tables = tuple(table for file in pictures for table in file.said.tables)
    signed = next((file.said.signed_on for file in reversed(pictures) if file.said.signed_on), None)
    said = replace(pictures[0].said, text=text, tables=tables, signed_on=signed)
    return replace(pictures[0], said=said)


def _chosen(files: Sequence[_File], page: Extraction) -> _File | None:
    def worth(file: _File) -> tuple[bool, bool, bool, int]:
        said = file.said
        is_report = judge(said.title).is_report or judge(file.name).is_report
        same_year = page.report_year is None or said.report_year in (None, page.report_year)
        return is_report, same_year, bool(said.tables), len(said.text)

    return max((file for file in files if file.said.text), key=worth, default=None)


def _kind(file: _File) -> str:
    return file.said.provenance.get("media_type", "")


def _compare(page: Extraction, file: _File) -> dict[str, Any] | None:
    """The figures that page and file both state: how many, and those that differ as [page, file]."""
    if not file.said.text or file.said.report_year not in (None, page.report_year):
        return None
    _, on_page = read_statistics(page)
    _, in_file = read_statistics(file.said)
    if on_page is None or in_file is None or on_page.layout != in_file.layout:
        return None
    compared = 0
    differ: dict[str, list[int | str | None]] = {}
    for key, mine in on_page.figures.items():
        theirs = in_file.figures.get(key)
        here, there = amount(mine), amount(theirs)
        if here is None or there is None:
            continue
        compared += 1
        if here != there:
            differ[key] = [mine, theirs]
    if not compared:
        return None
    told = dict(list(differ.items())[:_MAX_TOLD])
    return {"name": file.name, "compared": compared, "differing": len(differ), "differ": told}


def _with_text_of(page: Extraction, file: _File) -> Extraction:
    capture, said = file.capture, file.said
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
        notes=said.notes | {note: told for note, told in page.notes.items() if note not in _OF_TEXT},
    )


def _signers(said: Extraction) -> list[str]:
    return [name for name in (said.organ, *makers(said.text.split("\n"))) if name]
