"""One cell of the heat map: what is held of a portal for one report year, and what should be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from crawler.monitoring.organ_names import one_organ_each
from crawler.monitoring.season import missing_years, newest_due_year
from crawler.store import LedgerRow
from crawler.store.overview import ReportFacts

State = Literal["whole", "doubtful", "waiting", "missing", "blocked", "empty"]


@dataclass(slots=True)
class Cell:
    """Counts of one portal's report year (None: year unknown).

    `found` reports are stored, `copies` of them are copies of another. `doubtful` of them fail a check. `waiting` were
    listed and are not stored yet, `blocked` and `gone` say what answered in their place. `missing` names the organs
    that should have a report and of which none was even listed.
    """

    year: int | None
    found: int = 0
    copies: int = 0
    doubtful: int = 0
    waiting: int = 0
    blocked: int = 0
    gone: int = 0
    missing: tuple[str, ...] = ()

    @property
    def expected(self) -> int:
        """How many reports there should be, as far as can be told."""
        return self.found + self.waiting + self.blocked + self.gone + len(self.missing)

    @property
    def state(self) -> State:
        """The word that most needs a person's eye."""
        if self.blocked:
            return "blocked"
        if self.missing or self.gone:
            return "missing"
        if self.waiting:
            return "waiting"
        if self.doubtful:
            return "doubtful"
        return "whole" if self.found else "empty"


@dataclass(slots=True)
class Organ:
    """One organ under a portal: the latest spelling of its name, and its stored reports by year."""

    name: str
    reports: dict[int, ReportFacts] = field(default_factory=dict)
    missing: set[int] = field(default_factory=set)


def organs(facts: Iterable[ReportFacts], today: date) -> list[Organ]:
    """The organs whose reports are stored, by name, each with the years in which its report is missing by `today`."""
    found: dict[str, Organ] = {}
    facts = [fact for fact in facts if fact.organ is not None]
    keys = one_organ_each(fact.organ or "" for fact in facts)
    for fact in facts:
        if fact.organ is None or fact.report_year is None:
            continue
        organ = found.setdefault(keys[fact.organ], Organ(fact.organ))
        known = organ.reports.get(fact.report_year)
        if known is None or (fact.canonical and not known.canonical):
            organ.reports[fact.report_year] = fact
        if fact.report_year == max(organ.reports):
            organ.name = fact.organ
    for organ in found.values():
        organ.missing = missing_years(organ.reports, newest_due_year(today, organ.name))
    return sorted(found.values(), key=lambda one: (-len(one.reports), one.name))


def cells(facts: Iterable[ReportFacts], ledger: Iterable[LedgerRow], known: Sequence[Organ]) -> dict[int | None, Cell]:
    """The cells of a portal by year. What was listed and not stored explains that many missing reports of its year."""
    made: dict[int | None, Cell] = {}

    def cell(year: int | None) -> Cell:
        return made.setdefault(year, Cell(year))

    for fact in facts:
        one = cell(fact.report_year)
        one.found += 1
        one.copies += not fact.canonical
        one.doubtful += bool(fact.doubts)
    for row in ledger:
        if row.state in ("listed", "fetched"):
            cell(row.report_year).waiting += 1
        elif row.state == "blocked":
            cell(row.report_year).blocked += 1
        elif row.state == "gone":
            cell(row.report_year).gone += 1
    missing: dict[int, list[str]] = defaultdict(list)
    for organ in known:
        for year in organ.missing:
            missing[year].append(organ.name)
    for year, names in missing.items():
        one = cell(year)
        explained = one.waiting + one.blocked + one.gone
        one.missing = tuple(sorted(names)[: max(0, len(names) - explained)])
    return made
