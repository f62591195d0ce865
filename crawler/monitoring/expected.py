"""Which reports should be there: the organs known for a portal × the years, and what became of each.

Every organ reports every year, so a gap between years is a finding: not found, blocked, or never published.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from crawler.arguments import FIRST_YEAR
from crawler.discovery.folding import fold

State = Literal["found", "not_yet", "missing", "blocked"]

MARKS: dict[State, str] = {"found": "●", "not_yet": "·", "missing": "✗", "blocked": "▲"}
LEGEND = "● found  · not yet published  ✗ missing  ▲ blocked"

_DEADLINE_ORGANS = (1, 31)
"""Month and day by which an organ publishes (政府信息公开条例, article 49)."""
_DEADLINE_GOVERNMENTS = (3, 31)
"""… and by which a government's own report is published (article 50)."""
_GOVERNMENT = re.compile(r"(?<![乡镇])(?:人民政府|政府)(?:办公[室厅])?$|(?:管理委员会|管委会)$")
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


def expected_reports(
    stored: Iterable[_Stored], ledger: Iterable[_Listed], today: date, first_year: int | None = None
) -> Expected:
    """The matrix of a portal, from its stored reports and its ledger.

    Years run from `first_year` (2008 at the earliest), or the first year seen on the portal, to the year before
    `today`. What lies before an organ's own first report is not expected of it unless `first_year` is given: bureaus
    are founded and merged. The last year counts as not yet published until its deadline (31 January; 31 March for a
    government's own report) has passed. Reports whose title names no year are left out.
    """
    last = today.year - 1
    found: dict[str, set[int]] = {}
    for document in stored:
        if document.report_year is not None:
            organ = _filed_under(document.organ or organ_in_title(document.title), found)
            found.setdefault(organ, set()).add(document.report_year)
    blocked: dict[str, set[int]] = {}
    for row in ledger:
        if row.report_year is not None and "blocked" in (row.state, row.last_state) and row.state != "stored":
            organ = _filed_under(organ_in_title(row.title), found)
            found.setdefault(organ, set())
            blocked.setdefault(organ, set()).add(row.report_year)
    seen = [year for years in (*found.values(), *blocked.values()) for year in years]
    if not seen:
        return Expected((), {})
    begin = max(FIRST_YEAR, first_year if first_year is not None else min(seen))
    years = tuple(range(begin, max(last, *seen) + 1))
    return Expected(
        years,
        {
            organ: tuple(
                _state(
                    year,
                    found[organ],
                    blocked.get(organ, set()),
                    _due(organ, year) > today,
                    begin if first_year is not None else min(found[organ] | blocked.get(organ, set())),
                )
                for year in years
            )
            for organ in sorted(found)
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
    for organ, states in expected.organs.items():
        marks = "  ".join(MARKS[state] for state in states)
        lines.append(f"{organ}{' ' * (width - _columns(organ))}   {marks}")
    totals = ", ".join(f"{expected.count(state)} {state.replace('_', ' ')}" for state in MARKS)
    lines.append(f"{len(expected.organs)} organs, {expected.years[0]} to {expected.years[-1]}: {totals}")
    lines.append(LEGEND)
    return "\n".join(lines)


def _state(year: int, found: set[int], blocked: set[int], still_time: bool, first: int) -> State:
    if year in found:
        return "found"
    if year in blocked:
        return "blocked"
    return "not_yet" if still_time or year < first else "missing"


def _due(organ: str, year: int) -> date:
    month, day = _DEADLINE_GOVERNMENTS if _GOVERNMENT.search(organ) else _DEADLINE_ORGANS
    return date(year + 1, month, day)


def _filed_under(organ: str, known: Iterable[str]) -> str:
    """The name under which an organ is filed: 望城区教育局 and 长沙市望城区教育局 are one."""
    if not organ:
        return "(no organ named)"
    return next((name for name in known if name.endswith(organ) or organ.endswith(name)), organ)


def _columns(text: str) -> int:
    """How many terminal columns a text takes: Han characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
