"""The signature under which a text is found again (MinHash 指纹): 128 values in 32 bands of 4, of which a key each."""

from __future__ import annotations

import struct
from hashlib import blake2b

from rensa import RMinHash  # type: ignore[import-untyped]

from crawler.dedup.normalise import plain, read_lines, text_key
from crawler.records import Signature

PERMUTATIONS = 128
BANDS = 32
ROWS = PERMUTATIONS // BANDS
SHINGLE = 5
_SEED = 1


def shingles(text: str) -> set[str]:
    """The character 5-grams of a normalised text; a shorter one is its own only shingle, an empty one has none."""
    if len(text) <= SHINGLE:
        return {text} if text else set()
    return {text[start : start + SHINGLE] for start in range(len(text) - SHINGLE + 1)}


def sign(text: str, language: str = "zh-Hans") -> Signature:
    """The signature of a report's text, tables included.

    Texts of any Chinese `language` (zh-Hans, zh-Hant) are brought to one script, so their keys meet. Band keys are
    signed 64-bit integers that depend on nothing but the text (and on the releases of OpenCC and rensa, which the
    project pins). A text without a letter or digit has no bands: it is nobody's copy.
    """
    lines = read_lines(text, language)
    grams = shingles(plain(lines)[0])
    values = min_hashes(grams)
    bands = tuple(_band_key(band, values) for band in range(BANDS)) if grams else ()
    return Signature(bands=bands, text_key=text_key(lines))


def min_hashes(grams: set[str]) -> tuple[int, ...]:
    """The `PERMUTATIONS` MinHash values of a set; as large a share of two sets' values is equal as the sets share."""
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    sketch.update(list(grams))
    return tuple(int(value) for value in sketch.digest())


def _band_key(band: int, values: tuple[int, ...]) -> int:
    packed = struct.pack(f"<B{ROWS}I", band, *values[band * ROWS : (band + 1) * ROWS])
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), "big", signed=True)
