"""Years whose digits an editor split over spans (`<span>201</span> <span>8</span>年`), made whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.extraction.blocks import Block

# Only a year can be told for certain: 201 8年 has one reading, while 20 18件 may be two figures.
_SPLIT_YEAR = re.compile(r"(?<![\d.])(?:2 ?0 ?[0-4] ?\d|1 ?9 ?\d ?\d)(?= ?年)")


def join(text: str) -> tuple[str, int]:
    """The text with its split years made whole, and how many there were."""
    if "年" not in text or " " not in text:
        return text, 0
    count = 0

    def whole(match: re.Match[str]) -> str:
        nonlocal count
        count += " " in match[0]
        return match[0].replace(" ", "")

    return _SPLIT_YEAR.sub(whole, text), count


def join_in(blocks: Sequence[Block]) -> int:
    """Makes the split years in paragraphs and cells whole, in place; how many there were."""
    total = 0
    for block in blocks:
        block.text, count = join(block.text)
        total += count
        if block.rows is not None:
            cells = [[join(cell) for cell in row] for row in block.rows]
            block.rows = tuple(tuple(text for text, _ in row) for row in cells)
            total += sum(number for row in cells for _, number in row)
    return total
