"""Which portals a night takes: nightly in season, weekly else, sooner after trouble, later after blocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.nightly.due import job
from tests.nightly.making import portal, run

FEBRUARY = datetime(2026, 2, 10, 13, 0, tzinfo=UTC)  # 21:00 in China
AUGUST = datetime(2026, 8, 10, 13, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def due(now: datetime, *history: tuple[timedelta, str]) -> bool:
    """`history` is newest first: how long ago a run was begun, and how it ended."""
    return job(portal("wangcheng"), [run(now - ago, outcome) for ago, outcome in history], now).is_due(now)


def test_a_portal_that_was_never_crawled_is_due() -> None:
    assert due(AUGUST)
    assert job(portal("wangcheng"), [], AUGUST).waited == timedelta.max


@pytest.mark.parametrize(
    ("now", "history", "expected"),
    [
        (FEBRUARY, [(24 * HOUR, "ok")], True),
        (FEBRUARY, [(23 * HOUR, "ok")], True),  # the timer fired early
        (FEBRUARY, [(10 * HOUR, "ok")], False),  # a second look at the same day
        (AUGUST, [(24 * HOUR, "ok")], False),
        (AUGUST, [(7 * DAY, "ok")], True),
        (AUGUST, [(7 * DAY - HOUR, "ok")], True),
        (AUGUST, [(24 * HOUR, "nothing")], False),
        (AUGUST, [(24 * HOUR, "partial"), (25 * HOUR, "ok")], True),
        (AUGUST, [(24 * HOUR, "killed")], True),
        (AUGUST, [(24 * HOUR, "unreachable")], True),
        (AUGUST, [(24 * HOUR, "bug")], True),
        (FEBRUARY, [(24 * HOUR, "blocked")], True),
        (FEBRUARY, [(24 * HOUR, "blocked"), (48 * HOUR, "blocked")], False),
        (FEBRUARY, [(48 * HOUR, "blocked"), (72 * HOUR, "blocked")], True),
        (FEBRUARY, [(7 * DAY, "blocked")] + [(n * DAY, "blocked") for n in range(8, 30)], True),
        (FEBRUARY, [(6 * DAY, "blocked")] + [(n * DAY, "blocked") for n in range(7, 30)], False),
    ],
)
def test_how_long_a_portal_rests(now: datetime, history: list[tuple[timedelta, str]], expected: bool) -> None:
    assert due(now, *history) is expected


def test_the_season_is_china_s() -> None:
    """31 December, 17:00 in Greenwich is 1 January in China."""
    last_of_december = datetime(2025, 12, 31, 17, 0, tzinfo=UTC)
    assert due(last_of_december, (24 * HOUR, "ok"))
    assert not due(last_of_december - 2 * HOUR, (24 * HOUR, "ok"))


def test_a_clock_that_was_set_back_holds_nobody_up() -> None:
    assert due(FEBRUARY, (-300 * DAY, "ok"))
    assert not due(FEBRUARY, (-300 * DAY, "ok"), (2 * HOUR, "ok"))


def test_how_long_a_portal_takes_is_the_median_of_its_last_whole_runs() -> None:
    runs = [
        run(FEBRUARY - n * DAY, outcome, seconds)
        for n, outcome, seconds in (
            (1, "unreachable", 3),
            (2, "ok", 100),
            (3, "killed", 7),
            (4, "partial", 120),
            (5, "ok", 4000),
        )
    ]
    assert job(portal("wangcheng"), runs, FEBRUARY).seconds == 120
    assert job(portal("wangcheng"), runs, FEBRUARY).waited == 2 * DAY


OUTCOMES = st.sampled_from(["ok", "nothing", "partial", "blocked", "unreachable", "killed", "bug", "running", "novel"])


@given(
    st.lists(st.tuples(st.floats(-1000, 1000), OUTCOMES), max_size=20),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),
)
def test_no_history_holds_a_portal_up_for_more_than_a_week(history: list[tuple[float, str]], moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC)
    runs = sorted((run(now - timedelta(days=ago), end) for ago, end in history), key=lambda one: one.started)[::-1]
    assert job(portal("wangcheng"), runs, now).is_due(now + timedelta(days=7))
