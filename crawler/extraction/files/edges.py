"""Cells that stand somewhere → a rectangle of rows: what Word, RTF, PDF and OFD give instead of spans."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.extraction.blocks import Block
from crawler.extraction.grid import MAX_SLOTS

Rows = tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Box:
    """A cell by its edges, `top` above `bottom` (in any unit that grows downwards), and its text."""

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""


def snap(values: Iterable[float], tolerance: float) -> list[float]:
    """The distinct edges among values, in order: one within `tolerance` of an edge is that edge."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > tolerance:
            edges.append(value)
    return edges


def place(edges: Sequence[float], value: float) -> int:
    """The index of the edge, among those `snap` gave, that a value belongs to."""
    return max(bisect_right(edges, value) - 1, 0)


def rectangle(boxes: Sequence[Box], across: float, down: float) -> Rows | None:
    """Rows of equal length; a merged cell's text stands in each slot it covers, a slot without a cell is "".

    Edges nearer than `across` (left, right) or `down` (top, bottom) are one. Where cells overlap the earlier keeps the
    slot. Rows and columns in which no cell begins only repeat their neighbours and are left out. None where there is no
    cell, or more than `MAX_SLOTS` slots.
    """
    columns = snap((value for box in boxes for value in (box.left, box.right)), across)
    lines = snap((value for box in boxes for value in (box.top, box.bottom)), down)
    width, height = len(columns) - 1, len(lines) - 1
    if width < 1 or height < 1 or width * height > MAX_SLOTS:
        return None
    slots: list[list[str | None]] = [[None] * width for _ in range(height)]
    began_at: tuple[set[int], set[int]] = (set(), set())
    budget = MAX_SLOTS
    for box in boxes:
        left, top = min(place(columns, box.left), width - 1), min(place(lines, box.top), height - 1)
        right, bottom = max(place(columns, box.right), left + 1), max(place(lines, box.bottom), top + 1)
        budget -= (right - left) * (bottom - top)
        if budget < 0:
            return None
        began_at[0].add(left)
        began_at[1].add(top)
        for line in slots[top:bottom]:
            for x in range(left, min(right, width)):
                if line[x] is None:
                    line[x] = box.text
    kept = sorted(began_at[0])
    return tuple(tuple(slots[y][x] or "" for x in kept) for y in sorted(began_at[1]))


def as_blocks(rows: Rows | None, lines: Sequence[str]) -> list[Block]:
    """A data table, or its lines where it has one column or row only (a frame around text) or is not to be had."""
    if rows is None or len(rows) < 2 or len(rows[0]) < 2:
        return [Block(line) for line in lines if line]
    return [Block("", rows=rows)]
