"""Epoint (新点): disclosure lists from a JSON API, and static lists paged by a script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawler.discovery import links
from crawler.discovery.asked import asked_for, referer_of
from crawler.discovery.paging import pages_after
from crawler.families.json_answer import inner, json_answer, whole_number
from crawler.page import Page
from crawler.portal_spider import PortalSpider
from crawler.records import Link, ListPage, PageRequest

API = "/rest/lightfrontaction/getgovinfolist"
SCRIPT = "/js/webBuilderCommon.js"
"""Where the product keeps `siteInfo` when the page itself does not state it."""
PAGE_SIZE = 20

_COLUMN = re.compile(r"govInfoPub\w{0,10}(?:\.html?)?$|openlist\.html$", re.IGNORECASE)
_PROJECT = re.compile(r"""\bprojectName["']?\s*[:=]\s*["'](/?[\w/-]{1,60})["']""")
_SITE_GUID = re.compile(r"""\bsiteGuid["']?\s*[:=]\s*["']([0-9a-fA-F-]{30,40})["']""")
_PAGINATION = re.compile(r"\.pagination\(\s*\{([^{}]{1,500})\}")
_SETTING = re.compile(r"\b(pageIndex|pageSize|total)\s*:\s*(\d{1,6})\b")
_NUMBERED = re.compile(r"/(\d{1,4})\.html$")
_JSON = ("Content-Type", "application/json;charset=UTF-8")


class EpointSpider(PortalSpider):
    """`…/govInfoPub.html?deptcode=D&categorynum=C` names organ and category; the API is asked by POST with
    `{deptcode, categorynum, siteGuid, pageIndex, pageSize}` and says the total.

    `pageIndex` counts from 0 in some releases and from 1 in others, so 0 is asked for first: where that is page 1,
    the next answer repeats it and one more is asked for. Static lists (`$("#page").pagination({total:169})`) continue
    at `2.html`, `3.html`, ….
    """

    family = "epoint"
    containers = (".ewb-article-content", "#infoContent", ".article-content", "#mainText", ".ewb-con")

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None."""
        if cls.is_data(page):
            return "getgovinfolist"
        if "EWB-FRONT" in page.text or "webBuilderCommon.js" in page.text:
            return "EWB-FRONT"
        if _COLUMN.search(urlsplit(page.url).path):
            return "govInfoPub"
        return ".pagination({…, total})" if _static(page) else None

    @classmethod
    def is_data(cls, page: Page) -> bool:
        """Whether the page is an answer of the API, or the script with the site's facts."""
        return urlsplit(page.url).path.endswith((API, SCRIPT))

    @classmethod
    def read_list(cls, page: Page) -> ListPage:
        """The entries of an answer and the pages after it; for a column page, the way to the first answer."""
        if urlsplit(page.url).path.endswith(API):
            return _answer(page)
        if cls.is_data(page):
            return ListPage((), tuple(_first_request(page, referer_of(page))))
        found = links(page.tree, page.url)
        if static := _static(page):
            return ListPage(found, *static)
        if "categorynum" in urlsplit(page.url).query.lower():
            first = tuple(_first_request(page, page.url))
            script = PageRequest(urljoin(page.url, SCRIPT), headers=(("Referer", page.url),))
            return ListPage(found, first or (script,))
        further, count = cls.next_pages(page)
        return ListPage(found, further, page_count=count)


def _first_request(page: Page, column: str) -> Iterator[PageRequest]:
    project, guid = _PROJECT.search(page.text), _SITE_GUID.search(page.text)
    if guid is None:
        return
    query = {name.lower(): value for name, value in parse_qsl(urlsplit(column).query)}
    body = {
        "deptcode": query.get("deptcode", ""),
        "categorynum": query.get("categorynum", ""),
        "siteGuid": guid[1],
        "pageIndex": 0,
        "pageSize": PAGE_SIZE,
    }
    folder = project[1].strip("/") if project else "EWB-FRONT"
    yield PageRequest(urljoin(column, f"/{folder}{API}"), "POST", json.dumps(body), (_JSON, ("Referer", column)))


def _answer(page: Page) -> ListPage:
    answer, asked = json_answer(page.text), asked_for(page)
    entries = inner(answer, "custom", "data")
    total = whole_number(inner(answer, "custom", "total"))
    body = json_answer(asked.body)
    index, size = whole_number(body.get("pageIndex")), whole_number(body.get("pageSize")) or PAGE_SIZE
    listed = entries if isinstance(entries, list) else []
    found = tuple(_link(entry, page.url) for entry in listed if isinstance(entry, dict))
    if not total or index is None or not body:
        return ListPage(found, (), total)
    last = -(-total // size)
    following = pages_after(index, last) if total > size else ()
    further = tuple(
        PageRequest(page.url, "POST", json.dumps(body | {"pageIndex": number}), asked.headers) for number in following
    )
    return ListPage(found, further, total)


def _link(entry: dict[str, Any], base: str) -> Link:
    title = " ".join(str(entry.get("realtitle") or entry.get("title") or "").split())
    address = entry.get("infourl") or entry.get("href")
    date = re.match(r"20\d\d-\d\d-\d\d", str(entry.get("infodate") or ""))
    try:
        return Link(urljoin(base, str(address)) if address else None, title, date[0] if date else None)
    except ValueError:
        return Link(None, title)


def _static(page: Page) -> tuple[tuple[PageRequest, ...], int, int] | None:
    """The pages after a static one, its total and number of pages; None where it is no such page."""
    call = _PAGINATION.search(page.live_text)
    said = {name: int(value) for name, value in _SETTING.findall(call[1])} if call else {}
    if not said.get("pageSize") or "total" not in said:
        return None
    count = -(-said["total"] // said["pageSize"])
    own = _NUMBERED.search(urlsplit(page.url).path)
    current = int(own[1]) if own else 1
    following = pages_after(current, count)
    return tuple(PageRequest(urljoin(page.url, f"{number}.html")) for number in following), said["total"], count
