"""The link to the next page of a list (下一页), where the page has one."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from crawler.page import Page

_LABELS = frozenset({"下一页", "下页", "下一頁", "下頁", "后一页", "后页", "next", "nextpage"})
_ORNAMENT = " \t\r\n\u00a0\u3000>»›→[]【】()（）|"
_DISABLED = ("disabled", "unable", "nolink")


def next_link(page: Page) -> str | None:
    """The absolute address behind 下一页, or None on the last page.

    A link that leads nowhere (`#`, `javascript:`), to the page itself, or that is marked as disabled is no link:
    portals print the label on their last page too.
    """
    for anchor in page.tree.iter("a", "link"):
        if anchor.tag == "link" and anchor.get("rel") != "next":
            continue
        label = "".join(str(anchor.text_content()).split()).strip(_ORNAMENT).lower()
        named_next = "next" in (anchor.get("class") or "").lower().replace("_", "-").split("-")
        if anchor.get("rel") != "next" and label not in _LABELS and not (named_next and not label):
            continue
        href = (anchor.get("href") or "").strip()
        if not href or href.startswith("#") or any(word in (anchor.get("class") or "").lower() for word in _DISABLED):
            continue
        try:
            url = urljoin(page.url, href)
            usable = urlsplit(url).scheme in ("http", "https")
        except ValueError:
            continue
        if usable and url.partition("#")[0] != page.url.partition("#")[0]:
            return url
    return None
