from __future__ import annotations

from crawler.records import Statistics
from crawler.statistics import form as forms
from crawler.statistics.across_years import carried_over, in_force


def year(**figures: int | str) -> Statistics:
    return Statistics(dict.fromkeys(forms.keys("2021")) | figures, (), "2021")


def forwarded(stem: str, *cells: int | str) -> Statistics:
    return year(**{f"{stem}_{column.key}": cell for column, cell in zip(forms.APPLICANTS, cells, strict=True)})


def test_what_was_carried_forward_last_year_is_carried_over_this_year() -> None:
    last = forwarded(forms.CARRIED_FORWARD, 2, 0, 0, 0, 0, 1, 3)
    check = carried_over(forwarded(forms.CARRIED_OVER, 2, 0, 0, 0, 0, 1, 3), last)
    assert check.passed is True
    assert check.figures["total"] == {"carried_over": 3, "carried_forward_last_year": 3}
    assert carried_over(forwarded(forms.CARRIED_OVER, 2, 0, 0, 0, 0, 0, 2), last).passed is False


def test_blank_columns_are_not_compared_and_missing_years_are_not_evaluable() -> None:
    last = forwarded(forms.CARRIED_FORWARD, 2, "", "/", 0, 0, 1, 3)
    assert carried_over(forwarded(forms.CARRIED_OVER, 2, 7, 7, 0, 0, 1, 3), last).passed is True
    assert carried_over(last, None).passed is None
    assert carried_over(None, last).passed is None
    assert carried_over(Statistics({}, (), "older"), last).passed is None


def test_documents_in_force_follow_from_last_year() -> None:
    last = year(normative_documents_in_force=104)
    this = {"normative_documents_issued": 47, "normative_documents_repealed": 1}
    assert in_force(year(normative_documents_in_force=150, **this), last).passed is True
    assert in_force(year(normative_documents_in_force=151, **this), last).passed is False
    assert in_force(year(**this), last).passed is None
    assert in_force(year(**this), None).passed is None
