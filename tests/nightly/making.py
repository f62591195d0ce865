"""Portals, runs and jobs for the tests of a night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crawler.nightly.due import Job
from crawler.records import Portal
from crawler.store import Run


def portal(name: str, *hosts: str) -> Portal:
    return Portal(
        name=name,
        title=name,
        hosts=hosts or (f"www.{name}.gov.cn",),
        division_code=None,
        division_name=None,
        family="generic",
        columns=(),
    )


def run(started: datetime, outcome: str = "ok", seconds: float = 60.0) -> Run:
    finished = None if outcome in ("killed", "running") else started + timedelta(seconds=seconds)
    return Run("x", "wangcheng", {}, started, finished, outcome, None, {"seconds": seconds})


def job(name: str, seconds: float, waited: timedelta = timedelta(days=1)) -> Job:
    return Job(portal(name), datetime(2026, 1, 1, tzinfo=UTC), "", seconds, waited)
