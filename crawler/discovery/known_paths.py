"""Addresses to try where no link leads to the column: path names that many portals share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from crawler.discovery.addresses import folders, is_list_address

PLATFORMS = ("/zwgk/", "/xxgk/", "/zfxxgk/")
"""Folders of disclosure platforms, which lead to columns of any name: that of most saved portals first."""
COLUMNS = (
    "/xxgk/ndbg/",
    "/xxgk/xxgknb/",
    "/xxgk/zfxxgknb/",
    "/zwgk/zfxxgknb/",
    "/zfxxgk/zfxxgknb/",
    "/zfxxgknb/",
)
"""Folders of the column itself, in the same order."""
_GUANGDONG = "/gkmlpt/index"
_GUANGDONG_SIGN = re.compile(r"/gkmlpt/|/content/m?post_\d{1,12}\.html")
_NUMBERED = re.compile(r"/(?:col/col\d|channels?/\d|c\d{4,10}/|\d{4,10}/)")


def known_paths(home: str, shown: Iterable[str] = ()) -> tuple[str, ...]:
    """The addresses on the host of `home` to be tried, the likeliest first; `shown` are the addresses its page links.

    Folders that the page's own addresses lie in come before the rest. Where most of its lists have numbers for names
    (`/col/col1234/`, `/channels/2146.html`, `/c100529/`) no column has one of these names: only platforms are tried.
    Guangdong's platform is tried first where the addresses are of that province's product, and nowhere else.
    """
    own = [url for url in shown if _same_host(url, home)]
    lists = [url for url in own if is_list_address(url) and folders(url)]
    numbered = sum(bool(_NUMBERED.search(urlsplit(url).path)) for url in lists)
    paths = PLATFORMS if 2 * numbered > len(lists) else PLATFORMS + COLUMNS
    there = {path[0] for url in own if len(path := folders(url)) > 1 or (path and is_list_address(url))}
    ordered = sorted(paths, key=lambda path: folders(path)[0] not in there)
    if any(_GUANGDONG_SIGN.search(url) for url in own):
        ordered.insert(0, _GUANGDONG)
    return tuple(urljoin(home, path) for path in ordered)


def _same_host(url: str, home: str) -> bool:
    try:
        return urlsplit(url).hostname == urlsplit(home).hostname
    except ValueError:
        return False
