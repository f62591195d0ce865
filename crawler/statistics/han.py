"""Labels as their Han characters only, in Simplified forms: what the words of the official forms are compared by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Each pair is a Traditional form and the Simplified one: those of the characters that the forms' labels and the words
# of older reports are made of. One character for one character, so that positions in folded text are those of the text.
_PAIRS = (
    "萬万業业爲为為为舉举於于會会傳传體体關关內内決决況况減减辦办務务動动區区單单發发號号後后諮咨國国處处復复複复審审對对屬属廢废開开強强當当"
    "錄录總总執执護护報报據据數数無无機机權权條条構构標标沒没現现確确祕秘穩稳類类糾纠級级納纳組组織织經经結结統统繼继續续維维繳缴網网罰罚範范獲获"
    "補补規规計计認认議议許许訟讼訪访訴诉詢询誤误請请購购費费轉转過过這这進进採采錯错問问頁页項项預预題题額额製制佈布檔档餘余約约針针達达個个覆复計计總总僅仅"
)
_SIMPLE = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
# Fonts of PDFs give characters as the radicals that look the same (⾏, ⼈, ⺠); Unicode maps the Kangxi ones.
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_MORE_RADICALS = "⺠民⻓长⻔门⻅见⻛风⻋车⻚页⻘青⻝食⻄西⻆角⻉贝⺟母"
_FOLD = (
    str.maketrans(_PAIRS[::2], _PAIRS[1::2])
    | {code: _SIMPLE.get(character, character) for code, character in _RADICALS.items()}
    | str.maketrans(_MORE_RADICALS[::2], _MORE_RADICALS[1::2])
)
_NOT_HAN = re.compile(r"[^\u3400-\u9fff\uf900-\ufaff]+")
_ORDINAL = re.compile(r"^[\s（(【\[]{0,4}[一二三四五六七八九十\d]{1,3}[\s）)】\]、．.,，：:]{1,4}")


def folded(text: str) -> str:
    """The text with Traditional forms of the labels' characters and radicals as Simplified ones; of the same length."""
    return text.translate(_FOLD)


def han_of(text: str) -> str:
    """The Han characters of the text, folded; everything else is dropped.

    规范性档案, as Taiwan-worded copies have it, is 规范性文件.
    """
    return _NOT_HAN.sub("", folded(text)).replace("规范性档案", "规范性文件")


@lru_cache(maxsize=4096)
def han(text: str) -> str:
    """`han_of` a cell. Answers are kept, since cells repeat."""
    return han_of(text)


@lru_cache(maxsize=4096)
def label(text: str) -> str:
    """The Han characters of a label without its ordinal: "（七）总计" and "总 计" both give 总计."""
    return han(_ORDINAL.sub("", text, count=1))


def has_ordinal(text: str) -> bool:
    """Whether the text begins with an ordinal: 一、 （二） 3. ."""
    return _ORDINAL.match(text) is not None
