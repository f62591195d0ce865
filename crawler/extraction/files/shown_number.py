"""A number under one section of a format code → the characters a spreadsheet shows (ECMA-376 Part 1, 18.8.31)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from crawler.extraction.files.format_code import Digits, Token

_GENERAL_WIDTH = 11
"""Characters that General shows at most in a wide column; longer numbers depend on the column's width."""
_ROUNDING = Context(prec=600, rounding=ROUND_HALF_UP)


def show_general(tokens: Sequence[Token], value: float) -> str | None:
    """A number without its sign under General, None where the width of its column decides."""
    shown = format(abs(value), ".15g")
    if len(shown) > _GENERAL_WIDTH or "e" in shown:
        return None
    return "".join(shown if token.kind == "general" else token.text for token in tokens)


def show_number(tokens: Sequence[Token], digits: Digits, value: float) -> str | None:
    """A number without its sign in the digits of a section, rounded half away from zero on its first 15 digits.

    None for what spreadsheets show in different ways: a negative number that rounds to 0, a point with no digit behind.
    """
    exact = Decimal(format(abs(value), ".15g"))
    if digits.power:
        exact = exact.scaleb(digits.power, _ROUNDING)
    rounded = exact.quantize(Decimal((0, (1,), -len(digits.part))), context=_ROUNDING)
    if value < 0 and not rounded:
        return None
    if digits.around is not None:
        return digits.around[0] + format(rounded, ",f" if digits.is_grouped else "f") + digits.around[1]
    return _among(tokens, digits, format(rounded, "f"))


def _among(tokens: Sequence[Token], digits: Digits, number: str) -> str | None:
    """The digits of a number put one by one among what else stands in the section."""
    left, _, right = number.partition(".")
    after = [_place(digit, sign, right[at:]) for at, (digit, sign) in enumerate(zip(right, digits.part, strict=True))]
    has_point = any(token.kind == "point" for token in tokens)
    if has_point and not any(after):
        return None
    before = _places(left.lstrip("0"), digits.whole or "#", grouped=digits.is_grouped)
    places = iter(before + after)
    shown = ""
    for kind, text in tokens:
        if kind == "digit":
            shown += next(places)
        elif kind == "point":
            shown += text if digits.whole else next(places) + text
        else:
            shown += text
    return shown


def _places(digits: str, signs: Sequence[str], *, grouped: bool) -> list[str]:
    """What stands at each placeholder before the point: the first holds all digits that have none of their own."""
    digits = digits.rjust(len(signs))
    own = len(digits) - len(signs) + 1
    out: list[str] = []
    for at, (sign, stands) in enumerate(zip(signs, (digits[:own], *digits[own:]), strict=True)):
        text = stands if stands.strip() else {"0": "0", "?": " "}.get(sign, "")
        out.append(_grouped(text, len(signs) - 1 - at) if grouped and text.strip() else text)
    return out


def _grouped(digits: str, behind: int) -> str:
    """Digits with a comma after each that has a multiple of three behind it; `behind` follow the last of them."""
    out = ""
    for places, digit in zip(range(behind + len(digits) - 1, behind - 1, -1), digits, strict=True):
        out += f"{digit}," if places and places % 3 == 0 else digit
    return out


def _place(digit: str, sign: str, rest: str) -> str:
    """What stands at one placeholder behind the point; `rest` are the digits from there on."""
    if sign == "0" or rest.strip("0"):
        return digit
    return " " if sign == "?" else ""
