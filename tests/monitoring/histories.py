"""Run histories for the tests of monitors, as the recorder writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.monitoring.tally import Problem, Tally
from crawler.store import LedgerRow, Run
from crawler.store.overview import ReportFacts

HOST = "http://www.example.gov.cn"
COLUMN = f"{HOST}/xxgk/ndbg/"
AUGUST = datetime(2027, 8, 10, 18, 0, tzinfo=UTC)
FEBRUARY = datetime(2027, 2, 15, 1, 0, tzinfo=UTC)
APRIL = datetime(2027, 4, 15, 1, 0, tzinfo=UTC)


def problem(kind: str, url: str = COLUMN, message: str = "", *, on_list: bool = False) -> Problem:
    return Problem(kind, url, message or f"{kind} happened", on_list)


def run(
    outcome: str = "ok",
    *,
    night: int = 0,
    last: datetime = AUGUST,
    problems: list[Problem] | None = None,
    arguments: dict[str, Any] | None = None,
    **counts: Any,
) -> Run:
    """A run so many nights before `last`; `counts` are fields of its tally, 30 reports found unless told otherwise."""
    made = Tally(**{"list_pages": 4, "found": 30, "known": 30, **counts})
    made.problems += problems or []
    started = last - timedelta(days=night)
    return Run(
        id=f"run-{night}",
        portal="example",
        arguments=arguments or {"years": None, "recheck": False, "url": None},
        started=started,
        finished=None if outcome in ("killed", "running") else started + timedelta(minutes=5),
        outcome=outcome,
        exit_code=0,
        counts=made.as_dict() if outcome not in ("killed", "running") else {},
    )


def fact(serial: int = 1, *, run_id: str = "run-old", seen: datetime | None = None, **changes: Any) -> ReportFacts:
    """A stored report, seen long ago unless told otherwise."""
    first_seen = seen or datetime(2026, 9, 1, tzinfo=UTC)
    fields = {
        "id": f"{serial:016x}",
        "portal": "example",
        "first_seen": first_seen,
        "last_seen": first_seen,
        "canonical": True,
        "duplicate_kind": None,
        "cluster_id": f"{serial:016x}",
        "own_portal": True,
        "seq": serial,
        "version": 1,
        "url": f"{COLUMN}{serial}.html",
        "title": "某局2025年政府信息公开工作年度报告",
        "report_year": 2025,
        "organ": f"某县第{serial}局",
        "published_on": None,
        "char_count": 2000,
        "language": "zh-Hans",
        "charset_declared": "meta=utf-8",
        "charset_used": "utf-8",
        "run_id": run_id,
        "doubts": (),
    }
    return ReportFacts(**(fields | changes))


def listed(year: int | None, state: str = "listed", seen: datetime = FEBRUARY) -> LedgerRow:
    """An address that is known of and not stored."""
    url = f"{COLUMN}new.html"
    told = ("", "某局年度报告", COLUMN, year, None, None)
    return LedgerRow("example", url, url, state, state, *told, seen, seen, None, 1, 0, "run-0")
