"""One cell of a statutory table: what stands in it, as a figure and as an operand of a sum."""

from __future__ import annotations

import re
from decimal import Decimal

_INTEGER = re.compile(r"[+\-−－]?(?:\d{1,15}|\d{1,3}(?:[,，]\d{3}){1,4})")
_DECIMAL = re.compile(r"[+\-−－]?(?:\d{1,15}|\d{1,3}(?:[,，]\d{3}){1,4})[.．]\d{1,6}")
_MOST_DIGITS = 15
_VALUE = re.compile(
    r"(?:[+\-−－]?(?:\d{1,3}(?:[,，]\d{3}){1,4}|\d{1,15})(?:[.．]\d{1,6})?(?:件|条|項|项|个|份|次|人|元|万元)?|[/／\\\-－—–―−]{1,4}|无|無|零)"
)
_COUNTED = re.compile(r"(\d{1,15})(?:件|条|項|项|个|份|次|人)")
_BLANK = re.compile(r"[/／\\\-－—–―−\s]{0,8}|无|無")
SPACE = " \t\r\n\u3000\u00a0\u2002\u2003\u2009\u200b\ufeff"


def figure(cell: str) -> int | str:
    """The cell's figure: an int where the cell is an integer (thousands separators read), else the string as published.

    An empty cell, `/`, `-` and `—` stay the strings they are; none of them is 0. Integers of more than 15 digits stay
    strings.
    """
    published = cell.strip(SPACE)
    if published.isascii() and published.isdigit() and len(published) <= _MOST_DIGITS:
        return int(published)
    if not _INTEGER.fullmatch(published):
        return published
    return int(re.sub("[,，]", "", published).replace("−", "-").replace("－", "-"))


def is_blank(value: int | str | None) -> bool:
    """Whether a figure is an empty cell or one of the marks that stand for one: `/`, `-`, `—`, 无."""
    return isinstance(value, str) and len(value) <= 8 and _BLANK.fullmatch(value) is not None


def number(value: int | str | None) -> int | None:
    """The figure as an operand of a sum: an int, or the integer of a cell that repeats its unit (3件), else None."""
    if isinstance(value, int):
        return value
    counted = _COUNTED.fullmatch(value) if value is not None and len(value) < 20 else None
    return int(counted[1]) if counted else None


def amount(value: int | str | None) -> Decimal | None:
    """The figure as a number, also one with decimals (1,234.50), to be compared with another; None for any other."""
    if isinstance(value, int):
        return Decimal(value)
    if value is None or len(value) >= 32 or not _DECIMAL.fullmatch(value):
        return None
    return Decimal(re.sub("[,，]", "", value).replace("−", "-").replace("－", "-").replace("．", "."))


def is_value(text: str) -> bool:
    """Whether a piece of text can be a data cell: a number, or a mark for "none". Empty text is not."""
    return len(text) <= 32 and _VALUE.fullmatch(text) is not None
