"""The fact box (基本介紹) that encyclopedias put into an article: theirs, not the report's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.extraction.blocks import Block

_HEADING = re.compile(r"基本(?:介[紹绍]|[信資资][息訊讯料])")
_FACT = re.compile(r"[•·\s]*[\u4e00-\u9fff]{2,6}\s*[:：].{1,100}")
_LEAST = 2


def without_fact_box(blocks: Sequence[Block]) -> tuple[list[Block], int]:
    """The blocks without a heading 基本介紹 that only `label：value` lines follow, and how many blocks went.

    Seen on the saved encyclopedia copy `002_2ce564af3c6c5d5d.txt`: 中文名, 檔案類型, 發布單位.
    """
    for at, block in enumerate(blocks):
        if block.rows is not None or not _HEADING.fullmatch(block.text):
            continue
        end = at + 1
        while end < len(blocks) and blocks[end].rows is None and _FACT.fullmatch(blocks[end].text):
            end += 1
        if end - at > _LEAST:
            return [*blocks[:at], *blocks[end:]], end - at
    return list(blocks), 0
