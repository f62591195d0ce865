"""The night's own rules, with workers that only pretend: how many at once, which never together, what is cut."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from crawler.nightly.due import Job
from crawler.nightly.night import Limits, Night
from crawler.nightly.workers import Ended
from tests.nightly.making import job


@dataclass
class Pretender:
    """Stands for a crawl that takes `takes` seconds, and `dies` seconds after it was asked to end."""

    job: Job
    takes: float
    dies: float = 0.0
    cut: str | None = None
    cut_at: float = 0.0
    killed: bool = False
    last: None = None
    listening: bool = True
    begun: float = field(default_factory=time.monotonic)
    ended_at: float = 0.0

    def __post_init__(self) -> None:
        self.pipe, self._writing = os.pipe()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begun

    def listen(self) -> None:
        """Nothing is told."""

    def stop(self, why: str) -> None:
        if self.cut is None:
            self.cut, self.cut_at = why, time.monotonic()

    def kill(self) -> None:
        self.killed = True

    def ended(self) -> Ended | None:
        now = time.monotonic()
        if not self.killed and self.seconds < self.takes and not (self.cut and now - self.cut_at >= self.dies):
            return None
        self.ended_at = now
        os.close(self.pipe)
        os.close(self._writing)
        outcome = "killed" if self.killed else "partial" if self.cut else "ok"
        return Ended(self.job, outcome, 0 if outcome == "ok" else 10, self.cut or "", self.seconds)


def night(
    jobs: list[Job],
    limits: Limits,
    *,
    platform: dict[str, int] | None = None,
    takes: float = 0.1,
    dies: float = 0.0,
    look: Callable[[Night], None] = lambda _: None,
) -> tuple[dict[str, Ended], list[Pretender]]:
    begun: list[Pretender] = []

    def start(one: Job) -> Pretender:
        begun.append(Pretender(one, takes, dies))
        return begun[-1]

    of = platform or {one.portal.name: at for at, one in enumerate(jobs)}
    ended = Night(jobs, of, limits, start, look).run()  # type: ignore[arg-type]
    return {one.job.portal.name: one for one in ended}, begun


LIMITS = Limits(workers=2, night=60, portal=60, gap=0, grace=60)


def test_no_more_at_once_than_workers() -> None:
    ended, begun = night([job(name, 1) for name in "abcde"], LIMITS)
    assert {one.outcome for one in ended.values()} == {"ok"}
    assert len(ended) == 5
    at_once = [sum(two.begun <= one.begun < two.ended_at for two in begun) for one in begun]
    assert max(at_once) == 2


def test_two_of_one_platform_are_never_crawled_at_once_and_rest_between() -> None:
    jobs = [job(name, 1) for name in "abc"]
    limits = Limits(workers=3, night=60, portal=60, gap=0.3, grace=60)
    ended, begun = night(jobs, limits, platform={"a": 1, "b": 1, "c": 2})
    assert {one.outcome for one in ended.values()} == {"ok"}
    first, second = (one for one in begun if one.job.portal.name in "ab")
    assert second.begun >= first.ended_at + 0.3
    assert [one.job.portal.name for one in begun] == ["a", "c", "b"]


def test_a_portal_that_takes_too_long_is_asked_to_end_and_then_killed() -> None:
    limits = Limits(workers=1, night=60, portal=0.2, gap=0, grace=0.2)
    ended, _ = night([job("a", 1)], limits, takes=60)
    assert (ended["a"].outcome, ended["a"].exit_code) == ("partial", 10)
    assert "NIGHTLY_PORTAL_SECONDS" in ended["a"].line
    ended, _ = night([job("a", 1)], limits, takes=60, dies=60)
    assert ended["a"].outcome == "killed"


def test_a_night_that_is_over_ends_what_runs_and_begins_nothing() -> None:
    limits = Limits(workers=1, night=1, portal=60, gap=0, grace=60)
    ended, begun = night([job("a", 0.1), job("b", 0.1)], limits, takes=60)
    assert ended["a"].outcome == "partial"
    assert "the night was over" in ended["a"].line
    assert (ended["b"].outcome, ended["b"].exit_code) == ("not started", 10)
    assert len(begun) == 1


def test_what_does_not_fit_is_left_for_the_next_night() -> None:
    """b takes an hour by its history; a short one behind it still fits."""
    limits = Limits(workers=1, night=60, portal=60, gap=0, grace=60)
    ended, _ = night([job("a", 1), job("b", 3600), job("c", 1)], limits)
    assert {name: one.outcome for name, one in ended.items()} == {"a": "ok", "b": "not started", "c": "ok"}
    assert "less was left of the night" in ended["b"].line


def test_a_portal_longer_than_any_night_is_crawled_as_far_as_it_goes() -> None:
    ended, _ = night([job("a", 100_000)], LIMITS)
    assert ended["a"].outcome == "ok"


@pytest.fixture
def at_a_terminal() -> Iterator[None]:
    """Signals as a shell leaves them for a command in the foreground, however these tests were started."""
    usual = {
        signal.SIGTERM: signal.SIG_DFL,
        signal.SIGINT: signal.default_int_handler,
        signal.SIGHUP: signal.SIG_DFL,
    }
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("at_a_terminal")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_an_interrupted_night_ends_cleanly_and_a_second_signal_kills(number: int) -> None:
    def once(one: Night) -> None:
        if not one.interrupted:
            signal.raise_signal(number)

    ended, _ = night([job("a", 1), job("b", 1), job("c", 1)], LIMITS, takes=60, look=once)
    assert {name: one.outcome for name, one in ended.items()} == {"a": "partial", "b": "partial", "c": "not started"}

    ended, _ = night([job("a", 1)], LIMITS, takes=60, dies=60, look=lambda _: signal.raise_signal(number))
    assert ended["a"].outcome == "killed"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_night_under_nohup_outlives_its_terminal() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        ended, _ = night([job("a", 1)], LIMITS, look=lambda _: signal.raise_signal(signal.SIGHUP))
    finally:
        signal.signal(signal.SIGHUP, before)
    assert ended["a"].outcome == "ok"


def test_a_process_that_can_t_be_started_is_one_portal_s_matter() -> None:
    def start(one: Job) -> Pretender:
        if one.portal.name == "a":
            raise OSError(11, "Resource temporarily unavailable")
        return Pretender(one, 0.1)

    ended = Night([job("a", 1), job("b", 1)], {"a": 1, "b": 2}, LIMITS, start, lambda _: None).run()  # type: ignore[arg-type]
    assert {one.job.portal.name: one.outcome for one in ended} == {"a": "bug", "b": "ok"}
