"""A decoded page, parsed once: what families and discovery read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

_EMPTY = "<html><body></body></html>"


def page_tree(html_or_tree: str | HtmlElement) -> HtmlElement | None:
    """The root element of a page: the tree itself where one is given, else the parsed text.

    None where there is nothing to parse (empty text, only comments). The text is handed over as UTF-8 bytes, because
    lxml refuses a str with an XML encoding declaration, and because a `<meta charset>` must not be believed a second
    time. Never raises for any text.
    """
    if not isinstance(html_or_tree, str):
        return html_or_tree
    body = html_or_tree.replace("\x00", "").encode("utf-8", "replace")
    if not body.strip():
        return None
    # The parser object holds the document's state, so each page gets its own.
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        return lxml.html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def text_of(element: HtmlElement, most: int) -> str:
    """The text of an element and of all in it, `most` characters of it.

    Where a hostile page nests elements, the whole text of each would be read once for every one around it.
    """
    pieces: list[str] = []
    for piece in element.itertext():
        pieces.append(str(piece)[:most])
        most -= len(pieces[-1])
        if most <= 0:
            break
    return "".join(pieces)


def text_of_link(link: etree._Element) -> str:
    """The text of a link without scripts and styles; of one that was never closed only up to the link inside it.

    Browsers end a link where the next one begins. So each piece of a page belongs to one link at most, however a
    hostile page nests them.
    """
    pieces: list[str] = []
    walk = etree.iterwalk(link, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event != "start":
            text = node.tail if node is not link else None
        elif node.tag == "a" and node is not link:
            break
        elif node.tag in ("script", "style"):
            walk.skip_subtree()
            continue
        else:
            text = node.text
        pieces.append(text or "")
    return "".join(pieces)


def without(text: str, opening: str, closing: str) -> str:
    """`text` without what stands between the marks, and they; behind one that is never closed nothing is left."""
    kept, start = [], 0
    while (found := text.find(opening, start)) >= 0:
        kept.append(text[start:found])
        end = text.find(closing, found + len(opening))
        if end < 0:
            return "".join(kept)
        start = end + len(closing)
    kept.append(text[start:])
    return "".join(kept)


@dataclass(frozen=True)
class Page:
    """A decoded response: its final address and its text. `tree` is parsed when it is first asked for."""

    url: str
    text: str

    @cached_property
    def tree(self) -> HtmlElement:
        """The element tree; of an empty document where there is nothing to parse. Readers must not change it."""
        tree = page_tree(self.text)
        return lxml.html.document_fromstring(_EMPTY) if tree is None else tree

    @cached_property
    def live_text(self) -> str:
        """The text without HTML comments, script block comments and script lines that are commented out."""
        text = without(without(self.text, "<!--", "-->"), "/*", "*/")
        return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("//"))
