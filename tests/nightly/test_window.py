"""The hours of a night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.arguments import WrongUse
from crawler.china import CHINA
from crawler.nightly.window import Window

NIGHT = Window.parse("21:00-07:00")


def china(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 2, 10, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("now", "hours"),
    [(china(21), 10), (china(23, 30), 7.5), (china(0), 7), (china(6, 30), 0.5), (china(7), None), (china(12), None)],
)
def test_how_long_it_stays_open(now: datetime, hours: float | None) -> None:
    expected = None if hours is None else timedelta(hours=hours)
    assert NIGHT.left(now) == expected
    assert NIGHT.left(now.astimezone(UTC)) == expected


def test_a_window_within_one_day_and_one_of_a_whole_day() -> None:
    assert Window.parse("01:00-05:30").length == timedelta(hours=4.5)
    assert Window.parse("01:00-05:30").left(china(0, 59)) is None
    assert Window.parse("00:00-00:00").length == timedelta(days=1)
    assert Window.parse("00:00-00:00").left(china(12)) == timedelta(hours=12)


@pytest.mark.parametrize(
    "text", ["", "night", "21-07", "24:00-07:00", "21:00-07:60", "21:00–07:00", None, "9:00-17:00"]
)
def test_unreadable_hours(text: str | None) -> None:
    with pytest.raises(WrongUse, match="NIGHTLY_WINDOW"):
        Window.parse(str(text))
