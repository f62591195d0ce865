"""TRS HyCloud (海云): static lists whose pager is a script call with a 1-based page number."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from crawler.discovery import links
from crawler.discovery.paging import pages_after
from crawler.page import Page
from crawler.portal_spider import PortalSpider
from crawler.records import ListPage, PageRequest

_CREATE_PAGE = re.compile(
    r"""createPageHTML\(\s*["'][\w-]{1,60}["']\s*,\s*(\d{1,4})\s*,\s*(\d{1,4})\s*,\s*["']([\w-]{1,60})["']\s*,"""
    r"""\s*["'](\w{1,10})["']\s*(?:,\s*(\d{1,7})\s*)?"""
)
_PATH = re.compile(r"/c\d{6,}/[\w-]*list[\w-]*\.shtml")
CAPPED_TOTAL = 1000
"""The product never says more entries than this, so at this number the true total is not known."""


class TrsHyCloudSpider(PortalSpider):
    """Page 1 is `xxgk_list.shtml`, page 2 `xxgk_list_2.shtml`, the last `xxgk_list_N.shtml`.

    Seen as `createPageHTML('page_div', N, 1, 'xxgk_list', 'shtml', TOTAL)`; TOTAL is the number of entries where it is
    below the product's cap.
    """

    family = "trs_hycloud"
    containers = ("#zfxxgk_gknbxq .gknbxq_detail", "#cmsArticleContent", "#articlecontent", "ucapcontent")

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None."""
        if _CREATE_PAGE.search(page.live_text):
            return "1-based pager script"
        return "cNNNNNN/…list.shtml" if _PATH.search(page.url) else None

    @classmethod
    def read_list(cls, page: Page) -> ListPage:
        """The links of a list page in page order, its further pages, and its total below the cap."""
        further, page_count = cls.next_pages(page)
        call = _CREATE_PAGE.search(page.live_text)
        total = int(call[5]) if call and call[5] else None
        said = total if total is not None and total < CAPPED_TOTAL else None
        return ListPage(links(page.tree, page.url), further, said, page_count)

    @classmethod
    def next_pages(cls, page: Page) -> tuple[tuple[PageRequest, ...], int | None]:
        """All pages after this one, computed from the pager's own count, and that count."""
        call = _CREATE_PAGE.search(page.live_text)
        if call is None:
            return super().next_pages(page)
        count, current, prefix, suffix = int(call[1]), int(call[2]), call[3], call[4]
        following = pages_after(max(current, 1), count)
        return tuple(PageRequest(urljoin(page.url, f"{prefix}_{number}.{suffix}")) for number in following), count
