"""A cell as its number format shows it, beside what is stored in it."""

from __future__ import annotations

from typing import NamedTuple

ZEROS_HIDDEN = "[zeros hidden]"
"""In place of a code: the view of the sheet shows no zeros. They stay, because they are in the sheet all the same."""


class ShownCell(NamedTuple):
    """A cell whose format matters, at `row` and `column` from 0.

    `value` is what is stored, to know the cell by: a number, an ISO date or time, or None for words. `text` is what is
    shown, None where that is not known for certain; `code` names the format then.
    """

    row: int
    column: int
    value: float | str | None
    text: str | None
    code: str
