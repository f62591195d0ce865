"""The entries of a list page: which links may be lines of the list, and where on the page they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.discovery.addresses import absolute, is_article_address, is_list_address
from crawler.page import text_of_link
from crawler.records import Link

LEVELS = 4
"""How many elements above a link make its place; the lines of one list share them."""
SHORTEST_TITLE = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list. `key` tells it from the others, `place` is the same for all lines of one list.

    `dated` where it has a date or an article's address: links of a menu have neither.
    """

    key: str
    place: str
    dated: bool = True


def entries(tree: HtmlElement, url: str, found: Iterable[Link]) -> tuple[Entry, ...]:
    """Those of the page's links `found` that may be lines of a list: with a title, and not to a list themselves."""
    places: dict[str, str] = {}
    for anchor in tree.iter("a"):
        address = absolute(anchor.get("href") or "", url)
        name = address if address is not None else " ".join(text_of_link(anchor).split())
        places.setdefault(name, _place(anchor))
    lines = [link for link in found if len(link.title) >= SHORTEST_TITLE and not is_list_address(link.url or "x.html")]
    return tuple(
        Entry(
            link.url or link.title,
            places.get(link.url or link.title, ""),
            bool(link.date) or is_article_address(link.url or ""),
        )
        for link in lines
    )


def _place(anchor: HtmlElement) -> str:
    steps = []
    for element in anchor.iterancestors():
        # The rows of one list may be marked as odd and even.
        mark = "" if element.tag in ("li", "tr", "td", "dd", "dt", "p") else element.get("class") or ""
        steps.append(f"{element.tag!s}.{mark}"[:80])
        if len(steps) == LEVELS:
            break
    return "<".join(steps)
