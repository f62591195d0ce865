"""Writes the folder: first page, portals, years, reports. A reader never sees half of one."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from crawler import __version__
from crawler.arguments import FIRST_YEAR, WrongUse
from crawler.coverage.cells import Organ
from crawler.coverage.gather import PortalDetail, PortalFacts, PortalSummary, portal
from crawler.coverage.pages import render, slug
from crawler.monitoring.monitors import Limits
from crawler.store import Store, compare
from crawler.store.overview import Overview, ReportFacts

MARK = ".made-by-scrapy-coverage"
"""Stands in a folder that may be replaced."""

_PORTALS_A_PAGE = 200
_REPORTS_A_PAGE = 200
_ORGANS_SHOWN = 150
_WAITING_SHOWN = 200
_VERSIONS_COMPARED = 10
_TEXT_SHOWN = 300_000
_FIGURES_SHOWN = 400
_LINES_SHOWN = 400
_ALERTS_SHOWN = 50
_GB18030_LABELS = ("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk")
_USUAL_LIMITS = Limits()
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the first page, how many portals, report pages and files, and all reports there are."""

    first_page: Path
    portals: int
    report_pages: int
    files: int
    reports: int


def write_pages(
    store: Store,
    folder: Path,
    spiders: Sequence[PortalFacts],
    now: datetime,
    limit: int,
    said: Callable[[str], object] = lambda line: None,
    alert_limits: Limits = _USUAL_LIMITS,
) -> Written:
    """Replaces `folder` by pages on the store as it is now.

    `spiders` are the portals there are spiders for; a portal that is only in the store is shown too. At most `limit`
    reports get a page of their own: canonical ones first, of those the last stored. `said` is told what is being done,
    `alert_limits` are those that a night's alerts are judged by. Raises WrongUse where `folder` holds something else,
    OSError where it can't be written, StoreError.
    """
    _check(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        new.chmod(0o755)
        with Overview.of(store) as overview:
            written = _Writer(overview, new, now, limit, said, alert_limits).write(spiders)
        (new / MARK).write_text("scrapy coverage replaces this folder\n", encoding="utf-8")
        _replace(folder, new)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return Written(folder / "index.html", *written)


def _check(folder: Path) -> None:
    if folder.exists() and not (folder / MARK).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongUse(f"{folder} holds something that is no coverage page and was left as it is: name another folder")


def _replace(folder: Path, new: Path) -> None:
    if folder.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
        folder.rename(old / folder.name)
        new.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    else:
        new.rename(folder)


class _Writer:
    """Goes over the portals once, so that only one portal's reports are in memory."""

    def __init__(
        self,
        overview: Overview,
        folder: Path,
        now: datetime,
        limit: int,
        said: Callable[[str], object],
        alert_limits: Limits,
    ) -> None:
        self.overview = overview
        self.folder = folder
        self.now = now
        self.limit = limit
        self.said = said
        self.alert_limits = alert_limits
        self.files = 0
        self.with_page = frozenset(overview.newest(limit))

    def write(self, spiders: Sequence[PortalFacts]) -> tuple[int, int, int, int]:
        """Portals, report pages, files, and reports there are."""
        by_name = {one.name: one for one in spiders}
        for name in self.overview.portals():
            by_name.setdefault(name, PortalFacts(name))
        summaries: list[PortalSummary] = []
        for place, name in enumerate(sorted(by_name), start=1):
            detail = portal(self.overview, by_name[name], self.now, self.alert_limits)
            self.said(f"{place} of {len(by_name)}: {name}, {detail.summary.stored} reports")
            summaries.append(detail.summary)
            self._portal(detail)
        self._first_pages(summaries)
        return len(summaries), len(self.with_page), self.files, sum(one.stored for one in summaries)

    def _page(self, path: str, template: str, **values: Any) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        root = "../" * path.count("/")
        html = render(template, root=root, now=self.now, version=__version__, with_page=self.with_page, **values)
        target.write_text(html, encoding="utf-8", errors="replace")
        self.files += 1

    def _first_pages(self, summaries: Sequence[PortalSummary]) -> None:
        known = [year for one in summaries for year in one.cells if year is not None]
        first, last = _bounds(known, self.now)
        quality: Counter[str] = Counter()
        charsets: Counter[tuple[str, str]] = Counter()
        for one in summaries:
            quality += one.quality
            charsets += one.charsets
        alerts = [alert for one in summaries for alert in one.alerts]
        pages = _pages(summaries, _PORTALS_A_PAGE)
        for number, shown in enumerate(pages, start=1):
            self._page(
                _first_page(number),
                "index.html",
                portals=shown,
                all_portals=summaries,
                years=range(first, last + 1),
                alerts=alerts[:_ALERTS_SHOWN],
                alerts_left=max(0, len(alerts) - _ALERTS_SHOWN),
                quality=quality,
                charsets=_charset_shares(charsets),
                pages=[(n, _first_page(n)) for n in range(1, len(pages) + 1)],
                number=number,
            )

    def _portal(self, detail: PortalDetail) -> None:
        summary = detail.summary
        name = slug(summary.facts.name)
        years = sorted((year for year in summary.cells if year is not None), reverse=True)
        first, last = _bounds(years, self.now)
        waiting = [row for row in detail.ledger if row.state != "stored"]
        self._page(
            f"portals/{name}.html",
            "portal.html",
            portal=summary,
            organs=detail.organs[:_ORGANS_SHOWN],
            organs_left=max(0, len(detail.organs) - _ORGANS_SHOWN),
            years=range(first, last + 1),
            waiting=waiting[:_WAITING_SHOWN],
            waiting_left=max(0, len(waiting) - _WAITING_SHOWN),
            charsets=_charset_shares(summary.charsets),
        )
        by_year: dict[int | None, list[ReportFacts]] = defaultdict(list)
        for fact in detail.reports:
            by_year[fact.report_year].append(fact)
        for year, cell in summary.cells.items():
            reports = sorted(by_year[year], key=lambda one: (one.organ or "", one.id))
            pages = _pages(reports, _REPORTS_A_PAGE)
            listed = [row for row in waiting if row.report_year == year][:_WAITING_SHOWN]
            for number, shown in enumerate(pages, start=1):
                self._page(
                    f"portals/{name}/{_year_page(year, number)}",
                    "year.html",
                    portal=summary,
                    cell=cell,
                    reports=shown,
                    waiting=listed,
                    pages=[(n, _year_page(year, n)) for n in range(1, len(pages) + 1)],
                    number=number,
                )
        siblings = {fact.id: organ for organ in detail.organs for fact in organ.reports.values()}
        for fact in detail.reports:
            if fact.id in self.with_page:
                self._report(summary, fact, siblings.get(fact.id))

    def _report(self, summary: PortalSummary, fact: ReportFacts, organ: Organ | None) -> None:
        versions = self.overview.versions(fact.id)
        latest = versions[-1]
        compared = versions[-_VERSIONS_COMPARED - 1 :]
        statistics = latest.statistics or {}
        figures = list((statistics.get("figures") or {}).items())
        self._page(
            f"reports/{fact.id[:2]}/{fact.id}.html",
            "report.html",
            portal=summary,
            fact=fact,
            document=latest,
            text=latest.text[:_TEXT_SHOWN],
            text_left=max(0, len(latest.text) - _TEXT_SHOWN),
            evidence=self.overview.evidence(fact.id),
            organ=organ,
            copies=[one for one in self.overview.copies(fact.cluster_id) if one.id != fact.id],
            versions=versions,
            differences=[compare(*pair) for pair in pairwise(compared)][::-1],
            lines_shown=_LINES_SHOWN,
            values_shown=_FIGURES_SHOWN,
            figures=figures[:_FIGURES_SHOWN],
            layout=statistics.get("layout"),
            sums=list((statistics.get("checks") or {}).items())[:_FIGURES_SHOWN],
            checks=[*_checks(latest.quality), *_checks(latest.across_years)],
            last_year=(latest.across_years or {}).get("last_year"),
        )


def _checks(judged: Mapping[str, Any] | None) -> Iterable[tuple[str, Any]]:
    return ((judged or {}).get("checks") or {}).items()


def _pages(items: Sequence[_Item], size: int) -> list[Sequence[_Item]]:
    """At least one page, empty where there is nothing."""
    return [items[start : start + size] for start in range(0, len(items), size)] or [items]


def _first_page(number: int) -> str:
    return "index.html" if number == 1 else f"index-{number}.html"


def _year_page(year: int | None, number: int) -> str:
    name = "unknown" if year is None else str(year)
    return f"{name}.html" if number == 1 else f"{name}-{number}.html"


def _bounds(years: Sequence[int], now: datetime) -> tuple[int, int]:
    """The years shown: those that are known, within what can be; a wrong year in a title must not widen the table."""
    sane = [year for year in years if FIRST_YEAR - 5 <= year <= now.year]
    return (min(sane), max(sane)) if sane else (now.year - 1, now.year - 1)


def _charset_shares(charsets: Counter[tuple[str, str]]) -> tuple[Counter[str], dict[str, str]]:
    """One row for what a page declared and what it was, marked where they differ."""
    rows: Counter[str] = Counter()
    kinds: dict[str, str] = {}
    for (declared, used), count in charsets.items():
        same = declared == used or used == "a file" or (used == "gb18030" and declared in _GB18030_LABELS)
        name = used if same else f"{used}, declared {declared}"
        rows[name] += count
        kinds[name] = "" if same or declared == "nothing" else "lie"
    return rows, kinds
