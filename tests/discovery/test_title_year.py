"""The year in a title: every way of writing it, and the numbers that are no report's year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import title_year


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2016年年报", 2016),
        ("2016年度年报", 2016),
        ("年报2016", 2016),
        ("二〇一六年年报", 2016),
        ("二○一六年年报", 2016),
        ("二零一六年度年报", 2016),
        ("二0一六年年报", 2016),
        ("二O一六年年报", 2016),
        ("一六年年报", 2016),
        ("〇九年年报", 2009),
        ("16年度年报", 2016),
        ("201 8年年报", 2018),
        ("2 0 1 8 年年报", 2018),
        ("２０１８年年报", 2018),
        ("2017年发布2016年年报", 2016),
        ("2017年3月8日公布的2016年年报", 2016),
        ("2016年年报（2017-03-08）", 2016),
        ("2016年年报20170308", 2016),
        ("〔2017〕5号 2016年年报", 2016),
        ("2014年印发2013年度年报", 2013),
        ("2016年1月1日至2016年12月31日年报", 2016),
        ("2016年1-12月年报", 2016),
    ],
)
def test_year_of_title(title: str, year: int) -> None:
    assert title_year(title).year == year


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("年报", "no year"),
        ("2017年3月8日的年报", "no year"),
        ("第16年年报", "no year"),
        ("近十年年报", "no year"),
        ("2016-2017年年报", "ambiguous"),
        ("2016年至2017年年报", "ambiguous"),
        ("2018-2019学年年报", "ambiguous"),
        ("2016年、2018年年报", "ambiguous"),
        ("2016年的2015年年报", "ambiguous"),
        ("1999年年报", "no year"),
    ],
)
def test_years_left_open_with_the_reason(title: str, rule: str) -> None:
    answer = title_year(title)
    assert answer.year is None
    assert rule in answer.rule


@given(st.text(max_size=500))
def test_no_text_raises(title: str) -> None:
    year = title_year(title).year
    assert year is None or 2003 <= year <= 2099
