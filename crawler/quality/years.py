"""Whether title, period and preface speak of the same year, and the counts that sentences state of that year."""

from __future__ import annotations

import re

from crawler.records import Check, Extraction, Statistics

_YEAR = r"((?:19|20)\d\d)"
_TITLE = re.compile(rf"(?<!\d){_YEAR}\s?年")
_PERIOD = re.compile(
    rf"(?:期限|截止|统计|統計|时间|時間)[^。\n]{{0,24}}?(?<!\d){_YEAR}\s?年\s?(?:0?1\s?月\s?0?1\s?日|12\s?月\s?31\s?日|全年)"
)
_PREFACE = re.compile(
    rf"(?:编制的?|編制的?|公布|现将|現將)[^。\n]{{0,40}}?(?<!\d){_YEAR}\s?年(?:度)?[^。\n]{{0,30}}?(?:年度报告|年度報告|年报)"
)
_PREFACE_LENGTH = 1500


def year_agreement(extraction: Extraction, verdict_year: int | None) -> Check:
    """`year_agreement`: one year in all of report, list entry, title, 统计期限 and preface that state one."""
    preface = extraction.text[:_PREFACE_LENGTH]
    years: dict[str, int | None] = {
        "report_year": extraction.report_year,
        "listed": verdict_year,
        "title": _first(_TITLE, extraction.title),
        "period": _first(_PERIOD, preface),
        "preface": _first(_PREFACE, preface),
    }
    stated = [year for year in years.values() if year is not None]
    return Check("year_agreement", len(set(stated)) == 1 if len(stated) >= 2 else None, dict(years))


def stated_years(statistics: Statistics | None, year: int | None) -> Check:
    """`stated_years`: no count that a sentence states is said of another year than the report's."""
    if statistics is None or statistics.layout != "older" or year is None:
        return Check("stated_years", None)
    named = {check.name.removeprefix("stated_"): check.figures.get("year") for check in statistics.checks}
    years = {key: said for key, said in named.items() if said is not None}
    others = {key: said for key, said in years.items() if said != year}
    return Check(
        "stated_years", not others if years else None, {"year": year} | ({"of_other_years": others} if others else {})
    )


def _first(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text[:_PREFACE_LENGTH])
    return int(match[1]) if match else None
