"""gkmlpt (政府信息公开目录平台, Guangdong): a page drawn by a script from a JSON API."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from crawler.china import CHINA
from crawler.discovery import judge
from crawler.discovery.addresses import absolute
from crawler.page import Page
from crawler.portal_spider import PortalSpider
from crawler.records import Link, ListPage, PageRequest

_API = re.compile(r"/gkmlpt/api/all/(\d{1,12})$")
_SID = re.compile(r"""["']?\bSID["']?\s*[:=]\s*["']?(\w{1,20})""")
_TREE = re.compile(r"""["']?\bTREE["']?\s*[:=]\s*(?=\[)""")
_MOST_PAGES = 1000
_ANNUAL = re.compile("年报|年度报告|年度工作报告")


class GkmlptSpider(PortalSpider):
    """`/gkmlpt/index` carries `window._CONFIG` with SID and the TREE of categories; the lists come from
    `/gkmlpt/api/all/{category}?page=N&sid=SID` with the total said. Only the first page, which is full unless it is the
    last (100 articles as a rule), tells how many there are; the others name no further page.

    An address `/gkmlpt/index#4291` names the category itself; without it every category of annual reports is taken.
    """

    family = "gkmlpt"
    containers = (".article-content", "#zoomcon", ".zw")

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None."""
        if _API.search(urlsplit(page.url).path):
            return "gkmlpt API"
        return "window._CONFIG of gkmlpt" if "/gkmlpt/" in page.url and "_CONFIG" in page.text else None

    @classmethod
    def is_data(cls, page: Page) -> bool:
        """Whether the page is an answer of the API."""
        return bool(_API.search(urlsplit(page.url).path))

    @classmethod
    def leads_to_reports(cls, page: Page) -> bool:
        """Whether the platform's tree has a category of annual reports."""
        return not cls.is_data(page) and any(True for _ in cls._category_pages(page))

    @classmethod
    def read_list(cls, page: Page) -> ListPage:
        """The articles of an API page and the pages after it; for the index page, the API pages of its categories.

        A page that is neither (broken JSON, another tree) gives no links, and the caller counts it as empty.
        """
        api = _API.search(urlsplit(page.url).path)
        if api is None:
            return ListPage(links=(), next_pages=tuple(cls._category_pages(page)))
        try:
            answer = json.loads(page.text)
            articles = [article for article in answer["articles"] if isinstance(article, dict)]
            total = int(answer["total"])
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):  # a total may be 1e999
            return ListPage(links=())
        query = parse_qs(urlsplit(page.url).query)
        found = tuple(cls._links(articles, page.url))
        if query.get("page", ["1"])[0] != "1" or not articles:
            return ListPage(found, (), total)
        page_count = min(-(-total // len(articles)), _MOST_PAGES)
        numbers = range(2, page_count + 1)
        following = tuple(PageRequest(re.sub(r"(?<=[?&]page=)\d+", str(number), page.url)) for number in numbers)
        return ListPage(found, following, total, page_count)

    @classmethod
    def _category_pages(cls, page: Page) -> Iterator[PageRequest]:
        sid = _SID.search(page.text)
        if sid is None:
            return
        named = urlsplit(page.url).fragment
        categories = [named] if named.isdigit() else list(cls._annual_categories(page.text))
        for category in categories:
            yield PageRequest(urljoin(page.url, f"/gkmlpt/api/all/{category}?page=1&sid={sid[1]}"))

    @staticmethod
    def _annual_categories(text: str) -> Iterator[str]:
        tree = _TREE.search(text)
        if tree is None:
            return
        try:
            waiting, _ = json.JSONDecoder().raw_decode(text, tree.end())
        except (ValueError, RecursionError):
            return
        waiting = deque(waiting)
        while waiting:
            node = waiting.popleft()
            if not isinstance(node, dict):
                continue
            name, children = str(node.get("name", "")), node.get("children")
            if _ANNUAL.search(name) and judge(f"2020年{name}", column=name).is_report and str(node.get("id")).isdigit():
                yield str(node["id"])
            if isinstance(children, list):
                waiting.extend(children)

    @staticmethod
    def _links(articles: list[dict[str, Any]], base: str) -> Iterator[Link]:
        for article in articles:
            address = article.get("url") or article.get("post_url")
            date = _date(article.get("display_publish_time") or article.get("create_time"))
            title = " ".join(str(article.get("title", "")).split())
            yield Link(absolute(str(address), base) if address else None, title, date)


def _date(value: object) -> str | None:
    """`YYYY-MM-DD` of what the API gives: text that begins so, or seconds since 1970 (read in China's time)."""
    text = str(value or "")
    if re.match(r"\d{4}-\d\d-\d\d", text):
        return text[:10]
    if re.fullmatch(r"\d{9,10}", text):
        return datetime.fromtimestamp(int(text), CHINA).date().isoformat()
    return None
