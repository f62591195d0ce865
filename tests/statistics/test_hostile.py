"""Size must not turn into quadratic work: four times the input, at most about six times the steps."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from crawler.records import Table
from crawler.statistics import name_tables, read, rebuild


def steps(work: Callable[[], object]) -> int:
    """How many lines of this project's statistics run."""
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        if "statistics" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


TEXTS = {
    "anchors": "本年新收\n0\n",
    "heads": "信息内容 本年制发件数\n规章\n0\n",
    "reviews": "未经复议直接起诉\n0\n",
    "pipes": "| | | | | |\n",
    "labels": "其他\n总计\n重复申请\n",
    "clauses": "主动公开，政府信息，没有复议，",
    "prose": "主动公开政府信息" * 20,
    "digits": "9" * 50,
    "backslashes": "\\|",
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_takes_linear_work(name: str) -> None:
    def work(times: int) -> int:
        text = TEXTS[name] * times
        return steps(lambda: (rebuild(text), read((), text)))

    small, large = work(250), work(1000)
    assert large <= 6 * small + 1000


def test_wide_and_long_tables_are_bounded() -> None:
    wide = Table(None, "", (("总计",) * 20_000, ("0",) * 20_000))
    long = Table(None, "", (("本年新收", *("0",) * 9),) * 5000)
    name_tables((wide, long))
    read((wide, long), "")
    many = tuple(Table(None, "", (("信息内容", "本年制发件数"), ("规章", str(n)))) for n in range(2000))
    statistics = read(many, "")
    assert statistics is not None
    assert statistics.figures["rules_issued"] == 0


@pytest.mark.parametrize("digits", ["9" * 5000, "1" + ",000" * 2000, "²", "１２３", "٣", "-" * 9000])
def test_strange_numbers_stay_what_was_published(digits: str) -> None:
    table = Table(None, "", (("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), ("规章", digits, "0", "0")))
    statistics = read((table,), "")
    assert statistics is not None
    value = statistics.figures["rules_issued"]
    assert value == digits or value == int(digits)
