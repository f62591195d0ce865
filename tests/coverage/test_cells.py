"""What a portal holds for a year, and what it should."""

from __future__ import annotations

from datetime import date
from typing import Any

from crawler.coverage.cells import Cell, cells, organs
from tests.monitoring.histories import fact, listed


def held(organ: str, *years: int, **changes: Any) -> list[Any]:
    return [fact(hash((organ, year)) % 10**9, organ=organ, report_year=year, **changes) for year in years]


def made(facts: list[Any], ledger: list[Any] | None = None, due: int = 2025) -> dict[int | None, Cell]:
    return cells(facts, ledger or [], organs(facts, date(due + 1, 6, 1)))


def test_all_is_there() -> None:
    cell = made(held("某县教育局", 2024, 2025))[2025]
    assert (cell.found, cell.expected, cell.missing, cell.state) == (1, 1, (), "whole")


def test_a_gap_between_two_years_is_missing() -> None:
    shown = made(held("某县教育局", 2021, 2023, 2024, 2025))
    assert shown[2022].missing == ("某县教育局",)
    assert (shown[2022].found, shown[2022].expected, shown[2022].state) == (0, 1, "missing")


def test_the_year_that_is_due_is_missing_where_the_one_before_is_there() -> None:
    assert made(held("某县教育局", 2023, 2024))[2025].missing == ("某县教育局",)
    assert 2025 not in made(held("某县教育局", 2022, 2023))  # an organ that was dissolved
    assert 2026 not in made(held("某县教育局", 2024, 2025))  # not due yet


def test_a_misread_year_opens_no_gap() -> None:
    assert sorted(made(held("某县教育局", 1066, 2016, 9999))) == [1066, 2016, 9999]


def test_an_organ_that_was_renamed_with_its_county_is_one() -> None:
    facts = [*held("望城县人民政府", 2009, 2010), *held("长沙市望城区人民政府", 2012, 2013)]
    assert made(facts)[2011].missing == ("长沙市望城区人民政府",)


def test_what_was_listed_explains_what_is_missing() -> None:
    facts = [*held("某县教育局", 2021, 2023), *held("某县民政局", 2021, 2023)]
    cell = made(facts, [listed(2022)], due=2022)[2022]
    assert (cell.waiting, len(cell.missing), cell.expected, cell.state) == (1, 1, 2, "missing")
    cell = made(facts, [listed(2022, "blocked"), listed(2022, "gone")], due=2022)[2022]
    assert (cell.blocked, cell.gone, len(cell.missing), cell.state) == (1, 1, 0, "blocked")


def test_what_is_stored_or_no_report_is_not_waiting() -> None:
    assert made([], [listed(2022, "stored"), listed(2022, "rejected")]) == {}


def test_doubts_copies_and_unknown_years_are_counted() -> None:
    facts = [
        fact(1, report_year=None),
        fact(2, report_year=2024, doubts=("sums",)),
        fact(3, report_year=2024, canonical=False),
    ]
    shown = cells(facts, [], [])
    assert shown[None].found == 1
    assert (shown[2024].found, shown[2024].doubtful, shown[2024].copies) == (2, 1, 1)
    assert shown[2024].state == "doubtful"
