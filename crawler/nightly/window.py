"""The hours of a night, in China's one time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self

from crawler.arguments import WrongUse
from crawler.china import CHINA

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """From `opens` to `closes`, Asia/Shanghai, over midnight where `closes` is the earlier; the same twice is a day."""

    opens: time
    closes: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """`21:00-07:00`. Raises WrongUse for anything else."""
        found = _HOURS.fullmatch(text.strip())
        if found is None:
            raise WrongUse(f"NIGHTLY_WINDOW={text!r} is unreadable: give hours in Asia/Shanghai, such as 21:00-07:00")
        return cls(time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4])))

    @property
    def length(self) -> timedelta:
        """How long it is open."""
        day = datetime(2000, 1, 1)
        length = datetime.combine(day, self.closes) - datetime.combine(day, self.opens)
        return length if length > timedelta(0) else length + _DAY

    def left(self, now: datetime) -> timedelta | None:
        """How long it stays open; None while it is closed. `now` is aware."""
        local = now.astimezone(CHINA)
        opened = local.replace(hour=self.opens.hour, minute=self.opens.minute, second=0, microsecond=0)
        if opened > local:
            opened -= _DAY
        left = opened + self.length - local
        return left if left > timedelta(0) else None

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M} Asia/Shanghai"
