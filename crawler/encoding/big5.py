"""Big5 by the WHATWG index, which holds the Hong Kong characters (HKSCS).

Python's ``big5hkscs`` codec differs from the index (https://encoding.spec.whatwg.org/#index-big5) in 11 two-byte
codes and lacks 192.
"""

from __future__ import annotations

import functools
import re

NAME = "big5"

# What Python's codec lacks or gives otherwise, from index-big5.txt: a code, and the characters of it and of the codes
# that follow it.
_DIFFERENCES = """

877A㡵𡵓𣚞𦀡㻬𥣞㫵竼龗𤅡𨤍𣇪𠪊𣉞䌊蒄龖鐯䤰蘓墖靊鈘秐稲晠権袝瑌篅枂稬剏遆㓦珄𥶹瓆鿇垳䤯呌䄱𣚎堘穲𧭥讏䚮𦺈
87CE䆁𥶙箮𢒼鿈𢓁𢓉𢓌鿉蔄𣖻䂴鿊䓡𪷿拁灮鿋 8E69箸 8E6F簆 8E7E糎 8EAB緒 8EB4縝 8ECD者 8ED0耨 8F57菁
8F69蒨 8F6E萏 8FCB覦覩 8FFE起 906D都 907A銹 90DC靜 90F1響 91BF鼖 9244蔃 92AF兙兛兝兞 92C8鍮 92D1瑹
9447浧 94CA禛 95D9邗 9644靝 96ED瀞 96FC嬨 9B76爁 9B78矗 9B7B纇 9BC6駖 9BDE釔 9BEC惞 9BF6澶 9C42輶
9C53侻 9C62營 9C68鄄 9C6B鷰 9C77菏 9CBC尐秣 9CD0婧 9D57輋 9D5A筑 9DC4拐 9EA9恢 9EEF痹 9EFD汊 9F60鬮
9F66鼗 9FCB僭 9FD8弌 A063蠏 A077拎 A0D5瑨 A0DF煢 A0E4牐 A145‧ A14E﹑ A1C2¯ A1E3～ A1F2⊕⊙ A241∕﹨
A244￥ A246￠￡ A3C0␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝␞␟␡€ C6CF廴 C6D3无 C6D5癶 C6D7隶 C6DE〃仝 FA5F倩
FA66偽 FABD包 FAC5卄 FAD5卿 FB48嘅 FBB8婷 FBF3幵 FBF9廐 FC4F彘 FC6C悤 FCB9撐 FCE2晴 FCF1杞 FDB7沜渝
FDBB港 FDF1煮 FE52猪 FE6F瑜 FEAA瓩 FEDD砉
"""
_TRAILS: tuple[int, ...] = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
_ROW = len(_TRAILS)
_UNIT = re.compile(rb"[\x00-\x7f]+|[\x81-\xfe][\x40-\x7e\xa1-\xfe]|[\x80-\xff]")

# Characters with two codes, of which the WHATWG encoder takes the later one.
_LATER_CODE = frozenset("\u2550\u255e\u2561\u256a\u5341\u5345")
# Codes before this one are Hong Kong extensions, which the WHATWG encoder does not write.
_FIRST_ENCODED = 0xA140


def _code(pointer: int) -> int:
    """Return the two-byte code at a pointer of the index."""
    lead, trail = divmod(pointer, _ROW)
    return (lead + 0x81) << 8 | _TRAILS[trail]


@functools.cache
def characters() -> dict[bytes, str]:
    """Return what each assigned two-byte code means: one character, or two for four codes (a letter and its accent)."""
    table = {}
    for pointer in range(_ROW * 126):
        pair = _code(pointer).to_bytes(2, "big")
        try:
            table[pair] = pair.decode("big5hkscs")
        except UnicodeDecodeError:
            continue
    for entry in _DIFFERENCES.split():
        start = int(entry[:4], 16)
        first = ((start >> 8) - 0x81) * _ROW + _TRAILS.index(start & 0xFF)
        for offset, character in enumerate(entry[4:]):
            table[_code(first + offset).to_bytes(2, "big")] = character
    return table


@functools.cache
def _codes() -> dict[str, bytes]:
    """Return the code the WHATWG encoder writes for each character."""
    table: dict[str, bytes] = {}
    for pair, character in characters().items():
        if int.from_bytes(pair, "big") >= _FIRST_ENCODED and (character not in table or character in _LATER_CODE):
            table[character] = pair
    return table


def decode_big5(body: bytes) -> str:
    """Decode `body` strictly; raises UnicodeDecodeError at the first byte that stands for nothing."""
    table = characters()
    pieces = []
    for unit in _UNIT.finditer(body):
        piece = unit[0]
        if piece in table:
            pieces.append(table[piece])
        elif piece.isascii():
            pieces.append(piece.decode("ascii"))
        else:
            raise UnicodeDecodeError(NAME, body, unit.start(), unit.end(), "no character at this code")
    return "".join(pieces)


def encode_big5(text: str) -> bytes | None:
    """Return the bytes the WHATWG encoder writes for `text`, or None where a character has no code."""
    table = _codes()
    pieces = []
    for character in text:
        if character.isascii():
            pieces.append(character.encode("ascii"))
        elif character in table:
            pieces.append(table[character])
        else:
            return None
    return b"".join(pieces)
