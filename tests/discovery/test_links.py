"""Links as a reader of the page would name and date them; hostile pages never raise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import links
from crawler.records import Link
from tests.discovery.saved import needs_saved_pages, saved

BASE = "https://www.example.gov.cn/xxgk/nb/index.html"
FOLDER = "https://www.example.gov.cn/xxgk/nb/"


def only(html: str) -> Link:
    (link,) = links(html, BASE)
    return link


def test_nested_anchors_are_one_link_with_the_date_of_their_item() -> None:
    html = '<ul><li><span> 2021-02-26 </span><a href="1.html"><a href="1.html">甲局2020年年报</a></li></ul>'
    assert links(html, BASE) == (Link(FOLDER + "1.html", "甲局2020年年报", "2021-02-26"),)


def test_title_attribute_where_the_text_is_cut_or_missing() -> None:
    full = "甲局2020年政府信息公开工作年度报告"
    assert only(f'<a href="1.html" title="{full}">甲局2020年政府信…</a>').title == full
    assert only(f'<a href="1.html" title="{full}">甲局2020年政府信...</a>').title == full
    assert only(f'<a href="1.html" title="{full}">甲局2020年政府信</a>').title == full
    assert only(f'<a href="1.html" title="{full}"><img src="a.png"></a>').title == full
    assert only(f'<a href="1.html" title="标题：{full}\n发布时间：2021-01-02">甲局…</a>').title == full
    assert only(f'<a href="1.html" title="点击进入">{full}</a>').title == full


def test_image_links_take_their_alternative_text_or_none() -> None:
    assert only('<a href="nb/"><img src="a.jpg" alt="信息公开年报"></a>').title == "信息公开年报"
    assert only('<a href="nb/"><img src="a.jpg" title="年报"></a>').title == "年报"
    assert only('<a href="nb/"><img src="a.jpg"></a>') == Link(FOLDER + "nb/", "", None)
    assert only('<map><area href="nb/" alt="年报" shape="rect"></map>').title == "年报"


@pytest.mark.parametrize("href", ["javascript:;", "javascript:void(0)", "#", "", "mailto:a@example.cn", "http://["])
def test_a_title_without_an_address_is_kept(href: str) -> None:
    assert only(f'<a href="{href}">甲局2018年年报</a>') == Link(None, "甲局2018年年报", None)


def test_addresses_that_a_script_opens() -> None:
    assert only("""<a href="#" onclick="window.open('2.html')">年报</a>""").url == FOLDER + "2.html"
    assert only("""<a href="javascript:window.open('/a/2.html','_blank')">年报</a>""").url == (
        "https://www.example.gov.cn/a/2.html"
    )
    assert only("""<a onclick="location.href='2.html'">年报</a>""").url == FOLDER + "2.html"


def test_base_element_and_fragments() -> None:
    assert only('<base href="/other/"><a href="1.html#top">年报</a>').url == "https://www.example.gov.cn/other/1.html"
    assert only('<a href="/gk/#/list/7">年报</a>').url == "https://www.example.gov.cn/gk/#/list/7"


def test_encoded_queries_stay_as_written() -> None:
    assert (
        only('<a href="list.asp?dw=%B2%C6%D5%FE&amp;y=2016">年报</a>').url == FOLDER + "list.asp?dw=%B2%C6%D5%FE&y=2016"
    )


def test_white_space_lines_and_split_digits_of_a_title() -> None:
    assert only('<a href="1.html">\n  甲局2016年\n  年度报告\t</a>').title == "甲局2016年 年度报告"
    assert only('<a href="1.html">甲局<span>201</span> 8年年报</a>').title == "甲局2018年年报"
    assert only('<a href="1.html">甲局2 0 1 8 年年报</a>').title == "甲局2018年年报"
    assert only('<a href="1.html">甲局<br>2018年年报</a>').title == "甲局 2018年年报"


def test_a_summary_inside_the_link_is_not_its_title() -> None:
    summary = "本报告由概述等六部分组成。" * 6
    assert only(f'<a href="1.html"><h2>甲局2018年年报</h2><div>{summary}</div></a>').title == "甲局2018年年报"
    assert only(f'<a href="1.html"><p>甲局2018年年报</p><p>{summary}</p></a>').title == "甲局2018年年报"
    assert only('<a href="1.html"><span>2019-01-02</span>甲局2018年年报</a>') == Link(
        FOLDER + "1.html", "甲局2018年年报", "2019-01-02"
    )


@pytest.mark.parametrize(
    ("shown", "date"),
    [
        ("2021-02-26", "2021-02-26"),
        ("[2021-02-26]", "2021-02-26"),
        ("2021/2/6", "2021-02-06"),
        ("2021.02.26", "2021-02-26"),
        ("2021年2月26日", "2021-02-26"),
        ("02-26", None),
        ("2021-02-30", None),
        ("2021-02", None),
    ],
)
def test_dates_of_a_list_item(shown: str, date: str | None) -> None:
    assert only(f'<li><a href="1.html">年报</a><span>{shown}</span></li>').date == date
    assert only(f'<table><tr><td><a href="1.html">年报</a></td><td>{shown}</td></tr></table>').date == date
    assert only(f'<div><div><a href="1.html">年报</a></div><div>{shown}</div></div>').date == date


def test_each_link_has_its_own_date() -> None:
    rows = "".join(f'<li><a href="{n}.html">年报{n}</a><i>2021-01-0{n}</i></li>' for n in (1, 2, 3))
    loose = "".join(f'<a href="{n}.html">年报{n}</a> (2021-01-0{n})<br>' for n in (1, 2, 3))
    wide = "<tr>" + "".join(f'<td><a href="{n}.html">年报{n}</a></td><td>2021-01-0{n}</td>' for n in (1, 2)) + "</tr>"
    for html in (f"<ul>{rows}</ul>", f"<div>{loose}</div>"):
        assert [link.date for link in links(html, BASE)] == ["2021-01-01", "2021-01-02", "2021-01-03"]
    assert [link.date for link in links(f"<table>{wide}</table>", BASE)] in ([None, None], ["2021-01-01", "2021-01-02"])


def test_order_is_the_pages_and_doubles_merge_into_the_longer_title() -> None:
    html = (
        '<a href="b.html">年报</a><a href="a.html">甲</a><a href="b.html">乙局2018年年报</a>'
        '<a href="a.html">更多&gt;&gt;</a><!-- <a href="c.html">丙</a> -->'
    )
    assert links(html, BASE) == (Link(FOLDER + "b.html", "乙局2018年年报"), Link(FOLDER + "a.html", "甲"))


def test_pages_with_nothing_in_them() -> None:
    for html in ("", "   ", "<!-- -->", "\x00", "<?xml version='1.0' encoding='gb2312'?>"):
        assert links(html, BASE) == ()


@needs_saved_pages
def test_saved_siteserver_list_gives_titles_without_their_summaries() -> None:
    url = "https://www.lgedu.net/channels/2146.html"
    dated = [link for link in links(saved("sites/www.lgedu.net/channels/2146.html"), url) if link.date]
    assert len(dated) == 7
    assert all(link.title.endswith("年政府信息公开工作年度报告") for link in dated)
    assert dated[0].url == "https://www.lgedu.net/contents/2146/133484.html"
    assert (dated[0].date, dated[1].url, dated[1].date) == ("2020-01-29", None, "2019-09-10")


@needs_saved_pages
def test_saved_list_with_a_bullet_image_in_each_link() -> None:
    url = "https://www.cpaxj.org.cn/xxcx/annual_audit/index.html"
    dated = [link for link in links(saved("sites/www.cpaxj.org.cn/xxcx/annual_audit/index.html"), url) if link.date]
    assert len(dated) == 20
    assert dated[-1].date == "2019-12-31"


MARKUP = [
    "<a href='1.html'>",
    "</a>",
    "<li>",
    "</li>",
    "<div>",
    "</div>",
    "2021-01-02",
    "年报",
    "…",
    "<br>",
    "<h2>",
    "<img alt='x'>",
]


@given(st.lists(st.sampled_from(MARKUP) | st.text(max_size=8), max_size=60).map("".join))
def test_no_page_raises(html: str) -> None:
    found = links(html, BASE)
    addresses = [link.url for link in found if link.url]
    assert len(addresses) == len(set(addresses))


@given(st.text(max_size=200), st.text(max_size=60))
def test_no_address_raises(href: str, base: str) -> None:
    quoted = href.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    for link in links(f'<base href="{base.replace(chr(34), "")}"><a href="{quoted}">年报</a>', base):
        assert link.url is None or link.url.startswith(("http://", "https://"))
