"""Copies of one report at several addresses (去重): signatures to find them by, and the decision."""

from __future__ import annotations

from crawler.dedup.decision import Side, best, decide, side
from crawler.dedup.mirrors import mirror_signs
from crawler.dedup.search import find_copy, nearness
from crawler.dedup.signature import sign

__all__ = ["Side", "best", "decide", "find_copy", "mirror_signs", "nearness", "side", "sign"]
