"""What a reader of a page sees of its body and the text does not hold, as notes."""

from __future__ import annotations

from collections import Counter
from typing import Any

from crawler.extraction.blocks import Page
from crawler.extraction.body import Body
from crawler.extraction.furniture import is_pager

_BELOW = 6
"""Blocks right below the body in which a pager of it stands."""


def unread_notes(page: Page, body: Body) -> dict[str, Any]:
    """What a reader sees in the body and the text does not hold: `unread` (how many of each kind), `auto_numbered`
    (lists whose numbers only a browser draws), and `further_pages` where the document goes on at another address.
    """
    closes = next((at for at, span in enumerate(page.spans) if (span.start, span.end) == body.outer), len(page.spans))
    counts = Counter(
        one.kind
        for one in page.unread
        if body.start <= one.at and (one.at < body.end or (one.at == body.end and one.ended <= closes))
    )
    counts.pop("further_pages", None)
    numbered = counts.pop("list_numbers", 0)
    notes: dict[str, Any] = {"unread": dict(counts)} if counts else {}
    if numbered:
        notes["auto_numbered"] = numbered
    near = page.blocks[body.start : body.end + _BELOW]
    if any(is_pager(block.text) and block.linked for block in near) or any(
        one.kind == "further_pages" and body.start <= one.at <= body.end + _BELOW for one in page.unread
    ):
        notes["further_pages"] = True
    return notes
