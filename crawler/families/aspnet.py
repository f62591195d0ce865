"""ASP.NET Web Forms: pages that post themselves back (`__doPostBack`)."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urljoin

from lxml.html import HtmlElement

from crawler.discovery.list_size import list_size
from crawler.discovery.paging import next_anchors, next_link
from crawler.page import Page
from crawler.portal_spider import PortalSpider
from crawler.records import PageRequest

MAX_FIELDS = 200
_POST_BACK = re.compile(r"__doPostBack\(\s*'([^']{1,200})'\s*,\s*'([^']{0,200})'\s*\)")
_FORM = ("Content-Type", "application/x-www-form-urlencoded")


class AspNetSpider(PortalSpider):
    """下一页 is `javascript:__doPostBack('Pager','2')`: the form's hidden fields (`__VIEWSTATE`, …) with
    `__EVENTTARGET` and `__EVENTARGUMENT` are sent to the form's own address. A plain link (`?page=2`) is followed.
    """

    family = "aspnet"
    containers = ("#zoom", "#content", ".content", "#ContentPlaceHolder1_lblContent", "#lblContent", "#BodyLabel")

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None."""
        return "__VIEWSTATE" if "__VIEWSTATE" in page.text else None

    @classmethod
    def next_pages(cls, page: Page) -> tuple[tuple[PageRequest, ...], int | None]:
        """The next page: a plain link where there is one, else the post back behind 下一页."""
        count = list_size(page).page_count
        if url := next_link(page):
            return (PageRequest(url),), count
        for anchor in next_anchors(page):
            call = _POST_BACK.search((anchor.get("href") or "")[:2000])
            form = next(anchor.iterancestors("form"), None)
            if call and form is not None:
                return (_post_back(page, form, call[1], call[2]),), count
        return (), count


def _post_back(page: Page, form: HtmlElement, target: str, argument: str) -> PageRequest:
    fields: dict[str, str] = {}
    for field in list(form.iter("input"))[:MAX_FIELDS]:
        if (field.get("type") or "").lower() == "hidden" and field.get("name"):
            fields[str(field.get("name"))] = field.get("value") or ""
    fields |= {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
    try:
        address = urljoin(page.url, form.get("action") or "") or page.url
    except ValueError:
        address = page.url
    return PageRequest(address, "POST", urlencode(fields), (_FORM, ("Referer", page.url)))
