"""Which links lead to further pages of one document (正文分页), and which only look so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import article_pages, is_paged, is_promised, page_between
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
    assert found('<a href="?id=77&page=2">2</a>', f"{first}&page=1") == {2: f"{first}&page=2"}


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


def test_page_1_may_have_its_number_too() -> None:
    first = f"{FOLDER}/nb2019_1.html"
    pager = '<b>1</b> <a href="nb2019_2.html">2</a> <a href="nb2019_3.html">3</a> <a href="nb2019_2.html">下一页</a>'
    assert found(pager, first) == {2: f"{FOLDER}/nb2019_2.html", 3: f"{FOLDER}/nb2019_3.html"}
    below = '<a href="nb2019_1.html">1</a> <a href="nb2019_1_2.html">2</a>'
    assert found(below, first) == {2: f"{FOLDER}/nb2019_1_2.html"}, "the number stands behind the name after all"


@pytest.mark.parametrize(
    ("first", "link"),
    [
        ("nb2019_1.html", '<a href="nb2019_3.html">2</a>'),
        ("nb2019_1.html", '<a href="nb2019_3.html">下一页</a>'),
        ("nb2019_1.html", '<a href="nb2018_2.html">2</a>'),
        ("nb2019_1.html", '<a href="nb2019_2.html">下一篇</a>'),
        ("nb2019_1.html", '<a href="nb2019_2.html">下一页</a>'),
        ("show.php?p=12", '<a href="?p=13">下一页</a>'),
        ("nb2019_2.html", '<a href="nb2019_3.html">3</a>'),
        ("content_1.html", '<a href="content_2.html">下一页</a>'),  # articles, by their own numbers
        ("t20200120_1.html", '<a href="t20200120_2.html">2</a>'),
        ("index_1.html", '<a href="index_2.html">2</a>'),
        ("_1.html", '<a href="_2.html">2</a>'),
    ],
)
def test_the_number_of_another_article_is_no_page(first: str, link: str) -> None:
    assert found(link, f"{FOLDER}/{first}") == {}


@pytest.mark.parametrize(
    "query",
    ["m=content&c=index&a=show&catid=9&id=77", "c=show&id=77", "catid=9&id=77", "aid=77", "s=/article/detail&id=7"],
)
def test_an_article_may_be_asked_for_under_a_list_s_name(query: str) -> None:
    first = f"http://www.haichuan.gov.cn/index.php?{query}"
    assert found(f'<a href="?{query}&page=2">下一页</a>', first) == {2: f"{first}&page=2"}


@pytest.mark.parametrize(
    "asked",
    [
        "index.php?",
        "index.php?id=7",
        "index.php?m=content&c=index&a=lists&catid=9",
        "index.php?catid=9",
        "index.php?a=show",
        "list.php?catid=9&id=7",
    ],
)
def test_the_pager_of_a_list_is_none_of_the_report_on_it(asked: str) -> None:
    first, query = f"http://www.haichuan.gov.cn/{asked}", asked.partition("?")[2]
    assert found(f'<a href="?{query}&page=2">下一页</a><a href="?{query}&page=3">3</a>', first) == {}


def end(number: int) -> str:
    return f"{FOLDER}/t20200120_1234_{number}.html"


@pytest.mark.parametrize(
    ("pager", "number", "pages"),
    [
        # counted from 1, from 0, and on a later page by its own number
        ('<a href="{0}_2.html">下一页</a> <a href="{0}_5.html">末页</a>', 1, {2: end(2), 5: end(5)}),
        ('<a href="{0}_1.html">下一页</a> <a href="{0}_4.html">尾页</a>', 1, {2: end(1), 5: end(4)}),
        ('<a href="{0}_2.html">上一页</a> <a href="{0}_5.html">末页</a>', 3, {5: end(5)}),
        # the last page leads to itself
        ('<a href="{0}_3.html">下一页</a> <a href="{0}_3.html">末页</a>', 3, {}),
        # nothing tells how it counts: no page may be passed over
        ('<a href="{0}_2.html">末页</a>', 1, {3: end(2)}),
        ('<a href="{0}_99.html">末页</a>', 1, {}),
    ],
)
def test_the_last_page_tells_how_many_there_are(pager: str, number: int, pages: dict[int, str]) -> None:
    own = end(number) if number > 1 else FIRST
    assert found(pager.format("t20200120_1234"), number=number, own=own) == pages


@pytest.mark.parametrize(
    ("first", "known", "number", "between"),
    [
        ("/t1.html", {4: "/t1_4.html"}, 2, "/t1_2.html"),
        ("/t1.html", {4: "/t1_3.html", 9: "/t1_8.html"}, 2, "/t1_1.html"),
        ("/t1_1.html", {4: "/t1_4.html"}, 3, "/t1_3.html"),
        ("/t1.html", {10: "/t1-10.html"}, 9, "/t1-9.html"),
        ("/t1.html", {10: "/t1_010.html"}, 9, "/t1_009.html"),
        ("/s.php?id=3", {3: "/s.php?id=3&page=3"}, 2, "/s.php?id=3&page=2"),
        ("/s.php?id=3", {3: "/s.php?p=2&id=3"}, 2, "/s.php?p=1&id=3"),
        ("/t1.html", {2: "/t1_2.html"}, 3, None),
        ("/t1.html", {4: "/t1_2.html"}, 2, None),
        ("/t1.html", {4: "/other_4.html"}, 2, None),
        ("/t1.html", {}, 2, None),
    ],
)
def test_a_page_that_the_pager_passes_over(first: str, known: dict[int, str], number: int, between: str | None) -> None:
    host = "http://a.gov.cn"
    named = {one: host + path for one, path in known.items()}
    assert page_between(named, number, host + first) == (None if between is None else host + between)


NUMBERS = '<a href="{0}.html">1</a> <a href="{0}_2.html">2</a> <a href="{0}_3.html">下一页</a>'.format("t20200120_1234")
NEXT = '<a href="t20200120_1234_2.html">下一页</a>'
BODY = "<div class='zw'>" + "全年主动公开信息1312条。" * 30 + "</div>"


@pytest.mark.parametrize(
    ("html", "number", "wanted", "promised"),
    [
        (f"{BODY}<div>{NEXT}</div>", 1, 2, True),
        (f"<p>阅读 12 评论 3</p>{BODY}<div>{NEXT}</div>", 1, 2, True),
        (f"{BODY}<div class='comment_list'><p>好</p><div>{NEXT}</div></div>", 1, 2, False),
        (f"{BODY}<h3>网友评论（2）</h3><ul><li>{'好' * 300}</li></ul><div>{NEXT}</div>", 1, 2, False),
        (f"{BODY}<div>{NEXT}</div><div id='pinglun'>{NEXT}</div>", 1, 2, True),
        (f"{BODY}<div>{NUMBERS}</div>", 1, 2, True),
        (f"{BODY}<div>{NUMBERS}</div>", 2, 3, False),  # the numbers end with 2, and 下一页 leads beyond
        (f"{BODY}<div>{NEXT}</div>", 1, 3, False),
        (BODY, 1, 2, False),
        ('<script>createPageHTML(3, 0, "t20200120_1234", "html");</script>', 1, 3, True),
    ],
)
def test_who_promises_a_page(html: str, number: int, wanted: int, promised: bool) -> None:
    own = FIRST if number == 1 else end(number)
    page = Page(own, f"<html><body>{html}</body></html>")
    assert is_promised(page, FIRST, number, wanted) is promised


@pytest.mark.parametrize(
    ("html", "paged"),
    [
        ('<a href="t20200120_1234.html">上一页</a>', True),
        ('<a href="t20200120_1234.html">< 上一页</a>', True),
        ('<a href="t20200120_1234.html">首页</a>', True),
        ('<a href="t20200120_1234_3.html">3</a>', True),
        ('<script>createPageHTML(3, 1, "t20200120_1234", "html");</script>', True),
        ('<a href="t20200120_1234_2.html">2</a>', False),  # the page itself
        ('<a href="/">首页</a><a href="/login?to=/zwgk/ndbg/202001/t20200120_1234.html">上一页</a>', False),
        ('<a href="t20200120_1234.html">海川县2019年政府信息公开工作年度报告</a>', False),  # the newest of a list
        ('<a href="t20200119_1233.html">上一页</a>', False),
        ("", False),
    ],
)
def test_whether_a_page_leads_to_another_of_the_document(html: str, paged: bool) -> None:
    assert is_paged(Page(end(2), f"<html><body>{html}</body></html>"), FIRST) is paged


def test_next_alone_promises_nothing_where_only_numbers_count() -> None:
    page = Page(FIRST, f"<html><body>{BODY}<div>{NEXT}</div></body></html>")
    assert is_promised(page, FIRST, 1, 2)
    assert not is_promised(page, FIRST, 1, 2, by_number=True)


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
    comments = "<div class=comments>" + '<a href="t20200120_1234_1.html">2</a>' * 1000
    assert not is_promised(Page(FIRST, f"<html><body>{comments}</body></html>"), FIRST, 1, 2)
    assert len(made) <= 2 * 49 + 1 + 50


@given(st.text(), st.text(), st.text())
def test_it_takes_any_text(first: str, href: str, label: str) -> None:
    page = Page(FIRST, f'<a href="{href}">{label}</a><a href="{FIRST}">{label}</a>')
    for url in article_pages(page, first or FIRST).values():
        assert url.startswith("http")
    assert is_paged(page, first or FIRST) in (True, False)
