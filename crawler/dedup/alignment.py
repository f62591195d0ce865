"""Two nearly equal texts laid side by side (对齐): which numbers stand in the same place, which words were exchanged.

Numbers are masked first, so that last year's figures and this year's line up. 8-grams that the other text has once,
in rising order, anchor the alignment (patience diff); what lies between two anchors is aligned by edit distance. Work
grows with n log n: a gap too large for edit distance stays unaligned instead.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*%?")
_MASK = "#"
_ANCHOR = 8
_STEP = 64
_SAME_PLACE = 6  # equal characters around a number; fewer are chance, as between a date and a table's cells
_GAP_AREA = 1_000_000
_TOTAL_AREA = 20_000_000


@dataclass(frozen=True, slots=True)
class Masked:
    """A plain text with each number replaced by `#`. `numbers` are the numbers by their position in `text`.

    `origins` are, for the same positions, where the number begins in the plain text.
    """

    text: str
    numbers: dict[int, str]
    origins: dict[int, int]


@dataclass(frozen=True, slots=True)
class NumberPair:
    """Two numbers in the same place. `before` and `after` are the words around, `origin` the place in the first."""

    first: str
    second: str
    before: str
    after: str
    origin: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """Words of the first text that stand as others in the second; one of the two may be "". Context is common."""

    first: str
    second: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """What two texts have in the same places."""

    numbers: tuple[NumberPair, ...]
    exchanges: tuple[Exchange, ...]


def mask(plain_text: str) -> Masked:
    """`plain_text` (normalised, see normalise.plain) with its numbers masked."""
    parts: list[str] = []
    numbers: dict[int, str] = {}
    origins: dict[int, int] = {}
    length = start = 0
    for match in _NUMBER.finditer(plain_text):
        words = plain_text[start : match.start()].replace(" ", "")
        parts += (words, _MASK)
        length += len(words)
        numbers[length] = match[0]
        origins[length] = match.start()
        length += 1
        start = match.end()
    parts.append(plain_text[start:].replace(" ", ""))
    return Masked("".join(parts), numbers, origins)


def align(first: Masked, second: Masked) -> Alignment:
    """The alignment of two masked texts."""
    equal, gaps = _blocks(first.text, second.text)
    numbers = []
    blocks = iter(equal)
    start, other, length = next(blocks, (len(first.text), 0, 0))
    for place, number in first.numbers.items():
        while place >= start + length and start < len(first.text):
            start, other, length = next(blocks, (len(first.text), 0, 0))
        if length >= _SAME_PLACE and start <= place < start + length:
            numbers.append(
                NumberPair(
                    number,
                    second.numbers.get(place - start + other, _MASK),
                    first.text[max(0, place - 8) : place],
                    first.text[place + 1 : place + 5],
                    first.origins[place],
                )
            )
    exchanges = tuple(
        Exchange(first.text[i:k], second.text[j:m], first.text[max(0, i - 8) : i], first.text[k : k + 8])
        for i, k, j, m in gaps
    )
    return Alignment(tuple(numbers), exchanges)


def _blocks(first: str, second: str) -> tuple[list[tuple[int, int, int]], list[tuple[int, int, int, int]]]:
    """Equal blocks (start, start, length) in rising order, and the gaps (start, end, start, end) with text between."""
    equal: list[tuple[int, int, int]] = []
    budget = _TOTAL_AREA
    done_first = done_second = 0
    for start, other, length in [*_anchors(first, second), (len(first), len(second), 0)]:
        area = (start - done_first) * (other - done_second)
        if 0 < area <= min(_GAP_AREA, budget):
            budget -= area
            for op in Levenshtein.opcodes(first[done_first:start], second[done_second:other]):
                if op.tag == "equal":
                    size = op.src_end - op.src_start
                    equal.append((done_first + op.src_start, done_second + op.dest_start, size))
        if length:
            equal.append((start, other, length))
        done_first, done_second = start + length, other + length
    return equal, list(_gaps(equal))


def _gaps(equal: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """What lies between equal blocks; what precedes the first or follows the last has no place in common."""
    for (start, other, length), (next_start, next_other, _) in pairwise(equal):
        if start + length < next_start or other + length < next_other:
            yield start + length, next_start, other + length, next_other


def _anchors(first: str, second: str) -> list[tuple[int, int, int]]:
    """Maximal equal runs around the longest rising series of 8-grams that occur once in the second text."""
    runs: list[tuple[int, int, int]] = []
    done_first = done_second = 0
    for start, other in _rising(_common_places(first, second)):
        if start < done_first or other < done_second:
            continue
        forward = _equal_length(first, start, second, other)
        back = _equal_length(first[done_first:start][::-1], 0, second[done_second:other][::-1], 0)
        start, other, length = start - back, other - back, back + forward
        if runs and start == done_first and other == done_second:
            joined = runs.pop()
            start, other, length = joined[0], joined[1], joined[2] + length
        runs.append((start, other, length))
        done_first, done_second = start + length, other + length
    return runs


def _common_places(first: str, second: str) -> list[tuple[int, int]]:
    """Where every eighth 8-gram of the first text stands in the second, if it occurs there once."""
    grams = [second[place : place + _ANCHOR] for place in range(len(second) - _ANCHOR + 1)]
    last = dict(zip(grams, range(len(grams)), strict=True))
    unique = len(last) == len(grams)
    earliest = last if unique else dict(zip(reversed(grams), range(len(grams) - 1, -1, -1), strict=True))
    places = []
    for start in range(0, len(first) - _ANCHOR + 1, _ANCHOR):
        gram = first[start : start + _ANCHOR]
        other = last.get(gram)
        if other is not None and earliest[gram] == other:
            places.append((start, other))
    return places


def _equal_length(first: str, start: int, second: str, other: int) -> int:
    """How many characters are equal from `start` in the first string and `other` in the second on."""
    limit = min(len(first) - start, len(second) - other)
    length = 0
    while (
        length < limit
        and first[start + length : start + length + _STEP] == second[other + length : other + length + _STEP]
    ):
        length += _STEP
    while length < limit and first[start + length] == second[other + length]:
        length += 1
    return min(length, limit)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence of `pairs` (sorted by the first) whose second members rise too (patience sorting)."""
    tails: list[int] = []
    tail_pairs: list[int] = []
    previous: list[int] = []
    for index, (_, other) in enumerate(pairs):
        pile = bisect_left(tails, other)
        previous.append(tail_pairs[pile - 1] if pile else -1)
        if pile == len(tails):
            tails.append(other)
            tail_pairs.append(index)
        else:
            tails[pile] = other
            tail_pairs[pile] = index
    series = []
    index = tail_pairs[-1] if tail_pairs else -1
    while index >= 0:
        series.append(pairs[index])
        index = previous[index]
    return series[::-1]
