"""Damage that cannot be undone is counted, and so are the marks of mirrors; good text has neither."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.encoding import lossy_damage, planted_pinyin
from tests.encoding.texts import SIMPLIFIED, TRADITIONAL


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("锟斤拷锟斤拷年报", {"kun_jin_kao": 2}),
        ("年\ufffd报\ufffd", {"replacement_character": 2}),
        ("ï¿½ï¿½", {"replacement_character": 2}),
        ("烫烫烫烫 屯屯屯屯", {"debug_fill": 2}),
        ("????年度????", {"question_marks": 1}),
        ("?。ㄒ唬┲鲃庸_", {"gbk_out_of_step": 2}),
        ("信息公开锛?", {"utf8_read_as_gbk_with_loss": 1}),
    ],
)
def test_lossy_damage_is_counted_by_kind(text: str, found: dict[str, int]) -> None:
    assert lossy_damage(text) == found


@pytest.mark.parametrize(
    "text", ["\n".join(SIMPLIFIED), "\n".join(TRADITIONAL), "滚烫烫手 ㄅㄆㄇ ┌──┐│ 表 │", "a?b=1??"]
)
def test_good_text_has_no_damage(text: str) -> None:
    assert lossy_damage(text) == {}
    assert planted_pinyin(text) == 0


def test_planted_pinyin_is_counted() -> None:
    assert planted_pinyin("根據(jù)條例，機關(guān)應(yīng)當處（chù）理") == 4
    assert planted_pinyin("門(mén)們(men)") == 2
    assert planted_pinyin("綠(lǜ)色") == 1


@pytest.mark.parametrize("text", ["面积(km)", "项目(a)和(b)", "单位(ma)", "甲(café)", "乙(jùt)", "公开(gōngkāi)"])
def test_brackets_that_hold_no_single_toned_syllable_are_none(text: str) -> None:
    assert planted_pinyin(text) == 0


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_text_raises(text: str) -> None:
    assert planted_pinyin(text) >= 0
    assert all(count > 0 for count in lossy_damage(text).values())
