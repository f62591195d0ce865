"""Sitemaps: the XML ones (sitemaps.org), and the link to the map page (网站地图) that readers have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from crawler.discovery.addresses import absolute
from crawler.discovery.folding import fold
from crawler.records import Link

MOST_ADDRESSES = 50_000
"""As many as the protocol allows in one file."""
_LOCATION = re.compile(r"<(?:\w{1,10}:)?loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{1,2000})", re.IGNORECASE)
_INDEX = re.compile(r"<(?:\w{1,10}:)?sitemapindex\b", re.IGNORECASE)
_MAP_NAME = re.compile(r"(?:网站|站点|本站)(?:地图|导航)|sitemap", re.IGNORECASE)


def sitemap_addresses(text: str, url: str) -> tuple[tuple[str, ...], bool]:
    """The absolute addresses an XML sitemap names, in its order, and whether they are of further sitemaps.

    Read with a pattern and not a parser: real ones are cut off, hold raw `&`, or are declared in another charset.
    """
    found: dict[str, None] = {}
    for match in _LOCATION.finditer(text):
        address = absolute(unescape(match[1]), url)
        if address:
            found[address] = None
        if len(found) >= MOST_ADDRESSES:
            break
    return tuple(found), bool(_INDEX.search(text[:5000]))


def map_page(links: Iterable[Link]) -> str | None:
    """The address behind 网站地图, None where there is no such link."""
    return next((link.url for link in links if link.url and _MAP_NAME.fullmatch(fold(link.title))), None)
