"""GD NFCMS (南方网, Guangdong): `content/post_N.html` articles, static lists counted from 2."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from crawler.discovery.list_size import list_size
from crawler.discovery.paging import next_link, pages_after
from crawler.page import Page
from crawler.portal_spider import PortalSpider
from crawler.records import PageRequest

_ARTICLE = re.compile(r"/content/(?:mpost|post)_\d+\.html")
_LIST = re.compile(r"/(?:index(?:_(\d{1,4}))?\.html)?$")


class GdNfcmsSpider(PortalSpider):
    """Page 2 is `index_2.html`, and linked as 下一页; where a page only says how many there are, they are computed."""

    family = "gd_nfcms"
    containers = ("#zoomcon", ".zw", ".article-content", ".Custom_UnionStyle")

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None."""
        return "content/post_N.html" if _ARTICLE.search(page.url) or _ARTICLE.search(page.text) else None

    @classmethod
    def next_pages(cls, page: Page) -> tuple[tuple[PageRequest, ...], int | None]:
        """The link 下一页, or the pages after this one up to the count that the page says."""
        count = list_size(page).page_count
        if url := next_link(page):
            return (PageRequest(url),), count
        own = _LIST.search(urlsplit(page.url).path)
        if own is None or count is None:
            return (), count
        following = pages_after(int(own[1] or 1), count)
        return tuple(PageRequest(urljoin(page.url, f"index_{number}.html")) for number in following), count
