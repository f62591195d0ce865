"""What a spreadsheet shows of a number under a format code: expected texts are read from ECMA-376 Part 1, 18.8.31."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.files.number_format import built_in, read_format
from crawler.extraction.line import one_line
from tests.files.cells import CELLS


@pytest.mark.parametrize(("value", "code", "shown"), CELLS)
def test_a_number_is_shown_as_its_format_says(value: float, code: str, shown: str) -> None:
    text = read_format(code).show(value)
    assert text is not None
    assert one_line(text) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        # Half away from zero on the decimal that the double stands for, where the double itself lies below the half.
        (0.285, "0%", "29%"),
        (2.675, "0.00", "2.68"),
        (-2.675, "0.00", "-2.68"),
        (0.1 + 0.2, "0.00000000000000000", "0.30000000000000000"),
        # 15 digits are kept, noughts follow.
        (430101199001011234, "0", "430101199001011000"),
        (0.001, '0.00;-0.00;"-"', "0.00"),  # the value chooses the section, not what it is rounded to
        (-5, ";;;", ""),
        (45000, "YYYY/MM/DD", "2023/03/15"),
        (45000, "[$-804]aaaa", "星期三"),
        (45000, "[$-zh-CN]aaa", "三"),
        (45000.75, "上午/下午h\"时\"", "下午6时"),
        (45000, "h:mm AM/PM", "12:00 AM"),
        (45000.5, "m/d h:mm", "3/15 12:00"),
        (45000 + 59 / 1440 + 30 / 86400, "h:mm", "0:59"),
        (61, "yyyy-m-d", "1900-3-1"),
        (2958465, "yyyy-m-d", "9999-12-31"),
        (5, "[蓝色]0", "5"),
        (12, "", "12"),
        (12, "G/通用格式", "12"),
        (-12, 'General"件"', "-12件"),
        (12345678901, "General", "12345678901"),
        (12, "￥0.00", "￥12.00"),
    ],
)  # fmt: skip
def test_also_shown(value: float, code: str, shown: str) -> None:
    assert read_format(code).show(value) == shown


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0.5, "# ?/?"),
        (0.5, "0/100"),
        (123456, "0.00E+00"),
        (1.5, "[h]:mm"),
        (1.5, "[mm]:ss"),
        (5, "[>100]0;0.0"),
        (5, '[=1]"一";0'),
        (12, "[DBNum1]0"),
        (12, "[DBNum2][$-804]General"),
        (45000, "[$-F800]dddd, mmmm dd, yyyy"),
        (45000, "d-mmm-yy"),
        (45000, "aaaa"),
        (45000, "[$-404]e"),
        (45000, "[$-1030411]yyyy"),
        (45000, "[$-404]h:mm AM/PM"),
        (45000.123456789, "h:mm:ss"),
        (45000.5, "ss.00"),
        (60, "yyyy/m/d"),
        (1, "yyyy/m/d"),
        (-1, "yyyy/m/d"),
        (2958466, "yyyy/m/d"),
        (-0.001, "0.00"),
        (-0.001, "0.00_);(0.00)"),
        (-5, "0;"),
        (-5, "0.00;[Red]0.00"),  # the sign is a colour
        (-5, '"件"'),
        (12, "#.##"),
        (12, "0.#0"),
        (1 / 3, "General"),
        (123456789012, "General"),
        (0.00001, "General"),
        (12, "0*-"),
        (12, "0x"),
        (12, "0!0"),
        (12, "0％"),
        (12, '0"件'),
        (12, "0\\"),
        (12, "0[Red"),
        (12, "0.0.0"),
        (12, "0;0;0;@;0"),
        (12, "0" * 256),
        (float("nan"), "0"),
        (float("inf"), "0"),
        (1e300, "0"),
    ],
)
def test_what_is_not_known_for_certain_is_not_shown(value: float, code: str) -> None:
    assert read_format(code).show(value) is None


@pytest.mark.parametrize(
    ("number", "value", "shown"),
    [
        (0, 12.5, "12.5"),
        (1, 12.5, "13"),
        (2, 12.5, "12.50"),
        (3, 1234, "1,234"),
        (4, 1234, "1,234.00"),
        (9, 0.5, "50%"),
        (10, 0.5, "50.00%"),
        (14, 45000, "2023/3/15"),
        (20, 0.75, "18:00"),
        (22, 45000.75, "2023/3/15 18:00"),
        (27, 45000, "2023年3月"),
        (28, 45000, "3月15日"),
        (31, 45000, "2023年3月15日"),
        (32, 0.75, "18时00分"),
        (37, 1234, "1,234 "),
        (37, -1234, None),
        (40, -1234, None),
        (49, 12, "12"),
        (57, 45000, "2023年3月"),
        (58, 45000, "3月15日"),
        (11, 12, None),
        (12, 0.5, None),
        (17, 45000, None),
        (34, 0.75, None),
        (44, 12, None),
        (46, 0.75, None),
        (163, 12, None),
        (-1, 12, None),
    ],
)
def test_built_in_formats_are_those_of_the_locale_zh_cn(number: int, value: float, shown: str | None) -> None:
    assert built_in(number).show(value) == shown


def test_a_workbook_may_count_from_1904() -> None:
    assert read_format("yyyy-mm-dd").show(45000 - 1462, from_1904=True) == "2023-03-15"
    assert read_format("0").show(45000 - 1462, from_1904=True) == "43538"


@pytest.mark.parametrize(
    ("code", "kept"), [("0.00", True), ("@", True), ("0;-0;;@", True), ("0;-0;0;_ @_ ", True), ("0;-0;;@*.", False)]
)
def test_formats_that_change_words_are_known(code: str, kept: bool) -> None:
    assert read_format(code).keeps_words is kept


def test_a_fourth_section_hides_words_or_puts_others_beside_them() -> None:
    assert not read_format(";;;").keeps_words
    assert not read_format('@"局"').keeps_words
    assert not read_format('0;0;0;"文字"').keeps_words


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 6), st.booleans())
def test_rounding_is_half_away_from_zero(exact: Decimal, places: int, percent: bool) -> None:
    """A decimal of 15 digits comes back from its double whole, so what is shown is that decimal rounded."""
    wanted = (exact * 100 if percent else exact).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    code = ("0." + "0" * places if places else "0") + ("%" if percent else "")
    shown = read_format(code).show(float(exact))
    if wanted == 0 and exact < 0:
        assert shown is None
    else:
        assert shown == f"{abs(wanted) if wanted == 0 else wanted:f}" + ("%" if percent else "")


@given(st.integers(-(10**14), 10**14))
def test_thousands_are_set_apart_as_python_does(value: int) -> None:
    assert read_format("#,##0").show(value) == f"{value:,}"


_PIECES = ('"', "\\", "[", "]", "$-", "804", ";", "0", "#", "?", ".", ",", "%", "@", "y", "m", "d", "h", "s", "a", "_")
_PIECES += ("*", "/", "E+", "General", "AM/PM", "Red", "年", " ", "件", ">", "\n", "\0", "\ud800")


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join) | st.text(max_size=40), st.floats())
def test_any_code_is_read_and_any_number_is_safe(code: str, value: float) -> None:
    shown = read_format(code).show(value)
    assert shown is None or len(shown) < 1_000


@pytest.mark.parametrize("piece", ['"', "\\", "[", "0", "%", ",", "0,", "#/", "y", "_", "*", ";", "a", "AM/"])
def test_long_codes_are_bounded(piece: str) -> None:
    for size in (255 // len(piece), 100_000):
        shown = read_format(piece * size).show(1e20)
        assert shown is None or len(shown) < 2_000
