"""A cell's number format (`#,##0.00`, `0.0%`, `yyyy"年"m"月"`) and what a spreadsheet shows of a number under it.

The rules are those of ECMA-376 Part 1, 18.8.30 (built-in formats) and 18.8.31 (format codes). Where spreadsheets differ
from one another, or from locale to locale, nothing is shown: the stored value stays, and the code is told as a doubt.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

from crawler.extraction.files.format_code import GENERAL, Section, Sections, sections
from crawler.extraction.files.shown_date import show_date
from crawler.extraction.files.shown_number import show_general, show_number

_LONGEST = 255
_LARGEST = 1e21
_FROM_1904 = 1462
_SIGNS = frozenset("-－−–—(（△▲▽▼↓负負减減")

# By id, as all locales and zh-cn have them (18.8.30); 14 and 22 are the short date of the locale. Ids 37 to 40 write a
# negative number by the locale, so their second section is one that is not rendered. Left out are fractions, scientific
# and elapsed time, names of months, and words for the half of the day in Chinese.
_BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    14: "yyyy/m/d", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0_);[locale]", 38: "#,##0_);[locale]",
    39: "#,##0.00_);[locale]", 40: "#,##0.00_);[locale]", 45: "mm:ss", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A format: its code, and its sections."""

    code: str
    sections: Sections

    @property
    def is_general(self) -> bool:
        """Whether numbers are shown under General and nothing else."""
        return self.sections.numbers == (GENERAL,)

    @property
    def keeps_words(self) -> bool:
        """Whether words are shown as they are: most codes have no section for them, or one with `@` alone."""
        return self.sections.keeps_words

    def show(self, value: float, *, from_1904: bool = False) -> str | None:
        """What the cell shows of a number; white space in it tells nothing of its width.

        Numbers are rounded half away from zero on the 15 digits that a spreadsheet keeps. `from_1904`: the workbook
        counts days from 1904. None where this is not known for certain: another kind of format (fraction, scientific,
        elapsed time, condition, Chinese numerals, words of a locale), what spreadsheets show in different ways (a
        negative number that rounds to 0, a long decimal under General), and a sign that is told by colour alone.
        """
        numbers = self.sections.numbers
        if numbers is None or not isfinite(value) or abs(value) >= _LARGEST:
            return None
        if value >= 0 or len(numbers) == 1:
            section = numbers[2] if value == 0 and len(numbers) == 3 else numbers[0]
            shown = _show(section, value, from_1904=from_1904)
            if value >= 0 or shown is None:
                return shown
            # The minus stands before all the rest.
            return None if section.kind not in ("number", "general") or shown.startswith(" ") else f"-{shown}"
        section = numbers[1]
        if section.kind == "literal" or any(_SIGNS & set(token.text) for token in section.tokens):
            return _show(section, value, from_1904=from_1904)
        return None


def built_in(number: int) -> NumberFormat:
    """The format of a built-in id; of one that is not rendered the code is `[id N]`, and it shows nothing."""
    return read_format(_BUILT_IN.get(number, f"[id {number}]"))


def read_format(code: str) -> NumberFormat:
    """A format code, read; anything at all may stand in it."""
    if len(code) > _LONGEST:
        return NumberFormat(code[:_LONGEST], Sections(None, keeps_words=False))
    return _read(code)


@lru_cache(maxsize=256)
def _read(code: str) -> NumberFormat:
    return NumberFormat(code, sections(code))


def _show(section: Section, value: float, *, from_1904: bool) -> str | None:
    if section.digits is not None:
        return show_number(section.tokens, section.digits, value)
    if section.kind == "general":
        return show_general(section.tokens, value)
    if section.kind == "date":
        return show_date(section.tokens, value + _FROM_1904 * from_1904)
    return "".join(token.text for token in section.tokens) if section.kind == "literal" else None
