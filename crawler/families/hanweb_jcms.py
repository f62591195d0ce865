"""Hanweb JCMS (大汉): `/col/colN/index.html` columns whose entries come from `dataproxy.jsp` as an XML datastore."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode

from crawler.discovery import links
from crawler.discovery.addresses import absolute
from crawler.discovery.asked import asked_for, referer_of
from crawler.discovery.paging import MOST_PAGES, pages_after
from crawler.page import Page, page_tree
from crawler.portal_spider import PortalSpider
from crawler.records import Link, ListPage, PageRequest

MOST_RECORDS = 300
"""Servers cut an answer at about this many records, however many are asked for."""

_LONGEST_RECORD = 20_000
"""Characters: an entry of a list is a link and a date."""

_DATASTORE = re.compile(r"<datastore\b", re.IGNORECASE)
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[", re.IGNORECASE)
_NEXT_GROUP = re.compile(r"<nextgroup>\s*<!\[CDATA\[\s*<a\s+href=[\"']([^\"'\]]{1,1500})[\"']", re.IGNORECASE)
_TOTAL_RECORD = re.compile(r"<totalrecord>\s*(\d{1,6})\s*<|\btotalRecord\s*:\s*['\"]?(\d{1,6})", re.IGNORECASE)
_TOTAL_PAGE = re.compile(r"<totalpage>\s*(\d{1,5})\s*<", re.IGNORECASE)
_PROXY_URL = re.compile(r"\bproxyUrl\s*:\s*['\"]([^'\"]{1,300})['\"]")
_AJAX_PARAM = re.compile(r"\bajaxParam\s*:\s*\{([^{}]{1,1500})\}")
_PARAMETER = re.compile(r"['\"]?(\w{1,30})['\"]?\s*:\s*(?:'([^']{0,300})'|\"([^\"]{0,300})\"|([\w.-]{1,40}))")
_PAGE = re.compile(r"(?<=[?&]page=)\d{1,5}")
_START, _END = re.compile(r"(?<=[?&]startrecord=)\d{1,7}"), re.compile(r"(?<=[?&]endrecord=)\d{1,7}")
_COLUMN = re.compile(r"/col/col\d+/|/art/20\d\d/\d{1,2}/\d{1,2}/art_\d+_\d+")
_FORM = ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")


class HanwebJcmsSpider(PortalSpider):
    """The column page holds the first records itself, in `<script type="text/xml"><datastore>`.

    Two ways lead to the others. Older releases name the next group's address in `<nextgroup>`: a GET, whose answer
    says `<totalpage>`, and `page=N` gives the rest. Newer ones state `proxyUrl` and `ajaxParam` for a POST with
    `startrecord`, `endrecord` and `perpage`. Some servers ignore `startrecord`, so as many records as a server gives
    are asked for at once.
    """

    family = "hanweb_jcms"
    containers = ("#zoom", "#barrierfree_container", ".article-conter", "#artcontent")

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None."""
        if cls.is_data(page):
            return "dataproxy.jsp answer"
        if "dataproxy.jsp" in page.text:
            return "dataproxy.jsp"
        if _DATASTORE.search(page.text):
            return "datastore"
        own = _COLUMN.search(page.url)
        return own[0].strip("/") if own else None

    @classmethod
    def is_data(cls, page: Page) -> bool:
        """Whether the page is an answer of the proxy and no page for readers."""
        return page.text.lstrip("\ufeff \r\n\t")[:200].lower().startswith(("<?xml", "<datastore", "<recordset")) or (
            "dataproxy.jsp" in page.url
        )

    @classmethod
    def read_list(cls, page: Page) -> ListPage:
        """The records of a column page or of an answer, the requests for the others, and the total."""
        records = tuple(_records(page))
        total = _number(_TOTAL_RECORD, page.text)
        pages = _number(_TOTAL_PAGE, page.text)
        if cls.is_data(page):
            return ListPage(records, tuple(_after_answer(page, pages, total)), total)
        found = links(page.tree, page.url)
        known = {link.url for link in found}
        found += tuple(link for link in records if link.url not in known)
        if total is not None and len(records) >= total:
            return ListPage(found, (), total)
        further = tuple(_first_requests(page, total))
        if further or records:
            return ListPage(found, further, total)
        following, page_count = cls.next_pages(page)
        return ListPage(found, following, total, page_count)


def _records(page: Page) -> Iterator[Link]:
    end = 0
    while opening := _RECORD.search(page.text, end):
        # What looks like a record inside a CDATA section is text of it: a page that opens thousands is read once.
        start, end = opening.end(), page.text.find("]]>", opening.end())
        if end < 0:
            return
        tree = page_tree(page.text[start:end]) if end - start <= _LONGEST_RECORD else None
        if tree is not None:
            yield from links(tree, page.url)


def _first_requests(page: Page, total: int | None) -> Iterator[PageRequest]:
    """What a column page leads to: the next group's address, or the first POST."""
    if group := _NEXT_GROUP.search(page.text):
        if address := absolute(unescape(group[1]), page.url):
            yield PageRequest(address, headers=(("Referer", page.url),))
        return
    parameters = _AJAX_PARAM.search(page.text)
    if parameters is None:
        return
    values = {match[1]: match[2] or match[3] or match[4] or "" for match in _PARAMETER.finditer(parameters[1])}
    proxy = _PROXY_URL.search(page.text)
    address = absolute(unescape(proxy[1]) if proxy else "/module/web/jpage/dataproxy.jsp", page.url)
    if address is None:
        return
    size = min(total or MOST_RECORDS, MOST_RECORDS)
    asked = f"{address.partition('?')[0]}?startrecord=1&endrecord={size}&perpage={size}"
    yield PageRequest(asked, "POST", urlencode(values), (_FORM, ("Referer", page.url)))


def _after_answer(page: Page, pages: int | None, total: int | None) -> Iterator[PageRequest]:
    asked = asked_for(page)
    headers = asked.headers or (("Referer", referer_of(page)),)
    number, start, end = _PAGE.search(page.url), _START.search(page.url), _END.search(page.url)
    if number and pages:
        for later in pages_after(int(number[0]), pages):
            yield PageRequest(_PAGE.sub(str(later), page.url), asked.method, asked.body, headers)
    elif start and end and total is not None:
        size = int(end[0]) - int(start[0]) + 1
        for first in range(int(end[0]) + 1, total + 1, max(size, 1))[:MOST_PAGES]:
            address = _END.sub(str(first + size - 1), _START.sub(str(first), page.url))
            yield PageRequest(address, asked.method, asked.body, headers)


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(next(filter(None, match.groups()))) if match else None
