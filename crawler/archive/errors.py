"""What the archive says when it cannot work."""

from __future__ import annotations


class ArchiveError(Exception):
    """The raw archive cannot be written or read. The message is one line: which file, what is wrong, what to do."""


class DamagedError(ArchiveError):
    """A WARC file is damaged or was cut short. What stands before the byte `whole_to` is good."""

    def __init__(self, message: str, whole_to: int) -> None:
        super().__init__(message)
        self.whole_to = whole_to
