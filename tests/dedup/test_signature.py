"""Signatures meet where texts say the same, stay the same for ever, and take any input."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from crawler.dedup import sign
from crawler.dedup.normalise import plain, read_lines
from crawler.dedup.signature import min_hashes, shingles
from tests.dedup import generator

TEXT = generator.write(generator.plan(random.Random(5), "长堤区水利局", "长堤区", 2016))


def values(text: str, language: str = "zh-Hans") -> tuple[int, ...]:
    return min_hashes(shingles(plain(read_lines(text, language))[0]))


def jaccard(first: tuple[int, ...], second: tuple[int, ...]) -> float:
    return sum(ours == others for ours, others in zip(first, second, strict=True)) / len(first)


def test_shape() -> None:
    signature = sign(TEXT)
    assert len(values(TEXT)) == 128
    assert len(signature.bands) == 32
    assert len(set(signature.bands)) == 32
    assert all(-(2**63) <= key < 2**63 for key in signature.bands)


def test_keys_are_those_of_every_earlier_release() -> None:
    """The index in the store holds these keys: a change of a library that changes them needs a rebuilt index."""
    text = "依申请公开：共收到申请１，234件，办结12.5%。\n| 予以公开 | 3 | / |"
    signature = sign(text)
    assert signature.text_key == "1fa634ee444a2a966133d2d5892bf5b7"
    assert values(text)[:3] == (3265500660, 3251824228, 852263690)
    assert signature.bands[:2] == (-1143595804668816712, 2410352820751313888)


def test_spelling_does_not_change_the_signature() -> None:
    assert sign(generator.respelled(TEXT)) == sign(TEXT)
    assert sign("共１２件") == sign("共12件") == sign("共 12 件。") == sign("共\u200b1\u200b2件")


def test_digits_change_the_text_key() -> None:
    keys = {sign(text).text_key for text in ("共12件", "共21件", "共1、2件", "共1.2件", "共12%件")}
    assert len(keys) == 5


def test_cells_change_the_text_key() -> None:
    rows = ("| a | 0 | |", "| a | | 0 |", "| a | / | |", "| a | - | |", "| a | — | |", "| a | | |", "| a0 | | |")
    assert len({sign(row).text_key for row in rows}) == len(rows)


def test_scripts_meet() -> None:
    for vocabulary in ("s2t", "s2twp", "s2hk"):
        theirs = OpenCC(vocabulary).convert(TEXT)
        assert not set(sign(theirs, "zh-Hant").bands).isdisjoint(sign(TEXT).bands)
        assert jaccard(values(theirs, "zh-Hant"), values(TEXT)) > 0.8
    assert sign("檔案、程式、最佳化", "zh-Hant").text_key == sign("文件、程序、优化").text_key


def test_a_text_that_says_nothing_has_no_bands() -> None:
    for text in ("", " \n", "——。|||", "\x00\ud800"):
        assert sign(text).bands == ()


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_any_text_is_signed_the_same_each_time(text: str) -> None:
    assert sign(text) == sign(text)
