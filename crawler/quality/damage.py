"""Signs that a text was damaged on its way or is a tampered mirror's."""

from __future__ import annotations

import re

from crawler import dedup
from crawler.encoding import lossy_damage, planted_pinyin
from crawler.records import Check, Decoded

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")


def han_ratio(text: str) -> Check:
    """`han_ratio`: Han characters among the visible ones outside table rows; half is the least of Chinese prose."""
    prose = "".join(line for line in text.split("\n") if not line.startswith("| "))
    visible = sum(map(len, prose.split()))
    count = sum(map(len, _HAN.findall(prose)))
    figures = {"han": count, "visible": visible, "ratio": round(count / visible, 3) if visible else None, "least": 0.5}
    return Check("han_ratio", count >= 0.5 * visible if visible >= 50 else None, figures)


def replacement_characters(text: str, decoded: Decoded | None) -> Check:
    """`replacement_characters`: U+FFFD in the text, and those that decoding put for undecodable bytes of the page."""
    in_text = text.count("\ufffd")
    replaced = decoded.replaced if decoded is not None else None
    return Check("replacement_characters", in_text == 0 and not replaced, {"in_text": in_text, "in_page": replaced})


def lossy_mojibake(text: str) -> Check:
    """`lossy_mojibake`: residues of a wrong decoding that can't be undone, by kind; the page must be fetched again."""
    found = {kind: count for kind, count in lossy_damage(text).items() if kind != "replacement_character"}
    return Check("lossy_mojibake", not found, dict(found))


def mirror_signs(text: str, title: str = "") -> Check:
    """`mirror_signs`: what hijacked copies of government pages carry, which are never canonical.

    Pinyin planted behind characters (根據(jù)), betting brands in place of words: see `crawler.dedup.mirror_signs`.
    """
    planted, signs = planted_pinyin(text), dedup.mirror_signs(text, title)
    figures = {"planted_pinyin": planted} | ({"signs": list(signs)} if signs else {})
    return Check("mirror_signs", planted == 0 and not signs, figures)
