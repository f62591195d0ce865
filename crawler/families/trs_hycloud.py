"""TRS HyCloud (海云): static lists whose pager is a script call with a 1-based page number."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from crawler.page import Page
from crawler.portal_spider import PortalSpider
from crawler.records import PageRequest

_CREATE_PAGE = re.compile(
    r"""createPageHTML\(\s*["'][\w-]{1,60}["']\s*,\s*(\d{1,4})\s*,\s*(\d{1,4})\s*,\s*["']([\w-]{1,60})["']\s*,\s*["'](\w{1,10})["']"""
)
_PATH = re.compile(r"/c\d{6,}/[\w-]*list[\w-]*\.shtml")


class TrsHyCloudSpider(PortalSpider):
    """Page 1 is `xxgk_list.shtml`, page 2 `xxgk_list_2.shtml`, the last `xxgk_list_N.shtml`.

    Seen as `createPageHTML('page_div', N, 1, 'xxgk_list', 'shtml', TOTAL)`. TOTAL is capped at 1000 by the product, so
    it is not taken for the number of entries.
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
    def next_pages(cls, page: Page) -> tuple[tuple[PageRequest, ...], int | None]:
        """All pages after this one, computed from the pager's own count, and that count."""
        call = _CREATE_PAGE.search(page.live_text)
        if call is None:
            return super().next_pages(page)
        count, current, prefix, suffix = int(call[1]), int(call[2]), call[3], call[4]
        following = range(current + 1, count + 1)
        return tuple(PageRequest(urljoin(page.url, f"{prefix}_{number}.{suffix}")) for number in following), count
