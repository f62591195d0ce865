"""What the archive says when it cannot work."""

from __future__ import annotations


class ArchiveError(Exception):
    """The raw archive cannot be written or read. The message is one line: which file, what is wrong, what to do."""
