"""Each report's figures beside those of the year before, whichever was stored first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawler.records import Statistics
from crawler.statistics import form as forms
from crawler.store import Document, Store
from crawler.store.identity import report_id
from crawler.store.schema import reports
from tests.store.making import HOST, report, store_at


def filed(store: Store, year: int, *, over: int, forward: int, path: str = "", **changes: Any) -> str:
    """Save the report of a year that carries over and forward so many applications; its id."""
    figures: dict[str, int | str | None] = dict.fromkeys(forms.keys("2021"))
    for column in forms.APPLICANTS:
        figures[f"{forms.CARRIED_OVER}_{column.key}"] = over if column.key == "total" else 0
        figures[f"{forms.CARRIED_FORWARD}_{column.key}"] = forward if column.key == "total" else 0
    path = path or f"/{year}.html"
    statistics = changes.pop("statistics", Statistics(figures, (), "2021"))
    text = f"{year}: {over} and {forward}"
    store.save(report(path, text=text, report_year=year, statistics=statistics, **changes))
    return report_id(HOST + path, year)


def document(store: Store, identity: str) -> Document:
    return next(one for one in store.reports() if one.id == identity)


def carried_over(store: Store, identity: str) -> bool | None:
    told = document(store, identity).across_years
    assert told is not None
    passed: bool | None = told["checks"]["carried_over"]["passed"]
    return passed


@pytest.mark.parametrize("years", [(2022, 2023, 2024), (2024, 2023, 2022), (2023, 2024, 2022)])
def test_the_order_in_which_years_come_does_not_matter(tmp_path: Path, years: tuple[int, ...]) -> None:
    figures = {2022: (1, 3), 2023: (3, 4), 2024: (5, 0)}
    with store_at(tmp_path) as store:
        ids = {year: filed(store, year, over=figures[year][0], forward=figures[year][1]) for year in years}
        assert document(store, ids[2022]).across_years is None
        assert carried_over(store, ids[2023]) is True
        assert carried_over(store, ids[2024]) is False
        told = document(store, ids[2024]).across_years
        assert told is not None
        assert told["last_year"] == ids[2023]
        assert told["checks"]["carried_over"]["figures"]["total"] == {"carried_over": 5, "carried_forward_last_year": 4}


def test_a_corrected_report_is_compared_anew_and_so_is_the_next_year(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        this = filed(store, 2023, over=3, forward=0)
        last = filed(store, 2022, over=0, forward=2)
        assert carried_over(store, this) is False
        assert filed(store, 2022, over=0, forward=3) == last
        assert document(store, last).version == 2
        assert carried_over(store, this) is True
        # A version is a version of the text: what another year's report says makes none.
        assert document(store, this).version == 1


def test_a_report_that_names_another_organ_is_no_longer_held_against_the_first_ones(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        this = filed(store, 2023, over=3, forward=0)
        filed(store, 2022, over=0, forward=3)
        assert carried_over(store, this) is True
        filed(store, 2022, over=0, forward=3, organ="望城区教育局", title="更正")
        assert document(store, this).across_years is None


def test_other_organs_and_portals_say_nothing(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        filed(store, 2022, over=0, forward=3, organ="望城区教育局")
        nameless = filed(store, 2022, over=0, forward=3, path="/other.html", organ=None)
        this = filed(store, 2023, over=3, forward=0)
        assert document(store, this).across_years is None
        assert document(store, nameless).across_years is None


def test_a_year_without_tables_is_not_evaluable(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        filed(store, 2022, over=0, forward=3, statistics=None)
        assert carried_over(store, filed(store, 2023, over=3, forward=0)) is None


def test_the_canonical_report_of_last_year_is_what_counts(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        mirrored = filed(store, 2022, over=0, forward=9, path="/0.html")
        kept = filed(store, 2022, over=0, forward=3, path="/1.html")
        with store._engine.begin() as connection:
            connection.execute(reports.update().values(canonical=reports.c.id != mirrored))
        told = document(store, filed(store, 2023, over=3, forward=0)).across_years
        assert told is not None
        assert (told["last_year"], told["checks"]["carried_over"]["passed"]) == (kept, True)
