"""Ways to the column that no menu shows: sitemaps, the map page, usual addresses, a report's own, the site's search."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import article_column, known_paths, map_page, search_address, sitemap_addresses
from crawler.discovery.addresses import absolute, repeats_itself
from crawler.page import Page
from crawler.records import Link

HOME = "http://www.example.gov.cn/"


def test_sitemaps_give_their_addresses() -> None:
    text = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc>http://www.example.gov.cn/xxgk/ndbg/</loc><lastmod>2024-01-02</lastmod></url>
    <url><loc> /zwgk/list.jsp?a=1&amp;b=2 </loc></url><url><loc>javascript:x</loc></url>"""
    assert sitemap_addresses(text, HOME) == (
        ("http://www.example.gov.cn/xxgk/ndbg/", "http://www.example.gov.cn/zwgk/list.jsp?a=1&b=2"),
        False,
    )


def test_a_sitemap_index_is_told_from_a_sitemap() -> None:
    text = "<sitemapindex><sitemap><loc>http://www.example.gov.cn/sitemap1.xml</loc></sitemap></sitemapindex>"
    assert sitemap_addresses(text, HOME) == (("http://www.example.gov.cn/sitemap1.xml",), True)


@given(st.text(max_size=400))
def test_no_sitemap_raises(text: str) -> None:
    sitemap_addresses(f"<loc>{text}</loc>", HOME)


@pytest.mark.parametrize("label", ["网站地图", "站点地图", "網站地圖", " 网站 地图 ", "Sitemap"])
def test_the_map_page_is_known_by_its_label(label: str) -> None:
    links = (Link(f"{HOME}about.html", "关于我们"), Link(f"{HOME}map.html", label))
    assert map_page(links) == f"{HOME}map.html"


def test_usual_addresses_stand_on_the_same_host() -> None:
    assert {urlsplit(url).hostname for url in known_paths(f"{HOME}a/b.html?c=1")} == {"www.example.gov.cn"}
    assert f"{HOME}xxgk/" in known_paths(HOME)


def test_folders_that_the_home_page_shows_are_tried_first() -> None:
    shown = [f"{HOME}hcgk/", f"{HOME}zfxxgk/ldjs/202001/t20200102_7.html", "http://other.example.gov.cn/xxgk/"]
    paths = [urlsplit(url).path for url in known_paths(HOME, shown)]
    assert paths[:4] == ["/zfxxgk/", "/zfxxgk/zfxxgknb/", "/zwgk/", "/xxgk/"]
    assert sorted(paths) == sorted(urlsplit(url).path for url in known_paths(HOME)), "all are tried in the end"


@pytest.mark.parametrize("listed", ["col/col1234/index.html", "channels/2146.html", "c100529/", "30194/36953/"])
def test_a_site_whose_lists_are_numbered_has_no_column_of_a_usual_name(listed: str) -> None:
    paths = [urlsplit(url).path for url in known_paths(HOME, [f"{HOME}{listed}"])]
    assert paths == ["/zwgk/", "/xxgk/", "/zfxxgk/"]


@pytest.mark.parametrize("shown", ["gkmlpt/guide", "gzlw/zwgk/content/post_9017233.html", "xw/content/mpost_1.html"])
def test_guangdongs_platform_is_tried_first_where_the_portal_is_of_its_product(shown: str) -> None:
    assert known_paths(HOME, [f"{HOME}{shown}"])[0] == f"{HOME}gkmlpt/index"
    assert f"{HOME}gkmlpt/index" not in known_paths(HOME, [f"{HOME}tzgg/202001/t20200102_7.html"])


@pytest.mark.parametrize(
    ("article", "column"),
    [
        ("gsgg/hcnb/202401/t20240131_600015.html", "gsgg/hcnb/"),
        ("art/2023/1/17/art_1229567_59087.html", "col/col1229567/index.html"),
        ("site2/art/2023/1/17/art_12_5.html", "site2/col/col12/index.html"),
        ("contents/2146/5513.html", "channels/2146.html"),
        ("zwgk/nb/content/post_9017233.html", "zwgk/nb/"),
        ("30194/36953/41045/content_1034562.html", "30194/36953/41045/"),
        ("zwgk/public/6617/7383686.html", "zwgk/public/6617/"),
    ],
)
def test_a_reports_address_tells_where_its_product_puts_the_column(article: str, column: str) -> None:
    assert article_column(f"{HOME}{article}?a=1") == f"{HOME}{column}"


@pytest.mark.parametrize(
    "article", ["info/1042/3000.htm", "t20240131_1.html", "202401/t20240131_1.html", "a.pdf", "", "nb/index.html"]
)
def test_other_addresses_tell_nothing(article: str) -> None:
    assert article_column(f"{HOME}{article}") is None


@given(st.text(max_size=200))
def test_no_address_raises(text: str) -> None:
    for url in (text, f"{HOME}{text}", f"http://{text}"):
        article_column(url)
        known_paths(HOME, [url])


def test_the_search_form_is_asked_as_a_reader_would() -> None:
    html = """<form action="/search/index.jsp" method="get"><input type="hidden" name="siteId" value="7">
    <input type="text" name="searchWord"><input type="submit" name="go" value="搜索"></form>"""
    address = search_address(Page(HOME, html).tree, HOME)
    assert address is not None
    parts = urlsplit(address)
    assert (parts.path, parse_qs(parts.query)) == (
        "/search/index.jsp",
        {"siteId": ["7"], "searchWord": ["政府信息公开工作年度报告"]},
    )


@pytest.mark.parametrize(
    "html",
    [
        "<form method='post' action='/s'><input name='q'></form>",
        "<form action='/login'><input name='user'><input type='password' name='q'></form>",
        "<form action='javascript:go()'><input name='q'></form>",
        "",
    ],
)
def test_other_forms_are_left_alone(html: str) -> None:
    assert search_address(Page(HOME, html).tree, HOME) is None


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/xxgk/a.jsp;jsessionid=0A1B?id=7", "http://www.example.gov.cn/xxgk/a.jsp?id=7"),
        ("/xxgk/a.php?PHPSESSID=abc&id=7", "http://www.example.gov.cn/xxgk/a.php?id=7"),
        ("/xxgk/a.php?id=7&phpsessid=abc", "http://www.example.gov.cn/xxgk/a.php?id=7"),
        ("/xxgk/a.jsp;jsessionid=0A1B", "http://www.example.gov.cn/xxgk/a.jsp"),
        ("/gkmlpt/api/all/1?page=1&sid=7", "http://www.example.gov.cn/gkmlpt/api/all/1?page=1&sid=7"),
    ],
)
def test_a_sessions_id_is_cut_out(href: str, url: str) -> None:
    assert absolute(href, HOME) == url


@pytest.mark.parametrize(
    ("path", "repeats"),
    [
        ("/xxgk/xxgk/xxgk/nb/", True),
        ("/a/nb/a/nb/a/nb/", True),
        ("/xxgk/nb/xxgk/", False),
        ("/30194/30194/30194/", False),
        ("/info/1042/3000.htm", False),
    ],
)
def test_paths_that_nest_without_end(path: str, repeats: bool) -> None:
    assert repeats_itself(f"http://www.example.gov.cn{path}") is repeats
