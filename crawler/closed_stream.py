"""An output stream that nobody reads any more, or that can't be written."""

from __future__ import annotations

import os
from typing import IO, Any


def let_go(stream: IO[Any]) -> None:
    """What still waits in the stream's buffer goes nowhere, or it would fail once more at the interpreter's end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
