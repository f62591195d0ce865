"""Rows as word processors write them: cells by left and right edge, merged downwards by a mark → a data table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from crawler.extraction.blocks import Block
from crawler.extraction.files.edges import Box, as_blocks, rectangle
from crawler.extraction.line import one_line

_NEAR = 40
"""Twentieths of a point: cells drawn one above the other by hand are off by this much."""


@dataclass(slots=True)
class RowCell:
    """A cell of a row: edges in twentieths of a point, paragraphs, and whether it goes on from the row above."""

    left: int
    right: int
    lines: list[str]
    merge: Literal["", "first", "on"] = ""

    @property
    def text(self) -> str:
        """Its paragraphs as one."""
        return one_line("\n".join(self.lines))


def table(rows: Sequence[Sequence[RowCell]]) -> list[Block]:
    """The data table of some rows, or their paragraphs where it is a frame around text."""
    boxes: list[Box] = []
    above: list[Box] = []
    for y, row in enumerate(rows):
        here: list[Box] = []
        for cell in row:
            if cell.right <= cell.left:
                continue
            over = _over(above, cell, y) if cell.merge == "on" else None
            if over is not None:
                over.bottom = y + 1
                here.append(over)
            else:
                here.append(Box(cell.left, y, cell.right, y + 1, cell.text))
                boxes.append(here[-1])
        above = here
    return as_blocks(rectangle(boxes, _NEAR, 0), [line for row in rows for cell in row for line in cell.lines])


def _over(above: Sequence[Box], cell: RowCell, y: int) -> Box | None:
    near = (box for box in above if abs(box.left - cell.left) <= _NEAR and box.bottom == y)
    return next(near, None)
