"""When a stored report is looked at again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.store.schedule import interval

AUGUST = datetime(2026, 8, 10, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def test_the_looks_at_a_page_that_never_changes() -> None:
    """Each look finds it unchanged; the waits double until half a year."""
    age, waits = timedelta(0), []
    for _ in range(11):
        wait = interval(age, AUGUST)
        waits.append(wait.days)
        age += wait
    assert waits == [1, 1, 2, 4, 8, 16, 32, 64, 128, 180, 180]


@pytest.mark.parametrize(("unchanged", "days"), [(0, 1), (3, 1), (8, 2), (40, 10), (120, 30), (2000, 30)])
def test_january_to_march_are_narrower(unchanged: int, days: int) -> None:
    assert interval(unchanged * DAY, FEBRUARY) == days * DAY


def test_the_season_is_china_s() -> None:
    last_of_march = datetime(2026, 3, 31, 15, 59, tzinfo=UTC)
    assert interval(2000 * DAY, last_of_march) == 30 * DAY
    assert interval(2000 * DAY, last_of_march + timedelta(minutes=1)) == 180 * DAY


@given(st.timedeltas(), st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1)))
def test_never_under_a_day_and_never_over_half_a_year(unchanged: timedelta, moment: datetime) -> None:
    """Also where the clock was set back and a page seems to have changed after it was looked at."""
    assert DAY <= interval(unchanged, moment.replace(tzinfo=UTC)) <= 180 * DAY
