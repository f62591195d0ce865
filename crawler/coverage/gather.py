"""What the pages show of a portal, read from the store in bounded memory: one portal at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.coverage.cells import Cell, Organ, cells, organs
from crawler.monitoring.monitors import Alert, Holdings, Limits, judge
from crawler.monitoring.season import day_in_china
from crawler.store import LedgerRow, Run
from crawler.store.overview import Overview, ReportFacts

_RUNS = 30
_WHOLE = ("ok", "nothing")


@dataclass(frozen=True, slots=True)
class PortalFacts:
    """What is known of a portal before its store is read: its name, title, home page and division."""

    name: str
    title: str = ""
    home: str | None = None
    division: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalSummary:
    """A portal as the first page shows it. `runs` are the latest, newest first, without one that is still working.

    `quality` counts the checks that fail, `charsets` the (declared, used) pairs of the stored pages.
    """

    facts: PortalFacts
    cells: dict[int | None, Cell]
    runs: tuple[Run, ...]
    alerts: tuple[Alert, ...]
    stored: int
    canonical: int
    doubtful: int
    versions: int
    newest: datetime | None
    quality: Counter[str]
    charsets: Counter[tuple[str, str]]

    @property
    def last_whole(self) -> Run | None:
        """The last run that saw the whole portal."""
        return next((run for run in self.runs if run.outcome in _WHOLE), None)

    @property
    def missing(self) -> int:
        """Reports that should be there and are not."""
        return sum(len(cell.missing) + cell.gone for cell in self.cells.values())

    @property
    def blocked(self) -> int:
        """Reports in whose place a protection system answered."""
        return sum(cell.blocked for cell in self.cells.values())

    @property
    def waiting(self) -> int:
        """Reports that were listed and are not stored yet."""
        return sum(cell.waiting for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class PortalDetail:
    """All of one portal, while its own pages are written."""

    summary: PortalSummary
    reports: Sequence[ReportFacts]
    ledger: Sequence[LedgerRow]
    organs: Sequence[Organ]


def portal(overview: Overview, facts: PortalFacts, now: datetime, limits: Limits) -> PortalDetail:
    """One portal as it stands in the store. `now` decides which year's reports are due, `limits` what is an alert."""
    held = list(overview.facts(facts.name))
    ledger = overview.ledger(facts.name)
    runs = tuple(run for run in overview.runs(facts.name, _RUNS) if run.outcome != "running")
    known = organs(held, day_in_china(now))
    summary = PortalSummary(
        facts=facts,
        cells=cells(held, ledger, known),
        runs=runs,
        alerts=tuple(judge(facts.name, runs, Holdings(held, ledger), limits)),
        stored=len(held),
        canonical=sum(one.canonical for one in held),
        doubtful=sum(bool(one.doubts) for one in held),
        versions=sum(one.version for one in held),
        newest=max((one.first_seen for one in held), default=None),
        quality=Counter(name for one in held for name in one.doubts),
        charsets=Counter((_declared(one.charset_declared), one.charset_used or "a file") for one in held),
    )
    return PortalDetail(summary, held, ledger, known)


def _declared(text: str | None) -> str:
    """The strongest declaration's label: of `header=gbk; meta=utf-8` it is gbk."""
    return text.partition(";")[0].rpartition("=")[2].strip().lower()[:40] if text else "nothing"
