"""Runs: what was asked for, by which process, and how it ended."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, select

from crawler.store.errors import StoreError
from crawler.store.schema import runs

RUNNING = "running"
OK = "ok"
KILLED = "killed"
REPLAY = "replay"
"""Stands where a crawl's run names its portal: a replay is a run over the archive, and says nothing about a portal."""
_SILENT = timedelta(hours=1)
_LONGEST = 366 * 86400.0
_KNOWN = select(runs.c.id).where(runs.c.id == bindparam("run"))


@dataclass(frozen=True, slots=True)
class Run:
    """One spider run. `outcome` is "running" until it ends, "killed" where its process died without saying so."""

    id: str
    portal: str
    arguments: dict[str, Any]
    started: datetime
    finished: datetime | None
    outcome: str
    exit_code: int | None
    counts: dict[str, Any]


def start(connection: Connection, run_id: str, portal: str, arguments: Mapping[str, Any]) -> None:
    """Add the run as running in this process, after marking runs of this machine whose process is dead as killed."""
    if connection.execute(_KNOWN, {"run": run_id}).first():
        raise StoreError(f"run {run_id!r} is in the store already: give each run an id of its own")
    mark_killed(connection)
    connection.execute(
        runs.insert().values(
            id=run_id,
            portal=portal,
            arguments=dict(arguments),
            started=datetime.now(UTC),
            outcome=RUNNING,
            counts={},
            host=socket.gethostname(),
            pid=os.getpid(),
            process_mark=_process_mark(os.getpid()) or "",
        )
    )


def mark_killed(connection: Connection) -> None:
    """Mark the runs that say they are running and whose process is dead.

    Whether it is can be seen for this machine's own processes only. A run of another machine or container, which may
    be gone for good, counts as dead when it has kept no note (`note`) for an hour; one that is late after all says how
    it ended, and that stands then.
    """
    here, now = socket.gethostname(), datetime.now(UTC)
    running = select(runs.c.id, runs.c.pid, runs.c.process_mark, runs.c.host, runs.c.started, runs.c.counts)
    for row in connection.execute(running.where(runs.c.outcome == RUNNING)).all():
        seen = row.host == here and row.process_mark.partition(":")[0] == _process_namespace()
        heard = row.started + timedelta(seconds=_seconds(row.counts))
        if not _lives(row.pid, row.process_mark) if seen else abs(now - heard) > _SILENT:
            connection.execute(runs.update().where(runs.c.id == row.id).values(outcome=KILLED))


def _seconds(counts: Any) -> float:
    """How long a run had been running at its last note."""
    told = counts.get("seconds", 0) if isinstance(counts, dict) else 0
    return float(told) if isinstance(told, int | float) and 0 <= told < _LONGEST else 0.0


def note(connection: Connection, run_id: str, counts: Mapping[str, Any]) -> None:
    """Keep what a running run has done so far: it is what is known of it where it is killed."""
    connection.execute(runs.update().where(runs.c.id == run_id, runs.c.outcome == RUNNING).values(counts=dict(counts)))


def finish(connection: Connection, run_id: str, outcome: str, exit_code: int, counts: Mapping[str, Any]) -> bool:
    """Say how the run ended; whether this is the first time. Raises StoreError for a run that was never started."""
    before = connection.execute(select(runs.c.finished).where(runs.c.id == run_id)).first()
    if before is None:
        raise StoreError(f"run {run_id!r} was never started in this store")
    values = {"outcome": outcome, "exit_code": exit_code, "counts": dict(counts), "finished": datetime.now(UTC)}
    connection.execute(runs.update().where(runs.c.id == run_id).values(values))
    return before.finished is None


def last(connection: Connection, portal: str | None, limit: int) -> list[Run]:
    """The latest runs, newest first."""
    query = select(
        runs.c.id,
        runs.c.portal,
        runs.c.arguments,
        runs.c.started,
        runs.c.finished,
        runs.c.outcome,
        runs.c.exit_code,
        runs.c.counts,
    ).order_by(runs.c.started.desc(), runs.c.id.desc())
    if portal is not None:
        query = query.where(runs.c.portal == portal)
    return [Run(*row) for row in connection.execute(query.limit(limit))]


def require(connection: Connection, run_id: str) -> None:
    """Raise StoreError unless the run was started: every row says which run brought it."""
    if not connection.execute(_KNOWN, {"run": run_id}).first():
        raise StoreError(f"run {run_id!r} was never started in this store: call start_run first")


def _lives(pid: int, mark: str) -> bool:
    """Whether the process still runs; True where it cannot be told, for a living run must not be called dead."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    now = _process_mark(pid)
    return now is None or not mark or now == mark


def _process_mark(pid: int) -> str | None:
    """What no later process under the same number shares: number space, boot and start time (None outside Linux)."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        # The command's name stands in brackets and may hold anything; the start time is the 20th field after it.
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
        return f"{_process_namespace()}:{boot}:{fields[19]}"
    except (OSError, IndexError):
        return None


def _process_namespace() -> str:
    """The number space of process numbers: containers that share a host name may not share it. Empty outside Linux."""
    try:
        return Path("/proc/self/ns/pid").readlink().name.partition(":")[2]
    except OSError:
        return ""
