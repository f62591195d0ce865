"""Where an export goes: a file or folder that is there whole or not at all, or the standard output."""

from __future__ import annotations

import errno
import gzip
import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from crawler.closed_stream import let_go

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
    file that stood at `out` stays; a link is followed. What is no file (a pipe, a device) is written as it stands. A
    reader that closes the standard output (`head`) ends the export without an error. Raises OSError where the file
    cannot be written.
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
def folder_destination(out: Path, made_by_us: str) -> Iterator[Path]:
    """A new folder that becomes `out` at the end; on any error it is removed and what stood at `out` stays.

    A folder that stands at `out` is replaced only where it is empty or holds the file `made_by_us`, so that nobody's
    home is taken for an earlier export. Raises FileExistsError for any other, OSError where nothing can be written.
    """
    _check_replaceable(out, made_by_us)
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    earlier = out.with_name(f".{out.name}.{os.getpid()}.earlier")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    try:
        yield part
        for path in sorted(part.rglob("*")):
            if path.is_file():
                with path.open("rb") as file:
                    os.fsync(file.fileno())
        if out.exists():
            out.rename(earlier)
        try:
            part.rename(out)
        except OSError:
            if earlier.exists():
                earlier.rename(out)
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(earlier, ignore_errors=True)


def _check_replaceable(out: Path, made_by_us: str) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "a file stands there and this format is a folder", str(out))
    if any(out.iterdir()) and not (out / made_by_us).is_file():
        raise FileExistsError(errno.EEXIST, "a folder stands there that is no earlier export", str(out))


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
