"""What an export is until it is whole: a part beside its place, held while it is written and swept up after a crash."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def part_file(out: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file beside `out`, open for writing. Whatever was not renamed is removed at the end.

    Parts that killed exports to the same place left behind are removed first.
    """
    sweep(out)
    part = name_of(out, "part")
    stream = part.open("wb")
    try:
        while not _hold(stream.fileno(), part):
            stream.close()
            stream = part.open("wb")
        yield part, stream
    finally:
        try:
            stream.close()  # of a full disk this says once more that it is full
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def part_folder(out: Path) -> Iterator[Path]:
    """As `part_file`, a new folder."""
    sweep(out)
    part = name_of(out, "part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    handle = os.open(part, os.O_RDONLY)
    try:
        while not _hold(handle, part):
            os.close(handle)
            part.mkdir(exist_ok=True)
            handle = os.open(part, os.O_RDONLY)
        yield part
    finally:
        os.close(handle)
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def set_aside(out: Path) -> Iterator[Path]:
    """The folder at `out` under another name, for the moment in which a new one takes its place; then it is removed.

    On an error it is put back where `out` is free.
    """
    earlier = name_of(out, "earlier")
    handle = os.open(out, os.O_RDONLY)
    try:
        _hold(handle, out)
        out.rename(earlier)
        try:
            yield earlier
        except OSError:
            with suppress(OSError):  # another export took the place: that one stays
                earlier.rename(out)
            raise
    finally:
        os.close(handle)
        shutil.rmtree(earlier, ignore_errors=True)


def name_of(out: Path, ending: str) -> Path:
    """The name that only this process uses for `out`."""
    return out.with_name(f".{out.name}.{os.getpid()}.{ending}")


def sweep(out: Path) -> None:
    """Remove what exports to `out` left behind that were killed: what no process holds. A folder may be missing."""
    ours = re.compile(rf"\.{re.escape(out.name)}\.\d+\.(?:part|earlier)")
    with suppress(OSError):
        for path in [path for path in out.parent.iterdir() if ours.fullmatch(path.name)]:
            with suppress(OSError):
                _remove(path)


def _remove(path: Path) -> None:
    """Remove a part. Raises OSError where a process holds it, or where that can't be told."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    finally:
        os.close(handle)


def _hold(handle: int, path: Path) -> bool:
    """Hold what is open, as long as it is; False where it was swept away before it was held."""
    with suppress(OSError):  # a file system that knows no locks: there nobody sweeps either
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
