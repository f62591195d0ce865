"""Deadlines of the regulation of 2019: organs 31 January (article 49), governments 31 March (article 50)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler.monitoring.season import Season, day_in_china, is_government, newest_due_year, organ_key, season


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2027, 1, 20), None),  # the deadline is ahead
        (date(2027, 2, 3), None),  # a few days late is no alarm
        (date(2027, 2, 15), Season(2026, False, date(2027, 1, 31))),
        (date(2027, 4, 1), Season(2026, False, date(2027, 1, 31))),
        (date(2027, 4, 15), Season(2026, True, date(2027, 3, 31))),
        (date(2027, 8, 15), None),  # silence in August is normal
        (date(2027, 12, 31), None),
    ],
)
def test_what_is_due(day: date, due: Season | None) -> None:
    assert season(day) == due


def test_the_year_whose_deadlines_have_all_passed() -> None:
    assert newest_due_year(date(2027, 2, 15)) == 2025
    assert newest_due_year(date(2027, 4, 15)) == 2026
    assert newest_due_year(date(2027, 12, 31)) == 2026


def test_a_day_begins_in_china() -> None:
    assert day_in_china(datetime(2027, 1, 31, 16, 30, tzinfo=UTC)) == date(2027, 2, 1)


@pytest.mark.parametrize(
    "names",
    [
        ("长沙市望城区人民政府", "望城县人民政府", "长沙市望城区人民政府办公室", "廣州市荔灣區人民政府"),
        ("长沙市望城区教育局", "望城区教育局", "教育局"),
        ("大通湖区管理委员会办公室", "大通湖区管理委员会"),
    ],
)
def test_spellings_of_one_organ_meet(names: tuple[str, ...]) -> None:
    assert len({organ_key(name) for name in names}) == 1


def test_organs_stay_apart() -> None:
    names = (
        "望城区教育局",
        "望城区民政局",
        "望城区人民政府",
        "望城区高塘岭街道办事处",
        "望城区政务服务中心",
        "办公室",
        "",
    )
    assert len({organ_key(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("organ", "is_one"),
    [
        ("长沙市望城区人民政府", True),
        ("白山市江源区人民政府办公室", True),
        ("大通湖区管委会", True),
        (None, True),  # the later deadline, where it cannot be told
        ("望城区教育局", False),
        ("常德市人民政府政务服务中心", False),
        ("望城区高塘岭街道办事处", False),
        ("望城区乔口镇人民政府", False),  # article 50 is about governments from the county upwards
    ],
)
def test_whose_deadline_is_the_later(organ: str | None, is_one: bool) -> None:
    assert is_government(organ) is is_one
