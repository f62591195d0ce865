"""Every family over the same column: recognised with its evidence, and from the first page to the last and no further.

The pages are those of the sandbox's family portals, which are built after real ones. The column has 18 entries on
three pages; an API family is asked as its own script would ask it.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.utils.misc import load_object

from crawler.discovery import AskedPage, judge, redirect_target
from crawler.discovery.redirects import frame_sources
from crawler.page import Page
from crawler.portal_spider import PortalSpider
from crawler.records import ListPage, PageRequest
from crawler.sandbox.families_portal import Asked, FamilyPortal
from crawler.sandbox.families_shapes import family_portals
from crawler.settings import FAMILIES

SHAPES = family_portals()
LOADED: list[type[PortalSpider]] = [load_object(path) for path in FAMILIES]
RECOGNISED = {
    "trs_wcm_call": ("trs_wcm", "0-based pager script"),
    "trs_wcm_pager": ("trs_wcm", "0-based pager script"),
    "trs_wcm_count": ("trs_wcm", "0-based pager script"),
    "gkmlpt": ("gkmlpt", "window._CONFIG of gkmlpt"),
    "hunan_numeric": ("hunan_numeric", "numeric column path"),
    "trs_hycloud": ("ucap", "articles 20YYMM/32 hex.shtml"),
    "ucap": ("ucap", "articles 20YYMM/32 hex.shtml"),
    "hanweb_jcms_get": ("hanweb_jcms", "dataproxy.jsp"),
    "hanweb_jcms_post": ("hanweb_jcms", "dataproxy.jsp"),
    "hanweb_xxgk": ("hanweb_xxgk", "module/xxgk/tree.jsp"),
    "jpaas": ("jpaas", "jpaas-publish-server"),
    "vsb": ("vsb", "_simple_list_gotopage_fun"),
    "vsb_computed": ("vsb", "_simple_list_gotopage_fun"),
    "gd_nfcms": ("gd_nfcms", "content/post_N.html"),
    "siteserver": ("siteserver", "$pageInfo.publishmentSystemID"),
    "empire_static": ("empire", "/e/public/ViewClick"),
    "empire_dynamic": ("empire", "/e/action/ListInfo"),
    "epoint_api": ("epoint", "EWB-FRONT"),
    "epoint_static": ("epoint", ".pagination({…, total})"),
    "aspnet": ("aspnet", "__VIEWSTATE"),
    "jsp_query": ("generic", ""),
}
# Read off the shapes: what is asked for after the column's own page, in order.
FURTHER = {
    "trs_wcm_call": ["/xxgk/ndbg/index_1.html", "/xxgk/ndbg/index_2.html"],
    "trs_wcm_pager": ["/xxgk/ndbg/index_1.html", "/xxgk/ndbg/index_2.html"],
    "trs_wcm_count": ["/xxgk/ndbg/index_1.html", "/xxgk/ndbg/index_2.html"],
    "gkmlpt": [f"/gkmlpt/api/all/3061?page={number}&sid=200017" for number in (1, 2, 3)],
    "hunan_numeric": [f"/30194/36953/41045/index_{number}.htm" for number in (2, 3)],
    "trs_hycloud": ["/c100529/zfxxgk_list_2.shtml", "/c100529/zfxxgk_list_3.shtml"],
    "ucap": ["/hcx/xxgknb/list_2.shtml", "/hcx/xxgknb/list_3.shtml"],
    "hanweb_jcms_post": ["/module/jpage/dataproxy.jsp?startrecord=1&endrecord=18&perpage=18"],
    "hanweb_xxgk": ["/module/xxgk/search.jsp"] * 3,
    "vsb": ["/xxgk/xxgknb/2.htm", "/xxgk/xxgknb/1.htm"],
    "vsb_computed": ["/xxgk/xxgknb/2.htm", "/xxgk/xxgknb/1.htm"],
    "gd_nfcms": ["/zwgk/xxgknb/index_2.html", "/zwgk/xxgknb/index_3.html"],
    "siteserver": ["/channels/2146_2.html", "/channels/2146_3.html"],
    "empire_static": ["/zwgk/xxgknb/index_2.html", "/zwgk/xxgknb/index_3.html"],
    "epoint_api": ["/js/webBuilderCommon.js", "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"],
    "epoint_static": ["/xxgknb/2.html", "/xxgknb/3.html"],
    "aspnet": ["/xxgk/nblist.aspx", "/xxgk/nblist.aspx"],
    "jsp_query": ["/xxgk/nblist.jsp?page=2", "/xxgk/nblist.jsp?page=3"],
    "numbers_only": ["/xxgk/nb/index_2.html", "/xxgk/nb/index_3.html"],
}


def ask(portal: FamilyPortal, request: PageRequest) -> AskedPage:
    """The portal's answer to a request."""
    parts = urlsplit(request.url)
    form = {} if request.body.startswith("{") else dict(parse_qsl(request.body, keep_blank_values=True))
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    referer = dict(request.headers).get("Referer", "")
    reply = portal.reply(Asked(request.method, unquote(parts.path), query, request.body, form, referer))
    assert reply is not None, f"asked for a page that is not there: {request}"
    assert reply.status == 200, request
    return AskedPage(request.url, reply.body, request)


def family_of(page: Page) -> type[PortalSpider]:
    return next((family for family in LOADED if family.recognises(page)), PortalSpider)


def walk(portal: FamilyPortal) -> Iterator[tuple[AskedPage, ListPage]]:
    """The column's pages in the order in which they are asked for."""
    waiting, asked = [PageRequest(portal.url(portal.column))], set()
    while waiting:
        request = waiting.pop(0)
        if (request.url, request.body) in asked:
            continue
        asked.add((request.url, request.body))
        page = ask(portal, request)
        read = family_of(page).read_list(page)
        yield page, read
        waiting += read.next_pages


@pytest.mark.parametrize("name", RECOGNISED)
def test_the_family_is_recognised_with_its_evidence(name: str) -> None:
    portal = SHAPES[name]
    page = ask(portal, PageRequest(portal.url(portal.column)))
    family = family_of(page)
    assert (family.family, family.recognises(page) or "") == RECOGNISED[name]


@pytest.mark.parametrize("name", FURTHER)
def test_pages_are_asked_for_in_order_and_none_past_the_last(name: str) -> None:
    portal = SHAPES[name]
    visited = [page.url.removeprefix(f"http://{portal.host}") for page, _ in walk(portal)]
    assert visited == [portal.column, *FURTHER[name]]


@pytest.mark.parametrize("name", FURTHER)
def test_first_middle_and_last_page_hold_all_reports(name: str) -> None:
    portal = SHAPES[name]
    links = {link.url: link for _, read in walk(portal) for link in read.links}
    found = {url for url, link in links.items() if judge(link.title, url or "", "政府信息公开年报").is_report}
    assert found == portal.reports.keys()
    for line in portal.lines:
        assert links[portal.url(line.path)].title == line.title


@pytest.mark.parametrize(
    "name",
    [
        "ucap",
        "gkmlpt",
        "hanweb_jcms_get",
        "hanweb_jcms_post",
        "jpaas",
        "vsb",
        "empire_static",
        "epoint_api",
        "jsp_query",
    ],
)
def test_the_total_that_a_list_says_is_read(name: str) -> None:
    portal = SHAPES[name]
    totals = {read.total for _, read in walk(portal)}
    assert totals - {None} == {len(portal.lines)}


def test_a_capped_total_is_not_believed() -> None:
    assert {read.total for _, read in walk(SHAPES["trs_hycloud"])} == {None}


def test_jcms_get_follows_the_next_group_and_then_the_page_numbers() -> None:
    portal = SHAPES["hanweb_jcms_get"]
    pages = [page.url for page, _ in walk(portal)]
    numbers = [dict(parse_qsl(urlsplit(url).query)).get("page") for url in pages]
    assert numbers == [None, "1", "2", "3"]


def test_jpaas_pages_in_param_json_only_and_sends_a_referer() -> None:
    portal = SHAPES["jpaas"]
    asked = [page.asked for page, _ in walk(portal)][1:]
    assert [dict(parse_qsl(urlsplit(one.url).query))["paramJson"] for one in asked] == [
        '{"pageNo":1,"pageSize":15}',
        '{"pageNo":2,"pageSize":15}',
    ]
    assert {dict(one.headers)["Referer"] for one in asked} == {portal.url(portal.column)}


def test_the_disclosure_modules_search_is_narrowed_to_the_columns_own_articles() -> None:
    links = [link.url or "" for page, read in walk(SHAPES["hanweb_xxgk"]) if page.asked.body for link in read.links]
    assert links
    assert all("art_1529_" in url for url in links)


@pytest.mark.parametrize("name", ["stub_refresh", "stub_script"])
def test_a_stub_sends_to_the_list(name: str) -> None:
    portal = SHAPES[name]
    page = ask(portal, PageRequest(portal.url(portal.column)))
    assert redirect_target(page.tree, page.url) == portal.url("/xxgk/nblist/")


def test_a_frame_holds_the_list() -> None:
    portal = SHAPES["frame"]
    page = ask(portal, PageRequest(portal.url(portal.column)))
    assert frame_sources(page.tree, page.url) == (portal.url("/xxgk/nblist/"),)


PIECES = [
    "<datastore><totalrecord>9999999</totalrecord><totalpage>99999</totalpage>",
    "<record><![CDATA[<a href='x.html'>某局2019年政府信息公开年报</a>]]></record>",
    "<nextgroup><![CDATA[<a href='/module/web/jpage/dataproxy.jsp?page=1'></a>]]></nextgroup>",
    "ajaxParam:{columnid:7,unitid:'8'}",
    "proxyUrl:'http://[::1/x'",
    "createPageHTML('page_div',9999, 1,'list','shtml',9999999);",
    "_simple_list_gotopage_fun(99999,'x',2)",
    "<script url=\"http://[::1\" queryData=\"{'webId':'1','tplSetId':'2','pageId':'3'}\"></script>",
    '{"custom": {"total": 1e400, "data": [1, null, {"infourl": "http://[::1"}]}}',
    '{"data": {"html": 7, "total": -1}}',
    "$('#p').pagination({pageIndex: 0, pageSize: 0, total: 7});",
    "__VIEWSTATE <form action='http://[::1'><a href=\"javascript:__doPostBack('a','b')\">下一页</a></form>",
    "共99999页",
    "/e/action/ListInfo",
    "module/xxgk/tree.jsp?area=&amp;",
]


@pytest.mark.parametrize("family", [*LOADED, PortalSpider], ids=lambda family: family.family)
@settings(deadline=None)
@given(
    text=st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=8).map("".join),
    path=st.sampled_from(
        [
            "/col/col7/index.html",
            "/module/web/jpage/dataproxy.jsp?page=9&startrecord=1&endrecord=0",
            "/api-gateway/jpaas-publish-server/front/page/build/unit?paramJson=%7B%22pageNo%22%3A%22x%22%7D",
            "/EWB-FRONT/rest/lightfrontaction/getgovinfolist",
            "/js/webBuilderCommon.js",
            "/e/action/ListInfo/?page=x&line=0&totalnum=9",
            "/module/xxgk/search.jsp?currpage=x",
            "/gkmlpt/api/all/7?page=1&sid=1",
            "/xxgknb/7.htm",
        ]
    ),
)
def test_no_page_makes_a_family_raise(family: type[PortalSpider], text: str, path: str) -> None:
    page = Page(f"http://www.example.gov.cn{path}", text)
    family.recognises(page)
    family.is_data(page)
    family.leads_to_reports(page)
    assert len(family.read_list(page).next_pages) <= 1000
