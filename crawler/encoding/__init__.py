"""Bytes to text with the evidence, and the repair of text that is already wrong."""

from __future__ import annotations

from crawler.encoding.findings import lossy_damage, planted_pinyin
from crawler.encoding.ladder import contradicted, decode
from crawler.encoding.mending import repair

__all__ = ["contradicted", "decode", "lossy_damage", "planted_pinyin", "repair"]
