"""The link to the next page of a list (下一页, or the next number), where the page has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.discovery.addresses import without_session
from crawler.page import Page, text_of, text_of_link

NEXT_LABELS = frozenset({"下一页", "下页", "下一頁", "下頁", "后一页", "后页", "next", "nextpage"})
"""What portals write on the way to the next page, in lower case and without white space."""
_LAST_LABELS = frozenset({"末页", "尾页", "最后一页", "最后页", "末頁", "尾頁", "最後一頁", "last", "lastpage"})
_BACK_LABELS = frozenset(
    {"上一页", "上页", "上一頁", "上頁", "前一页", "前页", "首页", "首頁", "第一页", "prev", "previous", "first"}
)
_ORNAMENT = " \t\r\n\u00a0\u3000>»›→[]【】()（）|"
OFF_WORDS = ("disabled", "unable", "nolink")
"""One of these in the class of a link says that it leads nowhere: there is no next page."""
_DIGITS = re.compile(r"\d+")
_PAGER = re.compile(r"页|頁|»|›|>|末|尾|last|next", re.IGNORECASE)
_MOST_NUMBERS = 12
"""A pager shows about ten numbers; thirty are the days of a calendar."""
_PAGER_CHARS = 400

MOST_PAGES = 500
"""How many pages ahead are computed from a count that a page states; the settings bound a list's length as well."""


def pages_after(current: int, count: int) -> range:
    """The numbers of the pages after `current` of a list that says it has `count`, `MOST_PAGES` at most."""
    return range(current + 1, min(count, current + MOST_PAGES) + 1)


def next_link(page: Page) -> str | None:
    """The absolute address behind 下一页, or behind the number after this page's own; None on the last page.

    A link that leads nowhere (`#`, `javascript:`), to the page itself, or that is marked as disabled is no link:
    portals print the label on their last page too.
    """
    labelled = False
    for anchor in next_anchors(page):
        labelled = True
        if url := _usable(page, anchor.get("href") or ""):
            return url
    return None if labelled else _next_number(page)


def next_anchors(page: Page) -> Iterator[HtmlElement]:
    """The elements that are labelled as leading to the next page and not marked as disabled."""
    for anchor in page.tree.iter("a", "link"):
        if anchor.tag == "link" and anchor.get("rel") != "next":
            continue
        label = _bare(text_of_link(anchor))
        named_next = "next" in (anchor.get("class") or "").lower().replace("_", "-").split("-")
        if anchor.get("rel") != "next" and label not in NEXT_LABELS and not (named_next and not label):
            continue
        marks = f"{anchor.get('class') or ''} {'disabled' if anchor.get('disabled') is not None else ''}".lower()
        if not any(word in marks for word in OFF_WORDS):
            yield anchor


def is_next_label(text: str) -> bool:
    """Whether a text is what portals write on the way to the next page (下一页, 下页 > …)."""
    return _bare(text) in NEXT_LABELS


def is_last_label(text: str) -> bool:
    """Whether a text is what portals write on the way to the last page (末页, 尾页 …)."""
    return _bare(text) in _LAST_LABELS


def is_back_label(text: str) -> bool:
    """Whether a text is what portals write on the way back to the page before, or to the first one."""
    return _bare(text.strip("<«‹← ")) in _BACK_LABELS


def _bare(text: str) -> str:
    return "".join(text.split()).strip(_ORNAMENT).lower()


def _usable(page: Page, href: str) -> str | None:
    href = href.strip()
    if not href or href.startswith("#"):
        return None
    try:
        url = without_session(urljoin(page.url, href))
        usable = urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return None
    return url if usable and url.partition("#")[0] != page.url.partition("#")[0] else None


def _next_number(page: Page) -> str | None:
    """The link with the number after this page's, in a pager without the word: the page's own number is not linked."""
    pagers: dict[HtmlElement, dict[int, str]] = {}
    for anchor in page.tree.iter("a"):
        label = text_of_link(anchor).strip(_ORNAMENT)
        url = (
            _usable(page, anchor.get("href") or "") if label.isascii() and label.isdigit() and len(label) < 5 else None
        )
        parent = anchor.getparent()
        if url is None or parent is None:
            continue
        above = parent if parent.tag not in ("li", "span", "td") else parent.getparent()
        pagers.setdefault(parent if above is None else above, {})[int(label)] = url
    for pager, numbers in pagers.items():
        if len(numbers) > _MOST_NUMBERS or not _PAGER.search(text_of(pager, _PAGER_CHARS)):
            continue
        if len({_DIGITS.sub("", url) for url in numbers.values()}) > 2:
            continue
        own = next(number for number in range(1, len(numbers) + 2) if number not in numbers)
        if own + 1 in numbers and own <= max(numbers):
            return numbers[own + 1]
    return None
