"""Characters and rulings on pages (PDF, OFD, OCR) → blocks: lines become paragraphs, ruled cells become tables."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.extraction.blocks import Block
from crawler.extraction.files.edges import Box, as_blocks, place, rectangle, snap
from crawler.extraction.line import one_line

_PAGE_NUMBER = re.compile(
    r"[-—–－_\s]{0,6}(?:第\s{0,3})?\d{1,4}(?:\s{0,3}页)?(?:\s{0,3}/\s{0,3}\d{1,4})?[-—–－_\s]{0,6}"
)
_ORDINAL = r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．])"
_HEADING = re.compile(rf"\s*{_ORDINAL}")
_CLOSED = ("。", "！", "？", "；", "：", ":")
_NUMBER_AT_END = re.compile(r"^[-—–\s]{0,4}\d{1,4}[-—–\s]{1,4}|[-—–\s第]{1,4}\d{1,4}[-—–\s页]{0,4}$")
_LEAST_PAGES = 3
_TITLE_END = ("报告", "年报", "報告", "年報")
_ACROSS, _DOWN = 3.0, 2.0
"""Points: rulings nearer than this are one."""

Cell = tuple[float, float, float, float]
"""Left, top, right, bottom in points."""
Char = dict[str, Any]
"""A character as pdfplumber describes it: `text`, `x0`, `x1`, `top`, `bottom`, `upright`, `doctop` …"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as it stands on a page: its upper edge, its right edge and the height of its characters.

    `size` is 0 where only the text is known.
    """

    text: str
    top: float = 0
    right: float = 0
    size: float = 0


@dataclass(slots=True)
class Ruled:
    """A ruled table or a part of it on one page."""

    boxes: list[Box]

    @property
    def top(self) -> float:
        """Its upper edge."""
        return min(box.top for box in self.boxes)

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return max(box.bottom for box in self.boxes)


Item = Line | Ruled


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one page, from top to bottom; `width` tells pages of one shape from others."""

    items: Sequence[Item]
    width: float = 0


def items(chars: Sequence[Char], tables: Iterable[Sequence[Cell]]) -> list[Item]:
    """What stands on one page, from top to bottom: its tables, and the lines outside them."""
    from pdfplumber.utils.text import chars_to_textmap

    out: list[Item] = []
    rest: Sequence[Char] = [char for char in chars if char.get("upright", True)]
    for cells in tables:
        if len(cells) < 4:  # a frame around text, or a line under a heading
            continue
        inside, rest = _split(rest, cells)
        boxes: list[Box] = []
        for cell, own in zip(cells, inside, strict=True):
            said = chars_to_textmap(own).as_string if own else ""
            boxes.append(Box(*cell, joined(said.split("\n"))))
        out.append(Ruled(boxes))
    for line in chars_to_textmap(list(rest)).extract_text_lines(strip=True, return_chars=False) if rest else ():
        out.append(Line(line["text"], line["top"], line["x1"], line["bottom"] - line["top"]))
    return sorted(out, key=lambda item: item.top)


def _split(chars: Sequence[Char], cells: Sequence[Cell]) -> tuple[list[list[Char]], list[Char]]:
    """The characters of each cell, by their middle, and those of none."""
    columns = snap((value for cell in cells for value in (cell[0], cell[2])), _ACROSS)
    lines = snap((value for cell in cells for value in (cell[1], cell[3])), _DOWN)
    owner: dict[tuple[int, int], int] = {}
    for index, (left, top, right, bottom) in enumerate(cells):
        for x in range(place(columns, left), place(columns, right)):
            for y in range(place(lines, top), place(lines, bottom)):
                owner.setdefault((x, y), index)
    inside: list[list[Char]] = [[] for _ in cells]
    rest: list[Char] = []
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        on_it = columns[0] <= x <= columns[-1] and lines[0] <= y <= lines[-1]
        at = owner.get((place(columns, x), place(lines, y))) if on_it else None
        (rest if at is None else inside[at]).append(char)
    return inside, rest


def blocks(pages: Sequence[Page]) -> list[Block]:
    """The paragraphs and tables of all pages.

    A line goes on into the next one where it reaches the right margin (that of the longest line on pages of its width,
    less two characters) and neither ends a sentence nor stands before a heading. Page numbers and the running head and
    foot of a document are left out. A table at the foot of a page goes on in one of the same width at the head of the
    next.
    """
    shown = _without_running_heads([Page(_without_number(page.items), page.width) for page in pages])
    margins: dict[int, tuple[float, int]] = {}
    for page in shown:
        right, width = margins.get(round(page.width), (0.0, 0))
        for item in page.items:
            if isinstance(item, Line):
                right, width = max(right, item.right), max(width, _width(item.text))
        margins[round(page.width)] = right, width
    flow = _Flow()
    for page in shown:
        right, width = margins[round(page.width)]
        for place_on_page, item in enumerate(page.items):
            if isinstance(item, Ruled):
                flow.table(item, may_go_on=place_on_page == 0)
            elif item.size:
                flow.line(item.text, item.right >= right - 2 * item.size)
            else:
                flow.line(item.text, _width(item.text) >= width - 4)
    return flow.end()


def _without_running_heads(pages: Sequence[Page]) -> list[Page]:
    """The pages without the first and last lines that most of them share, their page numbers apart."""
    if len(pages) < _LEAST_PAGES:
        return list(pages)
    heads = Counter(_key(page.items[0]) for page in pages if page.items)
    feet = Counter(_key(page.items[-1]) for page in pages if page.items)
    out: list[Page] = []
    for page in pages:
        kept = list(page.items)
        if kept and _key(kept[0]) and heads[_key(kept[0])] * 2 > len(pages):
            kept = kept[1:]
        if kept and _key(kept[-1]) and feet[_key(kept[-1])] * 2 > len(pages):
            kept = kept[:-1]
        out.append(Page(_without_number(kept), page.width))
    return out


def _key(item: Item) -> str:
    return _NUMBER_AT_END.sub("", item.text.strip()[:200]) if isinstance(item, Line) else ""


def _without_number(items_of_page: Sequence[Item]) -> list[Item]:
    shown = [item for item in items_of_page if isinstance(item, Ruled) or item.text.strip()]
    while shown and _is_page_number(shown[-1]):
        shown.pop()
    return shown


class _Flow:
    """Paragraph and table that are still open at a page's end."""

    def __init__(self) -> None:
        self.out: list[Block] = []
        self.open_line = ""
        self.ruled: Ruled | None = None

    def line(self, text: str, full: bool) -> None:
        """A line of text; `full` says that it reaches the margin."""
        self._close_table()
        if self.open_line and _HEADING.match(text):
            self._close_line()
        self.open_line = joined((self.open_line, text))
        is_title = not self.out and text.rstrip().endswith(_TITLE_END)
        if not full or is_title or text.rstrip().endswith(_CLOSED):
            self._close_line()

    def table(self, ruled: Ruled, may_go_on: bool) -> None:
        """A table, or the rest of one that the page before began."""
        self._close_line()
        if self.ruled is not None and may_go_on and _same_width(self.ruled, ruled):
            _join(self.ruled, ruled)
            return
        self._close_table()
        self.ruled = ruled

    def end(self) -> list[Block]:
        """All blocks."""
        self._close_line()
        self._close_table()
        return self.out

    def _close_line(self) -> None:
        if self.open_line:
            self.out.append(Block(self.open_line))
        self.open_line = ""

    def _close_table(self) -> None:
        if self.ruled is not None:
            boxes, self.ruled = self.ruled.boxes, None
            self.out.extend(as_blocks(rectangle(boxes, _ACROSS, _DOWN), [box.text for box in boxes]))


def _same_width(upper: Ruled, lower: Ruled) -> bool:
    def ends(ruled: Ruled) -> tuple[float, float]:
        return min(box.left for box in ruled.boxes), max(box.right for box in ruled.boxes)

    return all(abs(a - b) <= 2 * _ACROSS for a, b in zip(ends(upper), ends(lower), strict=True))


def _join(upper: Ruled, lower: Ruled) -> None:
    """Puts the rest of a table below its beginning.

    A page break cuts through merged cells (the rest below is drawn as a cell of its own, mostly empty) and through
    rows (the label's last characters stand alone in a row whose other cells are empty).
    """
    foot, head = upper.bottom, lower.top
    for box in lower.boxes:
        box.top += foot - head
        box.bottom += foot - head
    last = [box for box in upper.boxes if abs(box.bottom - foot) <= _DOWN]
    first = [box for box in lower.boxes if abs(box.top - foot) <= _DOWN]
    pairs = [(above, box) for box in first for above in last if _stands_below(above, box)]
    lowest_top = max((box.top for box in last), default=foot)
    next_top = min((box.bottom for box in first), default=foot)
    rest_of_row = (
        len(pairs) == len(first) == len(last)
        and any(box.text for _, box in pairs)
        and not any(_HEADING.match(box.text) for _, box in pairs)
        and all(not box.text or (above.text and not box.text.isdigit()) for above, box in pairs)
        and any(above.text and not box.text for above, box in pairs)
    )
    for above, box in pairs:
        spans = above.top < lowest_top - _DOWN or box.bottom > next_top + _DOWN
        if rest_of_row or (spans and not box.text) or (spans and not _HEADING.match(box.text)):
            above.text = joined((above.text, box.text))
            above.bottom = box.bottom
            lower.boxes.remove(box)
    upper.boxes += lower.boxes


def _stands_below(above: Box, box: Box) -> bool:
    return abs(above.left - box.left) <= _ACROSS and abs(above.right - box.right) <= _ACROSS


def joined(lines: Iterable[str]) -> str:
    """Lines of one paragraph or cell as one: pages break Chinese and numbers anywhere, Latin words between words."""
    pieces: list[str] = []
    for line in map(one_line, lines):
        if not line:
            continue
        if pieces and not _breaks_anywhere(pieces[-1][-1], line[0]):
            pieces.append(" ")
        pieces.append(line)
    return "".join(pieces)


def _breaks_anywhere(end: str, start: str) -> bool:
    if end.isdigit() and start.isdigit():
        return True
    return any(unicodedata.east_asian_width(character) in "FWA" for character in (end, start))


def _is_page_number(item: Item) -> bool:
    return isinstance(item, Line) and _PAGE_NUMBER.fullmatch(item.text.strip()[:40]) is not None


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "FWA" else 1 for character in line.strip())
