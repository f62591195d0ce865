"""Dates as Chinese pages write them."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

_CHINESE = {
    c: v for v, row in enumerate(("〇○零Ο◯O", "一", "二", "三", "四", "五", "六", "七", "八", "九")) for c in row
}
_NUMERAL = "[" + "".join(_CHINESE) + "]"
_ARABIC_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s{0,3}[-/.年‐–—－]\s{0,3}(\d{1,2})\s{0,3}[-/.月‐–—－]\s{0,3}(\d{1,2})(?:\s{0,3}日)?"
)
_COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_CHINESE_DATE = re.compile(
    rf"({_NUMERAL}{{4}})\s{{0,3}}年\s{{0,3}}([一二三四五六七八九十〇○]{{1,3}}|元)\s{{0,3}}月\s{{0,3}}([一二三四五六七八九十廿〇○]{{1,4}})\s{{0,3}}日"
)
_URL_DATE = re.compile(
    r"/t((?:19|20)\d\d)(\d\d)(\d\d)_\d|/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/|/((?:19|20)\d\d)-?(\d\d)[-/](\d\d)/"
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．／：－", "0123456789./:-")


def half_width(text: str) -> str:
    """`text` with the digits and marks of dates in half width, each in its place: what `find_date` gives words of."""
    return text.translate(_FULL_WIDTH)


def find_date(text: str, *, compact: bool = False) -> tuple[date, str] | None:
    """The first date in a text, with the words it came from; also glued to a time (`2021-03-2918:26`).

    `compact` also accepts eight digits (20170308), which in free text may be any number. A day that no calendar has is
    no date.
    """
    plain = half_width(text)
    for match in _ARABIC_DATE.finditer(plain):
        found = _date(int(match.group(1)), int(match.group(2)), int(match.group(3)))
        if found:
            return found, match.group()
    for match in _CHINESE_DATE.finditer(plain):
        year = int("".join(str(_CHINESE[c]) for c in match.group(1)))
        found = _date(year, _numeral(match.group(2)), _numeral(match.group(3)))
        if found:
            return found, match.group()
    if compact:
        for match in _COMPACT_DATE.finditer(plain):
            found = _date(*(int(group) for group in match.groups()))
            if found:
                return found, match.group()
    return None


def date_of_url(url: str) -> tuple[date, str] | None:
    """The date that an article's address carries (`t20170308_633.html`, `/art/2017/3/8/`), with the piece it is in."""
    try:
        path = urlsplit(url).path[:2000]
    except ValueError:
        return None
    for match in _URL_DATE.finditer(path):
        year, month, day = (int(group) for group in match.groups() if group is not None)
        found = _date(year, month, day)
        if found:
            return found, match.group()
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _numeral(words: str) -> int:
    """一 … 三十一, also 二〇 and 廿三, and 元 (of 元月, January); 0 where the words are no number."""
    if words == "元":
        return 1
    words = words.replace("廿", "二十")
    if "十" in words:
        tens, _, units = words.partition("十")
        if (tens and tens not in _CHINESE) or (units and units not in _CHINESE):
            return 0
        return (_CHINESE[tens] if tens else 1) * 10 + (_CHINESE[units] if units else 0)
    return int("".join(str(_CHINESE[c]) for c in words))
