"""Text that was read in the wrong charset before it was put into the page (乱码), read back.

Each way of misreading is undone by writing the text in the charset it was wrongly read in, and reading those bytes in
the charset they were written in. A stretch of a line is replaced only when both are possible without loss, the way back
gives the damaged text again, and the result is so much likelier Chinese that good text never meets it (`rarity`).
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby

from crawler.encoding.big5 import decode_big5, encode_big5
from crawler.encoding.gb18030 import EURO_BYTE, decode_gb18030, encode_gb18030
from crawler.encoding.rarity import bits, character_bits

UTF8_AS_GBK = "utf8_read_as_gbk"
UTF8_AS_LATIN1 = "utf8_read_as_latin1"
GBK_AS_LATIN1 = "gbk_read_as_latin1"
BIG5_AS_GBK = "big5_read_as_gbk"

# How many bits likelier the result must be: less where bytes must fit the pattern of UTF-8, which is evidence itself.
_BEYOND_DOUBT = {UTF8_AS_GBK: 24, UTF8_AS_LATIN1: 24, GBK_AS_LATIN1: 30, BIG5_AS_GBK: 80}
# What a stretch must show more than a whole line: a list of rare characters holds a few that could be anything.
_PART_OF_LINE_BITS = 24
# In a text in which a kind was found beyond doubt, its short lines need no more than this.
_IN_COMPANY_BITS = 8
# The result must be Chinese by itself: the average cost of what is not ASCII, alone and in such a text.
_READABLE_BITS = 12.5
_READABLE_IN_COMPANY_BITS = 15.0
# How often a stretch may have been misread one time after another.
_DEEPEST = 3
# A line this long is no paragraph; reading it back would hold up the page.
_LINE_LIMIT = 100_000

# What a byte above ASCII becomes in cp1252 and in latin-9 where it is not latin-1: pages do not tell the three apart.
_CP1252 = {bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"}
_LATIN9 = {character: byte for byte in range(0xA0, 0x100) if (character := bytes([byte]).decode("iso8859-15")) > "\xff"}
_SINGLE_BYTES = "\x80-\xff" + "".join(_CP1252)
_LATIN_RUN = re.compile(f"[\x20-\x7e{_SINGLE_BYTES}]+")
# Text between what separates words in every charset: it may end in the ASCII trail byte of a Big5 character.
_BIG5_RUN = re.compile("[^\x00-\x3f\ufffd]+")
_UTF8_RUN = re.compile(rb"(?:[\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")
# Two characters of Chinese side by side.
_UTF8_CHARACTERS = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){2}")
_HAN = re.compile("[\u3400-\u9fff]")
_NON_ASCII = re.compile("[^\x00-\x7f]")

# A line of which every character is common in Chinese was not misread.
_COMMON_BITS = 14


@functools.cache
def _suspect() -> re.Pattern[str]:
    """What finds misread text: rare characters side by side.

    In good text (诉讼, 咨询, a place's name) they stand alone. Made when the first text is looked at, because it goes
    through all characters of the BMP.
    """
    is_common = [
        character_bits(chr(code)) <= _COMMON_BITS and chr(code) not in _CP1252 for code in range(0x100, 0x10000)
    ]
    ranges = []
    code = 0x100
    for common, run in groupby(is_common):
        first, code = code, code + sum(1 for _ in run)
        if common:
            ranges.append(f"{chr(first)}-{chr(code - 1)}")
    rare = f"[^\x00-\x7f·×°\xa0“”‘’—…{''.join(ranges)}]"
    # Written out three times, because a pattern that begins with a set is searched for several times as fast.
    return re.compile(f"{rare}.{{0,3}}?{rare}.{{0,3}}?{rare}")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the characters from `start` to `end` of a line say when read back, and how many bits that is cheaper."""

    start: int
    end: int
    text: str
    kinds: tuple[str, ...]
    gain: int


def read_back(text: str) -> tuple[str, Counter[str]]:
    """Return `text` with misread stretches read back, line by line, and how many stretches each kind had."""
    suspect = _suspect()
    if not suspect.search(text):
        return text, Counter()
    lines = text.split("\n")
    found: Counter[str] = Counter()
    for number, line in enumerate(lines):
        if len(line) <= _LINE_LIMIT and suspect.search(line):
            lines[number] = _mend(line, _BEYOND_DOUBT, _PART_OF_LINE_BITS, _READABLE_BITS, found)
    if not found:
        return text, found
    in_company = dict.fromkeys(found, _IN_COMPANY_BITS)
    for number, line in enumerate(lines):
        if len(line) <= _LINE_LIMIT and _NON_ASCII.search(line):
            lines[number] = _mend(line, in_company, 0, _READABLE_IN_COMPANY_BITS, found)
    return "\n".join(lines), found


def _mend(line: str, thresholds: dict[str, int], part_of_line: int, readable: float, found: Counter[str]) -> str:
    whole = len(_NON_ASCII.findall(line))
    accepted = []
    for reading in _readings(line, thresholds):
        needed = max(thresholds[kind] for kind in reading.kinds)
        if len(_NON_ASCII.findall(line, reading.start, reading.end)) < whole:
            needed += part_of_line
        if reading.gain >= needed and _is_chinese(reading.text, readable):
            accepted.append(reading)
    chosen: list[_Reading] = []
    for reading in sorted(accepted, key=lambda reading: reading.start):
        if not chosen or chosen[-1].end <= reading.start:
            chosen.append(reading)
        elif chosen[-1].gain < reading.gain:
            chosen[-1] = reading
    pieces = []
    position = 0
    for reading in chosen:
        pieces += [line[position : reading.start], reading.text]
        position = reading.end
        found.update(reading.kinds)
    return "".join(pieces) + line[position:]


def _is_chinese(text: str, readable: float) -> bool:
    """Whether at least half of what is not ASCII is Han, and the whole of it common enough."""
    foreign = "".join(_NON_ASCII.findall(text))
    return 2 * len(_HAN.findall(text)) >= len(foreign) and bits(foreign) <= readable * len(foreign)


def _readings(line: str, kinds: Collection[str], depth: int = 1) -> Iterator[_Reading]:
    """Yield every way to read stretches of a line back that makes it cheaper, through several misreadings too."""
    for start, end, text, kind in _read_once(line, kinds):
        gain = bits(line[start:end]) - bits(text)
        if gain <= 0:
            continue
        yield _Reading(start, end, text, (kind,), gain)
        if depth < _DEEPEST and not _is_chinese(text, _READABLE_BITS):
            for deeper in _readings(text, kinds, depth + 1):
                whole = text[: deeper.start] + deeper.text + text[deeper.end :]
                yield _Reading(start, end, whole, (kind, *deeper.kinds), gain + deeper.gain)


def _read_once(line: str, kinds: Collection[str]) -> Iterator[tuple[int, int, str, str]]:
    """Yield (start, end, text, kind) of every stretch that can be read back without loss."""
    if UTF8_AS_GBK in kinds:
        units = _gbk_units(line)
        data = b"".join(units)
        if _UTF8_CHARACTERS.search(data):
            offsets = list(accumulate(map(len, units), initial=0))
            for start, end, text in _utf8_stretches(data, offsets):
                yield start, end, text, UTF8_AS_GBK
    if BIG5_AS_GBK in kinds:
        for start, end, text in _big5_stretches(line):
            yield start, end, text, BIG5_AS_GBK
    for run in _LATIN_RUN.finditer(line):
        for data in _single_bytes(run[0]):
            if UTF8_AS_LATIN1 in kinds:
                for start, end, text in _utf8_stretches(data, list(range(len(data) + 1))):
                    yield run.start() + start, run.start() + end, text, UTF8_AS_LATIN1
            if GBK_AS_LATIN1 in kinds:
                for start, end, text in _gbk_stretches(data):
                    yield run.start() + start, run.start() + end, text, GBK_AS_LATIN1


def _single_bytes(run: str) -> Iterator[bytes]:
    """Yield the bytes a run was read from as latin-1 or cp1252, and as latin-9 where that gives others."""
    if run.isascii():
        return
    yield bytes(_CP1252.get(character, ord(character) & 0xFF) for character in run)
    if any(character in _LATIN9 for character in run):
        yield bytes(_LATIN9.get(character, _CP1252.get(character, ord(character) & 0xFF)) for character in run)


def _gbk_units(line: str) -> list[bytes]:
    """Return the bytes each character of `line` was read from as GBK.

    The euro sign was read from 0x80 or from A2 E3, whichever goes on as UTF-8. U+FFFD before another character that is
    not ASCII stands for 0x80, the one byte of UTF-8 that no GBK character begins with; elsewhere it and lone surrogates
    become 0xFF, which is in no UTF-8.
    """
    units = [_gbk_unit(character) for character in line]
    missing = 0
    for number, character in enumerate(line):
        if character in "€\ufffd":
            after = units[number + 1][:1] if number + 1 < len(units) else b""
            if character == "€" and missing == 1 and b"\x80" <= after < b"\xc0":
                units[number] = b"\xa2\xe3"
            elif character == "€" or after >= b"\x80":
                units[number] = bytes([EURO_BYTE])
        for byte in units[number]:
            missing = _still_missing(byte, missing)
    return units


def _still_missing(byte: int, missing: int) -> int:
    """Return how many bytes a UTF-8 character still needs after `byte`, when it needed `missing` before."""
    if byte < 0xC0:
        return max(0, missing - 1) if byte >= 0x80 else 0
    return 1 if byte < 0xE0 else 2 if byte < 0xF0 else 3


@functools.lru_cache(maxsize=30_000)
def _gbk_unit(character: str) -> bytes:
    if character == "\ufffd" or "\ud800" <= character <= "\udfff":
        return b"\xff"
    return encode_gb18030(character)


def _utf8_stretches(data: bytes, offsets: list[int]) -> Iterator[tuple[int, int, str]]:
    """Yield (first character, last + 1, text) of the stretches of `data` that are UTF-8 and begin and end with
    a character of the misread line, whose characters stand at `offsets`."""
    numbers = {offset: number for number, offset in enumerate(offsets)}
    for run in _UTF8_RUN.finditer(data):
        if run[0].isascii():
            continue
        try:
            text = run[0].decode("utf-8")
        except UnicodeDecodeError:
            continue
        edges = list(accumulate((len(character.encode("utf-8")) for character in text), initial=run.start()))
        shared = [index for index, edge in enumerate(edges) if edge in numbers]
        foreign = [index for index, character in enumerate(text) if character >= "\x80"]
        # The outermost shared edges, but for ASCII that stands alone.
        first = max((index for index in shared if index <= foreign[0]), default=min(shared, default=0))
        last = min((index for index in shared if index > foreign[-1]), default=max(shared, default=0))
        if first < last:
            yield numbers[edges[first]], numbers[edges[last]], text[first:last]


def _gbk_stretches(data: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, text) of a latin run, or of its words where the whole of it is no GBK."""
    for pattern in (rb".+", rb"[^\x20-\x3f]+"):
        found = False
        for run in re.finditer(pattern, data, re.DOTALL):
            try:
                text = decode_gb18030(run[0])
            except UnicodeDecodeError:
                continue
            if not text.isascii() and encode_gb18030(text) == run[0]:
                found = True
                yield run.start(), run.end(), text
        if found:
            return


def _big5_stretches(line: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, text) of a line, or of its words where the whole of it is no Big5."""
    for pattern in (re.compile(".+", re.DOTALL), _BIG5_RUN):
        found = False
        for run in pattern.finditer(line):
            if run[0].isascii() or (text := _big5_text(run[0])) is None:
                continue
            found = True
            yield run.start(), run.end(), text
        if found:
            return


def _big5_text(stretch: str) -> str | None:
    try:
        data = encode_gb18030(stretch)
        text = decode_big5(data)
    except UnicodeError:
        return None
    return text if encode_big5(text) == data else None
