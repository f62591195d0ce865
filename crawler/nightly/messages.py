"""What a crawl tells the night that started it: JSON objects, one a line, written by crawler.monitoring.progress."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

_LONGEST_LINE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Message:
    """How far a crawl is, and at its end how it ended; `outcome` is None before."""

    run_id: str
    counts: dict[str, int]
    outcome: str | None = None
    exit_code: int | None = None
    line: str = ""


@dataclass(slots=True)
class Inbox:
    """Puts what comes through a pipe together into messages. Anything else than a message is passed over."""

    _rest: bytes = field(default=b"")

    def feed(self, data: bytes) -> list[Message]:
        """The messages that are complete with this piece."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > _LONGEST_LINE:
            self._rest = b""
        return [message for line in lines if (message := read(line)) is not None]


def read(line: bytes) -> Message | None:
    """One message; None where the line is none."""
    try:
        told = json.loads(line)
        ended = told["kind"] == "end"
        counts = {str(name): int(value) for name, value in told["counts"].items()}
        if not ended:
            return Message(str(told["run_id"]), counts)
        return Message(str(told["run_id"]), counts, str(told["outcome"]), int(told["exit_code"]), str(told["line"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
