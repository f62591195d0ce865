"""The bytes of a file (附件) → what it says: one file here a kind, all of them read in a child process with limits."""

from __future__ import annotations

from crawler.extraction.files.child import FileReader, Limits, extract_file
from crawler.extraction.files.names import name_of_file, safe_name, says_nothing, unlike

__all__ = ["FileReader", "Limits", "extract_file", "name_of_file", "safe_name", "says_nothing", "unlike"]
