"""The organ (编制机关) that made a report: what the title names, in the fullest form that the page gives it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_ORGAN_END = (
    "(?:人民政府|政府|办公室|办公厅|委员会|中心|街道|办事处|分局|公司|辦公室|辦公廳|委員會|辦事處"
    "|[委办局厅处署院校站所队社团会省市区县旗镇乡盟州街园科辦廳處隊會團區縣鎮鄉園])"
)
ORGAN = re.compile(rf"[\u4e00-\u9fff（）()〇、·]{{1,60}}{_ORGAN_END}")
DISCLOSURE = re.compile(
    r"(?:关于|關於)?(?:(?:政府|政务|政務)?(?:信息|資訊)?(?:公开|公開)|(?:政府|政务)(?:网站|信息)|年度?(?:工作)?(?:报告|報告)|年报|年報|工作(?:年度)?(?:报告|報告))"
)
_YEAR_IN_TITLE = re.compile(r"[\d０-９〇○零一二三四五六七八九]{4}\s*年?\s*(?:度)?(?:的)?")
_MADE_BY = re.compile(r"(?<![\u4e00-\u9fff])(?!由)([\u4e00-\u9fff]{2,40}?)(?:负责|依法|组织)?(?:编制|編制|编写|編寫)")
_BY = re.compile(r"由([\u4e00-\u9fff]{2,40}?)(?:负责|依法|组织)?(?:编制|編制|编写|編寫)")
_PREFACE_CHARS = 1000
_DIVISION = tuple("省市区县旗盟州镇乡區縣鎮鄉")
_GOVERNMENTS = ("人民政府", "管理委员会", "管委会", "管理委員會", "办事处", "辦事處")
_SAME_END = 2


def organ_of_title(title: str) -> str | None:
    """The organ that a report's title names, as written there; None where it names none.

    长沙市望城区2016年政府信息公开工作年度报告 names 长沙市望城区; in X政府信息公开… the word 政府 belongs to 信息公开
    unless 人民 stands before it.
    """
    text = "".join(title[:200].split())
    text = _YEAR_IN_TITLE.sub("\n", text).strip("\n")
    for piece in text.split("\n"):
        cut = DISCLOSURE.search(piece)
        if cut:
            end = cut.start()
            if piece[:end].endswith("人民") and piece[end:].startswith("政府"):
                end += 2
            piece = piece[:end]
        piece = piece.split("关于")[0] or piece
        piece = piece.strip("的《》“”\"' -—_:：·,，()（）")
        if 2 <= len(piece) <= 60 and ORGAN.fullmatch(piece):
            return piece
    return None


def makers(lines: Sequence[str]) -> list[str]:
    """The organs that a report's preface says it was made by (由…编制, …编制了)."""
    preface = "\n".join(lines[:3])[:_PREFACE_CHARS]
    names = [*_BY.findall(preface), *_MADE_BY.findall(preface)]
    return list(dict.fromkeys(name for name in names if ORGAN.fullmatch(name)))


def fuller(named: str, others: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The first of `others`, (rule, name) pairs, that is `named` written out: 长沙市望城区人民政府 for 望城区,
    大通湖区管理委员会办公室 for 大通湖区管委会办公室. None where `named` is as full as any.

    It must hold every character of `named` in order and end alike; a place's name (望城区) may be completed only by its
    government, since its bureaus hold the name too.
    """
    for rule, name in others:
        if len(name) <= len(named) or not ORGAN.fullmatch(name) or not _holds(name, named):
            continue
        if named.endswith(_DIVISION):
            if name.endswith(_GOVERNMENTS):
                return rule, name
        elif name[-_SAME_END:] == named[-_SAME_END:]:
            return rule, name
    return None


def _holds(name: str, part: str) -> bool:
    rest = iter(name)
    return all(character in rest for character in part)
