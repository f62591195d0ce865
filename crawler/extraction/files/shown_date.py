"""A number of days under a date section of a format code → the characters a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from crawler.extraction.files.format_code import Token

_SECOND = 10_000
"""Parts of a second that 15 digits still tell of a date of today."""
_DAY = 86_400 * _SECOND
_FIRST, _LAST = 61, 2_958_465  # 1 March 1900 and 31 December 9999
_DAY_0 = date(1899, 12, 30)
_WEEKDAYS = "日一二三四五六"


def show_date(tokens: Sequence[Token], days: float) -> str | None:
    """The date and time that many days (counted from 30 December 1899) are; times are cut, not rounded.

    None for dates before March 1900 (spreadsheets know a 29 February in it) and for a time with parts of a second.
    """
    kinds = {token.kind for token in tokens}
    day, clock = divmod(round(days * _DAY), _DAY)
    if days < 0 or day > _LAST or (day < _FIRST and kinds & {"y", "m", "d", "a"}):
        return None
    if day != int(days) or (clock % _SECOND and kinds & {"h", "minute", "s"}):
        return None
    seconds = clock // _SECOND
    hour = seconds // 3600
    at = _DAY_0 + timedelta(day)
    numbers = {
        "m": at.month,
        "d": at.day,
        "h": hour if "half" not in kinds else hour % 12 or 12,
        "minute": seconds // 60 % 60,
        "s": seconds % 60,
    }
    shown = ""
    for kind, text in tokens:
        if kind == "y":
            shown += f"{at.year:04}" if len(text) > 2 else f"{at.year % 100:02}"
        elif kind == "a":
            shown += ("星期" if len(text) > 3 else "") + _WEEKDAYS[at.isoweekday() % 7]
        elif kind == "half":
            shown += text.split("/")[hour // 12]
        elif kind in numbers:
            shown += str(numbers[kind]).zfill(len(text))
        else:
            shown += text
    return shown
