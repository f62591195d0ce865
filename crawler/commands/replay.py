"""`scrapy replay [NAME]`: the documents again from the raw archive, with today's code and no network."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from scrapy.spiderloader import SpiderLoader

from crawler.archive.metadata import note_files
from crawler.arguments import WrongUse
from crawler.command import ProjectCommand
from crawler.monitoring.verdict import NOTHING, OK, PARTIAL
from crawler.output import store_url
from crawler.store import Store
from crawler.store.runs import REPLAY

if TYPE_CHECKING:
    from crawler.replay.replaying import Change, ReplayTally


class Command(ProjectCommand):
    """Exit codes: 0 all well, 2 wrong use, 10 partial (a report or an archive file could not be read), 12 nothing."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - the name and shape are Scrapy's

    def syntax(self) -> str:
        """How the command is called."""
        return "[NAME] [--dry-run] [--processes N]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Rebuild the documents (of one portal) from the raw archive with today's code, without network"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options beside Scrapy's own."""
        super().add_options(parser)
        parser.add_argument("--dry-run", action="store_true", help="print what would change; write nothing")
        parser.add_argument("--processes", type=int, default=2, metavar="N", help="processes that read (2)")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Replays, tells each change and the sum."""
        assert self.settings is not None
        if len(args) > 1:
            raise WrongUse("give one portal, or none for all: scrapy replay wangcheng")
        if not 1 <= opts.processes <= 64:
            raise WrongUse(f"--processes {opts.processes} is not between 1 and 64")
        folder = Path(self.settings["OUTPUT_DIR"]) / "warc"
        if not note_files(folder):
            raise WrongUse(f"no archived report in {folder}: crawl first, or name the folder with -s OUTPUT_DIR=…")
        self._replay(folder, args[0] if args else None, opts)

    def _replay(self, folder: Path, portal: str | None, opts: argparse.Namespace) -> None:
        # Not at the top: Scrapy loads every command to run one, and the steps with their dictionaries are 50 MB.
        from crawler.replay.facts import FactsOfToday
        from crawler.replay.pool import Pool, PoolError
        from crawler.replay.replaying import Replay, ReplayTally, replay

        assert self.settings is not None
        run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        tally = ReplayTally()
        with Store.open(store_url(self.settings)) as store, Pool(folder, opts.processes) as pool:
            facts = FactsOfToday(SpiderLoader.from_settings(self.settings))
            parts = Replay(store, folder, facts, run_id, opts.dry_run, tally)
            if not opts.dry_run:
                store.start_run(run_id, REPLAY, {"portal": portal})
            try:
                self.exitcode = _told(replay(parts, pool, portal), tally, dry_run=opts.dry_run)
            except PoolError as error:
                raise WrongUse(str(error)) from None
            if not opts.dry_run:
                outcome = {OK: "ok", NOTHING: "nothing"}.get(self.exitcode, "partial")
                store.finish_run(run_id, outcome, self.exitcode, tally.as_dict())


def _told(changes: Iterator[Change | None], tally: ReplayTally, *, dry_run: bool) -> int:
    """Print each change and the sum; the exit code."""
    progress = Console(stderr=True)
    with progress.status("reading the archive …") as status:
        for change in changes:
            if tally.reports % 20 == 0:
                status.update(f"{tally.reports} reports read, {tally.new} new, {tally.changed} changed")
            if change is not None and (dry_run or change.outcome != "new"):
                _print_change(change)
    would = "would be " if dry_run else ""
    print(
        f"{tally.reports} archived reports read: {tally.new} {would}new, {tally.changed} {would}changed, "
        f"{tally.unchanged} unchanged, {tally.older} older than what is stored, {tally.rejected} no reports, "
        f"{tally.other_years} of years not asked for, {tally.failed} not readable"
    )
    if tally.differ_elsewhere:
        columns = ", ".join(f"{name} ({count})" for name, count in tally.elsewhere.most_common())
        print(
            f"{tally.differ_elsewhere} documents have the same text but would differ in: {columns}. They stay as they "
            "are; a replay into an empty store (-s STORE_URL=sqlite:///NEW.db) has them by today's code"
        )
    for line in tally.damaged:
        print(f"scrapy replay: {line}", file=sys.stderr)
    if not tally.reports and not tally.damaged:
        print("scrapy replay: the archive holds no report of that portal", file=sys.stderr)
        return NOTHING
    return PARTIAL if tally.failed or tally.damaged else OK


def _print_change(change: Change) -> None:
    year = change.report_year or "----"
    told = f"{change.outcome} {year} {change.url}"
    if change.reason:
        told += f": {change.reason}"
    if change.columns:
        told += f": {', '.join(change.columns)}; lines +{change.added} -{change.removed}"
    print(told)
    for line in change.lines:
        print(f"    {line}")
