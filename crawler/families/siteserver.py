"""SiteServer CMS: `/channels/N.html` lists with a 下一页 link, `/contents/CHANNEL/ID.html` articles."""

from __future__ import annotations

from crawler.page import Page
from crawler.portal_spider import PortalSpider


class SiteServerSpider(PortalSpider):
    """Page 2 is `channels/2146_2.html` and always linked (saved lists of www.lgedu.net), so no page is computed."""

    family = "siteserver"
    containers = ("#con.entry", ".entry", "#content")

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None."""
        return "$pageInfo.publishmentSystemID" if "publishmentSystemID" in page.text else None
