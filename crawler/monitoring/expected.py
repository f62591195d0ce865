"""Which reports should be there: the organs known for a portal × the years, and what became of each.

Every organ reports every year, so a gap between years is a finding: not found, blocked, or never published.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from crawler.arguments import FIRST_YEAR
from crawler.discovery.folding import fold
from crawler.monitoring.organ_names import one_organ_each
from crawler.monitoring.season import missing_years, newest_due_year
from crawler.printable import printable

State = Literal["found", "not_yet", "missing", "blocked", "silent", "before"]

MARKS: dict[State, str] = {"found": "●", "not_yet": "·", "missing": "✗", "blocked": "▲", "silent": "?", "before": " "}
LEGEND = "● found  · not yet published  ✗ missing  ▲ blocked  ? silent for two years: dissolved, or no longer listed"

_NOT_ORGAN = re.compile(
    r"(?:关于|公布|发布|《|》|“|”)|(?:20\d\d|二[〇○零]\S{2})年?度?|(?:政府信息|政务|信息)公开.{0,30}$|年报.{0,10}$|的$"
)


class _Stored(Protocol):
    @property
    def organ(self) -> str | None: ...
    @property
    def report_year(self) -> int | None: ...
    @property
    def title(self) -> str: ...


class _Listed(Protocol):
    @property
    def state(self) -> str: ...
    @property
    def last_state(self) -> str: ...
    @property
    def report_year(self) -> int | None: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Expected:
    """A matrix: for each organ one state a year, in the order of `years`."""

    years: tuple[int, ...]
    organs: dict[str, tuple[State, ...]]

    def count(self, state: State) -> int:
        """How many reports are in that state."""
        return sum(states.count(state) for states in self.organs.values())


@dataclass(slots=True)
class _Known:
    """One organ: its names, each with the latest year that has it, and the years known of it."""

    names: dict[str, int] = field(default_factory=dict)
    found: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The latest name, in its longest spelling."""
        latest = max(self.names, key=lambda name: (self.names[name], len(name)))
        return max((name for name in self.names if name.endswith(latest)), key=len)

    def states(self, years: Iterable[int], today: date, first_year: int | None) -> tuple[State, ...]:
        known = self.found | self.blocked
        first = min(known)
        due = newest_due_year(today, self.name or None)
        missing = missing_years(known, due)

        def state(year: int) -> State:
            if year in self.found:
                return "found"
            if year in self.blocked:
                return "blocked"
            if year in missing:
                return "missing"
            if year < first:
                return "before" if first_year is None else "missing"
            return "not_yet" if year > due else "silent"

        return tuple(state(year) for year in years)


def expected_reports(
    stored: Iterable[_Stored], ledger: Iterable[_Listed], today: date, first_year: int | None = None
) -> Expected:
    """The matrix of a portal, from its stored reports and its ledger.

    Years run from `first_year` (2008 at the earliest), or the first year seen on the portal, to the year before
    `today`. What lies before an organ's own first report is not expected of it unless `first_year` is given: bureaus
    are founded and merged. What is missing is decided by `missing_years`, for each organ by its own deadline; one that
    has been silent since is told apart. Reports whose title names no year are left out.
    """
    found: dict[str, set[int]] = defaultdict(set)
    blocked: dict[str, set[int]] = defaultdict(set)
    for document in stored:
        if document.report_year is not None:
            found[document.organ or organ_in_title(document.title)].add(document.report_year)
    for row in ledger:
        if row.report_year is not None and "blocked" in (row.state, row.last_state) and row.state != "stored":
            blocked[organ_in_title(row.title)].add(row.report_year)
    keys = one_organ_each([*found, *blocked])
    rows: dict[str, _Known] = {}
    for state, years_of in (("found", found), ("blocked", blocked)):
        for name, known in years_of.items():
            row_of = rows.setdefault(keys[name], _Known())
            row_of.names[name] = max(known | {row_of.names.get(name, 0)})
            (row_of.found if state == "found" else row_of.blocked).update(known)
    seen = [year for row_of in rows.values() for year in row_of.found | row_of.blocked]
    if not seen:
        return Expected((), {})
    begin = max(FIRST_YEAR, first_year if first_year is not None else min(seen))
    years = tuple(range(begin, max(today.year - 1, *seen) + 1))
    return Expected(
        years,
        {
            row_of.name or "(no organ named)": row_of.states(years, today, begin if first_year is not None else None)
            for row_of in sorted(rows.values(), key=lambda row_of: row_of.name)
        },
    )


def organ_in_title(title: str) -> str:
    """The organ that a report's title names, "" where it names none."""
    folded = fold(title)
    while (shorter := _NOT_ORGAN.sub("", folded)) != folded:
        folded = shorter
    return folded.strip("()[]【】:-—_ ")


def render(expected: Expected) -> str:
    """The matrix as text for a terminal, with its legend and totals."""
    if not expected.years:
        return "no report is known yet"
    width = max(_columns(organ) for organ in expected.organs)
    lines = [" " * width + "  " + " ".join(f"{year % 100:02d}" for year in expected.years)]
    for name, states in expected.organs.items():
        organ = printable(name)
        marks = "  ".join(MARKS[state] for state in states)
        lines.append(f"{organ}{' ' * (width - _columns(organ))}   {marks}")
    totals = ", ".join(f"{expected.count(state)} {state.replace('_', ' ')}" for state in MARKS if state != "before")
    lines.append(f"{len(expected.organs)} organs, {expected.years[0]} to {expected.years[-1]}: {totals}")
    lines.append(LEGEND)
    return "\n".join(lines)


def _columns(text: str) -> int:
    """How many terminal columns a text takes: Han characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
