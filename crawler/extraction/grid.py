"""The HTML table model: cells with spans become a rectangle (HTML Living Standard 4.9.12.1, "forming a table")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

MAX_COLSPAN = 1000
MAX_ROWSPAN = 65534
MAX_SLOTS = 100_000
"""Slots of the largest grid that is built: spans let a hostile page ask for a thousand times its own size."""


class Cell(NamedTuple):
    """A cell as written: its text and the raw `colspan` and `rowspan` attributes."""

    text: str
    colspan: str | None = None
    rowspan: str | None = None


def expand(groups: Sequence[Sequence[Sequence[Cell]]]) -> tuple[tuple[str, ...], ...] | None:
    """Rows of equal length from row groups of rows of cells; a merged cell's text stands in each slot it covers.

    A span of 0 rows reaches to the end of its row group and no span leaves its group; a colspan over 1000 or not a
    number is 1 and a rowspan over 65534 is 65534, as the standard says. Where two cells overlap the earlier keeps the
    slot. Columns and rows in which no cell begins (over-long spans, a column that every row spans, `<tr></tr>`) are
    left out: they only repeat their neighbours. None where the grid would have more than `MAX_SLOTS` slots.
    """
    slots: list[dict[int, str]] = []
    anchored: list[bool] = []
    width = 0
    begun: set[int] = set()
    budget = MAX_SLOTS
    for group in groups:
        height = len(group)
        base = len(slots)
        slots.extend({} for _ in range(height))
        for y, row in enumerate(group):
            anchored.append(bool(row))
            x = 0
            line = slots[base + y]
            for cell in row:
                while x in line:
                    x += 1
                across = 1 if cell.colspan is None else _colspan(cell.colspan)
                down = 1 if cell.rowspan is None else _rowspan(cell.rowspan, height - y)
                budget -= across * down
                if budget < 0:
                    return None
                if across == down == 1:
                    line[x] = cell.text
                else:
                    for below in range(y, y + down):
                        target = slots[base + below]
                        for column in range(x, x + across):
                            target.setdefault(column, cell.text)
                width = max(width, x + 1)
                begun.add(x)
                x += across
    kept = [line for line, begins in zip(slots, anchored, strict=True) if begins]
    if width * len(kept) > MAX_SLOTS:
        return None
    columns = sorted(begun)
    return tuple(tuple(line.get(column, "") for column in columns) for line in kept)


def _colspan(raw: str) -> int:
    span = _number(raw)
    return span if span is not None and 1 <= span <= MAX_COLSPAN else 1


def _rowspan(raw: str, rows_left: int) -> int:
    span = _number(raw)
    if span is None:
        return 1
    return rows_left if span == 0 else min(span, MAX_ROWSPAN, rows_left)


def _number(raw: str) -> int | None:
    """A non-negative integer by the HTML rules: leading digits count, what follows them does not."""
    text = raw.strip(" \t\n\r\f")[:12].removeprefix("+")
    digits = ""
    for character in text:
        if not ("0" <= character <= "9"):
            break
        digits += character
    return int(digits) if digits else None
