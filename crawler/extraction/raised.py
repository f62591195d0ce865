"""Raised and lowered digits, which beside other digits would make another number: 10⁵ as 105, 16¹件 as 161件."""

from __future__ import annotations

import re
from typing import Literal

_TABLES = {
    "sup": str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"),
    "sub": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋"),
}
_DIGITS = re.compile(r"\s{0,4}[+-]?[0-9]{1,4}\s{0,4}")


def raised(before: str, text: str, how: Literal["sup", "sub"]) -> str | None:
    """`text` in raised or lowered digits where it is digits right behind a letter or digit of `before`, else None."""
    last = before[-1:]
    if not (last.isascii() and last.isalnum()) or not _DIGITS.fullmatch(text):
        return None
    return text.translate(_TABLES[how])
