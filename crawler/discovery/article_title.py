"""The title a page gives itself, for judging a page that was not reached through a titled link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from crawler.page import text_of

_SITE_SUFFIX = re.compile(r"\s*[-_|—–]\s*[^-_|—–]*$")
_HEADING_TAGS = ("h1", "h2", "h3")
_HEADING_NAMES = re.compile(r"(?:^|[\s_-])(?:title|tit|bt|headline|art-?title|xl-?title)(?:$|[\s_-])", re.I)
_LONGEST = 120
_LONGEST_RAW = 2000
"""Characters as written: editors indent with dozens of blanks, not with thousands."""
_CANDIDATES = 200
"""Elements of one kind that are looked at: a list may give each of its titles the class that an article's has."""


def article_title(tree: HtmlElement) -> str:
    """The first of: a filled meta ArticleTitle, a heading element, an element named after a title, `<title>` without
    the site's name. "" where the page has none.
    """
    return next((title for title in _titles(tree) if title), "")


def _titles(tree: HtmlElement) -> Iterator[str]:
    for meta in tree.iter("meta"):
        if (meta.get("name") or "").lower() == "articletitle":
            yield _plain(meta.get("content") or "")
            break
    for tag in _HEADING_TAGS:
        yield from (_text(element) for element in islice(tree.iter(tag), _CANDIDATES))
    named = (element for element in tree.iter("div", "p", "td", "span") if _HEADING_NAMES.search(_names(element)))
    yield from (_text(element) for element in islice(named, _CANDIDATES))
    for element in tree.iter("title"):
        title = _plain(element.text or "")
        yield _SITE_SUFFIX.sub("", title) or title


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _text(element: HtmlElement) -> str:
    """The element's text in one line; "" for one that is too long for a title."""
    title = _plain(text_of(element, _LONGEST_RAW))
    return title if len(title) <= _LONGEST else ""


def _plain(text: str) -> str:
    return " ".join(text.split())
