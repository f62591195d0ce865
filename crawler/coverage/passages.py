"""A report's text as a page shows it: paragraphs, headings, and pipe rows as tables with merged cells merged again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、.{1,40}")
_CELL_END = re.compile(r"(?<!\\)\|")
_HAN_WORD = re.compile(r"[㐀-鿿].*[㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell as shown. `numeric` ones are set to the right."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a heading (`level` 3), or a table (`rows`)."""

    text: str = ""
    level: int = 0
    rows: tuple[tuple[Slot, ...], ...] = ()


def passages(text: str) -> Iterator[Passage]:
    """The passages of a text under the text contract, in order."""
    for is_row, lines in groupby(text.split("\n"), key=_is_row):
        if not is_row:
            for line in lines:
                if line.strip():
                    yield Passage(line, 3 if _HEADING.fullmatch(line) else 0)
            continue
        for _, rows in groupby((_cells(line) for line in lines), key=len):
            yield Passage(rows=merged(list(rows)))


def merged(rows: Sequence[Sequence[str]]) -> tuple[tuple[Slot, ...], ...]:
    """Rows with spans expanded, for reading: equal neighbours that hold a word of two characters or more are one cell.

    Figures, `/`, `无` and empty cells are never merged: equal figures side by side are mostly two figures. The stored
    tables keep every cell; this is for the eye only. All rows must be equally long.
    """
    taken: set[tuple[int, int]] = set()
    shown: list[tuple[Slot, ...]] = []
    for y, row in enumerate(rows):
        line: list[Slot] = []
        for x, text in enumerate(row):
            if (y, x) in taken:
                continue
            across = down = 1
            if _HAN_WORD.search(text[:200]):
                across = _run(row, x)
                while y + down < len(rows) and _repeats(rows[y + down], x, across, text, taken, y + down):
                    taken.update((y + down, column) for column in range(x, x + across))
                    down += 1
                taken.update((y, column) for column in range(x, x + across))
            line.append(Slot(text, across, down, _is_numeric(text)))
        shown.append(tuple(line))
    return tuple(shown)


def _run(row: Sequence[str], x: int) -> int:
    end = x + 1
    while end < len(row) and row[end] == row[x]:
        end += 1
    return end - x


def _repeats(row: Sequence[str], x: int, across: int, text: str, taken: set[tuple[int, int]], y: int) -> bool:
    """Whether the row below has the same text in exactly these columns."""
    if any(row[column] != text or (y, column) in taken for column in range(x, x + across)):
        return False
    return not (x + across < len(row) and row[x + across] == text) and not (x and row[x - 1] == text)


def _is_row(line: str) -> bool:
    return len(line) > 3 and line.startswith("| ") and line.endswith(" |")


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip(" ").replace("\\|", "|") for cell in _CELL_END.split(line[1:-1]))


def _is_numeric(text: str) -> bool:
    return (
        len(text) <= 20
        and bool(text)
        and all(character in "0123456789.,，%-—/+ ０１２３４５６７８９" for character in text)
    )
