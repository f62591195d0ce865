"""帝国 CMS (EmpireCMS): static `index_2.html` lists, or `/e/action/ListInfo` with a 0-based page."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.discovery import links
from crawler.discovery.list_size import list_size
from crawler.discovery.paging import next_link, pages_after
from crawler.page import Page
from crawler.portal_spider import PortalSpider
from crawler.records import ListPage, PageRequest

_SIGN = re.compile(r"/e/(?:action/ListInfo|public/ViewClick|search/|extend/|tool/)", re.IGNORECASE)
_TOTAL = re.compile(r"""<a\s+title=["'](?:总数|Total record)["'][^<>]{0,60}>(?:&nbsp;|\s){0,5}<b>(\d{1,6})</b>""", re.I)
_DYNAMIC = re.compile(r"/e/action/ListInfo", re.IGNORECASE)


class EmpireSpider(PortalSpider):
    """The pager prints its total (`<a title="总数"><b>N</b></a>`) and a link 下一页.

    Static page 2 is `index_2.html`; dynamic page 2 is `ListInfo/?classid=C&page=1`, which also names `totalnum` and
    `line` (entries a page).
    """

    family = "empire"
    containers = ("#text", ".article-content", "#content", ".newstext")

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None."""
        sign = _SIGN.search(page.url) or _SIGN.search(page.text)
        return sign[0] if sign else None

    @classmethod
    def read_list(cls, page: Page) -> ListPage:
        """The links of a list page in page order, its further pages, and its total."""
        further, page_count = cls.next_pages(page)
        said = _TOTAL.search(page.live_text)
        total = int(said[1]) if said else list_size(page).total
        return ListPage(links(page.tree, page.url), further, total, page_count)

    @classmethod
    def next_pages(cls, page: Page) -> tuple[tuple[PageRequest, ...], int | None]:
        """The link 下一页, or the next `page` of a dynamic list whose own address tells how long it is."""
        count = list_size(page).page_count
        if url := next_link(page):
            return (PageRequest(url),), count
        parts = urlsplit(page.url)
        query = dict(parse_qsl(parts.query))
        number, line, total = (query.get(name, "")[:6] for name in ("page", "line", "totalnum"))
        if not (_DYNAMIC.search(parts.path) and line.isdecimal() and total.isdecimal() and int(line)):
            return (), count
        count = -(-int(total) // int(line))
        current = int(number) if number.isdecimal() else 0
        names = (urlencode(query | {"page": str(later)}) for later in pages_after(current, count - 1))
        return tuple(PageRequest(urljoin(page.url, f"?{name}")) for name in names), count
