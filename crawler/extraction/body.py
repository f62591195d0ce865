"""Which blocks of a page are the report: the ladder portal → family → score, and the cut at both ends.

The blocks of a page get a value each: characters outside links count for, characters in links and furniture lines
against. A container is believed when it holds the page's most valuable element, or nearly as much as that; else that
element is taken. So a class name alone never takes the footer of an attachment-only page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from crawler.extraction.blocks import Block, Page, Span
from crawler.extraction.dates import find_date
from crawler.extraction.furniture import MAX_FURNITURE, is_bar, is_file_label, is_foot, is_related, is_tail
from crawler.extraction.line import squeeze

_LINE_COST = 10
_LINK_COST = 3
_FURNITURE_COST = 30
_FAMILY_SHARE = 0.9
_PORTAL_SHARE = 0.5
_HOLDING_SHARE = 0.5
_PROSE = 40
# A body shorter than this is no report: where a file is named like the page, the file is.
_LITTLE = 200
_TELLING_NAME = 8
_FILE_TYPE = re.compile(r"\.\w{2,5}\s*$")
_SIGNED_LINE = 30


@dataclass(frozen=True, slots=True)
class Body:
    """`start` to `end` (exclusive) of a page's blocks, furniture at both ends already cut.

    `outer` is the element's whole range and `images` the count of its pictures. `rung` is "portal", "family", "score"
    or "none".
    """

    start: int
    end: int
    outer: tuple[int, int]
    rung: str
    images: int = 0


def find(page: Page, titles: Sequence[str] = ()) -> Body:
    """The body of a page. A page without any gives an empty range with rung "none".

    `titles` are what the page calls itself elsewhere (<title>, meta tags): a line that repeats them is no body text.
    """
    known = "\n".join(squeeze(title) for title in titles)
    values = [_value(block, known) for block in page.blocks]
    sums = [0, *accumulate(values)]

    def worth(span: Span) -> int:
        return sums[span.end] - sums[span.start]

    chosen = _choose(page, worth)
    if chosen is None or worth(chosen[0]) <= _LITTLE:
        at = _file_of_title(page, known)
        if at is not None and not (chosen and chosen[0].start <= at < chosen[0].end):
            chosen = _around(page, at), "score"
    if chosen is None:
        at = next((i for i, block in enumerate(page.blocks) if block.files and not is_foot(block.text)), None)
        chosen = None if at is None else (_around(page, at), "score")
    return Body(0, 0, (0, 0), "none") if chosen is None else _body(page.blocks, *chosen)


def _choose(page: Page, worth: Callable[[Span], int]) -> tuple[Span, str] | None:
    """The element that the ladder's rungs agree on, with the rung that answered."""
    best = max(page.spans, key=worth, default=None)
    ceiling = worth(best) if best is not None else 0
    for portal, share, rung in ((True, _PORTAL_SHARE, "portal"), (False, _FAMILY_SHARE, "family")):
        claims = [span for span in page.spans if span.rank is not None and span.portal is portal]
        if not claims:
            continue
        claim = max(claims, key=worth)
        holds_best = best is not None and claim.start <= best.start and best.end <= claim.end
        if ceiling > _PROSE and worth(claim) >= (_HOLDING_SHARE if holds_best else share) * ceiling:
            return claim, rung
        if ceiling <= _PROSE:
            kept = [span for span in claims if span.images or _has_content(page.blocks[span.start : span.end])]
            if kept:
                return max(kept, key=worth), rung
    return (best, "score") if best is not None and ceiling > _PROSE else None


def _body(blocks: Sequence[Block], span: Span, rung: str) -> Body:
    start, end = span.start, span.end
    while start < end and _leads(blocks[start]):
        start += 1
    end = _cut_related(blocks, start, end)
    while end > start and _trails(blocks[end - 1]):
        end -= 1
    if end == span.end:
        end = _sign_off_below(blocks, end)
    return Body(start, end, (span.start, span.end), rung, span.images)


def _leads(block: Block) -> bool:
    if block.rows is not None:
        return is_label_table(block)
    return not block.text or is_bar(block.text)


def _trails(block: Block) -> bool:
    if block.rows is not None:
        return False
    if block.files and is_file_line(block):
        return True
    return not block.text or is_tail(block.text) or is_file_label(block.text)


def _cut_related(blocks: Sequence[Block], start: int, end: int) -> int:
    """The end without a closing list of other documents: a heading such as 相关文档 with only link lines below it."""
    for position in range(end - 1, start - 1, -1):
        block = blocks[position]
        if block.rows is None and is_related(block.text):
            end = position
        elif not _is_link_line(block):
            break
    return end


def _sign_off_below(blocks: Sequence[Block], end: int) -> int:
    """The end with a sign-off that stands in an element of its own: the date in words, perhaps below the organ."""
    for position in range(end, min(end + 2, len(blocks))):
        block = blocks[position]
        if block.rows is not None or block.linked or len(block.text) > _SIGNED_LINE or is_tail(block.text):
            break
        if "年" in block.text[:6] and find_date(block.text) is not None:
            return position + 1
    return end


def _is_link_line(block: Block) -> bool:
    if block.rows is not None:
        return False
    return not block.text or block.linked * 2 > len(block.text) or is_tail(block.text)


def is_file_line(block: Block) -> bool:
    """Whether a block is nothing but links to files, with their numbers and a label such as 附件：."""
    if not block.files:
        return False
    rest = block.text
    for link in block.files:
        rest = rest.replace(link.text, "", 1) if link.text else rest
    rest = squeeze(rest)
    return len(rest) <= 2 or is_file_label(rest) or rest.isdigit()


def is_label_table(block: Block) -> bool:
    """Whether a table is the page's index card (索引号, 发布机构, 文号 …), not a table of the report."""
    if block.rows is None or len(block.rows) > 12:
        return False
    cells = {squeeze(cell) for row in block.rows for cell in row if len(cell) <= 12}
    led = sum(squeeze(next(filter(None, row), "")[:12]) in _CARD for row in block.rows)
    return len(cells & _CARD) >= 2 and led * 3 >= len(block.rows) * 2


_CARD_WORDS = (
    "索引号 发布机构 发文机关 发文机构 公开机构 成文日期 发文日期 发布日期 生成日期 公开日期 文号 发文字号 "
    "主题分类 信息分类 公开分类 主题词 关键词 体裁分类 有效性 信息名称 公开方式 公开时限 信息索取号 统一编号 "
    "服务对象 公开类别 信息类别 公文时效 组配分类 内容概述 分类"
)
_CARD = frozenset(_CARD_WORDS.split())


def _has_content(blocks: Sequence[Block]) -> bool:
    if any(block.files for block in blocks):
        return True
    return any(
        block.rows is not None or not (is_tail(block.text) or block.linked * 2 > len(block.text)) for block in blocks
    )


def _file_of_title(page: Page, known_titles: str) -> int | None:
    """The block with a link to a file that is named like the page: then the file is the report."""
    for at, block in enumerate(page.blocks):
        for link in block.files:
            name = squeeze(_FILE_TYPE.sub("", link.title or link.text))
            if len(name) >= _TELLING_NAME and name in known_titles:
                return at
    return None


def _around(page: Page, at: int) -> Span:
    """The smallest element that holds a block, where a page has no prose at all."""
    return next(span for span in page.spans if span.start <= at < span.end)


def _value(block: Block, known_titles: str) -> int:
    if block.rows is not None:
        if is_label_table(block):
            return -_FURNITURE_COST
        size = sum(len(cell) for row in block.rows for cell in row)
        return size - (1 + _LINK_COST) * block.linked
    size = len(block.text)
    if size <= MAX_FURNITURE and (is_tail(block.text) or (size >= 6 and squeeze(block.text) in known_titles)):
        return -_FURNITURE_COST
    # Short lines weigh nothing when they are no links: a table that a site flattened is many of them.
    return size - (1 + _LINK_COST) * block.linked - _LINE_COST if block.linked else max(size - _LINE_COST, 0)
