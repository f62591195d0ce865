"""White space inside and around a paragraph."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.line import one_line


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("  一、概述\u3000\u00a0\n", "一、概述"),
        ("政府\n  信息\t\n公开", "政府信息公开"),  # CSS Text 3, 4.1.3: a segment break between wide characters goes
        ("2016\n年", "2016 年"),  # a digit is no wide character
        ("一\u3000二", "一\u3000二"),
        ("一 \t 二", "一 二"),
        ("一\u00a0\u00a0二", "一 二"),
        ("一\n\u00a0二", "一 二"),  # the author asked for a space
        ("，\n（", "，（"),
        ("한\n국", "한 국"),  # Hangul keeps its space
        ("e\u0301", "é"),
        ("／－—０", "／－—０"),
        ("a\u2028b", "a b"),
        ("\x00\x1f\x85", ""),
        ("\u200b\ufeff", ""),
    ],
)
def test_one_line(raw: str, line: str) -> None:
    assert one_line(raw) == line


@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_gives_one_clean_line(raw: str) -> None:
    line = one_line(raw)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert unicodedata.is_normalized("NFC", line)
    assert one_line(line) == line


def test_long_text_is_normalised_piece_by_piece_to_the_same() -> None:
    raw = "政府信息公开e\u0301，" * 500
    assert one_line(raw) == unicodedata.normalize("NFC", raw)
