"""The year a title says its report is about (报告年度)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.discovery.folding import fold

FIRST_YEAR = 2003
"""Guangzhou's disclosure rules, the first of a Chinese city, are of 2002: there is no report on an earlier year."""
LAST_YEAR = 2099

_DIGITS = str.maketrans("〇零○◯Оо一二三四五六七八九壹贰叁肆伍陆柒捌玖", "000000123456789123456789")
_CHINESE_YEAR = re.compile(
    r"(?<![一二三四五六七八九十])[二贰2][〇零○◯OoОо0][〇零○◯OoОо0-9一二三四五六七八九][〇零○◯OoОо0-9一二三四五六七八九](?=年)"
)
_LETTER_ZERO = re.compile(r"(?<![0-9A-Za-z])2[0Oo][0-9Oo][0-9Oo](?=年)")
_SHORT_YEAR = re.compile(
    r"(?<![0-9一二三四五六七八九十〇零○第近过前后来满])(?:[0〇零○][3-9三四五六七八九]|"
    r"[12一二][0-9〇零○一二三四五六七八九])(?=年)"
)
_WHOLE_YEAR = re.compile(r"(20\d\d)[年.]0?1(?:月0?1日)?[至到~-]+(?:\1年)?12月?(?:31日|份)?")
_DOCUMENT_NUMBER = re.compile(r"[\[(〔【]20\d\d[\])〕】](?:第)?\d{1,5}号")
_DATE = re.compile(
    r"20\d\d(?:年\d{1,2}月(?:\d{1,2}日)?|[-/.]\d{1,2}[-/.]\d{1,2}|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|"
    r"3[01])(?!\d))"
)
_RANGE = re.compile(r"(?<!\d)(20\d\d)(?:年度?|学年)?(?:[-~—–―至到/、和及与]+)(20\d\d|\d\d(?=年|学年))(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)(年度|年)?")
_PUBLISHED = re.compile(r"(?:初|底|末|\d{1,2}月)?(?:发布|公布|编制|编写|编报|报送|印发|刊登|发表|填报)(?:的)?")


@dataclass(frozen=True, slots=True)
class TitleYear:
    """A year and the rule that gave it; `year` is None where the title has none or leaves it open."""

    year: int | None
    rule: str


def title_year(title: str) -> TitleYear:
    """Return the year `title` reports on.

    Chinese numerals (二〇一六年, 二○一六年, 一六年), full-width and split digits are read. Dates (2017年3月8日) and
    document numbers (〔2017〕5号) are no years. With several years the one that is not of the publication
    (2017年发布2016年…) counts, or the only one followed by 年度; else the year is left open (None) with the reason in
    `rule`.
    """
    text = _with_digits(fold(title))
    whole = _WHOLE_YEAR.search(text)
    if whole:
        return TitleYear(int(whole[1]), "whole year given by its first and last month")
    text = _DATE.sub(" ", _DOCUMENT_NUMBER.sub(" ", text))
    span = _RANGE.search(text)
    if span:
        first, last = int(span[1]), int(span[2]) if len(span[2]) == 4 else 2000 + int(span[2])
        if first != last:
            return TitleYear(None, f"ambiguous: the title spans {first} to {last}")
    found = [
        (int(match[1]), match[2] or "", match.end())
        for match in _YEAR.finditer(text)
        if FIRST_YEAR <= int(match[1]) <= LAST_YEAR
    ]
    return _choose(found, text)


def _with_digits(text: str) -> str:
    """Years in Chinese numerals, with letters for zeros, or of two digits, as four digits."""
    text = _CHINESE_YEAR.sub(lambda match: match[0].replace("O", "0").replace("o", "0").translate(_DIGITS), text)
    text = _LETTER_ZERO.sub(lambda match: match[0].replace("O", "0").replace("o", "0"), text)
    return _SHORT_YEAR.sub(lambda match: "20" + match[0].translate(_DIGITS), text)


def _choose(found: list[tuple[int, str, int]], text: str) -> TitleYear:
    if not found:
        return TitleYear(None, "no year in the title")
    years = {year for year, _, _ in found}
    if len(years) == 1:
        return TitleYear(found[0][0], "year in the title")
    reported = {year for year, _, end in found if not _PUBLISHED.match(text, end)}
    if len(reported) == 1:
        return TitleYear(reported.pop(), "year in the title that is not the publication's")
    named = {year for year, mark, _ in found if mark == "年度"}
    if len(named) == 1:
        return TitleYear(named.pop(), "the only year followed by 年度")
    return TitleYear(None, "ambiguous: the title names " + ", ".join(str(year) for year in sorted(years)))
