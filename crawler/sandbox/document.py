"""The document model: what a report says, before any page shows it.

The truth text is composed from this model and the renderers draw the same model as HTML, so neither is derived from
the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from crawler.records import Table


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table as drawn: its text, and how many columns and rows it spans."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A data table with merged cells. `name` is the statutory table's name (records.Table) or None."""

    rows: tuple[tuple[Cell, ...], ...]
    name: str | None = None

    def expanded(self) -> tuple[tuple[str, ...], ...]:
        """Rows of equal length, the value of a merged cell repeated at every place it covers."""
        width = sum(cell.columns for cell in self.rows[0])
        places: list[list[str | None]] = [[None] * width for _ in self.rows]
        for top, row in enumerate(self.rows):
            for cell in row:
                left = places[top].index(None)
                for below in range(cell.rows):
                    for right in range(cell.columns):
                        places[top + below][left + right] = cell.text
        return tuple(tuple(text if text is not None else "" for text in row) for row in places)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, exactly as the text contract wants it."""

    text: str
    role: Literal["body", "heading", "caption", "sign-off"] = "body"


@dataclass(frozen=True, slots=True)
class Document:
    """A report: its title and its blocks in reading order."""

    title: str
    blocks: tuple[Paragraph | Grid, ...]

    def text(self) -> str:
        """The text under the text contract: one line a paragraph, one pipe line a table row, no title."""
        lines: list[str] = []
        for block in self.blocks:
            if isinstance(block, Paragraph):
                lines.append(block.text)
            else:
                lines.extend(pipe_line(row) for row in block.expanded())
        return "\n".join(lines)

    def tables(self) -> tuple[Table, ...]:
        """The data tables in order; a table's caption is the paragraph straight before it."""
        found: list[Table] = []
        before = ""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                before = block.text
            else:
                found.append(Table(block.name, before, block.expanded()))
                before = ""
        return tuple(found)

    def replaced(self, old: str, new: str) -> Document:
        """The same document with `old` replaced by `new` in every paragraph and cell, and in the title."""
        blocks = tuple(
            replace(block, text=block.text.replace(old, new))
            if isinstance(block, Paragraph)
            else replace(
                block,
                rows=tuple(tuple(replace(c, text=c.text.replace(old, new)) for c in row) for row in block.rows),
            )
            for block in self.blocks
        )
        return Document(self.title.replace(old, new), blocks)


def pipe_line(cells: tuple[str, ...]) -> str:
    """One row of a pipe table; an empty cell is two spaces between pipes less one: `| a |  | b |`."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
