"""The matrix of expected reports: organs × years, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from crawler.monitoring.expected import expected_reports, organ_in_title, render


@dataclass(frozen=True)
class Stored:
    organ: str | None
    report_year: int | None
    title: str = ""


@dataclass(frozen=True)
class Listed:
    title: str
    report_year: int | None
    state: str = "listed"
    last_state: str = "listed"


GOVERNMENT, BUREAU = "海川县人民政府", "海川县教育局"


def test_found_missing_blocked_and_not_yet() -> None:
    stored = [Stored(GOVERNMENT, year) for year in (2020, 2022)] + [Stored(BUREAU, year) for year in (2021, 2022)]
    ledger = [Listed("海川县教育局2023年政府信息公开工作年度报告", 2023, "blocked", "blocked")]
    matrix = expected_reports(stored, ledger, date(2025, 2, 10))
    assert matrix.years == (2020, 2021, 2022, 2023, 2024)
    assert matrix.organs == {
        # 31 March has not passed for the government's report on 2024, 31 January has for the bureau's.
        GOVERNMENT: ("found", "missing", "found", "missing", "not_yet"),
        BUREAU: ("before", "found", "found", "blocked", "missing"),
    }
    assert matrix.count("missing") == 3


def test_years_run_from_2008_at_the_earliest() -> None:
    matrix = expected_reports([Stored(BUREAU, 2010)], [], date(2011, 6, 1), first_year=2003)
    assert matrix.years == (2008, 2009, 2010)
    assert matrix.organs[BUREAU] == ("missing", "missing", "found")


def test_one_organ_under_a_short_and_a_full_name_is_one_row() -> None:
    stored = [Stored("长沙市望城区教育局", 2019), Stored(None, 2020, "望城区教育局2020年政府信息公开工作年度报告")]
    assert list(expected_reports(stored, [], date(2021, 6, 1)).organs) == ["长沙市望城区教育局"]


def test_a_county_that_became_a_district_is_one_row_under_its_new_name() -> None:
    stored = [Stored("望城县人民政府", 2010), Stored("长沙市望城区人民政府", 2011)]
    matrix = expected_reports(stored, [], date(2012, 6, 1))
    assert matrix.organs == {"长沙市望城区人民政府": ("found", "found")}


def test_two_counties_listed_by_one_city_are_two_rows() -> None:
    stored = [Stored("海川县人民政府", 2020), Stored("河口县人民政府", 2019), Stored("河口县人民政府", 2020)]
    assert expected_reports(stored, [], date(2021, 6, 1)).organs == {
        "海川县人民政府": ("before", "found"),
        "河口县人民政府": ("found", "found"),
    }


def test_an_organ_silent_for_two_years_is_not_missing_for_ever() -> None:
    stored = [Stored("海川县粮食局", 2018), Stored(BUREAU, 2018), Stored(BUREAU, 2019)]
    assert expected_reports(stored, [], date(2021, 6, 1)).organs == {
        "海川县粮食局": ("found", "silent", "silent"),
        BUREAU: ("found", "found", "missing"),
    }


def test_a_stored_report_is_found_though_a_later_look_was_blocked() -> None:
    ledger = [Listed("海川县教育局2020年政府信息公开工作年度报告", 2020, "stored", "blocked")]
    assert expected_reports([Stored(BUREAU, 2020)], ledger, date(2021, 6, 1)).organs == {BUREAU: ("found",)}


@pytest.mark.parametrize(
    ("title", "organ"),
    [
        ("海川县教育局2020年政府信息公开工作年度报告", "海川县教育局"),
        ("2020年度海川县教育局政府信息公开年报", "海川县教育局"),
        ("关于公布海川县教育局二〇一六年政府信息公开工作报告", "海川县教育局"),
        ("政府信息公开年报", ""),
        ("", ""),
    ],
)
def test_the_organ_of_a_title(title: str, organ: str) -> None:
    assert organ_in_title(title) == organ


def test_text_for_a_terminal() -> None:
    text = render(expected_reports([Stored(BUREAU, 2019), Stored(BUREAU, 2021)], [], date(2022, 6, 1)))
    assert text.splitlines() == [
        "              19 20 21",
        "海川县教育局   ●  ✗  ●",
        "1 organs, 2019 to 2021: 2 found, 0 not yet, 1 missing, 0 blocked, 0 silent",
        "● found  · not yet published  ✗ missing  ▲ blocked  ? silent for two years: dissolved, or no longer listed",
    ]
    assert render(expected_reports([], [], date(2022, 6, 1))) == "no report is known yet"
