"""Which links lead to further pages of one document (正文分页), and which only look so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import article_pages
from crawler.discovery.addresses import absolute
from crawler.page import Page

FIRST = "http://www.haichuan.gov.cn/zwgk/ndbg/202001/t20200120_1234.html"
FOLDER = FIRST.rpartition("/")[0]


def found(html: str, first: str = FIRST, number: int = 1, own: str | None = None) -> dict[int, str]:
    return article_pages(Page(own or first, f"<html><body>{html}</body></html>"), first, number)


def test_numbers_lead_to_the_file_with_a_number() -> None:
    pager = '<a href="./t20200120_1234_1.html">2</a> <a href="t20200120_1234_2.html">[3]</a>'
    assert found(pager) == {2: f"{FOLDER}/t20200120_1234_1.html", 3: f"{FOLDER}/t20200120_1234_2.html"}


def test_a_page_with_tls_may_lead_to_one_without() -> None:
    pager = '<a href="http://www.haichuan.gov.cn/zwgk/ndbg/202001/t20200120_1234_2.html">2</a>'
    assert list(found(pager, FIRST.replace("http:", "https:"))) == [2]


def test_next_is_the_page_after_this_one() -> None:
    pager = '<a href="t20200120_1234.html">上一页</a><a href="t20200120_1234_3.html">下一页 ></a>'
    assert found(pager, number=2, own=f"{FOLDER}/t20200120_1234_2.html") == {3: f"{FOLDER}/t20200120_1234_3.html"}


@pytest.mark.parametrize(
    ("script", "names"),
    [
        # counted from 0 (TRS WCM) and from 1 (HyCloud)
        ('createPageHTML(3, 0, "t20200120_1234", "html");', ["_1", "_2"]),
        ("createPageHTML('page_div', 3, 1, 't20200120_1234', 'html', 3);", ["_2", "_3"]),
    ],
)
def test_the_script_of_trs_names_the_file(script: str, names: list[str]) -> None:
    pages = {number: f"{FOLDER}/t20200120_1234{end}.html" for number, end in zip((2, 3), names, strict=True)}
    assert found(f"<script>{script}</script>") == pages
    assert found(f"<script>\n// {script}\n</script>") == {}, "the call is commented out"


def test_a_page_of_the_query() -> None:
    first = "http://www.haichuan.gov.cn/show.aspx?id=77"
    assert found('<a href="?id=77&page=2">2</a>', first) == {2: "http://www.haichuan.gov.cn/show.aspx?id=77&page=2"}
    assert found('<a href="?id=78">下一页</a>', first) == {}, "the next article under a label that is not its own"
    assert found('<a href="?id=78&page=2">2</a>', first) == {}


@pytest.mark.parametrize(
    "link",
    [
        '<a href="t20200121_1235.html">下一页</a>',
        '<a href="t20200120_12345.html">2</a>',
        '<a href="t20200120_1234_1.html">附件2</a>',
        '<a href="t20200120_1234_1.docx">2</a>',
        '<a href="http://www.other.gov.cn/zwgk/ndbg/202001/t20200120_1234_1.html">2</a>',
        '<a href="/print/t20200120_1234_1.html">2</a>',
        '<a href="t20200120_1234.html">2</a>',
        '<a href="t20200120_1234_1.html?from=timeline">2</a>',
        '<a href="t20200120_1234_1.html">1</a>',
        '<a href="t20200120_1234_99.html">100</a>',
        '<a href="javascript:next(2)">2</a>',
        '<a href="http://[bad/t20200120_1234_1.html">2</a>',
        '<script>createPageHTML(400, 0, "index", "html");</script>',
    ],
)
def test_what_is_no_further_page(link: str) -> None:
    assert found(link) == {}


def test_a_page_may_say_where_its_links_start_from() -> None:
    """`<base href>`: what stands in the links of sites that are written with JSP."""
    first = "http://www.haichuan.gov.cn/xxgk/77.jhtml"
    html = '<base href="http://www.haichuan.gov.cn/"><a href="xxgk/77_2.jhtml">下一页</a><a href="77_2.jhtml">2</a>'
    assert found(html, first) == {2: "http://www.haichuan.gov.cn/xxgk/77_2.jhtml"}


def test_numbers_behind_index_are_a_list_s() -> None:
    """A column that shows its newest report (大通湖 does) has a pager of the column, not of the report."""
    first = "http://www.haichuan.gov.cn/zwgk/ndbg/index.html"
    assert found('<a href="index_1.html">2</a><script>createPageHTML(3, 0, "index", "html");</script>', first) == {}


def test_no_report_has_four_hundred_pages() -> None:
    script = '<script>createPageHTML(400, 0, "t20200120_1234", "html");</script>'
    assert list(found(script)) == list(range(2, 51))


def test_a_page_full_of_calls_costs_no_more_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty addresses to be put together for each of 100,000 calls would take minutes."""
    made: list[str] = []

    def counted(href: str, base: str) -> str | None:
        made.append(href)
        return absolute(href, base)

    monkeypatch.setitem(article_pages.__globals__, "absolute", counted)
    calls = 'createPageHTML(50, 0, "other", "html");createPageHTML(50, 0, "t20200120_1234", "html");' * 100
    assert len(found(f"<script>{calls}</script>")) == 49
    assert len(found(f"<script>{calls}</script>", own=f"{FOLDER}/other/folder.html")) == 0
    anchors = '<a href="t20200120_1234_1.html">2</a>' * 100
    assert len(found(anchors)) == 1
    assert len(made) <= 2 * 49 + 1


@given(st.text(), st.text(), st.text())
def test_it_takes_any_text(first: str, href: str, label: str) -> None:
    page = Page(FIRST, f'<a href="{href}">{label}</a><a href="{FIRST}">{label}</a>')
    for url in article_pages(page, first or FIRST).values():
        assert url.startswith("http")
