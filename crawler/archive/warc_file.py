"""One WARC file while it is written: held against others, safe on the disk after every record, indexed when it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from crawler.archive.cdxj import Index
from crawler.records import WarcLocation


class WarcFile:
    """A new file that only this process writes to. Raises OSError where it cannot be made or grow.

    A file is held (flock) from before its first byte until its index stands beside it: one that is not held and has no
    index was left behind by a crash, and `mend` looks at it.
    """

    def __init__(self, folder: Path, stem: str, serial: int, first_record: Callable[[str], bytes]) -> None:
        """Makes `{stem}-{serial}.warc.gz` in `folder`, or a file with the next number that is free.

        `first_record` gives the warcinfo record for the name that it got.
        """
        folder.mkdir(parents=True, exist_ok=True)
        file = None
        while file is None:
            self.path = folder / f"{stem}-{serial:05d}.warc.gz"
            with suppress(FileExistsError):
                file = self.path.open("xb", buffering=0)
            serial += 1
        self.serial = serial - 1
        self._file = file
        self._index = Index()
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.append(first_record(self.path.name))
            _sync_folder(folder)
        except OSError:
            file.close()
            self.path.unlink()
            raise

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._file.tell()

    def append(self, data: bytes) -> int:
        """Add `data` at the end and wait for the disk; where it begins. A part that was written is undone."""
        offset = self._file.seek(0, os.SEEK_END)
        try:
            view = memoryview(data)
            while view:
                view = view[self._file.write(view) :]
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(offset)
            raise
        return offset

    def list(self, fields: dict[str, str], block: bytes, location: WarcLocation) -> None:
        """Put a record that was appended into the index; `fields` are its WARC fields, `block` begins with its head."""
        self._index.add(fields, block, location)

    def close(self) -> None:
        """Write the index beside the file and let go of it. The file is never touched again.

        An index that cannot be written is left to the next start.
        """
        with suppress(OSError):
            self._index.write(self.path)
        self._file.close()


def _sync_folder(folder: Path) -> None:
    """Make a new file's name survive a power cut, which its own fsync does not see to."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
