"""Bytes that are valid in no one charset: each stretch read by the cheapest path through its bytes.

A page may hold bad bytes, be cut in a character, or hold an include in another charset. Each stretch between tags and
lines that its page's charset cannot read is read by dynamic programming over its bytes: at every byte, either a
character of the page's charset, one of the other charset (changing over costs), or one damaged character, which becomes
one U+FFFD. The costs are those of `rarity`, so that after a bad byte in GBK the reading falls into step again at once
instead of at the next ASCII character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.encoding.big5 import characters
from crawler.encoding.charsets import BIG5, GB18030, UTF8, decode_strictly
from crawler.encoding.gb18030 import EURO_BYTE, decode_gb18030
from crawler.encoding.rarity import IMPLAUSIBLE, bits, character_bits

# Changing over to the other charset: dearer than one damaged character, cheaper than two; less where the page has been
# found to hold such runs.
_CHANGE_BITS = 28
_CHANGE_AGAIN_BITS = 16
# What each further byte of a damaged character adds to the first.
_DAMAGED_BYTE_BITS = 7
# Bytes read by dynamic programming, in one stretch and in one body: a millisecond is some 200 of them. What goes beyond
# is damaged all over, and is read by the page's charset alone.
_STRETCH_LIMIT = 16_384
_BODY_LIMIT = 131_072

_STRETCH = re.compile(rb"[^\r\n<>]+|[\r\n<>]+")
# Bad bytes of UTF-8 with eight characters around them: beyond those UTF-8 has fallen into step again.
_BAD_UTF8 = re.compile("(?:[^\udc80-\udcff]{0,8}[\udc80-\udcff])+[^\udc80-\udcff]{0,8}")
# What GBK makes of the first two bytes of 。 、 《 ， （ and of common Han characters in UTF-8. Rare by themselves.
_UTF8_AS_GBK = tuple("銆锛鐨鍏浜骞淇涓鎴鍦鏀鏈閫鐢闄缁鏁閬鍜姘瀵鍖甯鐩闂棣")
# A third of Big5's characters end in a byte of ASCII, some of GBK's too. Alone before a character that is not ASCII or
# at the end, such a byte is likelier the rest of one than a letter.
_ASCII_TRAIL = re.compile(rb"[\x40-\x7e](?:[\x81-\xfe]|\Z)")
_LONE_LETTER_BITS = 9

_UNREACHED = 1 << 60
# How many bytes a step takes, what it yields (None is a damaged character), and what it costs.
_Step = tuple[int, str | None, int]
_Origin = tuple[int, int, str | None]


@dataclass(frozen=True, slots=True)
class Mended:
    """Text of damaged bytes: `replaced` damaged characters became U+FFFD, `foreign` runs were in the other charset."""

    text: str
    replaced: int
    foreign: int


def holds_misread_utf8(text: str) -> bool:
    """Whether text read as GBK holds characters that stand there for pieces of UTF-8, and hardly ever else."""
    return any(character in text for character in _UTF8_AS_GBK)


def mend(body: bytes, name: str, other: str) -> Mended:
    """Read `body` as `name` (utf-8, gb18030 or big5), with runs in `other`; never raises."""
    mended = _mend(body, name, other, _CHANGE_BITS)
    return _mend(body, name, other, _CHANGE_AGAIN_BITS) if mended.foreign else mended


def _mend(body: bytes, name: str, other: str, change: int) -> Mended:
    pieces: list[str] = []
    replaced = foreign = spent = 0
    for match in _STRETCH.finditer(body):
        stretch = match[0]
        text = decode_strictly(stretch, name)
        if text is not None and not (name == GB18030 and holds_misread_utf8(text)):
            pieces.append(text)
            continue
        for part, is_bad in _parts(stretch, name):
            if not is_bad:
                pieces.append(part.decode(name))
                continue
            if len(part) > _STRETCH_LIMIT or spent + len(part) > _BODY_LIMIT:
                mended = _read_plainly(part, name)
            else:
                spent += len(part)
                mended = _read_cheapest(part, (name, other), change)
            pieces.append(mended.text)
            replaced += mended.replaced
            foreign += mended.foreign
    return Mended("".join(pieces), replaced, foreign)


def _parts(stretch: bytes, name: str) -> list[tuple[bytes, bool]]:
    """Return a stretch in parts, and whether each holds bad bytes; only UTF-8 says where it is in step."""
    if name != UTF8:
        return [(stretch, True)]
    text = stretch.decode(UTF8, "surrogateescape")
    parts = []
    position = 0
    for bad in _BAD_UTF8.finditer(text):
        parts.append((text[position : bad.start()].encode(UTF8), False))
        parts.append((bad[0].encode(UTF8, "surrogateescape"), True))
        position = bad.end()
    parts.append((text[position:].encode(UTF8), False))
    return parts


def _read_plainly(part: bytes, name: str) -> Mended:
    """Read as the standard's decoders do: one U+FFFD for every sequence that cannot be read."""
    if name != BIG5:
        text = part.decode(name, "replace")
        return Mended(text, text.count("\ufffd") - part.count("\ufffd".encode(name)), 0)
    pieces = []
    position = 0
    while position < len(part):
        size, character, _ = _big5_step(part, position) or (1, None, 0)
        pieces.append(character or "\ufffd")
        position += size
    return Mended("".join(pieces), pieces.count("\ufffd"), 0)


def _read_cheapest(part: bytes, modes: tuple[str, str], change: int) -> Mended:
    end = len(part)
    costs = [[_UNREACHED] * len(modes) for _ in range(end + 1)]
    origins: list[list[_Origin | None]] = [[None] * len(modes) for _ in range(end + 1)]
    costs[0][0] = 0
    for position in range(end):
        here = costs[position]
        cheapest = min(range(len(modes)), key=here.__getitem__)
        for mode, charset in enumerate(modes):
            before = mode if here[mode] <= here[cheapest] + change else cheapest
            arrival = here[mode] if before == mode else here[before] + change
            if arrival >= _UNREACHED:
                continue
            for size, character, cost in _steps(part, position, charset):
                reached = position + size
                if arrival + cost < costs[reached][mode]:
                    costs[reached][mode] = arrival + cost
                    origins[reached][mode] = (position, before, character)
    return _trace(origins, min(range(len(modes)), key=costs[end].__getitem__))


def _trace(origins: list[list[_Origin | None]], mode: int) -> Mended:
    pieces: list[str] = []
    replaced = foreign = 0
    position = len(origins) - 1
    after = 0
    while (origin := origins[position][mode]) is not None:
        position, before, character = origin
        replaced += character is None
        foreign += mode != 0 and after == 0
        pieces.append("\ufffd" if character is None else character)
        after, mode = mode, before
    return Mended("".join(reversed(pieces)), replaced, foreign)


def _steps(part: bytes, position: int, charset: str) -> list[_Step]:
    """Return every way to read on at a byte."""
    byte = part[position]
    if byte < 0x80:
        alone = charset != UTF8 and _ASCII_TRAIL.match(part, position)
        return [(1, chr(byte), _LONE_LETTER_BITS if alone else character_bits(chr(byte)))]
    steps: list[_Step] = [(1, None, IMPLAUSIBLE)]
    if charset == UTF8:
        good, longest = _utf8_step(part, position), 3
    else:
        good, longest = (_big5_step if charset == BIG5 else _gb18030_step)(part, position), 2
    if good:
        steps.append(good)
    for size in range(2, min(longest, len(part) - position) + 1):
        taken = part[position + 1 : position + size]
        # A damaged character keeps no ASCII, but for one byte inside a UTF-8 sequence whose end is in place.
        if min(taken) >= 0x80 or (size == 3 and taken[0] < 0x80 <= taken[1] < 0xC0 and byte >= 0xE0):
            steps.append((size, None, IMPLAUSIBLE + _DAMAGED_BYTE_BITS * (size - 1)))
    if charset == BIG5 and not good and _ASCII_TRAIL.match(part, position + 1):
        steps.append((2, None, IMPLAUSIBLE + _LONE_LETTER_BITS - 1))
    return steps


def _utf8_step(part: bytes, position: int) -> _Step | None:
    lead = part[position]
    size = 2 if 0xC2 <= lead < 0xE0 else 3 if 0xE0 <= lead < 0xF0 else 4 if 0xF0 <= lead < 0xF5 else 0
    text = decode_strictly(part[position : position + size], UTF8) if size else None
    return (size, text, character_bits(text)) if text else None


def _big5_step(part: bytes, position: int) -> _Step | None:
    byte = part[position]
    if byte < 0x80:
        return 1, chr(byte), character_bits(chr(byte))
    text = characters().get(part[position : position + 2])
    return (2, text, bits(text)) if text else None


def _gb18030_step(part: bytes, position: int) -> _Step | None:
    if part[position] == EURO_BYTE:
        return 1, "€", character_bits("€")
    size = 4 if 0x30 <= part[min(position + 1, len(part) - 1)] <= 0x39 else 2
    code = part[position : position + size]
    try:
        return size, (text := decode_gb18030(code)), bits(text)
    except UnicodeDecodeError:
        return None
