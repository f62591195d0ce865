"""Whether two names mean the same organ (编制机关): in full, abbreviated (人社局), with its city or without."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from crawler.dedup.normalise import fold, to_simplified

Agreement = Literal["same", "compatible", "differs", "unknown"]

_GRADES: tuple[Agreement, ...] = ("differs", "same", "compatible")

_NAME_LIMIT = 60
_TITLE_LIMIT = 200
_REMEMBERED = 4096  # names and titles; a report is compared with many that bear the same

# What a title says beside the organ.
_TITLE_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:年度|年|度)?")
_SUBJECT = re.compile(
    r"(?:政府信息(?:与政务)?公开|政务公开|政务信息公开|信息公开|公开工作|工作年度|年度工作|年度报告|年报|工作报告|情况(?:的)?报告|报告$).*"
)
_CARRIER = re.compile(r"^(?:关于)?(?:印发|发布|公布|转发)?(?:关于)?|的$")

# 城市管理局 and 社区… begin with what looks like a place; 委区 is the tail of 区委区政府.
_NO_PLACE = ("城市", "社区", "市区", "城区", "园区", "厂区", "景区", "校区", "灌区", "林区", "矿区", "库区", "委")
_NO_LEVEL = re.compile(r"市(?:场|容|政(?!府|务|协))")
_PLACE = re.compile(r"[^省市州县区旗盟]{0,9}(?:自治区|特别行政区|自治州|自治县|自治旗|地区|[省市州县区旗盟])")
_LEVELS = frozenset("省市州县区旗盟")
_ORGAN_END = re.compile(
    r"(?:[省市州县区旗盟镇乡局委办厅院署处室会所站队社]|政府|街道|中心|办事处|管委会|委员会|大学|学院|学校|中学|小学|医院|公司)$"
)
# Longest first: 人民政府办公室 compiles the report that is called the government's.
_GOVERNMENT = ("人民政府办公室", "人民政府办公厅", "政府办公室", "政府办公厅", "人民政府", "政府办", "政府", "人民")
_OFFICE = ("街道办事处", "街道办")
_COMMITTEE = (("管理委员会", "管委会"), ("委员会", "委"))


def organ_of_title(title: str) -> str | None:
    """The organ that a report's title names, folded (望城区 of 望城区2016年政府信息公开年报); None where it names none.

    Of `甲关于乙2016年…的报告` it is 乙, the one whose report it is; 甲 where 乙 is missing.
    """
    return _organ_of_title(title[:_TITLE_LIMIT])


@lru_cache(_REMEMBERED)
def _organ_of_title(title: str) -> str | None:
    folded = fold(to_simplified(title))
    words = _SUBJECT.sub("", _TITLE_YEAR.sub("", folded).replace(" ", ""))
    before, found, after = words.rpartition("关于")
    for name in (after, before) if found else (words,):
        organ = _CARRIER.sub("", name)
        if organ.endswith("人民"):  # …人民政府信息公开… was cut between 人民 and 政府
            organ = organ.removesuffix("人民")
        if 2 <= len(organ) <= _NAME_LIMIT and _ORGAN_END.search(organ):
            return organ
    return None


def agreement(first: str | None, second: str | None) -> Agreement:
    """How two organs' names agree, in any script.

    "same": equal but for spelling, or for one naming the places above it and both naming the same last place.
    "compatible": nothing speaks against it (an abbreviation; a name without its place; a government and its office
    办公室): more evidence is needed. "differs": two organs. "unknown": a name is missing.
    """
    if not first or not second:
        return "unknown"
    ours, others = folded_name(first), folded_name(second)
    if not ours or not others:
        return "unknown"
    if ours == others:
        return "same"
    our_places, our_body, our_stem = _parts(ours)
    other_places, other_body, other_stem = _parts(others)
    places = _places(our_places, other_places)
    if places == "differs":
        return "differs"
    if our_stem == other_stem:
        exact_body = our_body == other_body or {our_body, other_body} <= {"", "政府", "人民政府"}
        return "same" if places == "same" and exact_body else "compatible"
    return "compatible" if _abbreviates(our_stem, other_stem) else "differs"


def names_agreement(organ: str | None, title: str, other_organ: str | None, other_title: str) -> Agreement:
    """How the organs of two reports agree by field and title together; one that differs outweighs the other."""
    named, other_named = organ_of_title(title), organ_of_title(other_title)
    by_title = named, other_named
    by_field = folded_name(organ or "") or named, folded_name(other_organ or "") or other_named
    found = {agreement(*both) for both in {by_field, by_title}}
    return next((grade for grade in _GRADES if grade in found), "unknown")


def folded_name(name: str) -> str:
    """The beginning of an organ's name in Simplified, without white space and punctuation."""
    return _folded_name(name[:_NAME_LIMIT])


@lru_cache(_REMEMBERED)
def _folded_name(name: str) -> str:
    return fold(to_simplified(name))


@lru_cache(_REMEMBERED)
def _parts(name: str) -> tuple[list[str], str, str]:
    """The places a folded name begins with, what follows, and the stem of that."""
    places, body = _split(name)
    return places, body, _stem(body)


def _split(name: str) -> tuple[list[str], str]:
    places: list[str] = []
    start = 0
    while match := _PLACE.match(name, start):
        bare_level = match[0] in _LEVELS
        if match[0].startswith(_NO_PLACE) or _NO_LEVEL.match(name, start) or (bare_level and places):
            break
        places.append(match[0])
        start = match.end()
    return places, name[start:]


def _places(first: list[str], second: list[str]) -> Agreement:
    if not first or not second:
        return "same" if first == second else "compatible"
    ours, others = first[-1], second[-1]
    if ours != others:
        # 市财政局: the level without the name.
        bare = (ours in _LEVELS or others in _LEVELS) and ours[-1] == others[-1]
        return "compatible" if bare else "differs"
    above = {place[-1]: place for place in first[:-1]}
    conflict = any(above.get(place[-1], place) != place for place in second[:-1])
    return "differs" if conflict else "same"


def _stem(body: str) -> str:
    if len(body) > len("人民政府"):
        body = body.removeprefix("人民政府") if not body.startswith("人民政府办公") else body
    for ending in _GOVERNMENT:
        if body.endswith(ending) and not body.endswith(("管委会" + ending, "委员会" + ending)):
            return body.removesuffix(ending)
    for ending in _OFFICE:
        if body.endswith(ending):
            return body.removesuffix(ending) + "街道"
    for ending, short in _COMMITTEE:
        if body.endswith(ending):
            return body.removesuffix(ending) + short
    return body


def _abbreviates(first: str, second: str) -> bool:
    """人社局 of 人力资源和社会保障局: the same first and last character, all others in order."""
    short, long = sorted((first, second), key=len)
    if len(short) < 3 or short[0] != long[0] or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(character in rest for character in short)
