"""Personal data that a report should not hold: counted, never removed."""

from __future__ import annotations

import re

from crawler.records import Check

_MOBILE = re.compile(r"(?<![\dA-Za-z])1[3-9]\d(?:[- ]?\d{4}){2}(?![\dA-Za-z])", re.ASCII)
_IDENTITY = re.compile(r"(?<![\dA-Za-z])[1-9]\d{16}[\dXx](?![\dA-Za-z])", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def personal_data(text: str) -> Check:
    """`personal_data`: mobile numbers (手机号) and citizen identity numbers (GB 11643-1999, check digit right)."""
    mobiles = len(_MOBILE.findall(text))
    identities = sum(map(_is_identity_number, _IDENTITY.findall(text)))
    return Check("personal_data", not mobiles and not identities, {"mobile_numbers": mobiles, "id_numbers": identities})


def _is_identity_number(number: str) -> bool:
    remainder = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True)) % 11
    return "10X98765432"[remainder] == number[17].upper()
