"""What full-text search compares (全文检索): one spelling for a text, and the pairs of characters it is made of.

Chinese has no spaces and half its words have two characters, so the index holds pairs of neighbouring characters. Both
scripts meet in Simplified, character by character: the text of an excerpt stays where it was found. Where Taiwan has
another word (資訊 for 信息) the question is asked in both.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from crawler.store.errors import StoreError

BREAK = "\n"
"""Stands in a folded text where a word ends: punctuation, the border of a cell, the end of a line."""

_LONGEST_QUERY = 100
_WIDE = "utf-32-le"  # four bytes a character, whichever
_EXCERPT_BEFORE, _EXCERPT_AFTER = 16, 44


class _Folding(dict[int, str]):
    """For `str.translate`: each character's one spelling, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """`text` as it is compared: full width as half width, lower case, Simplified, without spaces; `BREAK` for marks."""
    return text.translate(_FOLDING)


def grams(texts: Iterable[str]) -> str:
    """The pairs of neighbouring characters in the words of the texts, and single ones where a word ends, by spaces.

    Every character begins one of them: a single character is found by its beginning. Pairs may come more than once.
    """
    folded = array("I", (BREAK.join(map(fold, texts)) + BREAK).encode(_WIDE, "surrogatepass"))
    # Three places for each pair, of four bytes each; joining strings pair by pair takes fifteen times as long. A pair
    # with a break is the other character alone.
    spaced = array("I", " ".encode(_WIDE) * (3 * (len(folded) - 1)))
    spaced[0::3] = folded[:-1]
    spaced[1::3] = folded[1:]
    return spaced.tobytes().decode(_WIDE, "surrogatepass")


@dataclass(frozen=True, slots=True)
class Query:
    """A question: a text answers it that holds all words of one way to write it.

    `anywhere` are the ways for any text; `traditional` those that mean it in a Traditional text only, where 档案 can be
    the word for 文件.
    """

    anywhere: tuple[tuple[str, ...], ...]
    traditional: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, question: str) -> Query:
        """The question as a person typed it: words apart by spaces, in either script.

        Raises StoreError, in one line, where it holds no letter or digit, or more than 100 characters.
        """
        if len(question) > _LONGEST_QUERY:
            raise StoreError(f"that is more than {_LONGEST_QUERY} characters: search for a few words of it")
        typed = question.encode("utf-8", "replace").decode().replace("\x00", " ")
        mainland, taiwan = _converter("tw2sp").convert(typed), _converter("s2twp").convert(typed)
        own = _words(typed)
        if not own:
            raise StoreError(f"nothing to search for in {question!r}: give a word of letters, characters or digits")
        anywhere = tuple(dict.fromkeys((own, _words(mainland))))
        return cls(anywhere, tuple(way for way in {_words(taiwan)} if way not in anywhere))

    @property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """All ways to write it."""
        return self.anywhere + self.traditional

    def excerpt(self, text: str, language: str) -> str | None:
        """The piece of `text` around the first word found, or None where the text does not answer the question."""
        folded = fold(text)
        ways = self.ways if language == "zh-Hant" else self.anywhere
        for words in ways:
            places = [folded.find(word) for word in words]
            if min(places) >= 0:
                return _around(text, places[0], len(words[0]))
        return None


def _words(typed: str) -> tuple[str, ...]:
    words = (word for part in typed.split() for word in fold(part).split(BREAK))
    return tuple(dict.fromkeys(word for word in words if word))


def _around(text: str, place: int, length: int) -> str:
    """The piece of `text` around what stands at `place` of the folded text."""
    kept = -1
    begin = end = 0
    for index, character in enumerate(text):
        if _FOLDING[ord(character)]:
            kept += 1
            if kept == place:
                begin = index
            if kept == place + length - 1:
                end = index + 1
                break
    first, last = max(begin - _EXCERPT_BEFORE, 0), end + _EXCERPT_AFTER
    piece = " ".join(text[first:last].split())
    return ("…" if first else "") + piece + ("…" if last < len(text) else "")


def _fold_character(character: str) -> str:
    if character in "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029":
        return BREAK
    if character.isspace() or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return ""
    for spelled in (unicodedata.normalize("NFKC", character), character.casefold()):
        if len(spelled) == 1:
            character = spelled.casefold() if len(spelled.casefold()) == 1 else spelled
            break
    if not character.isalnum():
        return BREAK
    simplified: str = _converter("hk2s").convert(character)
    return simplified if len(simplified) == 1 else character


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)
