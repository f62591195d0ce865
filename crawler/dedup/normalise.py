"""One spelling for texts that say the same (归一化): what signatures and decisions compare.

NFKC, Traditional brought to Simplified with OpenCC (简繁转换, Taiwan's vocabulary too), white space and punctuation
folded, digits kept. Both sides always go through the same steps, so that a Traditional copy and its Simplified original
meet. Nothing of this is ever stored as text: the corpus keeps what was published.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from opencc import OpenCC

from crawler.dedup.mirrors import PINYIN_NOTE

# tw2sp alone does not agree with itself: it makes 文件 of 檔案 but 文档 of 文件. To Simplified (hk2s knows 衞 as well),
# then to Taiwan's words and back brings 文件, 檔案 and 档案 to one word, whichever side they stand on.
_CONVERSIONS = tuple(OpenCC(name) for name in ("hk2s", "s2twp", "tw2sp"))

# OpenCC stops at NUL without a word and raises on lone surrogates; format characters (零宽) would split a number.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+"
)
# NFKC writes ② as a plain 2, which would grow into a neighbouring number.
_ENCLOSED_NUMBER = re.compile("[\u00b2\u00b3\u00b9\u2070-\u209f\u2460-\u24ff\u2776-\u2793\u3220-\u3247\u3280-\u32b0]")
# Patterns begin with the character they look for and look back past it: a leading look-behind is tried everywhere.
_THOUSANDS = re.compile(r",(?<=[0-9],)(?=[0-9]{3}(?![0-9]))")
_FOLDED = re.compile(r"[^\w.%]+|_+")
_LONE_MARK = re.compile(r"\.(?:(?![0-9])|(?<![0-9]\.))|%(?<![0-9]%)")
_LONE_SPACE = re.compile(r" (?:(?![0-9])|(?<![0-9%] ))")
_BORDERS = re.compile(r"[| ]+")
_DIGITS = frozenset("0123456789")
_NUMBER_ENDS = _DIGITS | {"%"}
_SAYS_SOMETHING = re.compile(r"[^\W_]")
_CELL_MARKS = frozenset({"", "/", "-", "—", "–", "——", "--", "\\", "*"})
# Copies share their lines, and all reports the labels of the official form: most are read once for many texts.
# A long line is rarely met again, and keeping it would let a hostile page fill the memory.
_REMEMBERED = 8192
_WORTH_REMEMBERING = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: `folded` for comparing, `shown` in its own script, to tell where it is."""

    folded: str
    shown: str


def compose(text: str) -> str:
    """`text` in NFKC, without characters that are not seen, enclosed numbers (②) apart. Any string is accepted."""
    separated = _ENCLOSED_NUMBER.sub(lambda match: f" {match[0]} ", _UNSEEN.sub("", text))
    return unicodedata.normalize("NFKC", separated)


def to_simplified(text: str) -> str:
    """`text` composed and in Simplified, with one word where the mainland and Taiwan have two. Lines stay lines."""
    return _convert(compose(text))


def fold(simplified: str) -> str:
    """A line without white space and punctuation, case folded.

    What stays: letters, digits, the point and per-cent sign of a number, and one space where two numbers would else
    grow together. A comma that groups thousands goes (1,234 is 1234).
    """
    spaced = _FOLDED.sub(" ", _LONE_MARK.sub(" ", _THOUSANDS.sub("", simplified)))
    return _LONE_SPACE.sub("", spaced.strip()).casefold()


def read_lines(text: str, language: str = "zh-Hans") -> tuple[Line, ...]:
    """The lines of `text`, normalised; those without a letter or digit are left out, and mirrors' pinyin notes go.

    Text of a `language` that is not Chinese keeps its script. In rows of a pipe table the cells stay apart by `|`, and
    a mark that fills a cell (`/`, `-`, `—`) stays: it says another thing than an empty cell (README.md, text contract).
    """
    chinese = language.startswith("zh")
    lines = []
    for shown in PINYIN_NOTE.sub("", compose(text)).splitlines():
        folded = (_known_line if len(shown) <= _WORTH_REMEMBERING else _fold_line)(shown, chinese)
        if _SAYS_SOMETHING.search(folded):
            lines.append(Line(folded, shown.strip()))
    return tuple(lines)


def _convert(composed: str) -> str:
    if not composed.isascii():
        for conversion in _CONVERSIONS:
            composed = conversion.convert(composed)
    return composed


def _fold_line(composed: str, chinese: bool) -> str:
    line = composed.strip()
    if not line.startswith("|"):
        return fold(_convert(line) if chinese else line)
    cells = line[1:].removesuffix("|").split("|")
    return "|".join((_known_cell if len(cell) <= _WORTH_REMEMBERING else _fold_cell)(cell, chinese) for cell in cells)


def _fold_cell(cell: str, chinese: bool) -> str:
    words = cell.strip()
    if words in _CELL_MARKS or (words.isascii() and words.isdigit()):
        return words
    return fold(_convert(words) if chinese else words)


_known_line = lru_cache(_REMEMBERED)(_fold_line)
_known_cell = lru_cache(_REMEMBERED)(_fold_cell)


def plain(lines: tuple[Line, ...]) -> tuple[str, tuple[int, ...]]:
    """The lines as one string for shingles and alignment, and where in it each line begins.

    Cell borders are gone; numbers that would grow together are kept apart by a space.
    """
    parts: list[str] = []
    starts = []
    length = 0
    for line in lines:
        words = _LONE_SPACE.sub("", _BORDERS.sub(" ", line.folded)).strip()
        if parts and parts[-1][-1:] in _NUMBER_ENDS and words[:1] in _DIGITS:
            words = f" {words}"
        if words:
            parts.append(words)
        starts.append(length)
        length += len(words)
    return "".join(parts), tuple(starts)


def text_key(lines: tuple[Line, ...]) -> str:
    """A digest (32 hex digits) of folded lines, digits and cells included: equal keys mean equal text."""
    return blake2b("\n".join(line.folded for line in lines).encode(), digest_size=16).hexdigest()
