"""开普 UCAP: `list.shtml` lists with a 1-based pager script, `202103/{32 hex}.shtml` articles."""

from __future__ import annotations

import re

from crawler.families.trs_hycloud import TrsHyCloudSpider
from crawler.page import Page

_BODY = re.compile(r"<ucap(?:content|title)\b|UCAP-CONTENT", re.IGNORECASE)
_ARTICLE = re.compile(r"/20\d{4}/[0-9a-f]{32}\.shtml")


class UcapSpider(TrsHyCloudSpider):
    """Pages like HyCloud, whose pager it shares: `createPageHTML('page_div', N, 1, 'list', 'shtml', TOTAL)`."""

    family = "ucap"
    containers = ("ucapcontent", "#UCAP-CONTENT", "#zoomcon", ".article-content")

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None."""
        if body := _BODY.search(page.text):
            return f"{body[0].lstrip('<')} element"
        return "articles 20YYMM/32 hex.shtml" if _ARTICLE.search(page.text) else None
