"""Characters that show nothing and mean nothing in a report: zero-width, bidi controls, soft hyphens."""

from __future__ import annotations

import re
from collections import Counter

# Zero-width space and joiners, word joiner, byte order mark; marks, embeddings and isolates of bidirectional text
# (Unicode standard annex 9); soft hyphen.
_INVISIBLE = "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
# The joiners shape letters in Arabic, Mongolian, Tibetan and Indic script, and bind emoji: there they stay.
_JOINED = "\u0600-\u0fff\u1800-\u18af\ufb50-\ufdff\ufe0f\ufe70-\ufefc\u2600-\u27bf\U0001f000-\U0001faff"
# It looks back past what it found: a pattern that begins by looking back is tried at every character.
_PATTERN = re.compile(f"[{_INVISIBLE}\u200c\u200d](?<![{_JOINED}][\u200c\u200d])")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def remove_invisible(text: str) -> tuple[str, Counter[str]]:
    """Return `text` without invisible characters, and how often each was removed.

    A text with right-to-left letters (a report in Uyghur) keeps its bidi controls: they order what is read.
    """
    if text.isascii() or not _PATTERN.search(text):
        return text, Counter()
    removed: Counter[str] = Counter()
    keeps_bidi = _RIGHT_TO_LEFT.search(text) is not None

    def drop(match: re.Match[str]) -> str:
        if keeps_bidi and match[0] in _BIDI:
            return match[0]
        removed[match[0]] += 1
        return ""

    return _PATTERN.sub(drop, text), removed
