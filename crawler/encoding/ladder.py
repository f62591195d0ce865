"""The right text from any bytes, with the evidence: the ladder from what is certain to what is likeliest."""

from __future__ import annotations

import re

from crawler.encoding.charsets import BIG5, GB18030, HZ, UTF8, UTF16BE, UTF16LE, WINDOWS_1252, decode_strictly, name_of
from crawler.encoding.damage import holds_misread_utf8, mend
from crawler.encoding.declarations import bom, declarations, in_page
from crawler.encoding.gb18030 import decode_gb18030
from crawler.encoding.rarity import READABLE, bits
from crawler.records import Declaration, Decoded, Repair

# The rules, in the order of the ladder. They are stored with every capture: change one only with a CHANGELOG entry.
BOM = "bom"
ASCII = "ascii only"
HZ_ESCAPES = "hz escapes"
VALID_UTF8 = "valid utf-8"
VALID_GB18030 = "valid gb18030 that reads as Chinese"
CUT = ", cut in a character"
DECISIVE = frozenset({BOM, VALID_UTF8, VALID_GB18030})
"""The rules that leave no doubt; what they find is a portal's history for the pages that do."""
LIKELIEST = "likeliest of the valid readings"
LIKELIEST_DAMAGED = "likeliest reading, damaged"

# What outside evidence is worth, in bits of `rarity`. A declaration is often a lie.
_DECLARED_BITS = 12
_HISTORY_BITS = 12
_HOST_BITS = 6
# On the mainland's portals GBK is the rule and Big5 a rarity; UTF-8 that is valid is rarely so by chance.
_BIG5_PRIOR_BITS = 8
_OTHER_PRIOR_BITS = 20
_VALID_UTF8_BITS = 4

_SAMPLE = 1_500
_SAMPLE_HAN = 24
# Where the sample starts: beyond it no text in two-byte UTF-8 alone is left to doubt.
_BEYOND_TWO_BYTES = re.compile("[\u0800-\U0010ffff]")
_HAN = re.compile("[\u3400-\u9fff]")
_HAN_ONLY = re.compile("[\u3400-\u9fff]+")
_HZ_RUN = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e]){1,400}~\}")
# The encodings in which damage is mended, and the one that runs of other bytes in them are read by.
_MENDABLE = {UTF8: GB18030, GB18030: UTF8, BIG5: UTF8}
_TAG = re.compile(rb"[ \t\r\n]{0,64}<[!?A-Za-z]")
_TRADITIONAL_HOSTS = (".tw", ".hk", ".mo")


def decode(
    body: bytes, content_type: str | None = None, *, host: str | None = None, history: str | None = None
) -> Decoded:
    """Return the text of `body` with the evidence; never raises, whatever the bytes and whatever was declared.

    `content_type` is the Content-Type header field as received. `host` (a host name) and `history` (the WHATWG name of
    the encoding the portal's pages usually have) are evidence where the bytes do not decide by themselves.
    A byte order mark is not part of the text. In damaged bytes each lost character is one U+FFFD.
    """
    declared = declarations(body, content_type)
    if mark := bom(body):
        return _after_bom(body, mark, declared)
    if b"\0" not in body[:4096] and (certain := _certain(body, declared)):
        return certain
    return _likeliest(body, declared, host, history)


def contradicted(decoded: Decoded) -> tuple[Declaration, ...]:
    """Return the declarations that name another encoding than the one used; plain ASCII contradicts none."""
    if decoded.evidence == ASCII:
        return ()
    return tuple(each for each in decoded.declared if name_of(each.label) != decoded.encoding)


def _after_bom(body: bytes, mark: tuple[str, int], declared: tuple[Declaration, ...]) -> Decoded:
    name, size = mark
    rest = body[size:]
    if name != UTF8 and _TAG.match(rest):
        # A mark put before a page of another encoding: in UTF-16 a tag has a NUL in every character.
        inner = decode(rest)
        return Decoded(inner.text, inner.encoding, declared, inner.evidence, inner.repairs, inner.replaced)
    text = decode_strictly(rest, name)
    if name != UTF8:
        if text is None:
            text = rest.decode(name, "replace")
        in_text = in_page(text[:40_000].encode("latin-1", "replace"))
        return Decoded(text, name, (*declared, *in_text), BOM, replaced=text.count("\ufffd"))
    if text is not None:
        return Decoded(text, name, declared, BOM)
    inner = decode(rest)
    evidence = BOM if inner.encoding == UTF8 else inner.evidence
    return Decoded(inner.text, inner.encoding, declared, evidence, inner.repairs, inner.replaced)


def _certain(body: bytes, declared: tuple[Declaration, ...]) -> Decoded | None:
    """Return the text where strict validity decides, or None where readings must be weighed."""
    try:
        text = body.decode(UTF8)
    except UnicodeDecodeError as error:
        if error.start >= len(body) - 3 and error.reason == "unexpected end of data":
            text = body[: error.start].decode(UTF8)
            if _BEYOND_TWO_BYTES.search(text):
                return Decoded(text + "\ufffd", UTF8, declared, VALID_UTF8 + CUT, replaced=1)
        return _certainly_gb18030(body, declared)
    if text.isascii():
        return _ascii(body, text, declared)
    return Decoded(text, UTF8, declared, VALID_UTF8) if _BEYOND_TWO_BYTES.search(text) else None


def _ascii(body: bytes, text: str, declared: tuple[Declaration, ...]) -> Decoded:
    if b"~{" in body and _HZ_RUN.search(body):
        hz = decode_strictly(body, HZ)
        if hz is not None and (any(name_of(each.label) == HZ for each in declared) or _reads_as_chinese(hz, 1)):
            return Decoded(hz, HZ, declared, HZ_ESCAPES)
    return Decoded(text, UTF8, declared, ASCII)


def _certainly_gb18030(body: bytes, declared: tuple[Declaration, ...]) -> Decoded | None:
    evidence = VALID_GB18030
    replaced = 0
    try:
        text = decode_gb18030(body)
    except UnicodeDecodeError as error:
        if error.start < len(body) - 3 or error.reason != "incomplete multibyte sequence":
            return None
        text = decode_gb18030(body[: error.start]) + "\ufffd"
        evidence += CUT
        replaced = 1
    if not _reads_as_chinese(text, _SAMPLE_HAN):
        return None
    if holds_misread_utf8(text) and (mended := mend(body, GB18030, UTF8)).foreign:
        runs = Repair("run_in_other_charset", mended.foreign, UTF8)
        return Decoded(mended.text, GB18030, declared, evidence, (runs,), mended.replaced)
    return Decoded(text, GB18030, declared, evidence, replaced=replaced)


def _reads_as_chinese(text: str, least: int) -> bool:
    """Whether a sample from the first Han character on holds at least `least` of them, at a readable cost."""
    first = _HAN.search(text)
    if first is None:
        return False
    sample = "".join(_HAN_ONLY.findall(text, first.start(), first.start() + _SAMPLE))
    return len(sample) >= least and bits(sample) <= READABLE * len(sample)


def _likeliest(body: bytes, declared: tuple[Declaration, ...], host: str | None, history: str | None) -> Decoded:
    names = [UTF8, GB18030, BIG5]
    if b"\0" in body[:4096]:
        names += [UTF16LE, UTF16BE]
    said = [name for each in declared if (name := name_of(each.label))]
    names += [name for name in dict.fromkeys(said) if name not in names and name not in (WINDOWS_1252, HZ)]
    names.append(WINDOWS_1252)
    readings = {name: decode_strictly(body, name) for name in names}
    half = b"\0" in body[:4096] and len(body) % 2 == 1
    if half:
        # A page in UTF-16 that was cut in the middle of a character.
        for name in (UTF16LE, UTF16BE):
            whole = decode_strictly(body[:-1], name)
            readings[name] = None if whole is None else whole + "\ufffd"
    prices = {
        name: _price(body, name, text) + _prior(name, said, host, history)
        for name, text in readings.items()
        if text is not None or name in _MENDABLE
    }
    best = min(prices, key=prices.__getitem__)
    if (text := readings[best]) is not None:
        if half and best in (UTF16LE, UTF16BE):
            return Decoded(text, best, declared, LIKELIEST + CUT, replaced=1)
        return Decoded(text, best, declared, LIKELIEST)
    mended = mend(body, best, _MENDABLE[best])
    runs = (Repair("run_in_other_charset", mended.foreign, _MENDABLE[best]),) if mended.foreign else ()
    return Decoded(mended.text, best, declared, LIKELIEST_DAMAGED, runs, mended.replaced)


def _price(body: bytes, name: str, text: str | None) -> int:
    """Return the cost of a reading in bits; a damaged one is priced before it is mended."""
    if text is None:
        return bits(body.decode(name, "replace"))
    # Every continuation byte in its place speaks for UTF-8.
    return bits(text) - (_VALID_UTF8_BITS * (len(body) - len(text)) if name == UTF8 else 0)


def _prior(name: str, said: list[str], host: str | None, history: str | None) -> int:
    prior = {UTF8: 0, GB18030: 0, BIG5: _BIG5_PRIOR_BITS}.get(name, _OTHER_PRIOR_BITS)
    if name in said:
        prior -= _DECLARED_BITS
    if history and name == name_of(history):
        prior -= _HISTORY_BITS
    suffix = (host or "").lower().rstrip(".")
    if (name == GB18030 and suffix.endswith(".cn")) or (name == BIG5 and suffix.endswith(_TRADITIONAL_HOSTS)):
        prior -= _HOST_BITS
    return prior
