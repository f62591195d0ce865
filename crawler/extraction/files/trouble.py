"""What went wrong with a file, in the words of a note."""

from __future__ import annotations


def in_words(error: BaseException) -> str:
    """The kind of an exception and what it says, 200 characters at most."""
    return f"{type(error).__name__}: {error}"[:200]
