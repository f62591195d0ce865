"""TRS WCM (拓尔思): static lists whose pager is a script call with a 0-based page number."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from crawler.discovery.paging import pages_after
from crawler.page import Page
from crawler.portal_spider import PortalSpider
from crawler.records import PageRequest

_CREATE_PAGE = re.compile(
    r"""createPageHTML\(\s*(\d{1,4})\s*,\s*(\d{1,4})\s*,\s*["']([\w-]{1,60})["']\s*,\s*["'](\w{1,10})["']"""
)
_PAGER = re.compile(r"\bPager\(\s*\{([^{}]{1,400})\}")
_COUNT_PAGE = re.compile(r"\bvar\s+countPage\s*=\s*(\d{1,4})\b")
_CURRENT_PAGE = re.compile(r"\bvar\s+currentPage\s*=\s*(\d{1,4})\b")
_ARTICLE = re.compile(r"/t20\d{6}_\d+\.s?html?\b")


class TrsWcmSpider(PortalSpider):
    """Page 1 is `index.html`, page 2 `index_1.html`, the last `index_{N-1}.html`.

    Seen as `createPageHTML(N, 0, "index", "html")`, as `Pager({size:N, current:0, prefix:'index', suffix:'html'})`, and
    as a commented-out call beside a live `var countPage = N` (saved lists of www.gzdzhrss.com, www.atxlyj.cn and
    www.cpaxj.org.cn).
    """

    family = "trs_wcm"
    containers = (".TRS_Editor", ".TRS_PreAppend", ".TRS_UEDITOR", "#Zoom", "#zoom", ".Custom_UnionStyle")

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None."""
        if cls._pager(page):
            return "0-based pager script"
        if "TRS_Editor" in page.text or "TRS_UEDITOR" in page.text:
            return "TRS_Editor"
        return "article names t20…_N.html" if _ARTICLE.search(page.text) else None

    @classmethod
    def next_pages(cls, page: Page) -> tuple[tuple[PageRequest, ...], int | None]:
        """All pages after this one, computed from the pager's own count, and that count."""
        pager = cls._pager(page)
        if pager is None:
            return super().next_pages(page)
        count, current, prefix, suffix = pager
        following = pages_after(current, count - 1)
        return tuple(PageRequest(urljoin(page.url, f"{prefix}_{number}.{suffix}")) for number in following), count

    @staticmethod
    def _pager(page: Page) -> tuple[int, int, str, str] | None:
        live = page.live_text
        if call := _CREATE_PAGE.search(live):
            return int(call[1]), int(call[2]), call[3], call[4]
        if call := _PAGER.search(live):
            values = dict(re.findall(r"(\w{1,20})\s*:\s*['\"]?([\w-]{1,60})", call[1]))
            if values.get("size", "").isdigit():
                current = values.get("current", "0")
                return (
                    int(values["size"][:4]),
                    int(current[:4]) if current.isdigit() else 0,
                    values.get("prefix", "index"),
                    values.get("suffix", "html"),
                )
        if count := _COUNT_PAGE.search(live):
            current_page = _CURRENT_PAGE.search(live)
            return int(count[1]), int(current_page[1]) if current_page else 0, "index", "html"
        return None
