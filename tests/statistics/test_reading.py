from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records import Check, Statistics, Table
from crawler.statistics import form as forms
from crawler.statistics import name_tables, read
from tests.statistics import official

SHARED = Path(__file__).resolve().parents[3] / "shared"
TEN = ["1", "0", "12", "47", "1", "150", "3", "4", "5", "12.5"]
FIFTEEN = ["1", "0", "0", "2", "3", "0", "0", "0", "0", "0", "0", "1", "0", "0", "1"]


def balanced_2021() -> official.Grid:
    leaves = [[(row * 7 + column * 3) % 5 for column in range(6)] for row in range(21)]
    return official.balanced("2021", leaves, [1, 0, 0, 0, 2, 0], [0, 3, 0, 0, 0, 1])


def tables_2021() -> tuple[Table, ...]:
    return (
        official.table(official.disclosure_2021(TEN)),
        official.table(official.applications("2021", balanced_2021())),
        official.table(official.reviews(FIFTEEN)),
    )


def read_it(*tables: Table, text: str = "") -> Statistics:
    statistics = read(tables, text)
    assert statistics is not None
    return statistics


def check(statistics: Statistics, name: str) -> Check:
    return next(check for check in statistics.checks if check.name == name)


def test_the_2021_form_is_read_cell_by_cell() -> None:
    statistics = read_it(*tables_2021())
    cells = [cell for row in balanced_2021() for cell in row]
    expected: dict[str, int | str] = dict(
        zip(forms.keys("2021"), [*map(int, TEN[:9]), "12.5", *map(int, cells), *map(int, FIFTEEN)], strict=True)
    )
    assert statistics.layout == "2021"
    assert statistics.figures == expected
    assert len(statistics.checks) == 42
    assert all(one.passed is True for one in statistics.checks)
    assert not any("reading" in one.figures for one in statistics.checks)


def test_the_2019_form_is_read_cell_by_cell() -> None:
    leaves = [[(row + column) % 3 for column in range(6)] for row in range(19)]
    cells = official.balanced("2019", leaves, [0, 0, 1, 0, 0, 0], [2, 0, 0, 0, 0, 0])
    stock = [str(number) for number in range(100, 122)]
    statistics = read_it(
        official.table(official.disclosure_2019(stock)),
        official.table(official.applications("2019", cells)),
        official.table(official.reviews(FIFTEEN)),
    )
    data = [*stock, *(cell for row in cells for cell in row), *FIFTEEN]
    assert statistics.layout == "2019"
    assert statistics.figures == dict(zip(forms.keys("2019"), map(int, data), strict=True))
    assert len(statistics.checks) == 40
    assert all(one.passed is True for one in statistics.checks)


def test_the_empty_official_form_gives_200_empty_cells() -> None:
    form = SHARED / "real" / "forms" / "2021-form.docx"
    if not SHARED.exists():
        pytest.skip("saved pages are not here")
    from crawler.extraction import extract_file

    extraction = extract_file(form.read_bytes(), form.name)
    named = [table.name for table in name_tables(extraction.tables)]
    assert set(named) >= set(forms.SECTIONS)
    statistics = read_it(*extraction.tables)
    assert statistics.layout == "2021"
    assert statistics.figures == dict.fromkeys(forms.keys("2021"), "")
    assert [one.passed for one in statistics.checks] == [None] * 42


def test_tables_are_named_by_what_they_hold() -> None:
    other = Table("kept", "", (("指标", "数量"), ("主动公开信息数", "6")))
    named = name_tables((*tables_2021(), other))
    assert [table.name for table in named] == [
        "proactive_disclosure",
        "applications",
        "reviews_and_litigation",
        "kept",
    ]


def test_section_two_may_be_four_small_tables() -> None:
    grid = official.disclosure_2021(TEN)
    parts = [official.table(grid[start:end]) for start, end in ((0, 4), (4, 7), (7, 11), (11, 14))]
    assert [table.name for table in name_tables(parts)] == ["proactive_disclosure"] * 4
    statistics = read_it(*parts)
    assert statistics.figures["normative_documents_in_force"] == 150
    assert statistics.figures["coercive_measures_decided"] == 5
    assert statistics.figures["fees_charged_10k_yuan"] == "12.5"


def test_a_table_cut_by_a_page_break_is_read_whole() -> None:
    grid = official.applications("2021", balanced_2021())
    statistics = read_it(official.table(grid[:15]), official.table(grid[15:]))
    assert sum(one.passed is True for one in statistics.checks) == 39
    assert check(statistics, "balance_total").figures["reading"] == "joined_tables"


def test_blanks_and_marks_stay_what_was_published() -> None:
    cells = [["0"] * 7 for _ in range(25)]
    cells[0] = ["", "/", "-", "—", "0", "１", "1,234"]
    figures = read_it(official.table(official.applications("2021", cells))).figures
    row = [figures[f"applications_new_{column.key}"] for column in forms.APPLICANTS]
    assert row == ["", "/", "-", "—", 0, 1, 1234]


def test_a_false_sum_is_kept_and_fails_with_its_figures() -> None:
    cells = [list(row) for row in balanced_2021()]
    published = cells[2][6]
    cells[2][6] = str(int(published) + 1)
    statistics = read_it(official.table(official.applications("2021", cells)))
    assert statistics.figures["applications_granted_total"] == int(published) + 1
    failed = {one.name for one in statistics.checks if one.passed is False}
    assert failed == {"row_applications_granted", "results_total"}
    assert check(statistics, "row_applications_granted").figures == {
        "left": int(published),
        "right": int(published) + 1,
    }


def test_a_blank_counts_as_nought_only_where_the_sum_then_holds() -> None:
    cells = [["0"] * 7 for _ in range(25)]
    cells[0] = ["2", "", "/", "-", "0", "0", "2"]
    cells[2] = ["2", "0", "0", "0", "0", "", "3"]
    cells[3] = ["0", "0", "0", "0", "0", "0", ""]
    statistics = read_it(official.table(official.applications("2021", cells)))
    new = check(statistics, "row_applications_new")
    assert new.passed is True
    assert new.figures == {"left": 2, "right": 2, "blank_as_zero": 3}
    granted = check(statistics, "row_applications_granted")
    assert granted.passed is None
    assert granted.figures["unread"] == {"applications_granted_other": ""}
    assert check(statistics, "row_applications_partly_granted").passed is None


def test_a_cell_that_is_no_number_makes_its_sums_not_evaluable() -> None:
    cells = [["0"] * 7 for _ in range(25)]
    cells[4][0] = "见附件"
    statistics = read_it(official.table(official.applications("2021", cells)))
    assert statistics.figures["applications_refused_state_secret_natural_person"] == "见附件"
    assert check(statistics, "results_natural_person").passed is None
    assert check(statistics, "results_total").passed is True


def test_rows_that_lost_their_merged_cells_are_read_where_their_sums_hold() -> None:
    cells = balanced_2021()
    rows = official.merged(official.applications("2021", cells))
    padded = tuple((*row, *[""] * (10 - len(row))) for row in rows)
    statistics = read_it(Table(None, "", padded))
    assert sum(one.passed is True for one in statistics.checks) == 39
    assert statistics.figures["applications_not_handled_confirmation_total"] == int(cells[19][6])
    assert ":" in check(statistics, "balance_total").figures["reading"]


def test_columns_are_told_by_the_head_not_by_their_place() -> None:
    grid = official.applications("2021", balanced_2021())
    swapped = [(*row[:4], row[5], row[4], *row[6:]) for row in grid]
    assert (
        read_it(official.table(swapped)).figures["applications_granted_commercial_enterprise"]
        == read_it(official.table(grid)).figures["applications_granted_commercial_enterprise"]
    )


def test_labels_in_traditional_characters_are_read() -> None:
    grid = [
        ("行政複議",) * 5 + ("行政訴訟",) * 10,
        ("結果維持", "結果糾正", "其他結果", "尚未審結", "總計") + ("未經複議直接起訴",) * 5 + ("複議後起訴",) * 5,
        ("結果維持", "結果糾正", "其他結果", "尚未審結", "總計") * 3,
        tuple(FIFTEEN),
    ]
    statistics = read_it(official.table(grid))
    assert statistics.figures["review_total"] == 3
    assert statistics.figures["litigation_after_review_total"] == 1


def test_labels_in_radicals_as_pdf_fonts_give_them_are_read() -> None:
    cells = official.balanced("2021", [[1, 0, 0, 0, 0, 2]] * 21, [0] * 6, [0] * 6)
    grids = [official.disclosure_2021(list("0123456789")), official.applications("2021", cells)]
    radicals = str.maketrans("行人一二自长", "⾏⼈⼀⼆⾃⻓")
    tables = [official.table([tuple(cell.translate(radicals) for cell in row) for row in grid]) for grid in grids]
    statistics = read(tables, "")
    assert statistics is not None
    assert statistics.figures["rules_in_force"] == 2
    assert statistics.figures["normative_documents_issued"] == 3
    assert statistics.figures["applications_handled_natural_person"] == 21
    assert all(check.passed for check in statistics.checks[:39])


def test_a_taiwan_worded_copy_is_read_and_rebuilt() -> None:
    lines = ["第二十條第（一）項", "信息內容", "本年制發件數", "本年廢止件數", "現行有效件數"]
    lines += ["規章", "0", "0", "0", "行政規範性檔案", "5", "1", "9"]
    lines += ["第二十條第（五）項", "信息內容", "本年處理決定數量", "行政許可", "7"]
    figures = read_it(text="\n".join(lines)).figures
    assert figures["normative_documents_in_force"] == 9
    assert figures["permits_decided"] == 7


def test_a_page_without_figures_has_no_statistics() -> None:
    assert read((), "一、总体情况\n全年工作平稳。") is None
    assert read((Table(None, "", (("姓名", "职务"), ("某", "主任"))),), "") is None


counts = st.integers(0, 10**9)


@settings(max_examples=25, deadline=None)
@given(
    leaves=st.lists(st.lists(counts, min_size=6, max_size=6), min_size=21, max_size=21),
    over=st.lists(counts, min_size=6, max_size=6),
    forward=st.lists(counts, min_size=6, max_size=6),
)
def test_any_balanced_form_is_read_exactly_and_all_its_sums_hold(
    leaves: list[list[int]], over: list[int], forward: list[int]
) -> None:
    cells = official.balanced("2021", leaves, over, forward)
    statistics = read_it(official.table(official.applications("2021", cells)))
    keys = forms.application_keys("2021")
    assert [statistics.figures[key] for key in keys] == [int(cell) for row in cells for cell in row]
    assert all(one.passed is True for one in statistics.checks if not one.name.endswith("_sum"))


cell = st.one_of(counts.map(str), st.sampled_from(["", "/", "-", "—", "0", "无", "12.5"]))


@settings(max_examples=40, deadline=None)
@given(cells=st.lists(st.lists(cell, min_size=7, max_size=7), min_size=25, max_size=25))
def test_any_cells_are_kept_as_published_under_the_head(cells: list[list[str]]) -> None:
    figures = read_it(official.table(official.applications("2021", cells))).figures
    published = [int(one) if one.isdigit() else one for row in cells for one in row]
    assert [figures[key] for key in forms.application_keys("2021")] == published
