"""A run's figures for the textfile collector of the Prometheus node exporter: one file a portal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9._-]")
_REPORTS = (
    "found",
    "known",
    "new",
    "changed",
    "unchanged",
    "rejected",
    "doubtful",
    "duplicates",
    "rechecked",
    "blocked",
    "failed",
)
_LOAD = (
    ("requests", "Requests that the last run sent, retries and robots.txt counted"),
    ("errors", "Requests of the last run without an answer, or with a status of 400 or more"),
    ("response_bytes", "Bytes of bodies that the last run received"),
    ("peak_per_minute", "Most requests of the last run within any minute"),
)


def write_metrics(folder: Path, portal: str, record: Mapping[str, Any]) -> Path:
    """Writes `folder/gongkai_PORTAL.prom` from a run's record (crawler.monitoring.run_recorder), whole or not at all.

    Raises OSError where the folder can't be written.
    """
    # A tenth of a crawl's start, which only those who have the textfile need to wait for.
    from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

    registry = CollectorRegistry()
    counts: Mapping[str, Any] = record["counts"]
    of_portal = {
        "finished_timestamp_seconds": ("When the last run ended", record["finished_unix"]),
        "exit_code": (
            "Exit code of the last run: 0 ok, 10 partial, 11 blocked, 12 nothing, 13 unreachable, 1 bug",
            record["exit_code"],
        ),
        "duration_seconds": ("How long the last run took", counts["seconds"]),
        "list_pages": ("List pages that the last run read", counts["list_pages"]),
        "problems": ("Problems of the last run", len(counts["problems"])),
    }
    for name, (told, value) in of_portal.items():
        Gauge(f"gongkai_run_{name}", told, ["portal"], registry=registry).labels(portal).set(float(value))
    reports = Gauge("gongkai_run_reports", "Reports of the last run", ["portal", "what"], registry=registry)
    for what in _REPORTS:
        value = counts[what]
        reports.labels(portal, what).set(sum(value.values()) if isinstance(value, Mapping) else value)
    for name, told in _LOAD:
        gauge = Gauge(f"gongkai_run_{name}", told, ["portal", "host"], registry=registry)
        for host, load in record["hosts"].items():
            gauge.labels(portal, host).set(load[name])
    path = folder / f"gongkai_{_NOT_IN_NAME.sub('_', portal)}.prom"
    folder.mkdir(parents=True, exist_ok=True)
    write_to_textfile(str(path), registry)
    return path
