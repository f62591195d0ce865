"""What an operator is told after a night: every portal's alerts and recoveries, and the state of disk and store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.monitoring.monitors import Alert, Cause, Holdings, Limits, judge, needs_holdings, recovered
from crawler.monitoring.verdict import NOT_STARTED, OK, RunVerdict
from crawler.store import Run, Store, StoreError
from crawler.store.overview import Overview

EVERYTHING = "(all portals)"
"""Stands for the portal where an alert is about disk or store."""

_HISTORY = 60
_RUNNING = "running"
_SHOWN_PORTALS = 8
_MEGABYTE = 1_000_000
_DISK_MIN_FREE_MB = 2000
_CAUSES: dict[str, Cause] = {"blocked": "blocked", "unreachable": "unreachable"}


def check_night(store: Store, verdicts: Mapping[str, RunVerdict], settings: Mapping[str, Any]) -> list[Alert]:
    """The alerts of a night, by portal; empty where all is well. Never raises: trouble with the store is an alert.

    `verdicts` are how the night's runs ended, by portal. What they did is read from the store's run history, so a
    portal that was in trouble at its run before and is well now is told as recovered, once. A verdict without an alert
    of its own (a run that never began) is told as it stands; portals whose turn never came are told together.
    Settings: `MONITOR_DROP_SHARE`, `MONITOR_DOUBTFUL_SHARE`, `DISK_MIN_FREE_MB`, `OUTPUT_DIR`.
    """
    alerts = [*_disk(settings), *_not_begun(verdicts)]
    for portal, verdict in sorted(verdicts.items()):
        if verdict.outcome == NOT_STARTED:
            continue
        try:
            alerts += check_portal(store, portal, verdict, settings)
        except StoreError as error:
            advice = "docs/operating.md tells how a store is checked and restored"
            return [*alerts, Alert(EVERYTHING, "store", "crawler broken", str(error), advice)]
    return alerts


def check_portal(store: Store, portal: str, verdict: RunVerdict, settings: Mapping[str, Any]) -> list[Alert]:
    """The alerts of a portal whose run has just ended with `verdict`, or that it has recovered. Raises StoreError."""
    limits = limits_of(settings)
    with Overview.of(store) as overview:
        history = [run for run in overview.runs(portal, _HISTORY) if run.outcome != _RUNNING]
        if not history or history[0].outcome != verdict.outcome:
            # The run left no record of its end: it never began, was killed, or could not write.
            return [] if verdict.exit_code == OK else [_as_it_stands(portal, verdict)]
        holdings = Holdings()
        if any(needs_holdings(run) for run in history[:2]):
            holdings = Holdings(list(overview.facts(portal)), overview.ledger(portal))
    alerts = judge(portal, history, holdings, limits)
    if not alerts and verdict.exit_code != OK:
        return [_as_it_stands(portal, verdict)]
    if not alerts and len(history) > 1:
        before = judge(portal, history[1:], holdings.as_of(_end(history[1], history[0])), limits)
        again = recovered(portal, history, before, holdings)
        return [again] if again else []
    return alerts


def limits_of(settings: Mapping[str, Any]) -> Limits:
    """What counts as a drop and as falling quality: `MONITOR_DROP_SHARE`, `MONITOR_DOUBTFUL_SHARE`."""
    usual = Limits()
    return Limits(
        drop_share=_number(settings, "MONITOR_DROP_SHARE", usual.drop_share),
        doubtful_share=_number(settings, "MONITOR_DOUBTFUL_SHARE", usual.doubtful_share),
    )


def _end(run: Run, following: Run) -> datetime:
    """When the run was over; one that was killed was when the next began."""
    return run.finished or following.started


def _not_begun(verdicts: Mapping[str, RunVerdict]) -> Iterator[Alert]:
    """One alert for each reason why portals were not begun, however many they are."""
    left: dict[str, list[str]] = {}
    for portal, verdict in sorted(verdicts.items()):
        if verdict.outcome == NOT_STARTED:
            left.setdefault(verdict.line, []).append(portal)
    for line, portals in left.items():
        more = f" and {len(portals) - _SHOWN_PORTALS} more" if len(portals) > _SHOWN_PORTALS else ""
        told = f"{', '.join(portals[:_SHOWN_PORTALS])}{more} not begun: {line}"
        advice = "nothing; if it happens often, widen NIGHTLY_WINDOW or raise NIGHTLY_WORKERS"
        yield Alert(EVERYTHING, "not_started", "crawler broken", told, advice)


def _as_it_stands(portal: str, verdict: RunVerdict) -> Alert:
    cause = _CAUSES.get(verdict.outcome, "crawler broken")
    return Alert(portal, verdict.outcome, cause, verdict.line, f"docs/operating.md, exit code {verdict.exit_code}")


def _disk(settings: Mapping[str, Any]) -> Iterator[Alert]:
    folder = Path(str(settings.get("OUTPUT_DIR") or "output"))
    least = _number(settings, "DISK_MIN_FREE_MB", _DISK_MIN_FREE_MB)
    try:
        free = shutil.disk_usage(folder).free / _MEGABYTE
    except OSError as error:
        advice = "mount it, or name another with -s OUTPUT_DIR=PATH"
        yield Alert(EVERYTHING, "disk", "crawler broken", f"{folder} can't be read ({error.strerror})", advice)
        return
    if free < least:
        told = f"{free:.0f} MB free where {folder} lies, DISK_MIN_FREE_MB is {least:.0f}"
        yield Alert(EVERYTHING, "disk", "crawler broken", told, "free some: older WARC files may move to other storage")


def _number(settings: Mapping[str, Any], name: str, default: float) -> float:
    """A setting may come as text from the environment; one that is no number counts as not given."""
    try:
        return float(settings.get(name) or default)
    except (TypeError, ValueError):
        return default
