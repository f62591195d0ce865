"""How long a list says it is: entries (共 N 条) and pages (共 N 页, 1/5 页), in words or in its pager's variables."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.page import Page

MAX_TEXT = 400_000
"""Characters of a page that are searched."""
NEAR = 80
"""A count of entries is believed only where a page count or a pager's word stands this close: 共 12 条 may be prose."""

_TAG = re.compile(r"<[^<>]{0,400}>|&nbsp;|&#160;|&ensp;|&emsp;")
_SILENT = re.compile(r"<(script|style)\b[^<>]{0,300}>", re.IGNORECASE)
_NUMBER = r"[\s:：<>]{0,4}(\d{1,6})\s{0,3}"
_ENTRIES = re.compile(
    rf"(?:共有?|总计|合计|总共){_NUMBER}(?:条(?:记录|信息|数据|内容|新闻|文章)?|篇|个?记录)"
    rf"|(?:总记录数?|记录总数|总条数|信息总数){_NUMBER}"
)
_PAGES = re.compile(
    r"(?:共|总页数|总共)[\s:：]{0,4}(\d{1,5})\s{0,3}页|(?<![\d/])\d{1,5}\s{0,2}/\s{0,2}(\d{1,5})\s{0,2}页"
    r"|(?:第|页次)[\s:：]{0,3}\d{1,5}\s{0,2}/\s{0,2}(\d{1,5})"
)
_SHORT = re.compile(r"条\s{0,6}\d{1,5}\s{0,2}/\s{0,2}(\d{1,5})")
_PAGER_WORD = re.compile(r"页|上一|下一|首|尾|转到|跳转|每页|\d\s?/\s?\d")
_VARIABLE = re.compile(
    r"""["']?\b(total_?(?:record|count|num|rows?|size)s?|record_?count|total)\b["']?\s*[:=]\s*["']?(\d{1,7})\b""",
    re.IGNORECASE,
)
_PAGE_VARIABLE = re.compile(
    r"""["']?\b(total_?pages?|page_?count|count_?page|pages?_?total)\b["']?\s*[:=]\s*["']?(\d{1,5})\b""", re.IGNORECASE
)
_PAGER_CALL = re.compile(r"pagination|pager|paging|laypage|jpage|createPage", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListSize:
    """Entries and pages a list says it has; None where it does not say."""

    total: int | None = None
    page_count: int | None = None


def list_size(page: Page) -> ListSize:
    """What the page itself says of its list's length, in words first, then in the variables of its pager script.

    With several different statements of one kind nothing is believed: the page holds several lists.
    """
    live = page.live_text[:MAX_TEXT]
    text = _words(live)
    totals = {int(match[1] or match[2]) for match in _ENTRIES.finditer(text) if _pager_near(text, match)}
    pages = {int(next(filter(None, match.groups()))) for match in _PAGES.finditer(text)}
    pages |= {int(match[1]) for match in _SHORT.finditer(text)}
    if not totals and _PAGER_CALL.search(live):
        totals = {int(match[2]) for match in _VARIABLE.finditer(live)}
    if not pages and _PAGER_CALL.search(live):
        pages = {int(match[2]) for match in _PAGE_VARIABLE.finditer(live)}
    return ListSize(_only(totals), _only(pages))


def _words(live: str) -> str:
    """The text without tags, scripts and style sheets; what follows a script that never ends is left out."""
    kept, start = [], 0
    while opening := _SILENT.search(live, start):
        kept.append(live[start : opening.start()])
        closing = live.find(f"</{opening[1]}", opening.end())
        if closing < 0:
            closing = live.find(f"</{opening[1].swapcase()}", opening.end())
        start = closing if closing >= 0 else len(live)
    return _TAG.sub("", "".join((*kept, live[start:])))


def _pager_near(text: str, match: re.Match[str]) -> bool:
    around = text[max(0, match.start() - NEAR) : match.start()] + text[match.end() : match.end() + NEAR]
    return bool(_PAGER_WORD.search(around))


def _only(found: set[int]) -> int | None:
    return found.pop() if len(found) == 1 else None
