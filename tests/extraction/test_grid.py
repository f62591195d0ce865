"""Merged cells, by the table algorithm of the HTML standard (4.9.12.1)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import extract
from crawler.extraction.grid import MAX_SLOTS, Cell, expand

SPAN = st.one_of(st.none(), st.sampled_from(["0", "1", "2", "3", "99999999", "-1", "x", " 2", "2.5"]))
CELLS = st.lists(st.builds(Cell, st.sampled_from("甲乙丙"), SPAN, SPAN), max_size=5)


def rows(table: str) -> list[tuple[tuple[str, ...], ...]]:
    page = extract(f"<div id=zoom><p>{'本报告由某某县人民政府办公室编制。' * 4}</p>{table}</div>", "https://a.cn/")
    return [table.rows for table in page.tables]


def test_row_and_column_spans_repeat_the_value() -> None:
    table = "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d<tr><td>e<td>f<td>g</table>"
    assert rows(table) == [(("a", "b", "b"), ("a", "c", "d"), ("e", "f", "g"))]


def test_rowspan_zero_reaches_the_end_of_its_row_group_only() -> None:
    table = "<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c</tbody><tbody><tr><td>d<td>e</tbody></table>"
    assert rows(table) == [(("a", "b"), ("a", "c"), ("d", "e"))]


def test_over_long_spans_add_nothing() -> None:
    table = "<table><tr><td colspan=9>a<tr><td>b<td rowspan=99999999>c<tr><td>d</table>"
    assert rows(table) == [(("a", "a"), ("b", "c"), ("d", "c"))]


def test_overlapping_cells_keep_the_earlier_value() -> None:
    table = "<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=2>d<td>e</table>"
    assert rows(table) == [(("a", "b", "c"), ("d", "b", "e"))]


def test_short_rows_are_filled_with_empty_cells_and_empty_rows_vanish() -> None:
    table = "<table><tr><td>a<td>b<tr></tr><tr><td>c</table>"
    assert rows(table) == [(("a", "b"), ("c", ""))]


def test_data_table_inside_a_layout_table() -> None:
    inner = "<table><tr><td>指标<td>数量<tr><td>申请<td>3</table>"
    outer = f"<table><tr><td><p>上文</p><tr><td>{inner}<tr><td><p>下文</p></table>"
    page = extract(f"<div id=zoom><p>{'本报告由某某县人民政府办公室编制。' * 4}</p>{outer}</div>", "https://a.cn/")
    assert page.text.split("\n")[1:] == ["上文", "| 指标 | 数量 |", "| 申请 | 3 |", "下文"]
    assert [table.rows for table in page.tables] == [(("指标", "数量"), ("申请", "3"))]


def test_layout_table_is_paragraphs() -> None:
    prose = "<p>" + "本报告由某某县人民政府办公室编制。" * 9 + "</p>"
    page = extract(f"<table><tr><td>栏目<td>{prose * 5}</table>", "https://a.cn/")
    assert page.tables == ()
    assert "|" not in page.text


def test_pipe_in_a_cell_and_five_kinds_of_nothing() -> None:
    page = extract(
        f"<div id=zoom><p>{'本报告由某某县人民政府办公室编制。' * 4}</p>"
        "<table><tr><td>a|b<td>/<td>-<tr><td>—<td>0<td>&nbsp;</table></div>",
        "https://a.cn/",
    )
    assert page.text.split("\n")[1:] == ["| a\\|b | / | - |", "| — | 0 |  |"]
    assert page.tables[0].rows == (("a|b", "/", "-"), ("—", "0", ""))


def test_label_broken_inside_a_cell_is_whole() -> None:
    assert rows("<table><tr><td>商业<br>企业<td><p>科研</p><p>机构</p><tr><td>1<td>2</table>") == [
        (("商业企业", "科研机构"), ("1", "2"))
    ]


def test_grid_that_would_be_huge_is_not_built() -> None:
    assert expand([[[Cell("a", "1000", "65534")]] * 1000]) is None
    page = extract("<table>" + "<tr><td colspan=1000 rowspan=0>甲<td>乙" * 300 + "</table>", "https://a.cn/")
    assert page.tables == ()


@given(st.lists(st.lists(CELLS, max_size=5), max_size=3))
def test_any_table_gives_a_rectangle(groups: list[list[list[Cell]]]) -> None:
    grid = expand(groups)
    assert grid is not None
    assert len({len(row) for row in grid}) <= 1
    assert len(grid) == sum(1 for group in groups for row in group if row)
    assert sum(map(len, grid)) <= MAX_SLOTS
    assert {cell for row in grid for cell in row} - {""} == {cell.text for g in groups for row in g for cell in row}
