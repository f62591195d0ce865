"""How a night looks: a live table on a terminal, plain lines in a log, a table at the end."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from crawler.china import CHINA
from crawler.nightly.due import Job
from crawler.nightly.night import Night
from crawler.nightly.workers import Ended, Worker

_COUNTS = ("list_pages", "found", "known", "new", "changed", "problems")
_COLOURS = {"ok": "green", "bug": "bold red", "wrong use": "bold red"}


def live_table(night: Night) -> Table:
    """Every portal of the night: what runs stands first, so that a small terminal shows it; then done, then waiting."""
    table = _table(f"Night: {len(night.ended)} done, {len(night.running)} running, {len(night.waiting)} waiting")
    for worker in night.running:
        counts = worker.last.counts if worker.last else {}
        table.add_row(*_row(worker.job, counts, worker.seconds, "ending" if worker.cut else "running"), style="bold")
    for ended in reversed(night.ended):
        _add_ended(table, ended)
    for job in night.waiting:
        table.add_row(*_row(job, None, None, "waiting"), style="dim")
    return table


def end_table(ended: Sequence[Ended]) -> Table:
    """The summary: one row a portal."""
    table = _table("The night")
    for one in ended:
        _add_ended(table, one)
    return table


def plan_table(jobs: Sequence[Job]) -> Table:
    """What would be crawled, and when."""
    table = Table(title="Portals in the order of the next night")
    for column in ("portal", "due (Asia/Shanghai)", "because", "takes about"):
        table.add_column(column, overflow="fold")  # on a narrow terminal a cell takes two lines, and nothing is cut
    for job in jobs:
        due = f"{job.due_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
        table.add_row(_name(job), due, job.reason, clock(job.seconds))
    return table


def begin_line(worker: Worker) -> str:
    """One plain line over one crawl that begins."""
    return f"{worker.job.portal.name}: begun ({worker.job.reason})"


def progress_line(worker: Worker) -> str:
    """One plain line over one running crawl."""
    counts = worker.last.counts if worker.last else {}
    figures = ", ".join(f"{name.replace('_', ' ')} {counts.get(name, 0)}" for name in _COUNTS)
    return f"{worker.job.portal.name}: running for {clock(worker.seconds)}: {figures}"


def end_line(ended: Ended) -> str:
    """One plain line over one crawl that ended."""
    after = f" after {clock(ended.seconds)}" if ended.seconds else ""
    return f"{ended.job.portal.name}: {ended.outcome} ({ended.exit_code}){after}: {ended.line}"


def clock(seconds: float) -> str:
    """`1:02:03` or `2:03`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _table(title: str) -> Table:
    table = Table(title=title)
    table.add_column("portal", overflow="fold")
    for name in _COUNTS:
        table.add_column(name.replace("_", " "), justify="right")
    table.add_column("time", justify="right", no_wrap=True)
    table.add_column("ended", overflow="fold")
    return table


def _add_ended(table: Table, ended: Ended) -> None:
    style = _COLOURS.get(ended.outcome, "yellow")
    state = f"[{style}]{ended.outcome} ({ended.exit_code})[/]"
    table.add_row(*_row(ended.job, ended.counts, ended.seconds or None, state))


def _row(job: Job, counts: dict[str, int] | None, seconds: float | None, state: str) -> list[str]:
    figures = ["" if counts is None else str(counts.get(name, 0)) for name in _COUNTS]
    return [_name(job), *figures, "" if seconds is None else clock(seconds), state]


def _name(job: Job) -> str:
    return f"{job.portal.name} {job.portal.title}"
