"""A PDF with a text layer → blocks. Tables of a PDF stay lines: their cells are not told apart here."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pypdfium2  # type: ignore[import-untyped]

from crawler.extraction.line import one_line
from crawler.extraction.page import Block

MAX_PAGES = 1000
MAX_CHARACTERS = 5_000_000
_PAGE_NUMBER = re.compile(
    r"[-—–－_\s]{0,6}(?:第\s{0,3})?\d{1,4}(?:\s{0,3}页)?(?:\s{0,3}/\s{0,3}\d{1,4})?[-—–－_\s]{0,6}"
)
_HEADING = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．])")
_CLOSED = ("。", "！", "？", "；", "：", ":")


def read_pdf(body: bytes) -> tuple[list[Block], dict[str, Any]]:
    """The paragraphs of a PDF and notes.

    A line goes on into the next one where it reaches the right margin of its page (the widest line, less two
    characters) and neither ends a sentence nor stands before a heading. Page numbers are left out. Pages without text
    are counted in the note `pages_without_text` (scans); a file that cannot be read gives the note `damaged_file`.
    """
    pages: list[str] = []
    total = 0
    try:
        document = pypdfium2.PdfDocument(body)
        try:
            count = len(document)
            for number in range(min(count, MAX_PAGES)):
                page = document[number]
                text_page = page.get_textpage()
                pages.append(text_page.get_text_range())
                text_page.close()
                page.close()
                total += len(pages[-1])
                if total > MAX_CHARACTERS:
                    break
        finally:
            document.close()
    except Exception as error:  # the binding raises its own, ctypes' and value errors on damaged files
        return [], {"damaged_file": f"{type(error).__name__}: {error}"[:200]}
    notes: dict[str, Any] = {}
    blank = sum(not text.strip() for text in pages)
    if blank:
        notes["pages_without_text"] = blank
    if len(pages) < count:
        notes["pages_unread"] = count - len(pages)
    return [Block(line) for line in _paragraphs(pages)], notes


def _paragraphs(pages: list[str]) -> list[str]:
    done: list[str] = []
    open_line = ""
    for page in pages:
        lines = [line for line in page.replace("\ufffe", "").splitlines() if line.strip()]
        while lines and _PAGE_NUMBER.fullmatch(lines[-1].strip()[:40]):
            lines.pop()
        margin = max((_width(line) for line in lines), default=0) - 4
        for line in lines:
            if open_line and _HEADING.match(line):
                done.append(open_line)
                open_line = ""
            open_line = f"{open_line}\n{line}" if open_line else line
            if _width(line) < margin or line.rstrip().endswith(_CLOSED):
                done.append(open_line)
                open_line = ""
    if open_line:
        done.append(open_line)
    return [line for line in map(one_line, done) if line]


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "FWA" else 1 for character in line.strip())
