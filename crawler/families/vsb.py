"""博达 VSB (Visual SiteBuilder): static lists whose page numbers count down."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from crawler.discovery.list_size import list_size
from crawler.discovery.paging import MOST_PAGES, next_link
from crawler.page import Page
from crawler.portal_spider import PortalSpider
from crawler.records import PageRequest

_GOTO = re.compile(r"_simple_list_gotopage_fun\(\s*(\d{1,5})\s*,")
_SIGNS = re.compile(r"system/resource/js/|vsb_content|v_news_content|_vsb_multiscreen")
_NUMBERED = re.compile(r"/(\d{1,5})\.html?$")


class VsbSpider(PortalSpider):
    """Page 1 of T is `name.htm`, page 2 `name/{T-1}.htm`, the last `name/1.htm`, so that old pages keep their names.

    A live 下页 is followed where there is one; else the pages are computed from
    `_simple_list_gotopage_fun(T, …)` and the page's own number (saved lists of hcdd.cq.cn).
    """

    family = "vsb"
    containers = ("[id^=vsb_content]", ".v_news_content", "#vsb_newscontent")

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None."""
        if _GOTO.search(page.text):
            return "_simple_list_gotopage_fun"
        sign = _SIGNS.search(page.text)
        return sign[0] if sign else None

    @classmethod
    def next_pages(cls, page: Page) -> tuple[tuple[PageRequest, ...], int | None]:
        """The pages after this one: the link of 下页, or what counting down gives."""
        pager = _GOTO.search(page.text)
        count = int(pager[1]) if pager else list_size(page).page_count
        if url := next_link(page):
            return (PageRequest(url),), count
        if pager is None or count is None:
            return (), count
        return tuple(PageRequest(urljoin(page.url, name)) for name in _names_after(page.url, count)), count


def _names_after(url: str, count: int) -> list[str]:
    path = urlsplit(url).path
    numbered = _NUMBERED.search(path)
    if numbered and int(numbered[1]) < count:
        return [f"{number}.htm" for number in range(int(numbered[1]) - 1, 0, -1)[:MOST_PAGES]]
    name, dot, suffix = path.rpartition("/")[2].rpartition(".")
    if not dot:
        return []
    return [f"{name}/{number}.{suffix}" for number in range(count - 1, 0, -1)[:MOST_PAGES]]
