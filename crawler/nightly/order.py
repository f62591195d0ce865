"""In which order a night takes its portals, so that it fits its window."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

from crawler.nightly.due import Job


def order(
    jobs: Sequence[Job], platform: Mapping[str, int], workers: int, gap: float, seconds_left: float
) -> tuple[Job, ...]:
    """The jobs in the order in which they are begun.

    Where all fit into the time left, the longest come first, those of the busiest platform before all: so the night
    ends earliest. Where they don't, those that have waited longest for a whole run come first, so that nobody is left
    out twice.
    """
    total: dict[int, float] = {}
    for job in jobs:
        total[platform[job.portal.name]] = total.get(platform[job.portal.name], 0.0) + job.seconds + gap
    longest = sorted(jobs, key=lambda job: (-total[platform[job.portal.name]], -job.seconds, job.portal.name))
    if makespan(longest, platform, workers, gap) <= seconds_left:
        return tuple(longest)
    return tuple(sorted(jobs, key=lambda job: (-job.waited, job.seconds, job.portal.name)))


def makespan(jobs: Sequence[Job], platform: Mapping[str, int], workers: int, gap: float) -> float:
    """How many seconds the jobs take if begun in that order, never two of one platform at once, `gap` seconds apart.

    A job whose platform is busy lets those behind it pass, as `crawler.nightly.night` does.
    """
    waiting = [(platform[job.portal.name], job.seconds) for job in jobs]
    running: list[tuple[float, int]] = []
    open_at: dict[int, float] = {}
    now = 0.0
    while waiting or running:
        busy = {of for _, of in running}
        ready = (at for at, (of, _) in enumerate(waiting) if of not in busy and open_at.get(of, 0.0) <= now)
        at = next(ready, None) if len(running) < workers else None
        if at is not None:
            of, seconds = waiting.pop(at)
            heapq.heappush(running, (now + seconds, of))
            continue
        opening = [open_at.get(of, 0.0) for of, _ in waiting if of not in busy]
        if running and (len(running) == workers or not opening or running[0][0] <= min(opening)):
            now, of = heapq.heappop(running)
            open_at[of] = now + gap
        else:
            now = min(opening)
    return now
