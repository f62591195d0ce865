"""Where a night prints: a night must outlive whoever watches it."""

from __future__ import annotations

import sys
from typing import IO, Any, cast

from rich.console import Console

from crawler.closed_stream import let_go

_PLAIN_WIDTH = 150


class _Patient:
    """A stream that swallows all further output when its reader has gone (a closed terminal, `| head`)."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """As of any text stream."""
        try:
            return self._stream.write(text)
        except OSError:
            let_go(self._stream)
            return len(text)

    def flush(self) -> None:
        """As of any text stream."""
        try:
            self._stream.flush()
        except OSError:
            let_go(self._stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def screen() -> Console:
    """Standard output: as wide as the terminal, or 150 columns where there is none."""
    stream = cast("IO[str]", _Patient(sys.stdout))
    return Console(file=stream) if sys.stdout.isatty() else Console(file=stream, width=_PLAIN_WIDTH)
