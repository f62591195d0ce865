"""How unlikely a text is, in bits, to a reader of Chinese: what chooses between two readings of the same bytes.

Each character costs the bits of its rarity (Han characters by `han_frequency`, others by their block), and a text the
sum of its characters, as in minimum description length: of two readings of the same bytes the cheaper is the likelier,
2 to the power of the difference times.
"""

from __future__ import annotations

import sys
from array import array

from crawler.encoding.han_frequency import HAN_BY_BITS

# A character that no Chinese page holds on purpose: controls, private use, unassigned, U+FFFD.
IMPLAUSIBLE = 24
# Above this average, Han text is not Chinese: good text of either script lies at 9 to 12, misread text at 15 and more.
READABLE = 13.0

_NATIVE_UTF16 = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"

# (first, last, bits) of blocks, later ones over earlier ones. Han outside the frequency list are rarer than any in it.
_BLOCKS = (
    (0x00, 0xFFFF, IMPLAUSIBLE),
    (0x20, 0x7E, 3),
    (0x09, 0x0A, 3),
    (0x0D, 0x0D, 3),
    (0xA0, 0xFF, 12),
    (0x100, 0x24F, 15),
    (0x370, 0x3FF, 13),
    (0x400, 0x4FF, 13),
    (0x410, 0x44F, 8),
    (0x600, 0x6FF, 13),
    (0x0F00, 0x0FFF, 13),
    (0x1800, 0x18AF, 13),
    (0x2000, 0x206F, 16),
    (0x2010, 0x2027, 9),
    (0x2030, 0x203E, 11),
    (0x20AC, 0x20AC, 14),
    (0x2100, 0x214F, 13),
    (0x2150, 0x218F, 12),
    (0x2190, 0x22FF, 12),
    (0x2460, 0x24FF, 12),
    (0x2500, 0x257F, 14),
    (0x2580, 0x26FF, 12),
    (0x3001, 0x3002, 5),
    (0x3003, 0x3015, 8),
    (0x3040, 0x30FF, 15),
    (0x3105, 0x312F, 16),
    (0x3200, 0x33FF, 16),
    (0x3400, 0x4DBF, 22),
    (0x4E00, 0x9FFF, 21),
    (0xAC00, 0xD7A3, 12),
    (0xD800, 0xDFFF, 13),
    (0xF900, 0xFAFF, 22),
    (0xFE10, 0xFE6F, 17),
    (0xFF01, 0xFF5E, 9),
    (0xFF61, 0xFFDC, 16),
)
# Punctuation that Chinese pages hold far more often than its block.
_COMMON = {
    "\u3000": 6,
    "·": 8,
    "×": 8,
    "°": 10,
    "\xa0": 6,
    "，": 5,
    "：": 6,
    "；": 7,
    "（": 6,
    "）": 6,
    "“": 7,
    "”": 7,
    "〇": 10,
}


def _table() -> bytes:
    table = bytearray(0x10000)
    for first, last, bits in _BLOCKS:
        table[first : last + 1] = bytes([bits]) * (last + 1 - first)
    for character, bits in _COMMON.items():
        table[ord(character)] = bits
    for bits, characters in HAN_BY_BITS.items():
        for character in characters:
            table[ord(character)] = bits
    return bytes(table)


_BITS = _table()


def bits(text: str) -> int:
    """Return the cost of `text` in bits; a character outside the BMP costs 26."""
    units = array("H", text.encode(_NATIVE_UTF16, "surrogatepass"))
    return sum(map(_BITS.__getitem__, units))


def character_bits(character: str) -> int:
    """Return the cost of one character in bits."""
    code = ord(character)
    return _BITS[code] if code < 0x10000 else 26
