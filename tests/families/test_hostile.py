"""Answers of list APIs that no product sends: read in bounded work, and never an exception."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement

from crawler.families import hanweb_jcms
from crawler.families.gkmlpt import GkmlptSpider
from crawler.families.hanweb_jcms import HanwebJcmsSpider
from crawler.page import Page, page_tree

PROXY = "http://www.example.gov.cn/module/web/jpage/dataproxy.jsp?page=1"
API = "http://www.example.gov.cn/gkmlpt/api/all/4291?page=1&sid=200017"


def record(name: str) -> str:
    return f'<record><![CDATA[<li><a href="/art/2020/1/1/art_1_{name}.html">{name}</a></li>]]></record>'


def test_a_record_opened_inside_another_is_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def counted(html: str) -> HtmlElement | None:
        parsed.append(html)
        return page_tree(html)

    monkeypatch.setattr(hanweb_jcms, "page_tree", counted)
    answer = f"<datastore><record><![CDATA[{'<record><![CDATA[' * 1000}]]></record>{record('7')}</datastore>"
    found = HanwebJcmsSpider.read_list(Page(PROXY, answer)).links
    assert [link.title for link in found] == ["7"]
    assert len(parsed) == 2


def test_a_record_too_long_is_passed_over_and_one_that_never_ends_is_the_last() -> None:
    long = f"<record><![CDATA[<a href='/long.html'>{'x' * 30_000}</a>]]></record>"
    answer = f"<datastore>{record('1')}{long}{record('2')}<record><![CDATA[<a href='/open.html'>open</a>"
    assert [link.title for link in HanwebJcmsSpider.read_list(Page(PROXY, answer)).links] == ["1", "2"]


@pytest.mark.parametrize("total", ["1e999", "-1e999", "NaN", "Infinity", "null", "[]", '"many"', "9" * 5000])
def test_a_total_that_is_no_number_gives_no_list(total: str) -> None:
    answer = f'{{"articles": [{{"title": "a", "url": "/a.html"}}], "total": {total}}}'
    assert GkmlptSpider.read_list(Page(API, answer)).links == ()
