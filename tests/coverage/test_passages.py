"""A report's text as a page shows it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.coverage.passages import Slot, merged, passages

TEXT = """前言。
一、总体情况
全年主动公开12条。
| 信息内容 | 信息内容 | 数量 |
| 规章 | 制发 | 0 |
| 规章 | 废止 | 0 |
六、其他需要报告的事项
无。"""


def test_paragraphs_headings_and_tables_in_their_order() -> None:
    shown = list(passages(TEXT))
    assert [(one.text, one.level, bool(one.rows)) for one in shown] == [
        ("前言。", 0, False),
        ("一、总体情况", 3, False),
        ("全年主动公开12条。", 0, False),
        ("", 0, True),
        ("六、其他需要报告的事项", 3, False),
        ("无。", 0, False),
    ]
    assert shown[3].rows == (
        (Slot("信息内容", 2), Slot("数量")),
        (Slot("规章", 1, 2), Slot("制发"), Slot("0", numeric=True)),
        (Slot("废止"), Slot("0", numeric=True)),
    )


def test_figures_and_signs_are_never_merged() -> None:
    rows = [("0", "0", "/", "/", "", "", "无", "无"), ("0", "0", "/", "/", "", "", "无", "无")]
    assert [[(slot.colspan, slot.rowspan) for slot in row] for row in merged(rows)] == [[(1, 1)] * 8] * 2


def test_a_pipe_in_a_cell_and_an_empty_cell() -> None:
    (table,) = passages("| a\\|b |  | c |\n| d | e | f |")
    assert [slot.text for slot in table.rows[0]] == ["a|b", "", "c"]


def test_rows_of_another_width_are_another_table() -> None:
    assert [len(one.rows) for one in passages("| a | b |\n| c | d |\n| e | f | g |")] == [2, 1]


@given(st.text(alphabet="| \\\n一、甲乙0/", max_size=200))
def test_any_text_is_shown_whole(text: str) -> None:
    shown = list(passages(text))
    told = "".join(one.text + "".join(slot.text for row in one.rows for slot in row) for one in shown)
    assert set(told) >= set(text) - set("| \n\\")


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(
            st.tuples(*[st.sampled_from(["规章", "数量", "0", ""])] * width).map(tuple), min_size=1, max_size=6
        )
    )
)
def test_merged_cells_cover_the_rectangle_exactly(rows: list[tuple[str, ...]]) -> None:
    covered: dict[tuple[int, int], str] = {}
    for y, row in enumerate(merged(rows)):
        x = 0
        for slot in row:
            while (y, x) in covered:
                x += 1
            for down in range(slot.rowspan):
                for across in range(slot.colspan):
                    assert (y + down, x + across) not in covered
                    covered[y + down, x + across] = slot.text
    assert covered == {(y, x): text for y, row in enumerate(rows) for x, text in enumerate(row)}
