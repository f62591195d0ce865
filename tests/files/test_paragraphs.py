"""Paragraphs of word processors: their lines, and characters that come in two halves."""

from __future__ import annotations

import pytest

from crawler.extraction.files.paragraphs import lines_of


@pytest.mark.parametrize(
    ("raw", "lines"),
    [
        ("一、概述\n\n  全年 \n", ["一、概述", "全年"]),
        ("", []),
        ("\ud842\udfb7里人", ["𠮷里人"]),  # U+20BB7 as UTF-16 writes it
        ("\ud842里人", ["\ufffd里人"]),
        ("里人\udfb7", ["里人\ufffd"]),
    ],
)
def test_lines(raw: str, lines: list[str]) -> None:
    assert lines_of(raw) == lines
