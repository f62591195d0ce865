"""A file's bytes → its text and tables under the text contract: .docx and .pdf; of other kinds only what they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crawler.extraction.body import Body
from crawler.extraction.document import below_title, render
from crawler.extraction.language import language
from crawler.extraction.media import DOCX, PDF, media_type
from crawler.extraction.metadata import read_metadata
from crawler.extraction.page import Block
from crawler.extraction.pdf import read_pdf
from crawler.extraction.word import read_docx
from crawler.extraction.year import report_year
from crawler.records import Extraction

_TITLE_LINES = 3
_TITLE_LENGTH = 80


def extract_file(body: bytes, name: str) -> Extraction:
    """What a file says. The title is its first lines where they name a report, else the file name without its end.

    Magic bytes decide the kind. A kind that is not read gives an empty text and the note `unread_file` with the media
    type; a damaged file the note `damaged_file` with the reason. Nothing is raised.
    """
    kind = media_type(body, name)
    notes: dict[str, Any] = {}
    blocks: list[Block] = []
    if kind == DOCX:
        blocks, notes = read_docx(body)
    elif kind == PDF:
        blocks, notes = read_pdf(body)
    else:
        notes = {"unread_file": kind}
    title, title_rule = _title(blocks, name)
    whole = Body(0, len(blocks), (0, len(blocks)), kind)
    rest = below_title(blocks, whole, title)
    data = read_metadata(blocks, rest, {}, "", title, title_rule)
    text, tables = render(blocks[rest.start : rest.end])
    year = report_year(title, text, "", data.published_on)
    if year:
        data.provenance["report_year"] = f"{year.rule}: {year.raw}"
    return Extraction(
        title=title,
        text=text,
        tables=tables,
        organ=data.organ,
        report_year=year.year if year else None,
        published_on=data.published_on,
        signed_on=data.signed_on,
        language=language(text or title),
        rung="file",
        provenance=data.provenance,
        notes=notes,
    )


def _title(blocks: Sequence[Block], name: str) -> tuple[str, str]:
    words = ""
    for block in blocks[:_TITLE_LINES]:
        if (
            block.rows is not None
            or len(block.text) + len(words) > _TITLE_LENGTH
            or block.text.endswith(("。", "：", ":"))
        ):
            break
        words += block.text
        if words.endswith(("报告", "年报", "報告", "年報")):
            return words, "first lines"
    stem, dot, _ = name.rpartition(".")
    return (stem if dot else name).strip(), "file name"
