"""`scrapy status`: what the store holds and how the last runs ended."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table
from rich.text import Text

from crawler.arguments import WrongUse
from crawler.china import CHINA
from crawler.command import ProjectCommand, Screen
from crawler.monitoring.charset_lies import CharsetLie, charset_lies
from crawler.monitoring.expected import expected_reports
from crawler.monitoring.expected import render as render_expected
from crawler.monitoring.season import day_in_china
from crawler.monitoring.verdict import NOTHING, OK, PARTIAL
from crawler.output import check_portal, open_store
from crawler.printable import printable
from crawler.store import Store
from crawler.store.cluster_report import render
from crawler.store.difference import tell
from crawler.store.overview import Overview, ReportFacts
from crawler.store.runs import Run

_PLAIN_WIDTH = 160
_HITS = 20
_TWO_VERSIONS = re.compile(r"(\d{1,6})-(\d{1,6})", re.ASCII)


class Command(ProjectCommand):
    """Without a name: every portal, and which of them lie about their charset. With one: its ledger and its runs."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - the name and shape are Scrapy's

    def syntax(self) -> str:
        """How the command is called."""
        return "[NAME] [--search WORDS | --diff ID[:A-B] | --cluster ID | --check]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show what the store holds, how runs ended, and which portals lie about their charset"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options beside Scrapy's own."""
        super().add_options(parser)
        parser.add_argument("--cluster", metavar="ID", help="members of a cluster of copies, scores and reasons")
        parser.add_argument("--diff", metavar="ID[:A-B]", help="what changed between two versions, by default the last")
        parser.add_argument("--search", metavar="WORDS", help="reports that hold all words, in both scripts")
        parser.add_argument("--check", action="store_true", help="hold the store against the raw archive")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Prints tables; exit 2 for an unknown portal or no store."""
        assert self.settings is not None
        console = Screen(_PLAIN_WIDTH)
        with open_store(self.settings) as store:
            if len(args) > 1:
                raise WrongUse("give one portal, or none for all of them")
            if args:
                check_portal(store, args[0])
            if opts.cluster is not None:
                print(render(store.cluster(opts.cluster)), end="")
                return
            if opts.diff is not None:
                print(tell(store.difference(*_versions(opts.diff))), end="")
                return
            if opts.search is not None:
                self._search(store, opts.search, args[0] if args else None)
                return
            if opts.check:
                self._check(store, Path(self.settings["OUTPUT_DIR"]) / "warc")
                return
            for shown in _portal(store, args[0]) if args else _all(store):
                console.print(shown, markup=False, highlight=False, soft_wrap=isinstance(shown, str))

    def _search(self, store: Store, words: str, portal: str | None) -> None:
        hits = store.search(words, portal, limit=_HITS + 1)
        for hit in hits[:_HITS]:
            told = (f"{hit.id}  {hit.portal}  {hit.report_year or '?'}  {hit.title}", hit.url, hit.excerpt)
            print("\n    ".join(map(printable, told)))
        if len(hits) > _HITS:
            print(f"more than {_HITS} hold {words!r}: add a word, or name a portal", file=sys.stderr)
        if not hits:
            print(f"no report holds {words!r}", file=sys.stderr)
            self.exitcode = NOTHING

    def _check(self, store: Store, folder: Path) -> None:
        checked = store.check(folder)
        for finding in checked.findings:
            print(f"{finding.kind}: {finding.line}")
        print(f"{checked.captures} captures and {checked.versions} versions checked, {checked.wrong} wrong")
        self.exitcode = PARTIAL if checked.wrong else OK


def _versions(asked: str) -> tuple[str, int | None, int | None]:
    """The report and the two versions of `ID` or `ID:A-B`."""
    identity, colon, versions = asked.partition(":")
    if not colon:
        return identity, None, None
    match = _TWO_VERSIONS.fullmatch(versions)
    if match is None:
        raise WrongUse(f"--diff {asked} is unreadable: give a report's id, or {identity}:1-2 for two of its versions")
    return identity, int(match[1]), int(match[2])


def _all(store: Store) -> Iterator[Table | str]:
    portals = _table(
        "Portals (times: Asia/Shanghai)", "portal", "reports", "copies", "years", "with a doubt", "last run", "ended"
    )
    lies: list[CharsetLie] = []
    with Overview.of(store) as overview:
        for name in overview.portals():
            facts = list(overview.facts(name))
            lies += charset_lies(name, ((one.charset_declared, one.charset_used) for one in facts))
            runs = overview.runs(name, 1)
            _add_row(portals, name, *_counts(facts), *_last(runs))
    yield portals
    yield _lies(lies)


def _portal(store: Store, name: str) -> Iterator[Table | str]:
    with Overview.of(store) as overview:
        facts = list(overview.facts(name))
        states = Counter(row.last_state for row in overview.ledger(name))
        runs = overview.runs(name, 10)
    shown = _table(f"Addresses of {name}", "state", "addresses")
    for state, count in states.most_common():
        _add_row(shown, state, str(count))
    yield shown
    history = _table("Last runs (times: Asia/Shanghai)", "began", "ended", "found", "stored", "problems")
    for run in runs:
        counts = run.counts
        told = (str(counts.get(key, "")) for key in ("found", "stored"))
        _add_row(history, _began(run), _ended(run), *told, str(len(counts.get("problems", []))))
    yield history
    yield render_expected(
        expected_reports(store.reports(portal=name), store.ledger_rows(name), day_in_china(datetime.now(UTC)))
    )
    if runs and runs[0].outcome not in ("ok", "running"):
        yield f"The last run ended {_ended(runs[0])}: what is missing may be on pages that it could not read."
    yield _lies(charset_lies(name, ((one.charset_declared, one.charset_used) for one in facts)))


def _counts(facts: list[ReportFacts]) -> tuple[str, str, str, str]:
    years = sorted(one.report_year for one in facts if one.report_year is not None)
    span = f"{years[0]}-{years[-1]}" if years else ""
    copies = sum(one.duplicate_kind is not None for one in facts)
    return str(len(facts)), str(copies), span, str(sum(bool(one.doubts) for one in facts))


def _last(runs: list[Run]) -> tuple[str, str]:
    return (_began(runs[0]), _ended(runs[0])) if runs else ("never", "")


def _began(run: Run) -> str:
    return f"{run.started.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _ended(run: Run) -> str:
    return run.outcome if run.exit_code is None else f"{run.outcome} ({run.exit_code})"


def _lies(lies: list[CharsetLie]) -> Table | str:
    if not lies:
        return "No portal declares another charset than its bytes are in."
    shown = _table(
        "Pages that declare another charset than their bytes are in", "portal", "declared", "bytes", "reports"
    )
    for lie in lies:
        _add_row(shown, lie.portal, lie.declared, lie.used, str(lie.count))
    return shown


def _add_row(table: Table, *cells: str) -> None:
    """Cells as they are: a page's words are no markup."""
    table.add_row(*(Text(printable(cell)) for cell in cells))


def _table(title: str, *columns: str) -> Table:
    shown = Table(title=title, title_justify="left")
    for column in columns:  # on a narrow terminal cells take two lines: a figure that is cut says nothing
        shown.add_column(column, no_wrap=column == "portal", overflow="fold")
    return shown
