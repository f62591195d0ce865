"""A row of a flattened table, and which of the cells behind its label are its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crawler.statistics.form import Item

Side = Literal["first", "last"]


@dataclass(slots=True)
class Labelled:
    """A row found: its key, its label as published (its group's above it), and its cells. Blanks are ""."""

    key: str
    text: str
    group: str
    cells: list[str]


def own_cells(row: Labelled, width: int, how: Side) -> list[str] | None:
    """The row's `width` cells, or None where their number can't be told.

    Exactly `width` filled cells are the row. No filled cell is a row of blanks. Else, blanks count as cells: the
    `first` or the `last` so many.
    """
    filled = [cell for cell in row.cells if cell]
    if len(filled) == width:
        return filled
    if not filled:
        return [""] * width
    if len(row.cells) < width:
        return None
    return row.cells[:width] if how == "first" else row.cells[-width:]


def item_cells(row: Labelled, item: Item) -> list[str] | None:
    """The cells of a row of section 二: one a data column, or one a grid column where merged cells were repeated."""
    filled = [cell for cell in row.cells if cell]
    if len(filled) == sum(item.spans) > len(item.spans):
        out: list[str] = []
        rest = filled
        for span in item.spans:
            if len(set(rest[:span])) > 1:
                return None
            out.append(rest[0])
            rest = rest[span:]
        return out
    return own_cells(row, len(item.columns), "first")
