"""Titles of other documents inside a body: last year's report on the same page, an interpretation (解读) below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.extraction.blocks import Block
from crawler.extraction.year import year_of_title

_LONGEST = 80
_MOST_TOLD = 5
_OF_REPORT = re.compile(
    r"(?:公开|公開).{0,20}(?:年度?报告|年報|年度報告|年报|工作报告|工作報告)[》」”]?(?:[（(].{0,12}[）)])?$"
)
_OF_COMMENT = re.compile(
    r"(?:报告|報告|年报|年報)[》」”]?的?(?:文字|政策|图文|一图)?(?:解读|解讀|图解|圖解|说明|說明)$"
)


def other_titles(blocks: Sequence[Block], report_year: int | None) -> list[str]:
    """The lines that are titles of another document than the report of `report_year`; links do not count."""
    found: list[str] = []
    for block in blocks:
        line = block.text
        if block.rows is not None or not 8 <= len(line) <= _LONGEST or block.linked or block.files:
            continue
        named = year_of_title(line) if report_year is not None and _OF_REPORT.search(line) else None
        if _OF_COMMENT.search(line) or (named and named[0] != report_year):
            found.append(line)
        if len(found) == _MOST_TOLD:
            break
    return found
