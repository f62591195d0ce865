from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.statistics import form as forms
from crawler.statistics import read, rebuild
from tests.statistics import official

SHARED = Path(__file__).resolve().parents[3] / "shared"
SEED = SHARED / "seeds" / "001_05cb1602fd1980b4.txt"
TEN = ["0", "0", "0", "47", "1", "150", "7", "8", "9", "1.5"]
FIFTEEN = [str(number % 4) for number in range(15)]
HEADINGS = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")


def cells_2021() -> official.Grid:
    leaves = [[(row * 11 + column * 5) % 7 for column in range(6)] for row in range(21)]
    return official.balanced("2021", leaves, [1, 0, 0, 0, 2, 0], [0, 3, 0, 0, 0, 1])


def grids_2021() -> list[official.Grid]:
    return [
        official.disclosure_2021(TEN),
        official.applications("2021", cells_2021()),
        official.reviews(FIFTEEN),
    ]


def data_once(grid: official.Grid) -> list[list[str]]:
    """The rows with merged cells written once, the figures of section 二 too."""
    out = []
    for row in official.merged(grid):
        if row and row[0] in ("行政许可", "行政处罚", "行政强制", "行政事业性收费") and len(row) == 4:
            row = row[:2]
        out.append(row)
    return out


def report(grids: list[list[str]]) -> str:
    parts = ["一、总体情况", "全年工作有序开展，详见下文。"]
    for heading, lines in zip(HEADINGS, grids, strict=True):
        parts += [heading, *lines]
    return "\n".join([*parts, "五、存在的主要问题及改进情况", "公开的质量有待提高。"])


RENDERINGS = {
    "a cell a line": lambda grid: [cell for row in data_once(grid) for cell in row],
    "a cell a line with a pipe": lambda grid: [f"{cell} |" for row in data_once(grid) for cell in row],
    "a row a line, pipes": lambda grid: ["| " + " | ".join(row) + " |" for row in data_once(grid)],
    "a row a line, bare pipes": lambda grid: [" | ".join(row) for row in data_once(grid)],
    "a row a line, tabs": lambda grid: ["\t".join(row) for row in data_once(grid)],
    "a row a line, spaces": lambda grid: [" ".join(row) for row in data_once(grid)],
    "markdown": lambda grid: [*official.pipes(grid)[:1], "| --- | --- |", *official.pipes(grid)[1:]],
}


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_each_way_of_flattening_gives_the_official_tables_back(rendering: str) -> None:
    grids = grids_2021()
    text = report([RENDERINGS[rendering](grid) for grid in grids])
    rebuilt = rebuild(text)
    assert rebuilt.text == report([official.pipes(grid) for grid in grids])
    assert [table.name for table in rebuilt.tables] == list(forms.SECTIONS)
    assert [list(table.rows) for table in rebuilt.tables] == grids
    assert [table.caption for table in rebuilt.tables] == list(HEADINGS)
    assert "not_rebuilt" not in rebuilt.notes
    statistics = read(rebuilt.tables, rebuilt.text)
    assert statistics is not None
    assert sum(check.passed is True for check in statistics.checks) == 39
    assert read((), text) is not None


def test_the_2019_form_is_given_back() -> None:
    leaves = [[(row + column) % 3 for column in range(6)] for row in range(19)]
    cells = official.balanced("2019", leaves, [0, 0, 1, 0, 0, 0], [2, 0, 0, 0, 0, 0])
    grids = [
        official.disclosure_2019([str(number) for number in range(200, 222)]),
        official.applications("2019", cells),
        official.reviews(FIFTEEN),
    ]
    flattened = [[cell for row in official.merged(grid) for cell in row] for grid in grids[1:]]
    items = [[cell for place, cell in enumerate(row) if place == 0 or row[place - 1] != cell] for row in grids[0]]
    text = report([[cell for row in items for cell in row], *flattened])
    rebuilt = rebuild(text)
    assert [list(table.rows) for table in rebuilt.tables] == grids


def test_the_seed_gives_all_its_cells_and_all_42_sums() -> None:
    if not SHARED.exists():
        pytest.skip("seeds are not here")
    text = SEED.read_text(encoding="utf-8")
    rebuilt = rebuild(text)
    assert [(table.name, len(table.rows), len(table.rows[0])) for table in rebuilt.tables] == [
        ("proactive_disclosure", 14, 4),
        ("applications", 28, 10),
        ("reviews_and_litigation", 4, 15),
    ]
    statistics = read(rebuilt.tables, rebuilt.text)
    assert statistics is not None
    assert statistics.layout == "2021"
    assert len(statistics.checks) == 42
    assert all(check.passed is True for check in statistics.checks)
    figures = statistics.figures
    assert len(figures) == 200
    assert all(isinstance(value, int) for value in figures.values())
    not_nought = {key: value for key, value in figures.items() if value != 0}
    assert not_nought == {
        "normative_documents_issued": 47,
        "normative_documents_repealed": 1,
        "normative_documents_in_force": 150,
        "applications_new_natural_person": 3,
        "applications_new_total": 3,
        "applications_granted_natural_person": 3,
        "applications_granted_total": 3,
        "applications_handled_natural_person": 3,
        "applications_handled_total": 3,
    }
    prose = [line for line in text.split("\n") if len(line) > 60]
    assert all(line in rebuilt.text.split("\n") for line in prose)
    assert not [line for line in rebuilt.text.split("\n") if line.strip() in ("|", "|||", "0 |")]


def test_tables_that_stand_are_left_alone() -> None:
    text = report([official.pipes(grid) for grid in grids_2021()])
    assert rebuild(text).text == text
    assert rebuild(text).tables == ()
    assert rebuild(text).notes == {}


def test_section_two_standing_as_four_small_tables_is_left_alone() -> None:
    grid = official.disclosure_2021(TEN)
    narrow = [row[:2] if row[0] in ("行政许可", "行政处罚", "行政强制", "行政事业性收费") else row for row in grid]
    lines = []
    for row in narrow:
        if row[0].startswith("第二十条"):
            lines.append(row[0])
        elif len(set(row)) == 2:
            lines.append(f"| {row[0]} | {row[1]} |")
        else:
            lines.append("| " + " | ".join(row) + " |")
    text = "\n".join(lines)
    assert rebuild(text).text == text


def test_page_footers_inside_a_table_are_dropped_and_counted() -> None:
    grid = grids_2021()[1]
    lines = RENDERINGS["a row a line, spaces"](grid)
    text = report([[], [*lines[:12], "- 4 -", *lines[12:]], []])
    rebuilt = rebuild(text)
    assert rebuilt.notes["rebuilt"]["applications"] == {"rows": 28, "columns": 10, "page_footers": 1}
    assert [list(table.rows) for table in rebuilt.tables] == [grid]


def test_a_head_that_the_page_lost_comes_from_the_form_and_is_noted() -> None:
    grid = grids_2021()[1]
    lines = [cell for row in data_once(grid)[3:] for cell in row]
    rebuilt = rebuild(report([[], lines, []]))
    assert [list(table.rows) for table in rebuilt.tables] == [grid]
    assert rebuilt.notes["rebuilt"]["applications"]["head_from_form"] == 10


def test_a_row_the_form_does_not_know_leaves_the_run_as_it_stood() -> None:
    grid = grids_2021()[1]
    lines = [cell for row in data_once(grid) for cell in row]
    at = lines.index("（四）无法提供")
    text = report([[], [*lines[:at], "9.本地另列的情形", *["0"] * 7, *lines[at:]], []])
    rebuilt = rebuild(text)
    assert rebuilt.text == text
    assert "9.本地另列的情形" in rebuilt.notes["not_rebuilt"]["applications"]


def test_a_row_with_too_few_cells_leaves_the_run_as_it_stood() -> None:
    lines = [cell for row in data_once(grids_2021()[1]) for cell in row]
    at = lines.index("2.重复申请")
    text = report([[], lines[: at + 3] + lines[at + 4 :], []])
    rebuilt = rebuild(text)
    assert rebuilt.text == text
    assert "applications" in rebuilt.notes["not_rebuilt"]


def test_prose_that_names_the_rows_is_no_table() -> None:
    text = "本年新收政府信息公开申请3件，上年结转0件，均已办结。\n三、本年度办理结果见下。\n结转下年度继续办理0件。"
    assert rebuild(text).text == text
    assert rebuild(text).notes == {}


value = st.one_of(st.integers(0, 10**6).map(str), st.sampled_from(["/", "-", "—"]))


@settings(max_examples=30, deadline=None)
@given(
    rendering=st.sampled_from(sorted(RENDERINGS)),
    ten=st.lists(value, min_size=10, max_size=10),
    rows=st.lists(st.lists(value, min_size=7, max_size=7), min_size=25, max_size=25),
    fifteen=st.lists(value, min_size=15, max_size=15),
)
def test_any_figures_come_back_exactly(
    rendering: str, ten: list[str], rows: list[list[str]], fifteen: list[str]
) -> None:
    grids = [official.disclosure_2021(ten), official.applications("2021", rows), official.reviews(fifteen)]
    rebuilt = rebuild(report([RENDERINGS[rendering](grid) for grid in grids]))
    assert [list(table.rows) for table in rebuilt.tables] == grids
    assert rebuild(rebuilt.text).text == rebuilt.text


pieces = st.sampled_from(
    [
        "本年新收",
        "信息内容",
        "本年制发件数",
        "直接起诉",
        "复议后起诉",
        "其他",
        "总计",
        "|",
        "0",
        "\n",
        " ",
        "\t",
        "（三）",
        "- 4 -",
        "规章",
    ]
)


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(max_size=300), st.lists(pieces, max_size=200).map("".join)))
def test_nothing_a_page_says_raises(text: str) -> None:
    rebuilt = rebuild(text)
    read(rebuilt.tables, rebuilt.text)
    if not rebuilt.tables:
        assert rebuilt.text == text
