"""Which portals declare another charset than their bytes are in: what `scrapy status` lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.encoding import contradicted
from crawler.records import Declaration, Decoded


@dataclass(frozen=True, slots=True)
class CharsetLie:
    """`count` reports of a portal whose page says `declared` (as `header=gbk; meta=utf-8`) over `used` bytes."""

    portal: str
    declared: str
    used: str
    count: int


def charset_lies(portal: str, charsets: Iterable[tuple[str | None, str | None]]) -> list[CharsetLie]:
    """The lies among (declared, used) pairs of a portal's stored reports, the most frequent first.

    A pair lies when any of its declarations names another encoding than the one that was used; a page that declares
    nothing does not, and neither does a file.
    """
    found = Counter((declared, used) for declared, used in charsets if declared and used and _lies(declared, used))
    return [CharsetLie(portal, declared, used, count) for (declared, used), count in found.most_common()]


def _lies(declared: str, used: str) -> bool:
    parts = (part.partition("=") for part in declared.split("; "))
    declarations = tuple(Declaration(where, label) for where, _, label in parts)
    return bool(contradicted(Decoded("", used, declarations)))
