"""Labels of charsets, and the strict decoder of each, by the WHATWG names.

Labels follow https://encoding.spec.whatwg.org/#names-and-labels, with cp936, ms936 and big5-uao, which pages use too.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from crawler.encoding.big5 import decode_big5
from crawler.encoding.gb18030 import decode_gb18030

UTF8 = "utf-8"
GB18030 = "gb18030"
BIG5 = "big5"
HZ = "hz-gb-2312"
UTF16LE = "utf-16le"
UTF16BE = "utf-16be"
WINDOWS_1252 = "windows-1252"

_LABELS = {
    UTF8: "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
    GB18030: "gb18030 gbk gb2312 chinese csgb2312 csiso58gb231280 gb_2312 gb_2312-80 iso-ir-58 x-gbk cp936 ms936 "
    "windows-936 gb-2312 gb-18030 euc-cn",
    BIG5: "big5 big5-hkscs big5hkscs cn-big5 csbig5 x-x-big5 cp950 ms950 big-5 big5-uao",
    HZ: "hz-gb-2312 hz",
    UTF16LE: "utf-16le utf-16 unicode csunicode ucs-2 iso-10646-ucs-2 unicodefeff",
    UTF16BE: "utf-16be unicodefffe",
    WINDOWS_1252: "windows-1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 latin-1 l1 ascii us-ascii ansi cp1252 "
    "x-cp1252 iso-ir-100 cp819 ibm819 csisolatin1 ansi_x3.4-1968",
    "euc-jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
    "shift_jis": "shift_jis shift-jis sjis x-sjis ms932 ms_kanji csshiftjis windows-31j",
    "iso-2022-jp": "iso-2022-jp csiso2022jp",
    "euc-kr": "euc-kr ks_c_5601-1987 ksc5601 ksc_5601 korean windows-949 cseuckr iso-ir-149",
    "windows-1251": "windows-1251 cp1251 x-cp1251",
    "koi8-r": "koi8-r koi8 koi cskoi8r",
    "windows-1256": "windows-1256 cp1256 x-cp1256",
    "windows-1258": "windows-1258 cp1258 x-cp1258",
    "windows-874": "windows-874 tis-620 iso-8859-11 iso8859-11",
}
_NAMES = {label: name for name, labels in _LABELS.items() for label in labels.split()}
_SPACE = re.compile(r"[\x00-\x20\"';,]+")


# The standard gives the five codes that windows-1252 leaves unassigned as C1 controls; Python's codec raises on them.
_WINDOWS_1252 = {
    byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"
}


def decode_windows_1252(body: bytes) -> str:
    """Decode `body` as windows-1252, which ISO-8859-1 means too; every byte stands for something."""
    return body.decode("latin-1").translate(_WINDOWS_1252)


def _python(codec: str) -> Callable[[bytes], str]:
    return lambda body: body.decode(codec)


_DECODERS: dict[str, Callable[[bytes], str]] = {
    UTF8: _python("utf-8"),
    GB18030: decode_gb18030,
    BIG5: decode_big5,
    HZ: _python("hz"),
    UTF16LE: _python("utf-16-le"),
    UTF16BE: _python("utf-16-be"),
    WINDOWS_1252: decode_windows_1252,
    "euc-jp": _python("euc_jp"),
    "shift_jis": _python("cp932"),
    "iso-2022-jp": _python("iso2022_jp"),
    "euc-kr": _python("cp949"),
    "windows-1251": _python("cp1251"),
    "koi8-r": _python("koi8_r"),
    "windows-1256": _python("cp1256"),
    "windows-1258": _python("cp1258"),
    "windows-874": _python("cp874"),
}


def name_of(label: str) -> str | None:
    """Return the WHATWG name for a label as written, or None where it names no charset known here."""
    return _NAMES.get(_SPACE.sub("", label).lower())


def decode_strictly(body: bytes, name: str) -> str | None:
    """Return `body` read as `name`, or None where a byte stands for nothing in it."""
    try:
        return _DECODERS[name](body)
    except UnicodeDecodeError:
        return None
