"""What a cell says as a number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crawler.statistics import amount


@pytest.mark.parametrize(
    ("figure", "number"),
    [
        (1234, "1234"),
        ("1,234.50", "1234.50"),
        ("12.5", "12.5"),
        ("１２．５", "12.5"),
        ("-0.75", "-0.75"),
        ("－0.75", "-0.75"),
    ],
)
def test_a_number_with_decimals_can_be_compared(figure: int | str, number: str) -> None:
    assert amount(figure) == Decimal(number)


@pytest.mark.parametrize("figure", [None, "", "/", "无", "12.5%", "1,23.5", "nan", "1e5", "0x1f", "12.5.1", "9" * 40])
def test_what_is_no_number_is_none(figure: str | None) -> None:
    assert amount(figure) is None
