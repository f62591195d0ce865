"""The night itself: begins what is due, one process a portal, and ends what takes too long."""

from __future__ import annotations

import select
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from types import FrameType

from crawler.monitoring.verdict import BUG, NOT_STARTED, PARTIAL
from crawler.nightly.due import Job
from crawler.nightly.workers import Ended, Worker

_LOOK_SECONDS = 0.5
_ENDING_SECONDS = 0.05
_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many portals at once, and seconds: of the whole night, of a portal, between two portals of one platform,
    and between asking a crawl to end and killing it.
    """

    workers: int
    night: float
    portal: float
    gap: float
    grace: float


class Night:
    """Runs jobs in their order, never two of one platform at once. `start` begins one; `look` is called twice a second.

    SIGTERM, Ctrl-C or a closed terminal ends it cleanly: nothing more is begun, running crawls are asked to end and
    record their runs. A second signal kills them.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        platform: Mapping[str, int],
        limits: Limits,
        start: Callable[[Job], Worker],
        look: Callable[[Night], None],
    ) -> None:
        self.waiting = list(jobs)
        self.running: list[Worker] = []
        self.ended: list[Ended] = []
        self.interrupted = 0
        self._platform = platform
        self._limits = limits
        self._start = start
        self._look = look
        self._begun = monotonic()
        self._open_at: dict[int, float] = {}

    @property
    def seconds_left(self) -> float:
        """Until the night's end."""
        return self._limits.night - (monotonic() - self._begun)

    def run(self) -> list[Ended]:
        """To the end; how each job ended, in the order of their ends."""
        with self._signals():
            while self.running or self.waiting:
                self._begin()
                self._end_what_takes_too_long()
                self._collect()
                self._look(self)
        return self.ended

    def _begin(self) -> None:
        if self.interrupted:
            self._leave_out(list(self.waiting), "the night was interrupted")
        if self.seconds_left <= 0:
            self._leave_out(list(self.waiting), "the night was over")
        while len(self.running) < self._limits.workers and (job := self._next()) is not None:
            self.waiting.remove(job)
            try:
                self.running.append(self._start(job))
            except OSError as error:
                self.ended.append(Ended(job, "bug", BUG, f"its process could not be started ({error.strerror})"))

    def _next(self) -> Job | None:
        """The first job whose platform is free. One that can't be done in the time left is left out."""
        busy = {self._platform[worker.job.portal.name] for worker in self.running}
        for job in list(self.waiting):
            of = self._platform[job.portal.name]
            if of in busy or monotonic() < self._open_at.get(of, 0.0):
                continue
            if job.seconds > self.seconds_left and (self.running or self.ended):
                self._leave_out([job], "less was left of the night than it usually takes")
                continue
            return job
        return None

    def _leave_out(self, jobs: Sequence[Job], why: str) -> None:
        for job in jobs:
            self.waiting.remove(job)
            self.ended.append(Ended(job, NOT_STARTED, PARTIAL, f"{why}; it stays due"))

    def _end_what_takes_too_long(self) -> None:
        for worker in self.running:
            if self.interrupted:
                worker.stop("the night was interrupted")
            elif self.seconds_left <= 0:
                worker.stop("the night was over")
            elif worker.seconds > self._limits.portal:
                worker.stop(f"it took longer than NIGHTLY_PORTAL_SECONDS={self._limits.portal:.0f}")
            overdue = worker.cut is not None and monotonic() - worker.cut_at > self._limits.grace
            if overdue or self.interrupted > 1:
                worker.kill()

    def _collect(self) -> None:
        """Waits until a crawl tells something, or half a second, and takes in what was told and what has ended."""
        if not self.running and not self.waiting:
            return
        talking = [worker for worker in self.running if worker.listening]
        # A crawl that has closed its pipe is about to end: no use to wait for it as long as for a word.
        quiet = len(talking) < len(self.running)
        select.select([worker.pipe for worker in talking], [], [], _ENDING_SECONDS if quiet else _LOOK_SECONDS)
        for worker in list(self.running):
            worker.listen()
            if (ended := worker.ended()) is not None:
                self.running.remove(worker)
                self.ended.append(ended)
                self._open_at[self._platform[worker.job.portal.name]] = monotonic() + self._limits.gap

    @contextmanager
    def _signals(self) -> Iterator[None]:
        numbers = [number for number in _ENDING if signal.getsignal(number) is not signal.SIG_IGN]  # nohup ignores one
        before = {number: signal.signal(number, self._interrupt) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            for worker in self.running:
                worker.kill()

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self.interrupted += 1
