"""A PDF → blocks: text from its text layer, tables from their rulings, OCR for pages that are pictures."""

from __future__ import annotations

import io
import re
from contextlib import closing
from functools import partial
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw

from crawler.extraction.blocks import Block
from crawler.extraction.files import scan
from crawler.extraction.files.layout import Item, Line, Page, blocks, items

MAX_PAGES = 500
MAX_CHARACTERS = 3_000_000
_MIXED = re.compile(r"(?<=[\u3400-\u9fff]) (?=[!-~])|(?<=[!-~]) (?=[\u3400-\u9fff])")
_AUTOSPACE = 0.3
"""Of a character's height: a narrower gap between Han and Latin is no space, an office draws a quarter em there."""
_FEW = 8
"""Characters: a page with fewer and a picture on it is a scan (a stamp or a page number may be text)."""
_LEAST_RULINGS = 4
_MOST_OBJECTS = 20_000


def read_pdf(body: bytes) -> tuple[list[Block], dict[str, Any]]:
    """The paragraphs and tables of a PDF, and notes.

    Pages that are pictures are read by OCR where it is installed, else counted in the note `needs_ocr`.
    """
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            return [], {"encrypted_file": "the PDF is protected by a password"}
        return [], {"damaged_file": str(error)[:200]}
    notes: dict[str, Any] = {}
    pages: list[Page] = []
    ocr = scan.Reader(notes)
    with closing(document), _Tables(body, notes) as tables:
        count = len(document)
        total = 0
        for number in range(min(count, MAX_PAGES)):
            try:
                with closing(document[number]) as page:
                    lines = _lines(page)
                    width = float(page.get_width())
                    picture, rulings = _objects(page)
                    size = sum(len("".join(line.text.split())) for line in lines)
                    if size < _FEW and picture:
                        pages.append(Page(ocr.read(partial(_image, page)), width))
                        continue
            except (pypdfium2.PdfiumError, ValueError, OSError) as error:
                notes.setdefault("damaged_pages", []).append(f"{number + 1}: {error}"[:100])
                continue
            found = tables.page(number, size) if rulings >= _LEAST_RULINGS else None
            pages.append(Page(found if found is not None else lines, width))
            total += size
            if total > MAX_CHARACTERS:
                break
    if len(pages) < count:
        notes["pages_unread"] = count - len(pages)
    return blocks(pages), notes


def _lines(page: Any) -> list[Line]:
    with closing(page.get_textpage()) as text_page:
        text = str(text_page.get_text_range())
        out: list[Line] = []
        end = 0
        for line in text.splitlines(keepends=True):
            shown = _without_autospace(text_page, line, end).replace("\ufffe", "").rstrip()
            end += len(line)
            if not shown:
                continue
            last = end - len(line) + len(line.rstrip()) - 1
            known = last < text_page.count_chars()
            _, bottom, right, top = text_page.get_charbox(last, loose=True) if known else (0.0,) * 4
            out.append(Line(shown, -top, right, abs(top - bottom)))
    if any(not line.size for line in out):
        return [Line(line.text) for line in out]
    return out


def _without_autospace(text_page: Any, line: str, start: int) -> str:
    """The line without the spaces that only stand for the quarter em that offices draw between Han and Latin."""
    pieces: list[str] = []
    end = 0
    for match in _MIXED.finditer(line):
        at = start + match.start()
        if at + 1 >= text_page.count_chars() or raw.FPDFText_IsGenerated(text_page.raw, at) != 1:
            continue
        _, bottom, right, top = text_page.get_charbox(at - 1, loose=True)
        left = text_page.get_charbox(at + 1, loose=True)[0]
        if left - right < _AUTOSPACE * abs(top - bottom):
            pieces.append(line[end : match.start()])
            end = match.end()
    return "".join((*pieces, line[end:]))


def _objects(page: Any) -> tuple[bool, int]:
    """Whether there is a picture, and how many paths there are (rulings of tables among them)."""
    picture, paths = False, 0
    wanted = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH)
    for count, item in enumerate(page.get_objects(filter=wanted, max_depth=4)):
        picture = picture or item.type == raw.FPDF_PAGEOBJ_IMAGE
        paths += item.type == raw.FPDF_PAGEOBJ_PATH
        if count > _MOST_OBJECTS or (picture and paths >= _LEAST_RULINGS):
            break
    return picture, paths


def _image(page: Any) -> Any:
    width, height = page.get_size()
    scale = min(scan.DOTS_PER_INCH / 72, scan.MAX_SIDE / max(width, height, 1))
    return page.render(scale=scale, grayscale=False).to_pil()


class _Tables:
    """pdfplumber over the same bytes, opened only when a page has rulings."""

    def __init__(self, body: bytes, notes: dict[str, Any]) -> None:
        self.body, self.notes = body, notes
        self.document: Any = None

    def __enter__(self) -> _Tables:
        return self

    def __exit__(self, *_: object) -> None:
        if self.document is not None:
            self.document.close()

    def page(self, number: int, size: int) -> list[Item] | None:
        """Lines and tables of a page, or None where it has no table or pdfminer does not read its text.

        pdfium decodes more fonts than pdfminer: `size`, the characters that pdfium read, tells whether any were lost.
        """
        import pdfplumber

        try:
            if self.document is None:
                self.document = pdfplumber.open(io.BytesIO(self.body))
            page = self.document.pages[number].dedupe_chars()
            found = [table.cells for table in page.find_tables()]
            if not any(len(cells) > 3 for cells in found):
                return None
            chars = page.chars
            self.document.pages[number].close()
        except MemoryError:
            raise
        except Exception as error:  # pdfminer raises whatever its parts raise on damaged files
            self.notes.setdefault("tables_unread", []).append(f"{number + 1}: {type(error).__name__}")
            return None
        said = "".join(char["text"] for char in chars)
        if "(cid:" in said or len("".join(said.split())) < 0.9 * size:
            self.notes.setdefault("tables_unread", []).append(f"{number + 1}: text of other length")
            return None
        return items(chars, found)
