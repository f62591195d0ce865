"""JPAAS, Hanweb's newer platform: list units that a gateway gives as HTML inside JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.discovery import links
from crawler.discovery.addresses import absolute
from crawler.discovery.asked import referer_of
from crawler.discovery.list_size import list_size
from crawler.discovery.paging import pages_after
from crawler.families.json_answer import inner, json_answer, whole_number
from crawler.page import Page
from crawler.portal_spider import PortalSpider
from crawler.records import ListPage, PageRequest

GATEWAY = "/api-gateway/jpaas-publish-server/front/page/build/unit"
PAGE_SIZE = 15
"""Entries a page, as the product's own pages ask."""

_UNIT = re.compile(r"<script\b[^<>]{0,3000}\bquerydata\s*=[^<>]{0,3000}>", re.IGNORECASE)
_QUERY = re.compile(r"""\bquerydata\s*=\s*(?:"([^"]{1,2500})"|'([^']{1,2500})')""", re.IGNORECASE)
_ADDRESS = re.compile(r"""\burl\s*=\s*["']([^"']{1,500})["']""", re.IGNORECASE)
_PAIR = re.compile(r"""["'](\w{1,30})["']\s*:\s*["']([^"']{0,300})["']""")
_LOOSE = re.compile(r"""\b(webId|pageId|tplSetId|tagId|pageType|parseType|editType)["']?\s*[:=]\s*["']([^"']{1,200})""")
_COUNTED = re.compile(r"""\b(?:count|totalrecord|total-?count|data-total)\s*=\s*["'](\d{1,6})["']""", re.IGNORECASE)


class JpaasSpider(PortalSpider):
    """A column page names its units (`<script url="…/build/unit" queryData="{'webId':…}">`); `paramJson` pages them.

    A page number outside `paramJson` is not heard, and without a Referer the gateway answers 403. The parameter is
    spelt `bulidstatic` by the product itself.
    """

    family = "jpaas"
    containers = ("#zoom", "#con_con", ".ccontent", ".article-content", ".TRS_Editor")

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None."""
        return "jpaas-publish-server" if GATEWAY in page.url or "jpaas-publish-server" in page.text else None

    @classmethod
    def is_data(cls, page: Page) -> bool:
        """Whether the page is an answer of the gateway."""
        return GATEWAY in page.url

    @classmethod
    def read_list(cls, page: Page) -> ListPage:
        """The entries of an answer and the pages after it; for a column page, the first page of each list unit."""
        if not cls.is_data(page):
            return ListPage(links(page.tree, page.url), tuple(_units(page)))
        answer = json_answer(page.text)
        html = inner(answer, "data", "html")
        drawn = Page(page.url, html if isinstance(html, str) else "")
        found = links(drawn.tree, page.url)
        size = list_size(drawn)
        counted = _COUNTED.search(drawn.text)
        total = whole_number(inner(answer, "data", "total")) or size.total or (int(counted[1]) if counted else None)
        query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
        asked = json_answer(query.get("paramJson", ""))
        number = whole_number(asked.get("pageNo")) or 1
        length = whole_number(asked.get("pageSize")) or PAGE_SIZE
        count = size.page_count or (-(-total // length) if total else None)
        if count is None:
            # Nothing says how many there are: a full page may have a next one.
            count = number + (len(found) >= length)
        following = pages_after(number, count)
        headers = (("Referer", referer_of(page)),)
        further = tuple(PageRequest(_with_page(page.url, query, later, length), headers=headers) for later in following)
        return ListPage(found, further, total)


def _units(page: Page) -> Iterator[PageRequest]:
    """The first page of every unit that pages; navigation and banners are units too, and have no page of their own."""
    units: list[tuple[str, dict[str, str]]] = []
    for script in _UNIT.finditer(page.text):
        data = _QUERY.search(script[0])
        address = _ADDRESS.search(script[0])
        query = dict(_PAIR.findall(unescape(data[1] or data[2]))) if data else {}
        if {"webId", "tplSetId", "pageId"} <= query.keys():
            units.append((unescape(address[1]) if address else GATEWAY, query))
    if not units:
        loose = dict(_LOOSE.findall(page.live_text))
        if {"webId", "tplSetId", "pageId"} <= loose.keys():
            units.append((GATEWAY, {"parseType": "bulidstatic", "pageType": "column"} | loose))
    for named, query in units:
        url = absolute(named, page.url)
        if url and urlsplit(url).path == GATEWAY:
            yield PageRequest(_with_page(url, query, 1, PAGE_SIZE), headers=(("Referer", page.url),))


def _with_page(url: str, query: dict[str, str], number: int, length: int) -> str:
    asked = json.dumps({"pageNo": number, "pageSize": length}, separators=(",", ":"))
    return f"{url.partition('?')[0]}?{urlencode(query | {'paramJson': asked})}"
