"""Portals whose menus name no disclosure: only a map page, a sitemap, one report, a usual address or a search helps.

Each holds the reports of one organ since the first that had to be written: 18, among 27 entries.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from gzip import compress
from html import escape

from crawler.sandbox import families_places as places
from crawler.sandbox import furniture
from crawler.sandbox.families_portal import PAGE_LENGTH, Asked, FamilyPortal, Reply
from crawler.sandbox.furniture import Site
from crawler.sandbox.world import UTF8

_MENU = (("海川概况", "/hcgk/"), ("新闻中心", "/xwzx/"), ("办事大厅", "/bsdt/"), ("互动交流", "/hdjl/"))
_PAGES = {path: label for label, path in _MENU}
_SEARCH = "/jsearch/search.do"
_YEARS = range(2008, 2026)


def _host(name: str) -> str:
    return f"{name}.sandbox.test"


def _below_column(day: date, serial: int) -> str:
    """TRS WCM: an article lies in a folder of its month, and that in its column's."""
    return f"/gsgg/hcnb/{day:%Y%m}/t{day:%Y%m%d}_{600000 + serial}.html"


@cache
def last_resort_portals() -> dict[str, FamilyPortal]:
    """One portal for each last resort, by name; the host is `NAME.sandbox.test`."""
    made = (
        _LastResort("map_only", _host("map-only"), "/c1007/nblb.html", _map_only, places.trs, years=_YEARS),
        _LastResort("sitemap_only", _host("sitemap-only"), "/hcx/xxgknb/", _sitemap_only, places.trs, years=_YEARS),
        _LastResort(
            "robots_sitemap", _host("robots-sitemap"), "/c/zfxxgkndbg/", _robots_sitemap, places.trs, years=_YEARS
        ),
        _LastResort("report_only", _host("report-only"), "/gsgg/hcnb/", _column, _below_column, years=_YEARS),
        _LastResort("usual_path_only", _host("usual-path-only"), "/xxgk/xxgknb/", _column, places.trs, years=_YEARS),
        _LastResort("search_only", _host("search-only"), "/nothing/", _search_only, places.trs, years=_YEARS),
        _LastResort("any_address", _host("any-address"), "/nothing/", _any_address, places.trs, years=_YEARS),
    )
    return {portal.family: portal for portal in made}


class _LastResort(FamilyPortal):
    """A portal with a home page and four pages of other matters, none of which links to the column."""

    def reply(self, asked: Asked) -> Reply | None:
        """What the portal answers to a request, None for 404."""
        if asked.path == "/":
            return self.plain("首页", self._home())
        if asked.path in _PAGES:
            return self.plain(_PAGES[asked.path], "<p>栏目正在更新。</p>")
        if asked.path == "/xxgk/":
            return None
        return super().reply(asked)

    def _home(self) -> str:
        if self.family == "map_only":
            return '<div class="foot"><a href="/wzdt.html">网站地图</a></div>'
        if self.family == "report_only":
            newest = next(line for line in self.lines if self.url(line.path) in self.reports)
            return f"<h3>最新公告</h3><ul>{self.items([newest])}</ul>"
        if self.family in ("search_only", "any_address"):
            return f'<form action="{_SEARCH}" method="get"><input type="text" name="q"><input type="submit"></form>'
        return "<p>欢迎访问。</p>"

    def plain(self, title: str, inner: str) -> Reply:
        """A page under the menu that readers see."""
        site = Site(self.host, "海川县人民政府", "海川县人民政府", "9900000002", "测ICP备00000001号", _MENU, "/")
        return Reply(furniture.page(site, furniture.head(site, UTF8, title, title), furniture.crumbs(site), inner))


def _column(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """The column over three pages that link one another; `index_2.html` and so on below it."""
    folder = portal.column.rpartition("/")[0]
    name = portal.column.rpartition("/")[2] or "index.html"
    stem = name.removesuffix(".html")
    for number in range(1, portal.page_count + 1):
        paths = (portal.column, f"{folder}/{name}") if number == 1 else (f"{folder}/{stem}_{number}.html",)
        if asked.path in paths:
            href = f"{stem}_{number + 1}.html" if number < portal.page_count else "javascript:;"
            return portal.list_page(portal.chunk(number), f'<a href="{href}">下一页</a>')
    return None


def _map_only(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """网站地图 in the footer lists every column."""
    if asked.path == "/wzdt.html":
        assert isinstance(portal, _LastResort)
        others = "".join(f'<li><a href="{path}">{label}</a></li>' for label, path in _MENU)
        return portal.plain("网站地图", f'<ul>{others}<li><a href="{portal.column}">政府信息公开年报</a></li></ul>')
    return _column(portal, asked)


def _sitemap_only(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """`sitemap.xml` is an index of two sitemaps; the second names the column's address and nothing says its name."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    if asked.path == "/sitemap.xml":
        parts = "".join(f"<sitemap><loc>{portal.url(f'/sitemap{part}.xml')}</loc></sitemap>" for part in (1, 2))
        return Reply(f"{head}<sitemapindex {space}>{parts}</sitemapindex>", "application/xml")
    listed = {"/sitemap1.xml": list(_PAGES), "/sitemap2.xml": [portal.column, "/fwdt/"]}.get(asked.path)
    if listed is None:
        return _column(portal, asked)
    urls = "".join(f"<url><loc>{portal.url(path)}</loc></url>" for path in listed)
    return Reply(f"{head}<urlset {space}>{urls}</urlset>", "application/xml")


def _robots_sitemap(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """robots.txt names what is no address, a sitemap of another site, and one packed with gzip at no usual address."""
    packed = "/map/all.xml.gz"
    if asked.path == "/robots.txt":
        named = ("http://[", "http://www.elsewhere.test/sitemap.xml", portal.url(packed))
        lines = "".join(f"Sitemap: {address}\n" for address in named)
        return Reply(f"User-agent: *\nDisallow: /manage/\n\n{lines}", "text/plain")
    if asked.path == packed:
        urls = "".join(f"<url><loc>{portal.url(path)}</loc></url>" for path in (*_PAGES, portal.column))
        return Reply("", "application/x-gzip", file=compress(f"<urlset>{urls}</urlset>".encode(), mtime=0))
    return _column(portal, asked)


def _search_only(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """No column at all; the search finds what holds the words, seven a page."""
    words = asked.query.get("q", "")
    if asked.path != _SEARCH or not words:
        return None
    assert isinstance(portal, _LastResort)
    found = [line for line in portal.lines if words in line.title]
    number = int(asked.query.get("p", "1"))
    pager = (
        f'<a href="{_SEARCH}?q={escape(words)}&amp;p={number + 1}">下一页</a>'
        if number * PAGE_LENGTH < len(found)
        else ""
    )
    shown = portal.items(found[(number - 1) * PAGE_LENGTH : number * PAGE_LENGTH])
    return portal.plain("检索结果", f"<p>共找到 {len(found)} 条结果</p><ul>{shown}</ul>{pager}")


def _any_address(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """As the above; and what is not there is answered with a page of links and status 200."""
    assert isinstance(portal, _LastResort)
    links = "".join(f'<li><a href="{path}">{label}</a></li>' for label, path in _MENU[:2])
    return _search_only(portal, asked) or portal.plain("温馨提示", f"<p>您可以浏览：</p><ul>{links}</ul>")
