"""Hanweb's disclosure module (大汉信息公开): lists drawn by a POST to `/module/xxgk/search.jsp`."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.discovery import links
from crawler.discovery.asked import asked_for
from crawler.discovery.list_size import list_size
from crawler.discovery.paging import pages_after
from crawler.page import Page
from crawler.portal_spider import PortalSpider
from crawler.records import ListPage, PageRequest

_MODULE = re.compile(r"/module/xxgk/(?:search|tree|subjectinfo|serviceinfo)\.jsp")
_CALL = re.compile(r"/module/xxgk/(?:search|tree)\.jsp\?([^\s\"'<>)]{1,500})")
_FIELD = re.compile(
    r"""\b(infotypeId|jdid|divid|area|standardXxgk|isAllList)\b["']?\s*(?:[:=]|value\s*=|,)\s*["']([\w.-]{0,60})["']"""
)
_COLUMN = re.compile(r"/col/col(\d+)/")
_NAMES = ("infotypeId", "jdid", "area", "divid", "vc_title", "vc_number", "currpage", "vc_filenumber", "vc_all")
_FORM = ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")


class HanwebXxgkSpider(PortalSpider):
    """`infotypeId,jdid,area,divid` stand in the column page, `currpage=N` pages, the answer says 共 N 页.

    The search answers for the whole organ, whatever the column; where the column's number is known (`col123`) and the
    answer has articles of that number (`art_123_`), only those are taken.
    """

    family = "hanweb_xxgk"
    containers = ("#zoom", ".xxgk_content_content", ".bt_content", "#barrierfree_container")

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None."""
        sign = _MODULE.search(page.url) or (None if "dataproxy.jsp" in page.text else _MODULE.search(page.text))
        return sign[0].strip("/") if sign else None

    @classmethod
    def is_data(cls, page: Page) -> bool:
        """Whether the page is an answer of the search."""
        return "/module/xxgk/search.jsp" in page.url

    @classmethod
    def read_list(cls, page: Page) -> ListPage:
        """The entries of an answer and the pages after it; for a column page, the first search."""
        found = links(page.tree, page.url)
        if not cls.is_data(page):
            return ListPage(found, (_first_search(page),))
        asked = asked_for(page)
        query = dict(parse_qsl(urlsplit(page.url).query)) | dict(parse_qsl(asked.body, keep_blank_values=True))
        current = query.get("currpage", "1")[:5]
        size = list_size(page)
        column = next((_COLUMN.search(value) for name, value in asked.headers if name == "Referer"), None)
        own = tuple(link for link in found if column and f"art_{column[1]}_" in (link.url or ""))
        following = pages_after(int(current) if current.isdecimal() else 1, size.page_count or 0)
        further = tuple(
            PageRequest(page.url, "POST", urlencode(query | {"currpage": str(number)}), asked.headers)
            for number in following
        )
        return ListPage(own or found, further, None if own else size.total, size.page_count)


def _first_search(page: Page) -> PageRequest:
    call = _CALL.search(page.text)
    known = dict(parse_qsl(call[1].replace("&amp;", "&"))) if call else {}
    for match in _FIELD.finditer(page.live_text):
        known.setdefault(match[1], match[2])
    fields = {name: known.get(name, "") for name in _NAMES} | {"currpage": "1"}
    address = urljoin(page.url, "/module/xxgk/search.jsp")
    return PageRequest(address, "POST", urlencode(fields), (_FORM, ("Referer", page.url)))
