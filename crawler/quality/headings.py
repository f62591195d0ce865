"""The headings of a report: the six of the official format since 2019, or the numbered ones of older reports."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from crawler.records import Check

_ORDINALS = "一二三四五六七八九十"
_HEADING = re.compile(rf"\s{{0,8}}([{_ORDINALS}]{{1,3}})\s{{0,4}}[、.．，,:：\s]\s{{0,4}}(\S.{{0,59}})")
_NOT_HAN = re.compile(r"[^\u3400-\u9fff]+")
_TRADITIONAL = str.maketrans(
    "總體況動開請處復複議訴訟問題進報個項關與機構設費減條據業務諮詢說",
    "总体况动开请处复复议诉讼问题进报个项关与机构设费减条据业务咨询说",
)
# 国办公开办函〔2019〕60号 and 〔2021〕30号 name the fourth and fifth differently; these are what both have in common.
OFFICIAL = (
    ("总体情况",),
    ("主动公开政府信息",),
    ("收到和处理政府信息公开申请", "收到和处理"),
    ("行政复议", "行政诉讼"),
    ("存在的主要问题", "主要问题"),
    ("其他需要报告的事项", "其他需要报告"),
)
_REPORT_WORDS = ("主动公开", "申请", "复议", "诉讼", "问题", "概述", "总体情况", "收费", "改进", "咨询", "其他需要报告")
# Headings that look back on a year: guides (指南) and rules have the others too.
_LOOKING_BACK = ("问题", "改进", "总体情况", "概述", "工作打算", "其他需要报告")


@lru_cache(maxsize=1)
def headings(text: str) -> tuple[tuple[str, str], ...]:
    """The first-level headings of the text in order: (ordinal as published, Han characters in Simplified form).

    The last answer is kept, since several checks of one report ask for it.
    """
    found = []
    for line in text.split("\n"):
        match = _HEADING.fullmatch(line) if len(line) <= 72 else None
        if match:
            found.append((match[1], _NOT_HAN.sub("", match[2].translate(_TRADITIONAL))))
    return tuple(found)


def report_headings(text: str) -> int:
    """How many of the text's headings are about what reports on information disclosure are about."""
    return sum(any(word in heading for word in _REPORT_WORDS) for _, heading in headings(text))


def looks_back(text: str) -> bool:
    """Whether the headings are a report's: two about disclosure, and one that looks back on the year's work."""
    found = [heading for _, heading in headings(text)]
    return report_headings(text) >= 2 and any(word in heading for heading in found for word in _LOOKING_BACK)


def official_headings(text: str) -> tuple[Check, Check]:
    """`headings`: the six of the official format stand in order; `heading_ordinals`: they count 1 to 6."""
    found = headings(text)
    places: list[int] = []
    missing: list[str] = []
    for words in OFFICIAL:
        place = next((i for i, (_, heading) in enumerate(found) if any(word in heading for word in words)), None)
        if place is None:
            missing.append(words[0])
        else:
            places.append(place)
    in_order = all(before < after for before, after in pairwise(places))
    ordinals = "".join(found[place][0] for place in sorted(places))
    figures = {"found": len(places), "expected": len(OFFICIAL), "in_order": in_order, "missing": missing}
    return (
        Check("headings", not missing and in_order, figures),
        Check(
            "heading_ordinals", ordinals == _ORDINALS[: len(OFFICIAL)] if not missing else None, {"ordinals": ordinals}
        ),
    )


def older_headings(text: str) -> tuple[Check, Check]:
    """`headings`: whether three numbered headings or more stand in an older report; `heading_ordinals`: in sequence."""
    found = headings(text)
    ordinals = [ordinal for ordinal, _ in found]
    expected = list(_ORDINALS[: len(ordinals)])
    about = report_headings(text)
    return (
        Check("headings", about >= 3, {"found": len(found), "about_disclosure": about, "expected": 3}),
        Check(
            "heading_ordinals",
            ordinals == expected if 0 < len(ordinals) <= len(_ORDINALS) else None,
            {"ordinals": "".join(ordinals[:20])},
        ),
    )
