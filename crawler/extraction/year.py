"""The year a report is about (报告年度): title, then its statistical period, then what the body says most.

A date in an address or a preface is wrong in real cases; a title is not.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit

FIRST_YEAR = 2001
LAST_YEAR = 2099
"""No local disclosure rule is older than 2002 (Guangzhou), so a smaller number is not a report's year."""

_DIGITS = {
    c: str(v)
    for v, row in enumerate(
        (
            "0０〇○零ΟО◯",
            "1１一壹",
            "2２二贰",
            "3３三叁",
            "4４四肆",
            "5５五伍",
            "6６六陆",
            "7７七柒",
            "8８八捌",
            "9９九玖",
        )
    )
    for c in row
}
_DIGIT = "[" + "".join(_DIGITS) + "]"
_YEAR = rf"{_DIGIT}\s{{0,2}}{_DIGIT}\s{{0,2}}{_DIGIT}\s{{0,2}}{_DIGIT}"
_TITLE_YEAR = re.compile(rf"(?<!{_DIGIT})({_YEAR})(?!{_DIGIT})\s*(年?)")
_PERIOD = re.compile(
    rf"统计(?:的|数据的?|数据)?(?:时间)?期限[^。\n]{{0,20}}?({_YEAR})\s*年|統計[^。\n]{{0,8}}期限[^。\n]{{0,20}}?({_YEAR})\s*年|数据的?(?:统计)?期限[^。\n]{{0,20}}?({_YEAR})\s*年"
)
_BODY_YEAR = re.compile(rf"(?<!{_DIGIT})({_YEAR})\s?年(?!\s?{_DIGIT}{{1,2}}\s?月)")
_COLUMN_YEAR = re.compile(
    r"(?:nb|bg|ndbg|gknb|nd|xxgk)[_-]?(20\d\d)(?!\d)|(?<!\d)(20\d\d)(?:n|nd|nb|年)(?![a-z])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ReportYear:
    """A year, the rule that gave it and the raw words it came from."""

    year: int
    rule: str
    raw: str


def to_year(raw: str) -> int | None:
    """The year that four digits write, Arabic, full-width or Chinese, white space between them or not; else None."""
    digits = "".join(_DIGITS.get(c, "" if c.isspace() else "x") for c in raw)
    if len(digits) != 4 or not digits.isdigit():
        return None
    year = int(digits)
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def year_of_title(title: str) -> tuple[int, str] | None:
    """The report's year in a title with the words it came from.

    Of several years the first before 年度 counts, then the one nearest before 年报 or 报告, as in a notice of 2017 on
    the report of 2016 (关于2016年度…年度报告的通知(2017年)).
    """
    found = [(year, match) for match in _TITLE_YEAR.finditer(title[:300]) if (year := to_year(match.group(1)))]
    found = [pair for pair in found if pair[1].group(2)] or found
    if not found:
        return None
    for year, match in found:
        if title[match.end() : match.end() + 1] == "度":
            return year, match.group()
    end = max(title.rfind("报告"), title.rfind("年报"), title.rfind("報告"), title.rfind("年報"))
    year, match = next((pair for pair in reversed(found) if pair[1].start() < end), found[0])
    return year, match.group()


def report_year(title: str, text: str, url: str, published_on: date | None) -> ReportYear | None:
    """The report's year, or None where nothing says it.

    `text` is the body, `url` the page's address, of which only column folders count (`/gknb2016/`), never date folders
    or file names.
    """
    named = year_of_title(title)
    if named:
        return ReportYear(named[0], "title", named[1])
    period = _PERIOD.search(text)
    if period:
        raw = next(group for group in period.groups() if group)
        year = to_year(raw)
        if year:
            return ReportYear(year, "period", period.group())
    counts = Counter(year for match in _BODY_YEAR.finditer(text) if (year := to_year(match.group(1))))
    ranked = counts.most_common(2)
    if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        return ReportYear(ranked[0][0], "body majority", f"{ranked[0][0]}年 x {ranked[0][1]}")
    column = _column_year(url)
    if column:
        return ReportYear(column[0], "column", column[1])
    if published_on is not None and FIRST_YEAR < published_on.year <= LAST_YEAR:
        return ReportYear(published_on.year - 1, "published_on - 1", published_on.isoformat())
    return None


def _column_year(url: str) -> tuple[int, str] | None:
    try:
        folders = unquote(urlsplit(url).path).split("/")[:-1]
    except ValueError:
        return None
    for folder in reversed(folders):
        match = _COLUMN_YEAR.search(folder[:100])
        if match and (year := to_year(match.group(1) or match.group(2))):
            return year, folder[:100]
    return None
