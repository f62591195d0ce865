"""How lists page, family by family: first, middle and last page; never a page past the last, never the page itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.families.gd_nfcms import GdNfcmsSpider
from crawler.families.gkmlpt import GkmlptSpider
from crawler.families.hunan_numeric import HunanNumericSpider
from crawler.families.siteserver import SiteServerSpider
from crawler.families.trs_hycloud import TrsHyCloudSpider
from crawler.families.trs_wcm import TrsWcmSpider
from crawler.page import Page
from crawler.portal_spider import PortalSpider

SITES = Path(__file__).resolve().parents[3] / "shared" / "real" / "sites"
COLUMN = "http://www.example.gov.cn/xxgk/ndbg/"
saved = pytest.mark.skipif(not SITES.exists(), reason="../shared with the saved sites does not exist here")


def further(family: type[PortalSpider], url: str, html: str) -> list[str]:
    """The names of the further pages of a list page."""
    return [page.url.rpartition("/")[2] for page in family.read_list(Page(url, html)).next_pages]


def script(code: str) -> str:
    return f"<html><body><ul><li><a href='a.html'>某</a></li></ul><script>\n{code}\n</script></body></html>"


@pytest.mark.parametrize(
    ("current", "names"),
    [(0, ["index_1.html", "index_2.html", "index_3.html"]), (2, ["index_3.html"]), (3, [])],
)
def test_trs_wcm_counts_from_zero(current: int, names: list[str]) -> None:
    assert further(TrsWcmSpider, COLUMN, script(f'createPageHTML(4, {current}, "index", "html")')) == names


@pytest.mark.parametrize("current", [0, 1])
def test_trs_wcm_pager_object(current: int) -> None:
    code = f"Pager({{size:3, current:{current}, prefix:'index',suffix:'html',visible:5}});"
    assert further(TrsWcmSpider, COLUMN, script(code)) == ["index_1.html", "index_2.html"][current:]


def test_trs_wcm_takes_the_live_count_and_not_the_commented_call() -> None:
    code = '//createPageHTML(13, 0, "index", "html");\nvar currentPage = 1;\nvar countPage = 3//共多少页'
    assert further(TrsWcmSpider, COLUMN, script(code)) == ["index_2.html"]
    assert further(TrsWcmSpider, COLUMN, "<!-- " + script('createPageHTML(9, 0, "index", "html")') + " -->") == []


def test_trs_wcm_single_page_has_no_further() -> None:
    assert further(TrsWcmSpider, COLUMN, script('createPageHTML(1, 0, "index", "html")')) == []
    assert further(TrsWcmSpider, COLUMN, script('createPageHTML(0, 0, "index", "html")')) == []


@saved
@pytest.mark.parametrize(
    ("page", "count"),
    [
        ("www.gzdzhrss.com/bmgk/jcdd/gzdt_62442/index.html", 1),
        ("www.atxlyj.cn/xxgk/ndbg/index.html", 1),
        ("www.cpaxj.org.cn/xxcx/annual_audit/index.html", 13),
    ],
)
def test_trs_wcm_saved_lists(page: str, count: int) -> None:
    html = (SITES / page).read_text(encoding="utf-8")
    read = TrsWcmSpider.read_list(Page(f"http://{page}", html))
    assert TrsWcmSpider.recognises(Page(f"http://{page}", html))
    assert read.page_count == count
    assert [one.url.rpartition("/")[2] for one in read.next_pages] == [f"index_{n}.html" for n in range(1, count)]


@pytest.mark.parametrize(
    ("current", "names"), [(1, ["xxgk_list_2.shtml", "xxgk_list_3.shtml"]), (2, ["xxgk_list_3.shtml"]), (3, [])]
)
def test_hycloud_counts_from_one(current: int, names: list[str]) -> None:
    html = script(f"createPageHTML('page_div', 3, {current}, 'xxgk_list', 'shtml', 1000)")
    url = "http://www.example.gov.cn/c100529/xxgk_list.shtml"
    assert TrsHyCloudSpider.recognises(Page(url, html))
    assert TrsWcmSpider.recognises(Page(url, html)) is None
    assert further(TrsHyCloudSpider, url, html) == names
    assert TrsHyCloudSpider.read_list(Page(url, html)).total is None, "the product caps its total at 1000"


@saved
def test_siteserver_follows_the_link() -> None:
    folder = SITES / "www.lgedu.net" / "channels"
    first = Page("http://www.lgedu.net/channels/1751.html", (folder / "1751.html").read_text(encoding="utf-8"))
    assert SiteServerSpider.recognises(first)
    assert [page.url for page in SiteServerSpider.read_list(first).next_pages] == [
        "http://www.lgedu.net/channels/1751_2.html"
    ]
    only = Page("http://www.lgedu.net/channels/2146.html", (folder / "2146.html").read_text(encoding="utf-8"))
    assert SiteServerSpider.read_list(only).next_pages == ()


@pytest.mark.parametrize("family", [GdNfcmsSpider, HunanNumericSpider, PortalSpider])
@pytest.mark.parametrize(
    ("pager", "names"),
    [
        ("<a href='index_2.html'>下一页</a>", ["index_2.html"]),
        ("<a href='index_2.html'>下一页 &gt;</a>", ["index_2.html"]),
        ("<a class='next' href='index_3.html'><i></i></a>", ["index_3.html"]),
        ("<link rel='next' href='index_2.html'>", ["index_2.html"]),
        ("<a href='javascript:;'>下一页</a>", []),
        ("<a href='#'>下一页</a>", []),
        ("<a href=''>下一页</a>", []),
        ("<a class='next disabled' href='index_2.html'>下一页</a>", []),
        ("<a href='http://[::1/x'>下一页</a>", []),
        ("<a href='other.html'>下一篇</a>", []),
        ("<!-- <a href='index_2.html'>下一页</a> -->", []),
    ],
)
def test_next_link(family: type[PortalSpider], pager: str, names: list[str]) -> None:
    assert further(family, COLUMN, f"<html><body>{pager}</body></html>") == names


def test_a_next_link_to_the_page_itself_is_none() -> None:
    assert further(PortalSpider, COLUMN + "index_2.html", "<a href='index_2.html#top'>下一页</a>") == []


CONFIG = """<script>window._CONFIG = {IS_ADMIN: false, SID: '7001', TREE: [
 {"id": 11, "name": "法定主动公开内容", "children": [{"id": 4291, "name": "政府信息公开年报", "children": []},
 {"id": 12, "name": "统计年报"}]}], SITE_URL: 'http://www.example.gov.cn/'}</script>"""


def test_gkmlpt_index_leads_to_the_annual_category() -> None:
    page = Page("http://www.example.gov.cn/gkmlpt/index", CONFIG)
    assert GkmlptSpider.recognises(page)
    assert [one.url for one in GkmlptSpider.read_list(page).next_pages] == [
        "http://www.example.gov.cn/gkmlpt/api/all/4291?page=1&sid=7001"
    ]
    named = Page("http://www.example.gov.cn/gkmlpt/index#12", CONFIG)
    assert [one.url for one in GkmlptSpider.read_list(named).next_pages] == [
        "http://www.example.gov.cn/gkmlpt/api/all/12?page=1&sid=7001"
    ]


def test_an_address_that_is_none_costs_its_entry_only() -> None:
    articles = [
        {"title": "2019年政府信息公开工作年度报告", "url": "http://[x/y.html", "create_time": "2020-01-02"},
        {"title": "2020年政府信息公开工作年度报告", "url": "javascript:;", "create_time": "2021-01-02"},
        {"title": "2021年政府信息公开工作年度报告", "url": "/post_6.html", "create_time": "2022-01-02"},
    ]
    url = "http://www.example.gov.cn/gkmlpt/api/all/4291?page=1&sid=7001"
    page = Page(url, json.dumps({"articles": articles, "total": 3}))
    assert [link.url for link in GkmlptSpider.read_list(page).links] == [
        None,
        None,
        "http://www.example.gov.cn/post_6.html",
    ]


def test_gkmlpt_first_api_page_names_the_others_and_they_name_none() -> None:
    article = {
        "id": 5,
        "title": "某局2020年政府信息公开年度报告",
        "post_url": "/gkmlpt/content/1/5/post_5.html",
        "display_publish_time": 1611892800,
        "create_time": "2021-01-29 10:00:00",
    }
    body = json.dumps({"articles": [article] * 100, "total": 250})
    url = "http://www.example.gov.cn/gkmlpt/api/all/4291?page=1&sid=7001"
    read = GkmlptSpider.read_list(Page(url, body))
    assert [page.url.rpartition("/")[2] for page in read.next_pages] == ["4291?page=2&sid=7001", "4291?page=3&sid=7001"]
    assert (read.total, read.page_count) == (250, 3)
    assert read.links[0].url == "http://www.example.gov.cn/gkmlpt/content/1/5/post_5.html"
    assert read.links[0].date == "2021-01-29", "1611892800 s after 1970 is noon of 29 January 2021 in China"
    last = json.dumps({"articles": [article] * 50, "total": 250})
    assert GkmlptSpider.read_list(Page(url.replace("page=1", "page=3"), last)).next_pages == ()


def test_gkmlpt_a_hostile_total_is_bounded() -> None:
    body = json.dumps({"articles": [{"id": 5, "title": "某"}], "total": 10**15})
    url = "http://www.example.gov.cn/gkmlpt/api/all/4291?page=1&sid=7001"
    assert len(GkmlptSpider.read_list(Page(url, body)).next_pages) < 1000


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"articles": 3, "total": "x"}', '{"articles": [1, null], "total": 1}']
)
def test_gkmlpt_broken_answers_give_nothing(body: str) -> None:
    read = GkmlptSpider.read_list(Page("http://www.example.gov.cn/gkmlpt/api/all/1?page=1&sid=1", body))
    assert read.links == ()
    assert read.next_pages == ()
