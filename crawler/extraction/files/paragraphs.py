"""A word processor's paragraph → lines of the text."""

from __future__ import annotations

from crawler.extraction.line import one_line


def lines_of(raw: str) -> list[str]:
    """The lines of a paragraph, which a line feed parts, without empty ones.

    Binary Word files and RTF write a rare character as two UTF-16 units: its halves are joined, a single one is U+FFFD.
    """
    try:
        raw.encode()
    except UnicodeEncodeError:
        raw = raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return [line for line in map(one_line, raw.split("\n")) if line]
