"""GB18030 and Big5 are decoded by the WHATWG indexes, every code of them.

The digests are of the whole index as two other implementations of the standard give it, which agree: ICU 78 (in
Node.js 20) and @exodus/bytes 1.16 for GB18030, the latter for Big5 (ICU's Big5 is not the standard's). They are over
the characters of all codes in order, one a line, U+FFFD for a code that stands for nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from crawler.encoding.big5 import decode_big5, encode_big5
from crawler.encoding.gb18030 import decode_gb18030, encode_gb18030

PAIRS = [bytes([lead, trail]) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF) if trail != 0x7F]
BMP_POINTERS = 39_420
FIRST_ASTRAL_POINTER = 189_000


def four_bytes(pointer: int) -> bytes:
    rest, fourth = divmod(pointer, 10)
    rest, third = divmod(rest, 126)
    first, second = divmod(rest, 10)
    return bytes([0x81 + first, 0x30 + second, 0x81 + third, 0x30 + fourth])


def index(decoder: Callable[[bytes], str], codes: list[bytes]) -> list[str]:
    def read(code: bytes) -> str:
        try:
            return decoder(code)
        except UnicodeDecodeError:
            return "\ufffd"

    return [read(code) for code in codes]


def digest(characters: list[str]) -> str:
    return hashlib.sha256("".join(character + "\n" for character in characters).encode()).hexdigest()


def test_all_two_byte_codes_of_gb18030_are_those_of_the_standard() -> None:
    found = index(decode_gb18030, PAIRS)

    assert len(found) == 23_940
    assert "\ufffd" not in found
    assert digest(found) == "15e545f4b91e0eaf41cdae5cc7b70dd4bf6767f035ccf6938e02b478d6445267"


def test_all_four_byte_codes_of_the_bmp_are_those_of_the_standard() -> None:
    found = index(decode_gb18030, [four_bytes(pointer) for pointer in range(BMP_POINTERS)])

    assert digest(found) == "92909d17617d1f48232bf148792e0ebe2f8d84d51ecaa7d2352c2ab94527b1f3"


def test_four_byte_codes_beyond_the_bmp_follow_one_another() -> None:
    for code in (0x10000, 0x20000, 0x2A6D6, 0x30000, 0x10FFFF):
        assert decode_gb18030(four_bytes(FIRST_ASTRAL_POINTER + code - 0x10000)) == chr(code)


@pytest.mark.parametrize("pointer", [BMP_POINTERS, FIRST_ASTRAL_POINTER - 1])
def test_four_byte_codes_between_the_ranges_stand_for_nothing(pointer: int) -> None:
    with pytest.raises(UnicodeDecodeError):
        decode_gb18030(four_bytes(pointer))


@pytest.mark.parametrize(
    ("code", "character"),
    [
        ("A3A0", "\u3000"),
        ("A6D9", "\ufe10"),
        ("A6F3", "\ufe19"),
        ("A8BC", "\u1e3f"),
        ("FE59", "\u9fb4"),
        ("FEA0", "\u9fbb"),
        ("80", "€"),
        ("A2E3", "€"),
        ("8135F437", "\ue7c7"),
        ("84318236", "\ufe10"),
    ],
)
def test_codes_that_python_gives_otherwise(code: str, character: str) -> None:
    assert decode_gb18030(bytes.fromhex(code)) == character


def test_big5_is_that_of_the_standard_with_the_hong_kong_characters() -> None:
    found = index(decode_big5, PAIRS)

    assert len(found) - found.count("\ufffd") == 18_594
    assert digest(found) == "25cd93276107e408abb3bd131ec409a8ddf57e588a9158968e64c3cddd2118d8"


def test_what_big5_encodes_it_decodes_again() -> None:
    for pair in PAIRS:
        try:
            character = decode_big5(pair)
        except UnicodeDecodeError:
            continue
        written = encode_big5(character)
        assert written is None or decode_big5(written) == character


def test_characters_with_two_codes_are_written_as_the_standard_says() -> None:
    # https://encoding.spec.whatwg.org/#index-big5-pointer: the last code for these two, the first for others.
    assert encode_big5("十卅") == bytes.fromhex("A451A4CA")
    assert encode_big5("兀") == bytes.fromhex("A461")


def test_gb18030_bytes_come_back_but_for_the_blank_with_two_codes() -> None:
    for pair in PAIRS:
        if pair != b"\xa3\xa0":
            assert encode_gb18030(decode_gb18030(pair)) == pair
