"""The labels of the official form, found by their Han characters in the texts of a flattened table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.statistics.flat_tokens import Token
from crawler.statistics.han import han, has_ordinal, label

_ORDINAL_INSIDE = re.compile(r"(?<=[\u3400-\u9fff）)”\"])\s?(?=[（(][一二三四五六七][）)]|\d[.．、](?!\d))")


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a label is found: `core` inside the Han characters, or as a whole text; `official` is its Han wording."""

    key: str
    core: str
    official: str
    whole: bool = False
    is_group: bool = False


def find(texts: Sequence[Token], patterns: Sequence[Pattern], at: int) -> list[int]:
    """Indices of the patterns, from `at` on, that stand in the texts in their order."""
    joined = "".join(han(token.text) for token in texts)
    wholes = {label(piece) for token in texts for piece in _ORDINAL_INSIDE.split(token.text)}
    found: list[int] = []
    place = 0
    for index in range(at, len(patterns)):
        pattern = patterns[index]
        if pattern.whole:
            if pattern.core in wholes and (index == 0 or _may_follow(patterns, index, found, at)):
                found.append(index)
            continue
        start = joined.find(pattern.core, place)
        if start >= 0:
            found.append(index)
            place = start + len(pattern.core)
    return found


def _may_follow(patterns: Sequence[Pattern], index: int, found: Sequence[int], at: int) -> bool:
    """A label that is a common word (其他, 总计) counts only near its place: at most three rows may be missing."""
    before = found[-1] + 1 if found else at
    return index - before <= 3


def labels(texts: Sequence[Token], patterns: Sequence[Pattern]) -> list[str]:
    """The published text of each of the patterns, which stand in the texts in this order."""
    out = [""] * len(patterns)
    current = 0
    for token in texts:
        for piece in _ORDINAL_INSIDE.split(token.text):
            words = han(piece)
            if current + 1 < len(patterns) and patterns[current].core in han(out[current]):
                following = patterns[current + 1]
                bare = label(piece)
                if has_ordinal(piece) or following.core in words or (bare and following.official.startswith(bare)):
                    current += 1
            out[current] += piece
    return out
