"""The cells of lines that were a table: one cell a line, a row a line, or pipes without the merged cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from crawler.statistics.cell import SPACE, is_value

Kind = Literal["text", "value", "blank", "footer"]
LONGEST_CELL = 120
SPACES = re.compile(rf"[{SPACE}]+")
_CELL_END = re.compile(r"(?<!\\)\||\t")
_PAGE_FOOTER = re.compile(r"\s{0,8}[-—–－]\s?\d{1,4}\s?[-—–－]\s{0,8}")


class Token(NamedTuple):
    """A cell or a piece of one, with the index of its line."""

    line: int
    text: str
    kind: Kind


def tokens(lines: Sequence[str]) -> list[Token]:
    """The cells of the lines. A cell that holds a label and figures beside it is split at its white space."""
    out: list[Token] = []
    for number, line in enumerate(lines):
        if len(line) < 32 and _PAGE_FOOTER.fullmatch(line):
            out.append(Token(number, line, "footer"))
        elif line.strip(SPACE) and not is_separator(line):
            for piece in split_cells(line):
                parts = (_known_parts if len(piece) <= LONGEST_CELL else _parts)(piece)
                out.extend(Token(number, text, kind) for text, kind in parts)
    return out


def split_cells(line: str) -> list[str]:
    """The cells of a pipe or tab line, stripped; pipes at its ends bound cells, they do not make any."""
    # Only a pipe behind a backslash needs the pattern, which takes three times as long.
    split = _CELL_END.split(line) if "\\" in line else line.replace("\t", "|").split("|")
    pieces = [piece.strip(SPACE) for piece in split]
    if len(pieces) > 1 and not pieces[-1]:
        pieces.pop()
    if len(pieces) > 1 and not pieces[0] and line.strip(SPACE + "|"):
        pieces.pop(0)
    return pieces


def is_separator(line: str) -> bool:
    """Whether the line is the rule below the head of a Markdown table: | --- | --- |."""
    return "---" in line and "|" in line and not line.strip(SPACE + "|-:")


def _parts(piece: str) -> tuple[tuple[str, Kind], ...]:
    """The texts and values that a cell holds, in order; an empty one is a blank."""
    if not piece:
        return (("", "blank"),)
    if len(piece) > 4 * LONGEST_CELL:
        return ((piece, "text"),)
    parts: list[tuple[str, Kind]] = []
    words: list[str] = []
    for part in SPACES.split(piece):
        if is_value(part):
            if words:
                parts.append((" ".join(words), "text"))
                words = []
            parts.append((part, "value"))
        else:
            words.append(part)
    if words:
        parts.append((" ".join(words), "text"))
    return tuple(parts)


# Most cells are one of a few: a blank, a small number, a label of the form.
_known_parts = lru_cache(maxsize=4096)(_parts)
