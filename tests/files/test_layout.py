"""Lines and rulings on pages: what becomes a paragraph, what goes on over a page break, what is furniture."""

from __future__ import annotations

from crawler.extraction.files.edges import Box, rectangle
from crawler.extraction.files.layout import Line, Page, Ruled, blocks


def lines(*texts: str) -> list[Line]:
    return [Line(text) for text in texts]


def texts(*pages: list[Line]) -> list[str]:
    return [block.text for block in blocks([Page(page) for page in pages])]


FULL = "全年共收到政府信息公开申请六十一件其中自然人提出五十五件法人提出六件均已"


def test_a_line_that_reaches_the_margin_goes_on_also_over_a_page() -> None:
    assert texts(lines("石桥区年报", FULL), lines("按期答复。", "一、总体情况")) == [
        "石桥区年报",
        FULL + "按期答复。",
        "一、总体情况",
    ]


def test_chinese_and_numbers_join_without_a_space_words_with_one() -> None:
    assert texts(lines("x", FULL + "12", "86件。")) == ["x", FULL + "1286件。"]
    long = "the annual report on open government information of the district"
    assert texts(lines("x", long, "and its offices.")) == ["x", f"{long} and its offices."]


def test_page_numbers_and_running_heads_go() -> None:
    pages = [lines("石桥区年报汇编", f"第{n}段到此为止。", f"- {n} -") for n in range(1, 5)]
    assert texts(*pages) == [f"第{n}段到此为止。" for n in range(1, 5)]


def cell(left: float, top: float, right: float, bottom: float, text: str) -> Box:
    return Box(left, top, right, bottom, text)


def test_a_table_goes_on_over_a_page_through_a_merged_cell_and_a_broken_row() -> None:
    upper = Ruled([
        cell(0, 700, 50, 800, "三、办理结果"),
        cell(50, 700, 150, 750, "1.属于国家秘密"), cell(150, 700, 200, 750, "3"),
        cell(50, 750, 150, 800, "5.要求行政机关确认或重新"), cell(150, 750, 200, 800, "7"),
    ])  # fmt: skip
    lower = Ruled([
        cell(0, 50, 50, 150, ""),
        cell(50, 50, 150, 80, "出具已获取信息"), cell(150, 50, 200, 80, ""),
        cell(50, 80, 150, 150, "（七）总计"), cell(150, 80, 200, 150, "10"),
    ])  # fmt: skip
    (table,) = blocks([Page([upper]), Page([lower])])
    assert table.rows == (
        ("三、办理结果", "1.属于国家秘密", "3"),
        ("三、办理结果", "5.要求行政机关确认或重新出具已获取信息", "7"),
        ("三、办理结果", "（七）总计", "10"),
    )


def test_blank_figures_after_a_page_break_stay_blank() -> None:
    upper = Ruled(
        [cell(0, 0, 50, 20, "规章"), cell(50, 0, 90, 20, "5"), cell(0, 20, 50, 40, "文件"), cell(50, 20, 90, 40, "6")]
    )
    lower = Ruled(
        [
            cell(0, 0, 50, 20, "1.行政许可"),
            cell(50, 0, 90, 20, ""),
            cell(0, 20, 50, 40, "2.处罚"),
            cell(50, 20, 90, 40, "8"),
        ]
    )
    (table,) = blocks([Page([upper]), Page([lower])])
    assert table.rows == (("规章", "5"), ("文件", "6"), ("1.行政许可", ""), ("2.处罚", "8"))


def test_tables_of_other_width_are_two() -> None:
    upper = Ruled(
        [cell(0, 0, 50, 20, "a"), cell(50, 0, 90, 20, "b"), cell(0, 20, 50, 40, "c"), cell(50, 20, 90, 40, "d")]
    )
    lower = Ruled(
        [cell(0, 0, 50, 20, "e"), cell(50, 0, 290, 20, "f"), cell(0, 20, 50, 40, "g"), cell(50, 20, 290, 40, "h")]
    )
    assert len(blocks([Page([upper]), Page([lower])])) == 2


def test_a_rectangle_has_no_slivers_and_is_bounded() -> None:
    boxes = [cell(0, 0, 10.5, 10, "a"), cell(10, 0, 20, 10, "b"), cell(0, 10, 20, 20, "c")]
    assert rectangle(boxes, 3, 2) == (("a", "b"), ("c", "c"))
    assert rectangle([], 3, 2) is None
    many = [cell(n * 10, m * 10, n * 10 + 10, m * 10 + 10, "") for n in range(400) for m in range(400)]
    assert rectangle(many, 3, 2) is None
