"""White space: what becomes of raw character data when it is one line of the text (text contract: README.md)."""

from __future__ import annotations

import re
import unicodedata

_SPACES = r"\t\n\r\f\v\xa0\x85\u2028\u2029"
# A single space is no run: it stays. The pattern begins with one set, so that it is tried only where that stands.
_RUN = re.compile(rf"[ {_SPACES}](?:(?<! )[ {_SPACES}]*|(?<= )[ {_SPACES}]+)")
_NOT_A_WORD = re.compile(r"[\W_]+")
_SEGMENT_BREAK = re.compile(r"[\n\r\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_PIECE = 256
_NEVER_COMPOSES = re.compile(r"[ -~\u3001-\u3029\u4e00-\u9fff\uff01-\uff5e]")
# str.strip() knows U+3000 and U+00A0; the zero-width ones are no white space to Unicode and would stand as ghost lines.
_EDGES = "".join(chr(c) for c in range(0x3001) if chr(c).isspace()) + "\u200b\ufeff"


def one_line(raw: str) -> str:
    """One paragraph or cell from raw character data.

    Runs of ASCII white space and U+00A0 become one space; a run that holds a segment break (source line end) and no
    U+00A0 vanishes between two East Asian Wide characters (CSS Text 3, 4.1.3: width F, W or H on both sides, neither
    Hangul). U+3000 inside stays. White space at both ends goes, U+3000 included. The answer is NFC and holds no line
    break and no control character.
    """
    if raw.isalnum():
        # Most cells of a table: nothing in them can be white space or control.
        return raw if raw.isascii() else _nfc(raw)
    if _CONTROL.search(raw):
        raw = _CONTROL.sub("", raw)
    text = _RUN.sub(_collapse, raw).strip(_EDGES)
    return text if text.isascii() else _nfc(text)


def _nfc(text: str) -> str:
    """NFC in pieces: reordering a run of combining marks takes quadratic time, and a page chooses its length."""
    if len(text) <= _PIECE:
        return unicodedata.normalize("NFC", text)
    pieces: list[str] = []
    start = 0
    while start < len(text):
        end = start + _PIECE
        boundary = _NEVER_COMPOSES.search(text, end, end + _PIECE)
        end = boundary.start() if boundary else end + _PIECE
        pieces.append(unicodedata.normalize("NFC", text[start:end]))
        start = end
    return "".join(pieces)


def squeeze(text: str) -> str:
    """Letters and digits only: what is left when two spellings of one title or label are compared."""
    return _NOT_A_WORD.sub("", text)


def _collapse(run: re.Match[str]) -> str:
    space = run.group()
    if "\xa0" in space or not _SEGMENT_BREAK.search(space):
        return " "
    start, end = run.span()
    whole = run.string
    if start == 0 or end == len(whole) or (_is_wide(whole[start - 1]) and _is_wide(whole[end])):
        return ""
    return " "


def _is_wide(character: str) -> bool:
    if "\u4e00" <= character <= "\u9fff":
        return True
    return unicodedata.east_asian_width(character) in "FWH" and not unicodedata.name(character, "").startswith("HANGUL")
