"""The raw archive: every capture as it came, in WARC files that outlive this code."""

from __future__ import annotations

from crawler.archive.errors import ArchiveError
from crawler.archive.mending import Mended, mend
from crawler.archive.reader import captures, read
from crawler.archive.writer import ArchiveWriter

__all__ = ["ArchiveError", "ArchiveWriter", "Mended", "captures", "mend", "read"]
