"""Damage in transport that is already in the text, undone."""

from __future__ import annotations

from crawler.encoding.gb18030 import PRIVATE_USE
from crawler.encoding.invisible import remove_invisible, written_out
from crawler.encoding.mojibake import read_back
from crawler.records import Repair, Repaired

INVISIBLE_REMOVED = "invisible_removed"
PRIVATE_USE_REPLACED = "private_use_replaced"


def repair(text: str) -> Repaired:
    """Return `text` with reversible damage undone and every repair listed; good text comes back as it was.

    Kinds of repair: the misreadings of `mojibake` (how many stretches), `invisible_removed` (how many characters, and
    which), and `private_use_replaced`: private-use characters that an old decoder put for GBK codes, U+E5E5 for the
    blank A3A0 first of all, become what the codes mean. Both also where HTML names them by a reference (&#8203;).
    Never raises.
    """
    text, misread = read_back(text)
    text = written_out(text)
    repairs = [Repair(kind, count) for kind, count in sorted(misread.items())]
    private = {chr(code): text.count(chr(code)) for code in PRIVATE_USE}
    if any(private.values()):
        text = text.translate(PRIVATE_USE)
        repairs.append(Repair(PRIVATE_USE_REPLACED, sum(private.values()), _named(private)))
    text, removed = remove_invisible(text)
    if removed:
        repairs.append(Repair(INVISIBLE_REMOVED, removed.total(), _named(removed)))
    return Repaired(text, tuple(repairs))


def _named(counts: dict[str, int]) -> str:
    """Return counts of characters as in "U+200B 3, U+FEFF 1"."""
    return ", ".join(f"U+{ord(character):04X} {count}" for character, count in sorted(counts.items()) if count)
