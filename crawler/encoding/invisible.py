"""Characters that show nothing and mean nothing in a report: zero-width, bidi controls, soft hyphens."""

from __future__ import annotations

import re
from collections import Counter

from crawler.encoding.gb18030 import PRIVATE_USE

# Zero-width space and joiners, word joiner, byte order mark; marks, embeddings and isolates of bidirectional text
# (Unicode standard annex 9); soft hyphen.
_INVISIBLE = "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
# The joiners shape letters in Arabic, Mongolian, Tibetan and Indic script, and bind emoji: there they stay.
_JOINED = "\u0600-\u0fff\u1800-\u18af\ufb50-\ufdff\ufe0f\ufe70-\ufefc\u2600-\u27bf\U0001f000-\U0001faff"
# It looks back past what it found: a pattern that begins by looking back is tried at every character.
_PATTERN = re.compile(f"[{_INVISIBLE}\u200c\u200d](?<![{_JOINED}][\u200c\u200d])")
# The same as editors write them into HTML (&#8203; &zwnj; &#xE5E5;), and private-use characters. A joiner behind
# another reference may join the letter which that one names.
_REFERENCE = re.compile(
    r"&(?:#0{0,8}(?P<decimal>173|1564|82(?:0[3-7]|3[4-8]|88|9[4-7])|65279|(?:5[7-9]|6[0-3])\d{3})(?!\d)"
    r"|#[xX]0{0,8}(?P<hex>[aA][dD]|61[cC]|20(?:0[b-fB-F]|2[a-eA-E]|6[06-9])|[fF][eE][fF]{2}|[eE][\da-fA-F]{3})(?![\da-fA-F])"
    r"|(?P<name>shy|zwnj|zwj|lrm|rlm)(?=;));?"
)
_NAMED = {"shy": "\u00ad", "zwnj": "\u200c", "zwj": "\u200d", "lrm": "\u200e", "rlm": "\u200f"}
_JOINERS = frozenset("\u200c\u200d")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def written_out(text: str) -> str:
    """Return `text` with references to invisible and GBK's private-use characters as the characters themselves.

    `4&#8203;3` shows what `4` and `3` side by side show; as a reference the character would come back when the page is
    parsed, after the repairs.
    """
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    if match["name"]:
        character = _NAMED[match["name"]]
    else:
        character = chr(int(match["decimal"]) if match["decimal"] else int(match["hex"], 16))
    if character in _JOINERS:
        joins = match.start() > 0 and match.string[match.start() - 1] == ";"
        return match[0] if joins else character
    return character if ord(character) in PRIVATE_USE or _PATTERN.match(character) else match[0]


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
