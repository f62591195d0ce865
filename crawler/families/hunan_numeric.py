"""The numeric family of Hunan portals: `/30194/36953/41045/index.htm` columns, `content_ID.html` articles."""

from __future__ import annotations

import re

from crawler.page import Page
from crawler.portal_spider import PortalSpider

_COLUMN = re.compile(r"(?:/\d{4,6}){2,}/(?:index\.htm|content_\d+\.html)?$")


class HunanNumericSpider(PortalSpider):
    """A column page may show the newest report itself, at a constant address, beside links to the older ones."""

    family = "hunan_numeric"
    containers = ("#zoom", "#Zoom", ".content", ".j-fontContent")

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None."""
        return "numeric column path" if _COLUMN.search(page.url.partition("?")[0]) else None
