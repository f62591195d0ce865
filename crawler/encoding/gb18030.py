"""GB18030 by the WHATWG index: what gb2312, gbk, cp936 and gb18030 all mean.

Python's ``gb18030`` codec agrees with the standard's decoder (https://encoding.spec.whatwg.org/#gb18030-decoder) but
for 20 two-byte codes, which it gives as private-use characters, one four-byte code, and the byte 0x80 (the euro sign
of cp936).
"""

from __future__ import annotations

import codecs

NAME = "gb18030"
EURO_BYTE = 0x80

# What Python's codec yields, and what index-gb18030.txt assigns (GB 18030-2022; A3A0 for deployed content).
_PRIVATE_USE = {
    "\ue5e5": "\u3000",  # A3A0
    "\ue7c7": "\u1e3f",  # A8BC
    "\ue78d": "\ufe10",  # A6D9
    "\ue78e": "\ufe12",  # A6DA
    "\ue78f": "\ufe11",  # A6DB
    "\ue790": "\ufe13",  # A6DC
    "\ue791": "\ufe14",  # A6DD
    "\ue792": "\ufe15",  # A6DE
    "\ue793": "\ufe16",  # A6DF
    "\ue794": "\ufe17",  # A6EC
    "\ue795": "\ufe18",  # A6ED
    "\ue796": "\ufe19",  # A6F3
    "\ue81e": "\u9fb4",  # FE59
    "\ue826": "\u9fb5",  # FE61
    "\ue82b": "\u9fb6",  # FE66
    "\ue82c": "\u9fb7",  # FE67
    "\ue832": "\u9fb8",  # FE6D
    "\ue843": "\u9fb9",  # FE7E
    "\ue854": "\u9fba",  # FE90
    "\ue864": "\u9fbb",  # FEA0
}
PRIVATE_USE = str.maketrans(_PRIVATE_USE)
# 81 35 F4 37 stands crosswise to A8BC: Python's codec gives U+1E3F, the standard U+E7C7.
_TO_WHATWG = {**_PRIVATE_USE, "\u1e3f": "\ue7c7"}
_TO_WHATWG_TABLE = str.maketrans(_TO_WHATWG)
_FROM_WHATWG = str.maketrans({meant: given for given, meant in _TO_WHATWG.items() if meant != "\u3000"})


def _euro_or_raise(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == EURO_BYTE:
        return "€", error.start + 1
    raise error


codecs.register_error("gongkai.gb18030", _euro_or_raise)


def to_whatwg_index(text: str) -> str:
    """Return text of Python's ``gb18030`` codec with the characters the WHATWG index assigns."""
    if any(character in text for character in _TO_WHATWG):
        return text.translate(_TO_WHATWG_TABLE)
    return text


def decode_gb18030(body: bytes) -> str:
    """Decode `body` strictly; raises UnicodeDecodeError at the first byte that stands for nothing."""
    return to_whatwg_index(body.decode(NAME, "gongkai.gb18030"))


def encode_gb18030(text: str) -> bytes:
    """Return the bytes that a GBK or GB18030 decoder of any make has read `text` from.

    A character of the 20 codes goes to its two-byte code, however the decoder gave it. Raises UnicodeEncodeError on a
    lone surrogate.
    """
    return text.translate(_FROM_WHATWG).encode(NAME)
