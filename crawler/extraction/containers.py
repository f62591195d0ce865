"""Known body containers of Chinese government CMS families, as seen in saved pages and public code.

A class or id is a claim, not a proof: TRS_Editor also holds footers, `content` half a page. `body.py` judges.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.etree import XPath

_IDS = (
    "ucapcontent zfxxgk_gknbxq cmsArticleContent articlecontent Zoom zoom zoomcon ivs_content con_con easysiteText"
    " mainText textbody zhengwen detailContent downloadContent BodyLabel fontzoom"
    " pe100_page_contentpage content UCAP-CONTENT"
)
_CLASSES = (
    "gknbxq_detail trs_editor_view TRS_UEDITOR TRS_Editor TRS_PreAppend v_news_content Custom_UnionStyle"
    " j-fontContent NewsContent"
    " m-txt-article zhengwen zw pages_content article_content main_section"
)
_ID_RANK = {name.lower(): rank for rank, name in enumerate(_IDS.split())}
_CLASS_RANK = {name.lower(): rank for rank, name in enumerate(_CLASSES.split())}
TAGS = frozenset(("ucapcontent",))
"""Element names that are containers by themselves."""
_PREFIXES = re.compile(r"vsb_content(?:_|$|\d)|TRS_AUTOADD_", re.IGNORECASE)

BOUNDS_BEGIN = frozenset(("ZJEG_RSS.content.begin", "meta ContentStart", "ContentStart", "正文开始"))
BOUNDS_END = frozenset(("ZJEG_RSS.content.end", "meta ContentEnd", "ContentEnd", "正文结束"))


def default_rank(identifier: str | None, names: str | None) -> int | None:
    """The place of an element with this `id` and `class` among the known containers (0 is the strongest), else None."""
    if identifier:
        rank = _ID_RANK.get(identifier.lower())
        if rank is not None:
            return rank
        if _PREFIXES.match(identifier):
            return 1
    if names and len(names) < 400:
        for name in names.lower().split():
            rank = _CLASS_RANK.get(name)
            if rank is not None:
                return rank
    return None


def select(tree: etree._Element, selectors: tuple[str, ...]) -> dict[etree._Element, int]:
    """The elements that `selectors` (CSS, or XPath when it begins with `/`, `(` or `.//`) find, with their rank.

    Raises ValueError for a selector that cannot be compiled.
    """
    found: dict[etree._Element, int] = {}
    for rank, selector in enumerate(selectors):
        answer = _compiled(selector)(tree)
        if isinstance(answer, list):
            for element in answer:
                if isinstance(element, etree._Element):
                    found.setdefault(element, rank)
    return found


@lru_cache(maxsize=256)
def _compiled(selector: str) -> XPath:
    try:
        if selector.startswith(("/", "(", "./")):
            return XPath(selector)
        return CSSSelector(selector, translator="html")
    except Exception as error:
        raise ValueError(f"body container {selector!r} is neither CSS nor XPath: {error}") from error
