"""What folding keeps and what it lets go."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.dedup.normalise import fold, plain, read_lines, to_simplified


@pytest.mark.parametrize(
    ("line", "folded"),
    [
        ("共 1,234 条，其中5、6两项占12.5%。", "共1234条其中5 6两项占12.5%"),
        ("1.属于国家秘密", "1属于国家秘密"),
        ("ABC_政府", "abc政府"),
        ("1,23", "1 23"),
        ("%。.", ""),
    ],
)
def test_fold(line: str, folded: str) -> None:
    assert fold(line) == folded


def test_unseen_characters_do_not_cut_the_text_short() -> None:
    assert to_simplified("檔\x00案\ud800後") == "文件后"


def test_rows_keep_their_cells_and_marks() -> None:
    assert [line.folded for line in read_lines("| 规章 | / | | - | 1,000 |\n---\n正文 | 2")] == [
        "规章|/||-|1000",
        "正文2",
    ]


def test_mirrors_notes_go() -> None:
    assert [line.folded for line in read_lines("行(xing)政机关")] == ["行政机关"]


def test_plain_keeps_numbers_of_neighbouring_cells_and_lines_apart() -> None:
    assert plain(read_lines("共3\n4件\n| 5 | | 6% | 7 | 合计 |")) == ("共3 4件5 6% 7合计", (0, 2, 5))


def test_english_text_keeps_its_script() -> None:
    assert [line.folded for line in read_lines("Annual Report 檔案", "en")] == ["annualreport檔案"]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("12.%| \n甲,/-"), max_size=80))
def test_line_starts_are_places_in_the_plain_text(text: str) -> None:
    whole, starts = plain(read_lines(text))
    assert list(starts) == sorted(starts)
    assert all(0 <= start <= len(whole) for start in starts)
    assert "  " not in whole
