"""A `<table>` while its page is walked: which blocks are its cells, and whether it is a table or only a layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.extraction.blocks import Block
from crawler.extraction.grid import Cell
from crawler.extraction.line import one_line

TABLE_PARTS = frozenset(("caption", "tbody", "thead", "tfoot", "tr", "td", "th", "form"))
"""The elements that `begin` and `end` are to be told of."""


@dataclass(slots=True)
class TableFrame:
    """A table that is open, from block `start` and span `spans_at` on.

    `groups` are its row groups (tbody, thead, tfoot), rows and cells; a cell is the blocks `first` to `last`
    (exclusive) and its spans as written. `has_container` says that a known body container is inside.
    """

    start: int
    spans_at: int
    groups: list[list[list[tuple[int, int, str | None, str | None]]]] = field(default_factory=list)
    in_cell: bool = False
    cell_start: int = 0
    caption: str = ""
    caption_start: int | None = None
    has_container: bool = False
    has_form: bool = False
    holds_tables: bool = False

    def begin(self, tag: str, at: int) -> None:
        """One of `TABLE_PARTS` begins before the block `at`."""
        if self.in_cell:
            if tag == "form":
                self.has_form = True
            return
        if tag in ("tbody", "thead", "tfoot"):
            self.groups.append([])
        elif tag == "tr":
            if not self.groups:
                self.groups.append([])
            self.groups[-1].append([])
        elif tag in ("td", "th"):
            if not self.groups:
                self.groups.append([])
            if not self.groups[-1]:
                self.groups[-1].append([])
            self.in_cell = True
            self.cell_start = at
        elif tag == "caption":
            self.caption_start = at

    def end(self, tag: str, across: str | None, down: str | None, blocks: Sequence[Block]) -> None:
        """One of `TABLE_PARTS` ends behind the last block; a cell spans `across` columns and `down` rows."""
        if self.in_cell and tag in ("td", "th"):
            self.in_cell = False
            self.groups[-1][-1].append((self.cell_start, len(blocks), across, down))
        elif tag == "caption" and not self.in_cell and self.caption_start is not None:
            self.caption = "".join(block.text for block in blocks[self.caption_start :])
            self.caption_start = None

    def cells(self, blocks: Sequence[Block]) -> list[list[list[Cell]]]:
        """Its cells with their texts, by group and row."""
        return [
            [[Cell(_cell_text(blocks[start:end]), across, down) for start, end, across, down in row] for row in group]
            for group in self.groups
        ]

    @property
    def first_cell(self) -> int:
        """The block at which the first cell begins."""
        return next((cell[0] for group in self.groups for row in group for cell in row), self.start)

    def is_data(self, blocks: Sequence[Block]) -> bool:
        """A table whose cells are values, not places on the page.

        Layout tables hold a known body container or a form, have a single column or row, hold most of their text in one
        cell of several paragraphs, or hold a data table that makes up most of them.
        """
        if self.has_container or self.has_form:
            return False
        rows = [row for group in self.groups for row in group if row]
        if len(rows) < 2 or max(len(row) for row in rows) < 2:
            return False
        total = longest = paragraphs_of_longest = inner = filled = 0
        for row in rows:
            for start, end, _, _ in row:
                size = 0
                for block in blocks[start:end]:
                    if block.rows is None:
                        size += len(block.text)
                    else:
                        held = sum(len(cell) for line in block.rows for cell in line)
                        size += held
                        inner += held
                filled += size > 0
                total += size
                if size > longest:
                    longest, paragraphs_of_longest = size, end - start
        if self.holds_tables and inner * 2 > total:
            return False
        if filled < 2:
            return False
        return not (longest * 10 > total * 7 and (paragraphs_of_longest > 3 or longest > 600) and longest > 150)


def _cell_text(blocks: Sequence[Block]) -> str:
    if len(blocks) == 1 and not blocks[0].is_table:
        return blocks[0].text
    # A line end inside a cell is a segment break: Chinese labels broken over lines become whole again.
    return one_line("\n".join(text for block in blocks for text in _texts(block)))


def _texts(block: Block) -> Sequence[str]:
    if block.rows is None:
        return (block.text,)
    return [cell for row in block.rows for cell in row if cell]
