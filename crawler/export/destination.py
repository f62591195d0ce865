"""Where an export goes: a file or folder that is there whole or not at all, or the standard output."""

from __future__ import annotations

import errno
import gzip
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import BinaryIO, cast

from crawler.closed_stream import let_go
from crawler.export.part import part_file, part_folder, set_aside

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_GZIP_LEVEL = 6
_ZSTD_LEVEL = 9  # a third slower than 3 and a tenth smaller, for files that are kept and sent


@contextmanager
def destination(out: Path | None) -> Iterator[BinaryIO]:
    """A binary stream to `out`, or to the standard output for None.

    A file is written under another name beside `out` and renamed at the end; on any error that one is removed and a
    file that stood at `out` stays; what `kill -9` leaves goes with the next export. A link is followed. What is no file
    (a pipe, a device) is written as it stands. A reader that closes the standard output (`head`) ends the export
    without an error. Raises OSError where the file cannot be written.
    """
    if out is None:
        with _standard_output() as stream:
            yield stream
        return
    if out.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(out))
    if out.exists() and not out.is_file():
        with out.open("wb") as stream:
            yield stream
        return
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    with part_file(out) as (part, stream):
        yield stream
        stream.flush()
        os.fsync(stream.fileno())
        part.replace(out)
        _sync(out.parent)


@contextmanager
def compressing(out: Path | None) -> Iterator[BinaryIO]:
    """As `destination`, and compressed where the file's name ends in `.gz` or `.zst`.

    The same content gives the same bytes: no time and no name stand in the compressed file.
    """
    with destination(out) as stream:
        match out.suffix.lower() if out is not None else "":
            case ".gz":
                with gzip.GzipFile("", "wb", _GZIP_LEVEL, stream, mtime=0) as packed:
                    yield cast("BinaryIO", packed)
            case ".zst":
                options: dict[int, int] = {
                    zstd.CompressionParameter.compression_level: _ZSTD_LEVEL,
                    zstd.CompressionParameter.checksum_flag: 1,
                }
                with zstd.ZstdFile(stream, "wb", options=options) as packed:
                    yield cast("BinaryIO", packed)
            case _:
                yield stream


@contextmanager
def folder_destination(out: Path, is_earlier: Callable[[Path], bool]) -> Iterator[Path]:
    """A new folder that becomes `out` at the end; on any error it is removed and what stood at `out` stays.

    A link is followed. A folder that stands at `out` goes with all it holds: it is replaced only where it is empty, or
    where `is_earlier` says that it is an earlier export and nothing else. Raises FileExistsError for any other, OSError
    where nothing can be written.
    """
    out = out.resolve()
    _check_replaceable(out, is_earlier)
    out.parent.mkdir(parents=True, exist_ok=True)
    with part_folder(out) as part:
        yield part
        for path in (part, *sorted(part.rglob("*"))):
            _sync(path)
        with set_aside(out) if out.exists() else nullcontext():
            part.rename(out)
        _sync(out.parent)


def _check_replaceable(out: Path, is_earlier: Callable[[Path], bool]) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "a file stands there and this format is a folder", str(out))
    if any(out.iterdir()) and not is_earlier(out):
        told = "a folder stands there that is no earlier export, or holds more than one: name a new one"
        raise FileExistsError(errno.EEXIST, told, str(out))
    if Path.cwd().is_relative_to(out):
        raise OSError(errno.EBUSY, "the folder in which a command runs can't be replaced: name a new one", str(out))


def _sync(path: Path) -> None:
    """Wait until the disk has a file, or the names in a folder: what was told as written outlives a power cut."""
    # Not every network file system knows it of folders, and one may be written to and not be read.
    with suppress(OSError) if path.is_dir() else nullcontext():
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    stream = sys.stdout.buffer
    try:
        yield stream
        stream.flush()
    except BrokenPipeError:
        let_go(stream)


def as_text(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """Text on a binary stream that stays open, with line ends as they are given; `detach` it at the end."""
    return io.TextIOWrapper(stream, encoding=encoding, newline="", write_through=True)
