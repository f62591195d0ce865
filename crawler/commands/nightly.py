"""`scrapy nightly [NAME …]`: every portal that is due, one process each, unattended."""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.live import Live
from scrapy.spiderloader import get_spider_loader

from crawler.arguments import CrawlArguments, unknown
from crawler.china import CHINA
from crawler.command import ProjectCommand
from crawler.monitoring.alerts import check_night
from crawler.monitoring.channels import announce, told
from crawler.monitoring.logs import start_log
from crawler.monitoring.run_file import write_run_file
from crawler.monitoring.verdict import RunVerdict
from crawler.nightly.due import Job, job
from crawler.nightly.lock import night_lock
from crawler.nightly.night import Limits, Night
from crawler.nightly.order import order
from crawler.nightly.platforms import platforms
from crawler.nightly.screen import screen
from crawler.nightly.shown import begin_line, end_line, end_table, live_table, plan_table, progress_line
from crawler.nightly.verdict import exit_code
from crawler.nightly.window import Window
from crawler.nightly.workers import Ended, Worker
from crawler.output import prepare_output, store_url
from crawler.portal_spider import PortalSpider
from crawler.records import Portal
from crawler.store import Store, StoreError

logger = logging.getLogger(__name__)

_LINE_SECONDS = 60.0
_HISTORY = 30


class Command(ProjectCommand):
    """Exit codes: those of `scrapy crawl`, the strongest of all portals; 2 also where another night is running."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """How the command is called."""
        return "[options] [NAME …]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Crawl every portal that is due, one process each (or the named ones, due or not)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        parser.add_argument("--plan", action="store_true", help="show which portals are due and when; crawl nothing")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """The whole night."""
        assert self.settings is not None
        portals = self._portals(args)
        window = Window.parse(str(self.settings["NIGHTLY_WINDOW"]))
        limits = self._limits(window)
        output = prepare_output(self.settings)
        with Store.open(store_url(self.settings)) as store:
            if opts.plan:
                screen().print(plan_table(_jobs(store, portals, datetime.now(UTC))))
                return
            with night_lock(output):
                self.exitcode = self._night(store, portals, bool(args), limits, output, list(opts.set))

    def _night(
        self, store: Store, portals: Sequence[Portal], named: bool, limits: Limits, output: Path, given: list[str]
    ) -> int:
        logging.getLogger("crawler").setLevel(logging.INFO)
        log = start_log(output / "logs", "nightly")
        console = screen()
        began = datetime.now(UTC)
        store.mark_killed()
        every = _jobs(store, portals, began)
        jobs = [one for one in every if named or one.is_due(began)]
        busy = [one for one in jobs if _is_running(store, one.portal.name)]
        for one in busy:
            _say(console, f"{one.portal.name}: left out, another crawl of it is running")
        jobs = [one for one in jobs if one not in busy]
        if not jobs:
            _say(console, _nothing_due(every, began))
            return 0
        platform = platforms([one.portal for one in jobs])
        jobs = list(order(jobs, platform, limits.workers, limits.gap, limits.night))
        _say(console, f"{len(jobs)} portals, {limits.workers} at once, at most {limits.night / 3600:.1f} h; log {log}")
        words = [word for setting in given for word in ("-s", setting)]

        def start(one: Job) -> Worker:
            printed = output / "logs" / f"nightly-{began:%Y%m%dT%H%M%SZ}-{one.portal.name}.out"
            return Worker(one, words, printed)

        with Live(console=console, auto_refresh=False) if console.is_terminal else nullcontext() as live:
            night = Night(jobs, platform, limits, start, _watcher(console, live))
            ended = night.run()
            if live is not None:
                live.update("", refresh=True)
        try:
            store.mark_killed()
        except StoreError as error:  # the summary and the alerts are needed all the more
            _say(console, f"killed runs were not marked: {error}")
        return self._conclude(store, console, ended, began, output, night.interrupted)

    def _conclude(
        self, store: Store, console: Console, ended: list[Ended], began: datetime, output: Path, interrupted: int
    ) -> int:
        code = exit_code(ended)
        console.print(end_table(ended))
        for one in ended:
            if one.exit_code:
                console.print(f"  {end_line(one)}", style="yellow", soft_wrap=True, markup=False, highlight=False)
        alerts = self._alerts(store, console, ended)
        record = {
            "started": began.isoformat(),
            "finished": datetime.now(UTC).isoformat(),
            "exit_code": code,
            "interrupted": bool(interrupted),
            "portals": [
                {
                    "portal": one.job.portal.name,
                    "because": one.job.reason,
                    "run_id": one.run_id,
                    "outcome": one.outcome,
                    "exit_code": one.exit_code,
                    "line": one.line,
                    "seconds": round(one.seconds, 1),
                    "counts": one.counts,
                }
                for one in ended
            ],
            "alerts": alerts,
        }
        try:
            path = write_run_file(output / "runs", f"night-{began:%Y%m%dT%H%M%SZ}", record)
        except OSError as error:
            _say(console, f"the night's record below {output / 'runs'} can't be written ({error.strerror})")
        else:
            _say(console, f"exit {code}; record {path}")
        return code

    def _alerts(self, store: Store, console: Console, ended: Sequence[Ended]) -> list[str]:
        """What the monitors say of the night, printed and sent."""
        assert self.settings is not None
        verdicts = {one.job.portal.name: RunVerdict(one.outcome, one.exit_code, one.line) for one in ended}
        alerts = check_night(store, verdicts, self.settings)
        announce(alerts, self.settings, lambda line: _say(console, str(line)))
        return [told(alert) for alert in alerts]

    def _portals(self, names: Sequence[str]) -> list[Portal]:
        """The named portals, or all that need no address."""
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        classes = [loader.load(name) for name in sorted(loader.list())]
        known = {one.name: one for one in classes if issubclass(one, PortalSpider) and not one.takes_url}
        for name in names:
            if name not in known:
                raise unknown("portal", name, known)
        return [known[name].describe(CrawlArguments()) for name in dict.fromkeys(names or known)]

    def _limits(self, window: Window) -> Limits:
        """A night begun inside the window ends with it; one begun by hand at another hour may take as long as it is."""
        assert self.settings is not None
        left = window.left(datetime.now(UTC)) or window.length
        return Limits(
            workers=self.settings.getint("NIGHTLY_WORKERS") or _cores(),
            night=left.total_seconds(),
            portal=self.settings.getfloat("NIGHTLY_PORTAL_SECONDS"),
            gap=self.settings.getfloat("NIGHTLY_GAP_SECONDS"),
            grace=self.settings.getfloat("NIGHTLY_GRACE_SECONDS"),
        )


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _jobs(store: Store, portals: Sequence[Portal], now: datetime) -> list[Job]:
    """One a portal, the soonest due first."""
    jobs = [job(portal, store.last_runs(portal.name, _HISTORY), now) for portal in portals]
    return sorted(jobs, key=lambda one: one.due_at)


def _nothing_due(every: Sequence[Job], now: datetime) -> str:
    waiting = [one for one in every if not one.is_due(now)]
    if not waiting:
        return "nothing is due"
    due = f"{waiting[0].due_at.astimezone(CHINA):%Y-%m-%d %H:%M} Asia/Shanghai"
    return f"nothing is due; {waiting[0].portal.name} is the next, from {due} on ({waiting[0].reason})"


def _is_running(store: Store, portal: str) -> bool:
    return any(run.outcome == "running" for run in store.last_runs(portal, 5))


def _say(console: Console, line: str) -> None:
    console.print(line, soft_wrap=True, markup=False, highlight=False)
    logger.info("%s", line)


def _watcher(console: Console, live: Live | None) -> Callable[[Night], None]:
    """What looks at the night twice a second: redraws the table, or prints a line where something has changed."""
    told: set[str] = set()
    printed = monotonic()

    def look(night: Night) -> None:
        nonlocal printed
        lines = [begin_line(worker) for worker in night.running]
        lines += [end_line(ended) for ended in night.ended]
        fresh = [line for line in lines if line not in told]
        told.update(fresh)
        if live is None and monotonic() - printed >= _LINE_SECONDS:
            printed = monotonic()
            fresh += [progress_line(worker) for worker in night.running]
        for line in fresh:
            logger.info("%s", line)
            if live is None:
                console.print(line, soft_wrap=True, markup=False, highlight=False)
        if live is not None:
            live.update(live_table(night), refresh=True)

    return look
