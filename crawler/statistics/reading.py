"""The figures of a report: the ways its tables and text can be read, and the one whose sums hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from crawler.records import Check, Statistics, Table
from crawler.statistics import checks, flat, grid
from crawler.statistics import form as forms
from crawler.statistics.cell import figure
from crawler.statistics.flat import Run
from crawler.statistics.flat_rows import Labelled, Side, item_cells, own_cells
from crawler.statistics.form import Form
from crawler.statistics.grid import Figures, Reading
from crawler.statistics.sentences import stated

SEVERAL_TABLES = "several_tables_"
"""A check whose name begins so says that a section stands on the page more than once, with other figures."""
_WHOLE = 0.9
"""The share of a section's cells with which a table is all of the section and no part of it."""
_FORM_2019 = re.compile(r"2019〕60号|本年新制作数量|因政府信息公开工作被申请行政复议")


def read(tables: Sequence[Table], text: str) -> Statistics | None:
    """The figures of a report's statutory tables, or of an older report's sentences.

    `tables` have their spans expanded; `text` is the report's text, in which flattened tables are looked for where the
    tables do not give a section. Returns None where neither a statutory table nor an unambiguous sentence is found.

    Layouts "2021" and "2019": `figures` has every key of the form (None for a cell that was not found), `checks` are
    the 42 (2021) or 40 (2019) sums. Where a section can be read in several ways the one whose sums hold is kept; a
    reading other than the plain one stands in its checks' figures as `reading`. Where several tables hold a whole
    section and differ, a further check `several_tables_<section>` has not passed. Layout "older": figures are those
    that sentences state, each with a check `stated_<key>` that holds the sentence. Never raises on what a page says.
    """
    readings = list(grid.readings(tables))
    kept: dict[str, Reading] = {}
    for section in forms.SECTIONS:
        reading = best(reading for reading in readings if reading.section == section)
        if reading is not None:
            kept[section] = reading
    if any(section not in kept or not _proved(kept[section]) for section in forms.SECTIONS):
        for reading in flat_readings(flat.runs(text.split("\n"))):
            if reading.section not in kept or _score(reading) > _score(kept[reading.section]):
                kept[reading.section] = reading
    if not kept:
        figures, sources = stated(text)
        return Statistics(figures, sources, "older") if sources else None
    form = _form(kept, text)
    figures = dict.fromkeys(forms.keys(form))
    for reading in kept.values():
        figures |= {key: value for key, value in reading.figures.items() if key in figures}
    return Statistics(figures, (*_checks(figures, form, kept), *_repeated(readings)), form)


def _repeated(readings: Sequence[Reading]) -> Iterator[Check]:
    """A failed check for each section that stands in several tables with other figures."""
    for section in forms.SECTIONS:
        by_way: dict[str, list[Figures]] = {}
        for reading in readings:
            values = list(reading.figures.values())
            found = sum(value is not None for value in values)
            if reading.section != section or reading.how.startswith("joined") or found < _WHOLE * len(values):
                continue
            seen = by_way.setdefault(reading.how, [])
            if reading.figures not in seen and any(isinstance(value, int) for value in values):
                seen.append(reading.figures)
        most = max(map(len, by_way.values()), default=0)
        if most > 1:
            yield Check(f"{SEVERAL_TABLES}{section}", False, {"tables": most})


def best(readings: Iterable[Reading]) -> Reading | None:
    """The reading with most sums that hold, then fewest that fail, then most cells; of equals the first.

    One that finds fewer cells than the first that finds any is not taken: sums hold more easily where cells are lost.
    Where equals give other figures, `how` says how many there are: `table:one_of_2`.
    """
    scored: list[tuple[tuple[int, int, int], Reading]] = []
    for reading in readings:
        # Most ways to read a table come to the same figures.
        same = (score for score, other in scored if _has_same_figures(reading, other))
        scored.append((next(same, None) or _score(reading), reading))
    cells = next((score[2] for score, _ in scored if score[2]), 0)
    scored = [(score, reading) for score, reading in scored if score[2] >= cells]
    if not scored:
        return None
    highest = max(score for score, _ in scored)
    equals: list[Reading] = []
    for score, reading in scored:
        if score == highest and all(reading.figures != other.figures for other in equals):
            equals.append(reading)
    kept = equals[0]
    return kept if len(equals) == 1 else replace(kept, how=f"{kept.how}:one_of_{len(equals)}")


def flat_readings(runs: Sequence[Run]) -> Iterator[Reading]:
    """The readings of flattened runs: blanks before the figures, or after them, taken for lost merged cells."""
    for run in runs:
        if run.section == forms.SECTION_DISCLOSURE:
            yield Reading(run.section, run.form, "flattened", _disclosure(run))
            continue
        yield Reading(run.section, run.form, "flattened", _figures(run, "first"))
        yield Reading(run.section, run.form, "flattened:last_cells", _figures(run, "last"))


def _figures(run: Run, how: Side) -> Figures:
    if run.section == forms.SECTION_REVIEWS:
        return _keyed(forms.REVIEW_KEYS, own_cells(run.rows[0], len(forms.REVIEW_KEYS), how))
    by_key = {row.key: row for row in run.rows}
    out: Figures = {}
    for row in forms.application_rows(run.form):
        keys = [f"{row.key}_{column.key}" for column in forms.APPLICANTS]
        found = by_key.get(row.key)
        out |= _keyed(keys, own_cells(found, len(keys), how) if found else None)
    return out


def _disclosure(run: Run) -> Figures:
    by_key: dict[str, Labelled] = {row.key: row for row in run.rows}
    out: Figures = {}
    for item in forms.ITEMS[run.form]:
        keys = [f"{item.key}_{column.key}" for column in item.columns]
        found = by_key.get(item.key)
        out |= _keyed(keys, item_cells(found, item) if found else None)
    return out


def _keyed(keys: Sequence[str], cells: Sequence[str] | None) -> Figures:
    if cells is None:
        return dict.fromkeys(keys)
    return {key: figure(cell) for key, cell in zip(keys, cells, strict=True)}


def _has_same_figures(reading: Reading, other: Reading) -> bool:
    return (reading.section, reading.form, reading.figures) == (other.section, other.form, other.figures)


def _score(reading: Reading) -> tuple[int, int, int]:
    results = checks.sums(reading.figures, reading.form, reading.section)
    return (
        sum(check.passed is True for check in results),
        -sum(check.passed is False for check in results),
        sum(value is not None for value in reading.figures.values()),
    )


def _proved(reading: Reading) -> bool:
    results = checks.sums(reading.figures, reading.form, reading.section)
    return all(check.passed for check in results) and None not in reading.figures.values()


def _form(kept: dict[str, Reading], text: str) -> Form:
    for section in (forms.SECTION_APPLICATIONS, forms.SECTION_DISCLOSURE):
        if section in kept:
            return kept[section].form
    return "2019" if _FORM_2019.search(text) else "2021"


def _checks(figures: Figures, form: Form, kept: dict[str, Reading]) -> Iterator[Check]:
    for section in forms.SECTIONS:
        how = kept[section].how if section in kept else "table"
        for check in checks.sums(figures, form, section):
            yield check if how == "table" else replace(check, figures=check.figures | {"reading": how})
