"""Flattened statutory tables put back: a pipe table with merged cells expanded where the flattened run stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crawler.records import Table
from crawler.statistics import flat
from crawler.statistics import form as forms
from crawler.statistics.flat import Run
from crawler.statistics.flat_rows import Side, item_cells, own_cells
from crawler.statistics.flat_tokens import is_separator, split_cells
from crawler.statistics.han import han
from crawler.statistics.reading import best, flat_readings

Grid = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Text with its flattened statutory tables rebuilt.

    `tables` are the rebuilt ones, named, in the order of the text. `notes` says what was done, by section:
    `{"rebuilt": {"applications": {"rows": 28, "columns": 10}}}`, with `head_from_form` (head cells that the page had
    lost and the form gave), `page_footers` dropped from inside; and `{"not_rebuilt": {section: reason}}`.
    With no notes, `text` is the text that was given.
    """

    text: str
    tables: tuple[Table, ...] = ()
    notes: dict[str, Any] = field(default_factory=dict)


def rebuild(text: str) -> Rebuilt:
    """Puts back the statutory tables that stand in `text` as one cell a line or as incomplete pipe lines.

    Cells and labels are those published; only a head cell or group that the page lost is taken from the official form,
    and noted. A run whose cells can't be told apart for certain stays as it stood, and `notes` says why. Never raises.
    """
    lines = text.split("\n")
    out: list[str] = []
    tables: list[Table] = []
    rebuilt: dict[str, Any] = {}
    not_rebuilt: dict[str, str] = {}
    at = 0
    for run in flat.runs(lines):
        if _stands(lines[run.first : run.last + 1], run.section):
            continue
        reason = _obstacle(run)
        grid = None if reason else _grid(run)
        if grid is None:
            not_rebuilt[run.section] = reason or "the cells of a row can't be told apart for certain"
            continue
        rows, from_form = grid
        out += lines[at : run.first]
        out += [pipe_row(row) for row in rows]
        at = run.last + 1
        tables.append(Table(run.section, _caption(out, len(rows)), tuple(rows)))
        rebuilt[run.section] = {"rows": len(rows), "columns": len(rows[0])}
        if from_form:
            rebuilt[run.section]["head_from_form"] = from_form
        if run.footers:
            rebuilt[run.section]["page_footers"] = run.footers
    notes: dict[str, Any] = {}
    if rebuilt:
        notes["rebuilt"] = rebuilt
    if not_rebuilt:
        notes["not_rebuilt"] = not_rebuilt
    if not tables:
        return Rebuilt(text, (), notes)
    return Rebuilt("\n".join(out + lines[at:]), tuple(tables), notes)


def pipe_row(cells: Sequence[str]) -> str:
    """One row under the text contract."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _caption(before: list[str], rows: int) -> str:
    above = before[len(before) - rows - 1] if len(before) > rows else ""
    return above if len(above) <= 60 else ""


def _stands(lines: Sequence[str], section: str) -> bool:
    """Whether the lines are tables already, as the text contract has them.

    One table has one number of cells. Section 二 may be several small tables, each begun by its clause or its head;
    between them the clause may stand as a paragraph.
    """
    widths: list[int] = []
    for line in lines:
        if not (line.startswith("| ") and line.endswith(" |")):
            if section == forms.SECTION_DISCLOSURE and "|" not in line:
                continue
            return False
        cells = split_cells(line)
        begins = any(word in han(cells[0]) for word in ("第二十条", forms.ITEM_HEAD))
        if len(cells) < 2 or is_separator(line):
            return False
        if widths and len(cells) != widths[-1] and not (section == forms.SECTION_DISCLOSURE and begins):
            return False
        widths.append(len(cells))
    return bool(widths)


def _obstacle(run: Run) -> str | None:
    if run.stray:
        return f"no label of the form explains {run.stray[0]!r}"
    for row in run.rows:
        if sum(1 for cell in row.cells if cell) > _most_cells(run, row.key):
            return f"more cells than the form has in the row {row.text!r}"
    return None


def _most_cells(run: Run, key: str) -> int:
    if run.section == forms.SECTION_APPLICATIONS:
        return len(forms.APPLICANTS)
    if run.section == forms.SECTION_REVIEWS:
        return len(forms.REVIEW_KEYS)
    return next(sum(item.spans) for item in forms.ITEMS[run.form] if item.key == key)


def _grid(run: Run) -> tuple[Grid, int] | None:
    reading = best(flat_readings([run]))
    if reading is None or ":one_of_" in reading.how:
        return None
    side: Side = "last" if reading.how.endswith(":last_cells") else "first"
    if run.section == forms.SECTION_APPLICATIONS:
        return _applications(run, side)
    if run.section == forms.SECTION_REVIEWS:
        return _reviews(run, side)
    return _disclosure(run)


class _Head:
    """Hands out the published head cells in the order of the form; counts those the form itself had to give."""

    def __init__(self, published: Sequence[tuple[str, str]]) -> None:
        self.rest = list(published)
        self.from_form = 0

    def __call__(self, official: str, above: str = "") -> str:
        wanted = above + han(official)
        for index, (words, text) in enumerate(self.rest):
            if words == wanted:
                del self.rest[index]
                return text
        self.from_form += 1
        return official


def _applications(run: Run, side: Side) -> tuple[Grid, int] | None:
    head = _Head(run.head)
    note, applicants, person, organization, total, *others = [head(words) for words in flat.APPLICATION_HEAD]
    grid: Grid = [
        (note,) * 3 + (applicants,) * 7,
        (note,) * 3 + (person,) + (organization,) * 5 + (total,),
        (note,) * 3 + (person, *others, total),
    ]
    results = run.results or forms.RESULTS
    for row in run.rows:
        cells = own_cells(row, len(forms.APPLICANTS), side)
        if cells is None:
            return None
        if row.key in (forms.NEW, forms.CARRIED_OVER, forms.CARRIED_FORWARD):
            labels: tuple[str, ...] = (row.text,) * 3
        elif forms.ROWS[row.key].group:
            labels = (results, row.group or forms.ROWS[row.key].group, row.text)
        else:
            labels = (results, row.text, row.text)
        grid.append((*labels, *cells))
    return grid, head.from_form + sum(1 for row in run.rows if forms.ROWS[row.key].group and not row.group)


def _reviews(run: Run, side: Side) -> tuple[Grid, int] | None:
    cells = own_cells(run.rows[0], len(forms.REVIEW_KEYS), side)
    if cells is None:
        return None
    head = _Head(run.head)
    published = [head(words) for words in flat.REVIEW_HEAD]
    review, litigation = published[:2]
    outcomes = tuple(published[2:7])
    direct, after_review = published[7:9]
    return [
        (review,) * 5 + (litigation,) * 10,
        outcomes + (direct,) * 5 + (after_review,) * 5,
        outcomes + tuple(published[9:]),
        tuple(cells),
    ], head.from_form


def _disclosure(run: Run) -> tuple[Grid, int] | None:
    head = _Head(run.head)
    grid: Grid = []
    by_key = {row.key: row for row in run.rows}
    clause = ""
    for item in forms.ITEMS[run.form]:
        row = by_key.get(item.key)
        if row is None:
            continue
        if item.clause != clause:
            clause = item.clause
            width = 1 + sum(item.spans)
            grid.append((head(clause, clause),) * width)
            first = head(forms.ITEM_HEAD, clause)
            grid.append((first, *_spread([head(column.wording, clause) for column in item.columns], item.spans)))
        cells = item_cells(row, item)
        if cells is None:
            return None
        grid.append((row.text, *_spread(cells, item.spans)))
    return grid, head.from_form


def _spread(cells: Sequence[str], spans: Sequence[int]) -> list[str]:
    return [cell for cell, span in zip(cells, spans, strict=True) for _ in range(span)]
