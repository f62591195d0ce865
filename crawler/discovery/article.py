"""Is a page that was addressed as a column an article itself?

Some columns show the newest report at a constant address.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from lxml import etree, html

from crawler.page import page_tree

LONG_TEXT = 600
"""Han characters outside links; the boilerplate of a list page has fewer."""

_HAN = re.compile(r"[\u4e00-\u9fff]")
_SECTION = re.compile(r"\s*[一二三四五六七八]、\s*\S")
_SILENT = frozenset({"script", "style", "noscript", "template", "option", "title"})
_BLOCKS = frozenset({"p", "div", "td", "section", "article", "li", "dd", "body", "center"})
_LIST_PARTS = frozenset({"ul", "ol", "dl", "li", "tr", "tbody", "table", "body"})


@dataclass(slots=True)
class _Shape:
    """Han characters outside links, inside links and in the fullest single block; numbered sections."""

    plain: int = 0
    linked: int = 0
    sections: int = 0
    fullest: int = 0


def looks_like_article(html_or_tree: str | html.HtmlElement) -> bool:
    """Whether a page is an article and not a list.

    Evidence: a filled `ArticleTitle` meta that is not the column's name, with a publication date or a long text; or
    numbered sections (一、 …) in running text; or a long text outside links that outweighs the text in links and stands
    for the most part in one block (the summaries of a list stand in many).
    """
    root = page_tree(html_or_tree)
    if root is None:
        return False
    meta = _metas(root)
    shape = _shape(root)
    title = meta.get("articletitle", "")
    if title and title != meta.get("columnname", "") and (meta.get("pubdate") or shape.plain >= LONG_TEXT):
        return True
    if shape.sections >= 3 and shape.fullest >= LONG_TEXT // 2:
        return True
    return shape.plain >= LONG_TEXT and shape.plain > 2 * shape.linked and 2 * shape.fullest >= shape.plain


def _metas(root: html.HtmlElement) -> dict[str, str]:
    """The first value of each named meta tag, by lower-case name."""
    metas: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or "").strip().lower()
        if name:
            metas.setdefault(name, (element.get("content") or "").strip())
    return metas


def _shape(root: html.HtmlElement) -> _Shape:
    shape = _Shape()
    blocks: Counter[html.HtmlElement] = Counter()
    stack: list[html.HtmlElement] = []
    anchors = 0
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            anchors += node.tag == "a"
            if node.tag in _BLOCKS:
                stack.append(node)
            if node.tag in _SILENT:
                walk.skip_subtree()
                continue
            text = node.text
        else:
            if event == "end":
                anchors -= node.tag == "a"
                if node.tag in _BLOCKS:
                    stack.pop()
            text = node.tail
        count = len(_HAN.findall(text)) if text else 0
        if not count:
            continue
        if anchors:
            shape.linked += count
            continue
        shape.plain += count
        shape.sections += bool(_SECTION.match((text or "")[:40]))
        for block in stack[-2:]:
            if block.tag not in _LIST_PARTS:
                blocks[block] += count
    shape.fullest = max(blocks.values(), default=0)
    return shape
