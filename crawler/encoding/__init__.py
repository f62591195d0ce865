"""Bytes to text with the evidence, and the repair of text that is already wrong."""

from __future__ import annotations

from crawler.encoding.findings import lossy_damage, planted_pinyin
from crawler.encoding.invisible import remove_invisible
from crawler.encoding.ladder import DECISIVE, contradicted, decode
from crawler.encoding.mending import repair
from crawler.encoding.reading import read_text

__all__ = [
    "DECISIVE",
    "contradicted",
    "decode",
    "lossy_damage",
    "planted_pinyin",
    "read_text",
    "remove_invisible",
    "repair",
]
