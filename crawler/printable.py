"""Words from pages as a terminal may be given them."""

from __future__ import annotations


def printable(words: str) -> str:
    """`words` with a space for each character that would move a cursor, colour a line or turn its direction."""
    return "".join(character if character.isprintable() else " " for character in words)
