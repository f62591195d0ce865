"""Where an export goes: a file that is there whole or not at all, or the standard output."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def destination(out: Path | None) -> Iterator[BinaryIO]:
    """A binary stream to `out`, or to the standard output for None.

    A file is written under another name beside `out` and renamed at the end; on any error that one is removed and a
    file that stood at `out` stays. A reader that closes the pipe (`head`) ends the export without an error. Raises
    OSError where the file cannot be written.
    """
    if out is None:
        with _standard_output() as stream:
            yield stream
        return
    if out.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(out)
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    stream = sys.stdout.buffer
    try:
        yield stream
        stream.flush()
    except BrokenPipeError:
        # What is still buffered would fail again, with a traceback, when the interpreter flushes it at its end.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
