"""After a crash: the last record of a file may be torn. It is found and cut, and the file gets the index it missed."""

from __future__ import annotations

import fcntl
import logging
import mmap
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crawler.archive.cdxj import Index, index_path
from crawler.archive.errors import DamagedError
from crawler.archive.reader import records

logger = logging.getLogger(__name__)

_MEMBER = re.compile(rb"\x1f\x8b\x08")


@dataclass(frozen=True, slots=True)
class Mended:
    """A file that a crash left behind. `cut` is how many bytes of a torn record were taken off its end."""

    path: Path
    cut: int


def mend(folder: Path) -> list[Mended]:
    """Cut torn last records in the archive folder, and index the files that have no index. Says so in the log.

    A file that a living process writes to is left alone. So is one that is damaged with whole records behind the
    damage: that was no crash while writing, and cutting would lose them. Nothing is raised: a run can begin without.
    """
    done = []
    for path in sorted(folder.glob("*.warc.gz")):
        if index_path(path).exists():
            continue
        try:
            with path.open("r+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(file.fileno()).st_size and (mended := _mend(file, path)):
                    done.append(mended)
        except BlockingIOError:
            continue
        except OSError as error:
            logger.warning("%s was left behind by a crash and can't be looked at (%s)", path, error.strerror)
    return done


def _mend(file: BinaryIO, path: Path) -> Mended | None:
    index = Index()
    cut = 0
    try:
        for location, fields, block in records(file, path):
            index.add(fields, block, location)
    except DamagedError as damage:
        size = os.fstat(file.fileno()).st_size
        if _holds_records(file, damage.whole_to + 1):
            logger.warning("%s; it was left as it is", damage)
            return None
        cut = size - damage.whole_to
        file.truncate(damage.whole_to)
        os.fsync(file.fileno())
        logger.warning("%s ended in the middle of a record after a crash: the last %d bytes were cut", path.name, cut)
    index.write(path)
    return Mended(path, cut)


def _holds_records(file: BinaryIO, begin: int) -> bool:
    """Whether any record begins behind `begin`, be it whole or not."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(_inflates_to_record(content, place) for place in _members(content, begin))


def _members(content: mmap.mmap, begin: int) -> Iterator[int]:
    for found in _MEMBER.finditer(content, begin):
        yield found.start()


def _inflates_to_record(content: mmap.mmap, place: int) -> bool:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(content[place : place + 1024], 6) == b"WARC/1"
    except zlib.error:
        return False
