"""Numbers in the same place and exchanged words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.dedup.alignment import align, mask


def test_numbers_pair_by_place_and_exchanges_keep_their_context() -> None:
    first = mask("本区全年主动公开政府信息130条其中新桥区财政局公布文件25件没有收费和减免的情况")
    second = mask("发布时间2020本区全年主动公开政府信息131条其中新桥区教育局公布文件25件没有收费和减免的情况")
    found = align(first, second)
    assert [(pair.first, pair.second) for pair in found.numbers] == [("130", "131"), ("25", "25")]
    [exchange] = found.exchanges
    assert (exchange.first, exchange.second, exchange.after[:1]) == ("财政", "教育", "局")


def test_masking_keeps_where_numbers_stood() -> None:
    text = "共12.5%和3 4件"
    masked = mask(text)
    assert masked.text == "共#和##件"
    assert masked.numbers == {1: "12.5%", 3: "3", 4: "4"}
    assert all(text.startswith(masked.numbers[place], origin) for place, origin in masked.origins.items())


texts = st.text(st.sampled_from("甲乙丙区局1239 "), max_size=150)


@settings(max_examples=100, deadline=None)
@given(texts, texts)
def test_any_texts_are_aligned_within_themselves(first: str, second: str) -> None:
    found = align(mask(first), mask(second))
    assert len(found.numbers) <= min(len(mask(first).numbers), len(mask(second).numbers))
    for exchange in found.exchanges:
        assert exchange.first in mask(first).text
        assert exchange.second in mask(second).text


@settings(max_examples=100, deadline=None)
@given(texts)
def test_a_text_is_aligned_with_itself_whole(text: str) -> None:
    masked = mask(text)
    found = align(masked, masked)
    assert len(masked.text) < 6 or len(found.numbers) == len(masked.numbers)
    assert found.exchanges == ()
    assert all(pair.first == pair.second for pair in found.numbers)
