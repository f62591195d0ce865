"""Which portals are due, judged by their own run history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from crawler.china import CHINA
from crawler.records import Portal
from crawler.store import Run

_SEASON = (1, 2, 3, 4)  # reports come out until 31 March, corrections and latecomers in April
# A little less than a day and a week: a night that begins a few minutes earlier than the last one still counts.
_NIGHTLY = timedelta(hours=18)
_WEEKLY = timedelta(days=6, hours=12)
_LONGEST_AFTER_BLOCK = timedelta(days=7)
_WHOLE = ("ok", "nothing")
_TIMED = ("ok", "nothing", "partial")
_UNKNOWN_SECONDS = 900.0
_LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class Job:
    """A portal and when it is to be crawled. `seconds` is how long its runs took (a guess where there is none).

    `waited` is the time since its last whole run; a portal that never had one has waited longest.
    """

    portal: Portal
    due_at: datetime
    reason: str
    seconds: float
    waited: timedelta

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be crawled this night."""
        return self.due_at <= now


def job(portal: Portal, runs: Sequence[Run], now: datetime) -> Job:
    """When the portal is due. `runs` are its latest, newest first.

    Nightly from January to April (Asia/Shanghai), weekly else. A run that was cut short, killed or could not reach
    the portal is followed by one the next night; after each block in a row the pause doubles, up to a week. A run
    that lies in the future, because the clock was set back, doesn't hold the portal up.
    """
    past = [run for run in runs if run.started <= now]
    seconds = [float(run.counts["seconds"]) for run in past if run.outcome in _TIMED and "seconds" in run.counts]
    expected = median(seconds[:_LOOKED_AT]) if seconds else _UNKNOWN_SECONDS
    whole = next((run for run in past if run.outcome in _WHOLE), None)
    waited = now - whole.started if whole else timedelta.max
    if not past:
        return Job(portal, now, "never crawled", expected, waited)
    last = past[0]
    pause, reason = _pause(past, now)
    return Job(portal, last.started + pause, reason, expected, waited)


def _pause(runs: Sequence[Run], now: datetime) -> tuple[timedelta, str]:
    last = runs[0]
    if last.outcome == "blocked":
        blocks = next((at for at, run in enumerate(runs) if run.outcome != "blocked"), len(runs))
        pause = min(_NIGHTLY * 2 ** (blocks - 1), _LONGEST_AFTER_BLOCK)
        return pause, f"blocked {blocks} times in a row" if blocks > 1 else "blocked the last time"
    if last.outcome not in _WHOLE:
        return _NIGHTLY, f"{last.outcome} the last time"
    if now.astimezone(CHINA).month in _SEASON:
        return _NIGHTLY, "nightly in season"
    return _WEEKLY, "weekly out of season"
