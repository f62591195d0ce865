"""Dates, labels and organs as pages write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import extract
from crawler.extraction.blocks import Block
from crawler.extraction.dates import date_of_url, find_date
from crawler.extraction.labels import read_labels
from crawler.extraction.organ import organ_of_title

PROSE = "根据条例要求，现公布某某县政府信息公开工作年度报告，全文包括概述等七部分。" * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017-03-08 10:20", date(2017, 3, 8)),
        ("2021-03-2918:26", date(2021, 3, 29)),  # glued to the time
        ("2021 年 3 月 9 日", date(2021, 3, 9)),
        ("二〇一六年十二月二日", date(2016, 12, 2)),
        ("二○一七年一月二十三日", date(2017, 1, 23)),
        ("二〇一七年三月三十一日", date(2017, 3, 31)),
        ("二〇一六年元月二十日", date(2016, 1, 20)),
        ("２０１７．３．８", date(2017, 3, 8)),
        ("2017/3/8", date(2017, 3, 8)),
        ("2018年12月24", date(2018, 12, 24)),
        ("2017-02-30", None),
        ("0142768-8/2017-00185", None),  # an index number that a date finder reads as a date
        ("20170308", None),
        ("二〇一七年十十月一日", None),
    ],
)
def test_dates(text: str, expected: date | None) -> None:
    found = find_date(text)
    assert (found[0] if found else None) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.cn/xxgk/201903/t20190307_633608.html", date(2019, 3, 7)),
        ("https://a.cn/art/2017/3/8/art_1_2.html", date(2017, 3, 8)),
        ("https://a.cn/30194/36953/content_1.html", None),
        ("https://a.cn/t20191399_1.html", None),
        ("http://[", None),
    ],
)
def test_dates_of_addresses(url: str, expected: date | None) -> None:
    found = date_of_url(url)
    assert (found[0] if found else None) == expected


@given(st.text(alphabet="0123456789-/.年月日二〇十廿三: ", max_size=40))
def test_any_digits(text: str) -> None:
    find_date(text, compact=True)
    date_of_url("https://a.cn/" + text + "/")


@pytest.mark.parametrize(
    ("lines", "kind", "value"),
    [
        (["索   引   号：000014349/2017-00001　文号：某政办〔2017〕3号"], "index_number", "000014349/2017-00001"),
        (["索   引   号：000014349/2017-00001　文号：某政办〔2017〕3号"], "document_number", "某政办〔2017〕3号"),
        (["来源：县政府办发布时间：2017-03-08点击数：12"], "source", "县政府办"),
        (["发布时间∶2017-03-08 10∶20"], "published", "2017-03-08 10∶20"),  # U+2236
        (["发布机构：", "某某县人民政府"], "organ", "某某县人民政府"),
        (["成文日期 2017-03-01"], "written", "2017-03-01"),
    ],
)
def test_label_bars(lines: list[str], kind: str, value: str) -> None:
    found = read_labels([Block(line) for line in lines])
    assert [label.value for label in found if label.kind == kind] == [value]


def test_index_card() -> None:
    card = Block(
        "", rows=(("索 引 号", "002/2020-10091", "文 号", ""), ("发布机构", "某某厅", "成文日期", "2020-12-29"))
    )
    found = {label.kind: label.value for label in read_labels([card])}
    assert found == {"index_number": "002/2020-10091", "organ": "某某厅", "written": "2020-12-29"}


def test_empty_label_does_not_take_the_next_label() -> None:
    assert read_labels([Block("文号"), Block("成文日期 2020-01-29")])[0].kind == "written"


@pytest.mark.parametrize(
    ("title", "organ"),
    [
        ("长沙市望城区2016年政府信息公开工作年度报告", "长沙市望城区"),
        ("大通湖区委区管委会办公室2023年信息公开年报", "大通湖区委区管委会办公室"),
        ("2014年廣州市荔灣區人民政府信息公開年度報告", "廣州市荔灣區人民政府"),
        ("常德市人民政府政务服务中心2017年度政府信息公开工作年度报告", "常德市人民政府政务服务中心"),
        ("某某区人民政府办公室关于某某区人民政府2016年政府信息公开工作年度情况的报告", "某某区人民政府办公室"),
        ("某某街道政府信息公开2020年度报告", "某某街道"),
        ("2015年政府信息公开工作年度报告", None),
        ("2019年公布2018年度某某区信息公开年报", "某某区"),
    ],
)
def test_organ_of_title(title: str, organ: str | None) -> None:
    assert organ_of_title(title) == organ


def test_first_meta_block_counts_and_blank_ones_do_not() -> None:
    html = (
        "<meta name=PubDate content=''><meta name=PubDate content='2017-03-08  10\u223620'>"
        "<meta name=PubDate content='2018-01-01'><meta name=ContentSource content='县政府办'>"
        f"<h1>某某县2016年政府信息公开工作年度报告</h1><div id=zoom><p>{PROSE}</p></div>"
    )
    page = extract(html, "https://a.cn/t20190101_1.html")
    assert page.published_on == date(2017, 3, 8)
    assert page.provenance["published_on"] == "meta PubDate: 2017-03-08 10\u223620"
    assert page.source == "县政府办"


def test_organ_from_the_sign_off_when_the_title_names_none() -> None:
    html = (
        "<h1>2016年政府信息公开工作年度报告</h1>"
        f"<div id=zoom><p>{PROSE}</p><p>某某县财政局</p><p>2017年1月9日</p></div>"
    )
    page = extract(html, "https://a.cn/")
    assert page.organ == "某某县财政局"
    assert page.provenance["organ"] == "sign-off: 某某县财政局"
    assert page.signed_on == date(2017, 1, 9)
    assert page.published_on is None, "signing is not publishing, and the page says nothing of the latter"
    assert page.text.split("\n")[-2:] == ["某某县财政局", "2017年1月9日"]
