"""A page's words: those of a link, and as many of an element as are asked for."""

from __future__ import annotations

import pytest

from crawler.discovery.article_title import article_title
from crawler.discovery.paging import next_link
from crawler.page import Page, text_of, text_of_link

URL = "http://www.example.gov.cn/xxgk/ndbg/index.html"


def page(body: str) -> Page:
    return Page(URL, f"<html><body>{body}</body></html>")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<a>下一页</a>", "下一页"),
        ("<a><b>关于<i>2016</i>年</b>报告<!-- new --> 全文</a>尾", "关于2016年报告 全文"),
        ("<a>下<script>go('页')</script>一<style>a {}</style>页</a>", "下一页"),
        ("<a>下一页<div><a>尾页</a></div>", "下一页"),
        ("<a></a>", ""),
    ],
)
def test_the_words_of_a_link(html: str, words: str) -> None:
    assert text_of_link(next(page(html).tree.iter("a"))) == words


def test_nested_links_share_no_word() -> None:
    tree = page("<a>甲<div>" * 500 + "乙" * 1000).tree
    anchors = list(tree.iter("a"))
    assert len(anchors) == 500
    assert [text_of_link(anchor) for anchor in anchors] == ["甲"] * 499 + ["甲" + "乙" * 1000]


@pytest.mark.parametrize(("most", "words"), [(0, ""), (1, "一"), (3, "一二三"), (9, "一二三四")])
def test_no_more_words_of_an_element_than_asked_for(most: int, words: str) -> None:
    assert text_of(next(page("<p>一<b>二三</b><!-- x -->四</p>").tree.iter("p")), most) == words


def test_a_link_that_was_never_closed_still_leads_to_the_next_page() -> None:
    pager = "<div><a href='index_2.html'>下一页<span><a href='index_9.html'>尾页</a></span></div>"
    assert next_link(page(pager)) == "http://www.example.gov.cn/xxgk/ndbg/index_2.html"


def test_a_title_is_found_behind_elements_that_are_too_long_for_one() -> None:
    body = f"<div class='title'>{'字' * 3000}</div><p class='title'>某局2016年政府信息公开年报</p>"
    assert article_title(page(body).tree) == "某局2016年政府信息公开年报"
