"""GD NFCMS (南方网, Guangdong): `content/post_N.html` articles, static lists with a 下一页 link."""

from __future__ import annotations

import re

from crawler.page import Page
from crawler.portal_spider import PortalSpider

_ARTICLE = re.compile(r"/content/(?:mpost|post)_\d+\.html")


class GdNfcmsSpider(PortalSpider):
    """Lists count from 2 (`index_2.html`) and link their next page, so no page is computed."""

    family = "gd_nfcms"
    containers = ("#zoomcon", ".zw", ".article-content", ".Custom_UnionStyle")

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None."""
        return "content/post_N.html" if _ARTICLE.search(page.url) or _ARTICLE.search(page.text) else None
