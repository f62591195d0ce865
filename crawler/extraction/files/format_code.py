"""A format code (`#,##0.00;[Red]-0;@`) → its sections and their tokens, by ECMA-376 Part 1, 18.8.31."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<space>_.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<half>AM/PM|上午/下午)|(?P<general>(?i:General)|G/通用格式)|(?P<date>(?i:y+|m+|d+|h+|s+|aaaa?(?!a)))"
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<words>@)|(?P<end>;)"
    r"|(?P<literal>[$\-+/():^&'~{}<>= ]|[^\x00-\x7f％‰])|(?P<other>(?i:E[+-]|A/P)|.)",
    re.DOTALL,
)
_COLOUR = re.compile(
    r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d{1,2}|[黑蓝青绿红白黄]色|洋红|颜色 ?\d{1,2}",
    re.IGNORECASE,
)
_LOCALE = re.compile(
    r"\$(?P<symbol>[^-]*)(?:-(?P<locale>[0-9a-f]{1,8}|[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}))?", re.IGNORECASE
)
_PLACES = re.compile(r"[#?]*0*(?:\.0*[#?]*)?")
_SYSTEM = frozenset(("f400", "f800"))  # the date and time as the reader's system writes them
_SIMPLIFIED = frozenset(("804", "zh-cn"))


class Token(NamedTuple):
    """A piece of a section: its kind, and the characters it shows or was written with."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Digits:
    """The digits of a section: signs (`0`, `#`, `?`) before and behind the point, and what becomes of the number.

    It is multiplied by 10 to the `power` (a percent sign is 2, a comma behind the digits -3). `around` is the text
    before and after the digits where nothing stands among them and they are plain: at least one before the point, all
    behind it.
    """

    whole: str
    part: str
    power: int
    is_grouped: bool
    around: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a code. `kind` is number, general, date, literal (no place for the number) or "": not rendered.

    Kinds of tokens: literal, space, percent, digit, point; general; y, m, d, a (day of the week), h, minute, s, half
    (of the day). `digits` is what tokens say of the digits of a number.
    """

    kind: str
    tokens: tuple[Token, ...] = ()
    digits: Digits | None = None


GENERAL = Section("general", (Token("general", ""),))
UNKNOWN = Section("")


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections of a code: those for numbers (None where conditions choose), and whether words stay as they are."""

    numbers: tuple[Section, ...] | None
    keeps_words: bool


def sections(code: str) -> Sections:
    """The sections of a format code; anything at all may stand in it. Linear in its length."""
    raw: list[list[Token]] = [[]]
    for token in _tokens(code):
        if token.kind == "end":
            raw.append([])
        else:
            raw[-1].append(token)
    words = raw.pop() if len(raw) == 4 or any(token.kind == "words" for token in raw[-1]) else None
    keeps_words = words is None or _is_words_alone(words)
    if len(raw) > 3 or any(token.kind == "condition" for section in raw for token in section):
        return Sections(None, keeps_words)
    if not raw or raw == [[]]:
        return Sections((GENERAL,), keeps_words)
    numbers = tuple(map(_section, raw))
    if not raw[-1] and words is None:
        numbers = (*numbers[:-1], UNKNOWN)  # "0;" is shown in different ways, "0;;" and "0;;;@" are not
    return Sections(numbers, keeps_words)


def _tokens(code: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(code):
        kind = found.lastgroup or "other"
        text = found[kind]
        if kind in ("quoted", "escaped"):
            yield Token("literal", text)
        elif kind == "space" or (kind == "fill" and text == " "):
            yield Token("space", " " if kind == "space" else "")  # a fill is as wide as the column leaves room
        elif kind == "bracket":
            yield _bracket(text)
        else:
            yield Token("other" if kind == "fill" else kind, text)


def _bracket(text: str) -> Token:
    if _COLOUR.fullmatch(text):
        return Token("colour", "")
    if text.startswith(("<", ">", "=")):
        return Token("condition", text)
    found = _LOCALE.fullmatch(text)
    locale = (found["locale"] or "").lower().lstrip("0") if found else ""
    # Above 16 bits a locale tells another calendar or other digits.
    if found is None or locale in _SYSTEM or (len(locale) > 4 and "-" not in locale):
        return Token("other", text)
    return Token("literal", found["symbol"]) if found["symbol"] else Token("locale", locale)


def _is_words_alone(section: Sequence[Token]) -> bool:
    written = [token for token in section if token.kind not in ("colour", "locale", "space") and token.text != " "]
    return [token.kind for token in written] == ["words"]


def _section(tokens: Sequence[Token]) -> Section:
    tokens = [token for token in tokens if token.kind != "colour"]
    kinds = {token.kind for token in tokens}
    if kinds & {"other", "words"}:
        return UNKNOWN
    if kinds & {"date", "half"}:
        return _date(tokens)
    tokens = [token for token in tokens if token.kind != "locale"]
    if "general" in kinds:
        alone = sum(token.kind == "general" for token in tokens) == 1
        if not alone or kinds & {"digit", "point", "comma", "percent"}:
            return UNKNOWN
        return Section("general", tuple(Token("general", "") if one.kind == "general" else one for one in tokens))
    if "digit" in kinds:
        return _number(tokens)
    return UNKNOWN if kinds & {"point", "comma", "percent"} else Section("literal", tuple(tokens))


def _number(tokens: Sequence[Token]) -> Section:
    """Digits with what stands among them.

    Not rendered are a `/` between digits (a fraction), a second point, and a `#` or `?` on the inner side of a `0`.
    """
    digits = [at for at, token in enumerate(tokens) if token.kind == "digit"]
    point = next((at for at, token in enumerate(tokens) if token.kind == "point"), len(tokens))
    signs = "".join(token.text for token in tokens if token.kind in ("digit", "point"))
    if not _PLACES.fullmatch(signs):
        return UNKNOWN
    last_whole = max((at for at in digits if at < point), default=-1)
    power, is_grouped = 0, False
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        before = tokens[at - 1].kind if at else ""
        if token.kind == "comma":
            if at < last_whole and before == "digit":
                is_grouped = True
            elif (at > digits[-1] or last_whole < at < point) and before in ("digit", "comma", "point"):
                power -= 3
            else:
                return UNKNOWN
        elif token == ("literal", "/") and digits[0] < at < digits[-1]:
            return UNKNOWN
        else:
            power += 2 * (token.kind == "percent")
            kept.append(token)
    whole, _, part = signs.partition(".")
    return Section("number", tuple(kept), Digits(whole, part, power, is_grouped, _around(kept, whole, part, signs)))


def _around(tokens: Sequence[Token], whole: str, part: str, signs: str) -> tuple[str, str] | None:
    kinds = [token.kind in ("digit", "point") for token in tokens]
    start = kinds.index(True)
    end = start + len(signs)
    if not all(kinds[start:end]) or not whole.endswith("0") or whole.count("0") > 1 or "?" in whole or part.strip("0"):
        return None
    if signs.endswith("."):
        return None
    return "".join(token.text for token in tokens[:start]), "".join(token.text for token in tokens[end:])


def _date(tokens: Sequence[Token]) -> Section:
    """Parts of a date and a time; `m` is minutes right after hours or right before seconds."""
    letters = [token.text[0].lower() for token in tokens if token.kind == "date"]
    locale = next((token.text for token in tokens if token.kind == "locale"), "")
    out: list[Token] = []
    order = -1
    for kind, text in tokens:
        if kind == "date":
            order += 1
            letter = letters[order]
            is_minute = letter == "m" and ("h" in letters[order - 1 : order] or "s" in letters[order + 1 : order + 2])
            # Names of months and days are words of the reader's locale.
            longest = 4 if letter in ("a", "y") else 2
            if len(text) > longest or (letter == "a" and locale not in _SIMPLIFIED):
                return UNKNOWN
            out.append(Token("minute" if is_minute else letter, text))
        elif kind in ("literal", "space", "comma"):
            out.append(Token("literal", text))
        elif kind == "half" and "h" in letters and not (locale and text == "AM/PM"):
            out.append(Token(kind, text))  # "AM/PM" may have words of its own in a locale that is named
        elif kind != "locale":
            return UNKNOWN
    return Section("date", tuple(out))
