"""The year of a report: title, statistical period, body, column, publication."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.year import report_year, to_year, year_of_title


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("某某县2016年政府信息公开工作年度报告", 2016),
        ("某某县二〇一六年政府信息公开工作年度报告", 2016),
        ("二○一二年度政府信息公开年报", 2012),
        ("201 8年政府信息公开年报", 2018),
        ("２０１７年度某某区政府信息公开年度报告", 2017),
        ("2019年公布2018年度某某区信息公开年报", 2018),
        ("某某局信息公开年度报告（2017年）", 2017),
        ("政府信息公开年报2016", 2016),
        ("2014年某某區人民政府信息公開年度報告", 2014),
        ("政府信息公开工作年度报告", None),
        ("关于印发第20180012号文件的通知", None),
        ("1999年政府工作报告", None),
    ],
)
def test_title(title: str, year: int | None) -> None:
    found = year_of_title(title)
    assert (found[0] if found else None) == year


def test_title_wins_over_a_preface_of_another_year() -> None:
    # seed 004 says 2016 in its title and 2015年12月31日 in its preface
    text = "所列数据截止日期为2015年12月31日，2015年工作安排。"
    found = report_year("某某区2016年政府信息公开工作年度报告", text, "https://a.cn/2017/1.html", None)
    assert found is not None
    assert (found.year, found.rule) == (2016, "title")


@pytest.mark.parametrize(
    ("text", "url", "published_on", "year", "rule"),
    [
        ("本年报中所列数据的统计期限自2016年1月1日起。2017年、2017年。", "", None, 2016, "period"),
        ("2016年公开12条，比2015年增加。2016年办理3件。", "", None, 2016, "body majority"),
        ("2016年公开12条，比2015年增加。", "https://a.cn/gknb2014/201501/t20150108_1.html", None, 2014, "column"),
        ("见附件", "https://a.cn/xxgk/2020nb/t1.html", date(2022, 1, 9), 2020, "column"),
        ("见附件", "https://a.cn/xxgk/202101/t20210108_1.html", date(2021, 1, 8), 2020, "published_on - 1"),
    ],
)
def test_below_the_title(text: str, url: str, published_on: date | None, year: int, rule: str) -> None:
    found = report_year("政府信息公开工作年度报告", text, url, published_on)
    assert found is not None
    assert (found.year, found.rule) == (year, rule)


def test_nothing_says_a_year() -> None:
    assert report_year("年报", "见附件", "http://[/", None) is None


@given(st.text(max_size=80), st.text(max_size=200), st.text(max_size=80))
def test_any_input_gives_a_year_of_the_range_or_none(title: str, text: str, url: str) -> None:
    found = report_year(title, text, url, None)
    assert found is None or 2001 <= found.year <= 2099


@pytest.mark.parametrize(
    ("raw", "year"), [("二〇一六", 2016), ("2 0 1 6", 2016), ("贰零壹陆", 2016), ("201x", None), ("1949", None)]
)
def test_to_year(raw: str, year: int | None) -> None:
    assert to_year(raw) == year
