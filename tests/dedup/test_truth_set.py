"""The labelled set as a whole: nothing is merged that is no copy, and copies are found by bands and decided right."""

from __future__ import annotations

from collections import Counter

import pytest

from crawler.dedup import decide, sign
from tests.dedup.generator import Pair, pairs


@pytest.fixture(scope="module")
def truth() -> list[Pair]:
    return pairs(seed=20260131, rounds=7)


def test_no_merge_is_wrong_and_copies_are_recalled(truth: list[Pair], capsys: pytest.CaptureFixture[str]) -> None:
    bands: dict[str, set[int]] = {}
    merged: list[Pair] = []
    missed: Counter[str] = Counter()
    wrong: list[str] = []
    for pair in truth:
        for one in (pair.first, pair.second):
            if one.text not in bands:
                bands[one.text] = set(sign(one.text, one.language).bands)
        found = not bands[pair.first.text].isdisjoint(bands[pair.second.text])
        decision = decide(pair.first, pair.second)
        if found and decision.kind:
            merged.append(pair)
            if pair.copy and decision.kind not in pair.kinds:
                wrong.append(f"{pair.case}: {decision.kind}")
        elif pair.copy:
            missed[f"{pair.case}: {decision.reason if found else 'no band in common'}"] += 1

    copies = sum(pair.copy for pair in truth)
    right = sum(pair.copy for pair in merged)
    with capsys.disabled():
        print(f"\n{len(truth)} pairs: precision {right / len(merged):.4f}, recall {right / copies:.4f}")

    assert copies > 90
    assert len(truth) - copies > 90
    assert [pair.case for pair in merged if not pair.copy] == []
    assert right / copies >= 0.99, missed
    assert wrong == []


def test_the_decision_does_not_depend_on_the_order_of_the_sides(truth: list[Pair]) -> None:
    for pair in truth[:37]:
        assert decide(pair.first, pair.second).kind == decide(pair.second, pair.first).kind, pair.case
