"""Statutory tables as grids of cells: which section a table holds, and every way its figures can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from crawler.records import Table
from crawler.statistics import form as forms
from crawler.statistics.cell import figure, is_value
from crawler.statistics.form import Form, Item, Row
from crawler.statistics.han import han, label

Rows = Sequence[Sequence[str]]
Figures = dict[str, int | str | None]
_LONGEST_LABEL = 80
_MOST_CELLS = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read one section: `how` is a stable word for the way, `form` the form whose rows were found."""

    section: str
    form: Form
    how: str
    figures: Figures


def name_tables(tables: Sequence[Table]) -> tuple[Table, ...]:
    """The tables with the statutory ones named; section 二 as one table or as several, each gets the name.

    A table that holds more than one section, or none, keeps the name it has.
    """
    return tuple(replace(table, name=section_of(table.rows) or table.name) for table in tables)


def section_of(rows: Rows) -> str | None:
    """The section whose labels the rows hold, or None where they hold none or more than one."""
    sections = [section for section, holds in _HOLDS.items() if holds(rows)]
    return sections[0] if len(sections) == 1 else None


def readings(tables: Sequence[Table]) -> Iterator[Reading]:
    """Every reading of every section, likeliest first within a section; at most a handful for each table."""
    for section, read in _READERS.items():
        holding = [table.rows for table in tables if _HOLDS[section](table.rows)]
        if len(holding) > 1 and section != forms.SECTION_REVIEWS:
            yield from read([row for rows in holding for row in rows], "joined_tables")
        for rows in holding[:8]:
            yield from read(rows, "table")


def find_row(labels: Sequence[str], above: Row | None) -> Row | None:
    """The row of section 三 that the label cells (left to right) name, given the row found before it."""
    named = [text for text in (label(cell[:_LONGEST_LABEL]) for cell in labels) if text]
    if not named:
        return None
    last = named[-1]
    for row in forms.APPLICATION_ROWS:
        if row.whole:
            continue
        if row.core in last:
            return row
    if last in ("总计", "合计"):
        return forms.ROWS[forms.HANDLED] if above is not None else None
    if last == "其他" and above is not None and above.group == forms.ROWS["applications_other_handling_other"].group:
        return forms.ROWS["applications_other_handling_other"]
    if last == "其他" and any("其他处理" in text for text in named):
        return forms.ROWS["applications_other_handling_other"]
    return None


def _cells(row: Sequence[str]) -> Sequence[str]:
    return row[:_MOST_CELLS]


def _holds_applications(rows: Rows) -> bool:
    found = {row.key for row, _ in _application_rows(rows)}
    return len(found) >= 5 or ({forms.NEW, forms.CARRIED_OVER} <= found)


def _application_rows(rows: Rows) -> Iterator[tuple[Row, Sequence[str]]]:
    """Each row of section 三 found, with its cells."""
    columns = _applicant_columns(rows)
    above: Row | None = None
    for cells in map(_cells, rows):
        first = columns[0] if columns is not None else _first_data(cells)
        if first is None:
            continue
        row = find_row(cells[:first], above)
        if row is not None:
            yield row, cells
            above = row


def _first_data(cells: Sequence[str]) -> int | None:
    """The index after the last label cell: one with Han characters that is no value (无)."""
    for index in range(len(cells) - 1, -1, -1):
        if han(cells[index][:_LONGEST_LABEL]) and not is_value(cells[index].strip()):
            return index + 1 if index + 1 < len(cells) else None
    return None


def _read_applications(rows: Rows, how: str) -> Iterator[Reading]:
    found: dict[str, Sequence[str]] = {}
    for row, cells in _application_rows(rows):
        found.setdefault(row.key, cells)
    form: Form = "2019" if "applications_other_handling" in found else "2021"
    columns = _applicant_columns(rows)
    width = len(forms.APPLICANTS)

    def by_head(cells: Sequence[str]) -> Sequence[str]:
        return [cells[place] for place in columns] if columns is not None and max(columns) < len(cells) else ()

    def after_label(cells: Sequence[str]) -> Sequence[str]:
        return cells[first : first + width] if (first := _first_data(cells)) is not None else ()

    def filled(cells: Sequence[str]) -> Sequence[str]:
        first = _first_data(cells)
        return [cell for cell in cells[first:] if cell.strip()] if first is not None else ()

    picks: tuple[tuple[str, Callable[[Sequence[str]], Sequence[str]]], ...] = (
        (how, by_head),
        (f"{how}:cells_after_label", after_label),
        (f"{how}:last_cells", lambda cells: cells[-width:]),
        (f"{how}:filled_cells", filled),
    )
    for name, pick in picks:
        figures: Figures = {}
        for row in forms.application_rows(form):
            cells = pick(found[row.key]) if row.key in found else ()
            for index, column in enumerate(forms.APPLICANTS):
                figures[f"{row.key}_{column.key}"] = figure(cells[index]) if len(cells) == width else None
        yield Reading(forms.SECTION_APPLICATIONS, form, name, figures)


def _applicant_columns(rows: Rows) -> tuple[int, ...] | None:
    """The grid columns of the seven applicants by the head's words, or None where they are not told apart."""
    head: list[list[str]] = []
    for cells in map(_cells, rows):
        if any("本年新收" in han(cell[:_LONGEST_LABEL]) for cell in cells[:4]):
            break
        head.append([han(cell[:_LONGEST_LABEL]) for cell in cells])
    if not head or len(head) > 8:
        return None
    lowest = head[-1]
    columns = []
    for column in forms.APPLICANTS:
        places = [i for i, text in enumerate(lowest) if text == column.wording]
        if len(places) != 1:
            return None
        columns.append(places[0])
    return tuple(columns)


def _holds_reviews(rows: Rows) -> bool:
    words = {han(cell[:_LONGEST_LABEL]) for cells in rows[:40] for cell in _cells(cells)}
    return {"行政复议", "行政诉讼", "尚未审结"} <= words or {"未经复议直接起诉", "复议后起诉"} <= words


def _read_reviews(rows: Rows, how: str) -> Iterator[Reading]:
    grid = [_cells(cells) for cells in rows[:40]]
    width = len(forms.REVIEW_KEYS)
    outcome_words = [outcome.wording for outcome in forms.OUTCOMES]
    head = -1
    columns: list[int] = []
    for index, cells in enumerate(grid):
        words = [han(cell[:_LONGEST_LABEL]) for cell in cells]
        if words.count("尚未审结") >= 1:
            head = index
            columns = [i for i, word in enumerate(words) if word in outcome_words]
    for cells in grid[head + 1 :]:
        if not all(is_value(cell.strip()) or not cell.strip() for cell in cells[-width:]):
            continue
        if len(columns) == width and columns[-1] < len(cells):
            yield _review_reading([cells[c] for c in columns], how)
        if len(cells) >= width:
            yield _review_reading(cells[-width:], f"{how}:last_cells")
            yield _review_reading(cells[:width], f"{how}:first_cells")


def _review_reading(cells: Sequence[str], how: str) -> Reading:
    figures: Figures = {key: figure(cell) for key, cell in zip(forms.REVIEW_KEYS, cells, strict=True)}
    return Reading(forms.SECTION_REVIEWS, "2021", how, figures)


def _holds_disclosure(rows: Rows) -> bool:
    return any(form is not None for form in map(_item_head_form, rows)) and any(
        item.core in label(cells[0][:_LONGEST_LABEL])
        for cells in rows
        if cells
        for item in (*forms.ITEMS["2021"], *forms.ITEMS["2019"])
    )


_HEAD_WORDS: dict[Form, frozenset[str]] = {
    "2021": frozenset({"本年制发件数", "本年废止件数", "现行有效件数", "本年处理决定数量", "本年收费金额单位万元"}),
    "2019": frozenset({"本年新制作数量", "本年新公开数量", "上一年项目数量", "采购项目数量", "采购总金额"}),
}


def _item_head_form(cells: Sequence[str]) -> Form | None:
    words = {han(cell[:_LONGEST_LABEL]) for cell in _cells(cells)}
    if forms.ITEM_HEAD not in words:
        return None
    for form, heads in _HEAD_WORDS.items():
        if words & heads:
            return form
    return None


def _read_disclosure(rows: Rows, how: str) -> Iterator[Reading]:
    votes = [form for form in map(_item_head_form, rows) if form is not None]
    if not votes:
        return
    form: Form = max(("2021", "2019"), key=votes.count)
    by_head: Figures = dict.fromkeys(forms.disclosure_keys(form))
    head: dict[str, list[int]] = {}
    for cells in map(_cells, rows):
        words = [han(cell[:_LONGEST_LABEL]) for cell in cells]
        if forms.ITEM_HEAD in words:
            head = {}
            for index, word in enumerate(words):
                head.setdefault(word, []).append(index)
            continue
        item = find_item(cells[0], form) if cells else None
        if item is None:
            continue
        for column in item.columns:
            key = f"{item.key}_{column.key}"
            below = [cells[place] for place in head.get(han(column.wording), ()) if place < len(cells)]
            if below and by_head[key] is None:
                by_head[key] = _one_figure(below)
    yield Reading(forms.SECTION_DISCLOSURE, form, how, by_head)


def _one_figure(cells: Sequence[str]) -> int | str:
    """The figure of the cells below one merged head, where a site merged none: all of them if they differ."""
    told = list(dict.fromkeys(cell for cell in cells if figure(cell) != ""))
    return figure(" ".join(told)) if told else figure(cells[0])


def find_item(cell: str, form: Form) -> Item | None:
    """The item of section 二 that a label cell names, or None."""
    text = label(cell[:_LONGEST_LABEL])
    for item in forms.ITEMS[form]:
        if text == item.core or (len(item.core) > 2 and item.core in text):
            return item
    return None


_HOLDS: dict[str, Callable[[Rows], bool]] = {
    forms.SECTION_DISCLOSURE: _holds_disclosure,
    forms.SECTION_APPLICATIONS: _holds_applications,
    forms.SECTION_REVIEWS: _holds_reviews,
}
_READERS: dict[str, Callable[[Rows, str], Iterator[Reading]]] = {
    forms.SECTION_DISCLOSURE: _read_disclosure,
    forms.SECTION_APPLICATIONS: _read_applications,
    forms.SECTION_REVIEWS: _read_reviews,
}
