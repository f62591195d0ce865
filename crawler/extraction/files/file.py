"""One file, read here and now: its blocks → title, text, tables, metadata. Called in the child process."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from crawler.encoding import remove_invisible
from crawler.extraction.blocks import Block
from crawler.extraction.body import Body
from crawler.extraction.document import below_title, render
from crawler.extraction.files.child import stem
from crawler.extraction.files.kinds import MAX_CHARACTERS, read_kind
from crawler.extraction.language import language
from crawler.extraction.metadata import read_metadata
from crawler.extraction.other_titles import other_titles
from crawler.extraction.year import report_year
from crawler.records import Extraction

_TITLE_LINES = 3
_TITLE_LENGTH = 80
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．]")


def read_file(body: bytes, name: str) -> Extraction:
    """What a file says; nothing is raised but MemoryError. Notes and title as `extract_file` tells."""
    kind, blocks, notes = read_kind(body, name)
    if removed := _remove_invisible(blocks):
        notes["invisible_removed"] = removed
    blocks, cut = _bounded(blocks)
    if cut:
        notes["text_cut"] = cut
    title, title_rule = _title(blocks, name)
    whole = Body(0, len(blocks), (0, len(blocks)), kind)
    rest = below_title(blocks, whole, title)
    data = read_metadata(blocks, rest, {}, "", title, title_rule)
    text, tables = render(blocks[rest.start : rest.end])
    year = report_year(title, text, "", data.published_on)
    if others := other_titles(blocks[rest.start : rest.end], year.year if year else None):
        notes["other_documents"] = others
    if year:
        data.provenance["report_year"] = f"{year.rule}: {year.raw}"
    data.provenance["media_type"] = kind
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


def unread(name: str, notes: dict[str, Any]) -> Extraction:
    """What is known of a file that could not be read: its name, and why."""
    return Extraction(title=stem(name), text="", rung="file", notes=notes)


def _bounded(blocks: Sequence[Block]) -> tuple[list[Block], int]:
    """The blocks up to `MAX_CHARACTERS` characters, and how many blocks were left out."""
    size = 0
    for count, block in enumerate(blocks):
        size += len(block.text) + sum(len(cell) + 3 for row in block.rows or () for cell in row)
        if size > MAX_CHARACTERS:
            return list(blocks[:count]), len(blocks) - count
    return list(blocks), 0


def _remove_invisible(blocks: Sequence[Block]) -> int:
    """Takes what shows nothing (zero-width space, soft hyphen) out of lines and cells, in place; how many went."""
    count = 0

    def visible(text: str) -> str:
        nonlocal count
        kept, removed = remove_invisible(text)
        count += removed.total()
        return kept

    for block in blocks:
        block.text = visible(block.text)
        if block.rows is not None:
            block.rows = tuple(tuple(map(visible, row)) for row in block.rows)
    return count


def _title(blocks: Sequence[Block], name: str) -> tuple[str, str]:
    words = ""
    for block in blocks[:_TITLE_LINES]:
        if (
            block.rows is not None
            or len(block.text) + len(words) > _TITLE_LENGTH
            or block.text.endswith(("。", "：", ":"))
            or _HEADING.match(block.text)
        ):
            break
        words += block.text
        if words.endswith(("报告", "年报", "報告", "年報")):
            return words, "first lines"
    return stem(name), "file name"
