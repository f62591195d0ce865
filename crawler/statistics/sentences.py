"""Counts that the sentences of older, free-form reports (before the form of 2019) state.

A count is taken only where its sentences agree: one value, or the same value again. Shares of it (其中 …) are passed
over. What is counted and in which words comes from the reports of 2008 to 2018 themselves; no official form names it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from crawler.records import Check
from crawler.statistics.han import folded

# Group 1 is the number as published, group 2 a word that makes it inexact.
# The end of a longer number or of a range (1 234件, 5至8件) is no number.
_N = (
    r"\s{0,2}(?<![\d.．,，])(?<!\d[-－—–～~至到\s])"
    r"(\d{1,3}(?:[,，]\d{3}){1,3}|\d{1,12}(?:\.\d{1,4})?)\s{0,2}(万?[多余]?|万?几)\s{0,2}"
)
_UNIT = r"(?:件|条|份|项|篇|宗|起|次|例|个)"
_SUM = r"(?:总数|数量|数|共计|共有|共|累计|总计|合计|达到|达|的|有|为|约|近|[:：\s]){0,4}"
_DISCLOSURE = r"(?=[^。]{0,200}(?:信息|公开))"


@dataclass(frozen=True, slots=True)
class _Count:
    """A count looked for: what states it, what states that there was none, words that mean another count.

    `word` is in every sentence that states the count or that there was none: without it none of the patterns is tried.
    """

    key: str
    wording: str
    word: str
    stated: tuple[str, ...]
    none: str | None = None
    not_with: str | None = None
    is_share: bool = False


# Patterns are compiled when a clause first has their word: most reports have the statutory tables and need none.
_compiled = functools.cache(re.compile)


_NONE = r"(?:没有|未曾|从未|未|无)(?:发生|收到|接到|产生|出现|接收)?"
_RECEIVED = r"(?:收到|受理|接到|接收)(?:了|共|的|各类){0,2}"
_PROCEEDINGS = "复议|诉讼|申诉"

COUNTS: Final = (
    _Count(
        "disclosed_items",
        "主动公开政府信息 N 条",
        "主动",
        (
            rf"主动(?:向社会)?公开(?:发布)?的?(?:各类|各项)?(?:政府|政务)?信息{_SUM}{_N}{_UNIT}",
            rf"主动(?:向社会)?公开(?:了|各类|共){{0,2}}{_N}{_UNIT}(?:政府|政务)?信息",
        ),
    ),
    _Count(
        "applications_received",
        "收到（受理）政府信息公开申请 N 件",
        "申请",
        (
            rf"{_RECEIVED}[^\d]{{0,24}}(?:申请|依申请公开)(?:公开)?(?:政府)?(?:信息)?{_SUM}{_N}{_UNIT}",
            rf"{_RECEIVED}{_N}{_UNIT}[^\d、]{{0,16}}(?:公开申请|申请公开|信息申请)",
        ),
        rf"{_DISCLOSURE}(?:没有|未|无)(?:收到|接到)[^\d]{{0,30}}申请",
        _PROCEEDINGS,
    ),
    _Count(
        "applications_answered",
        "答复政府信息公开申请 N 件",
        "申请",
        (
            rf"(?:答复|办结|回复)的?{_N}{_UNIT}(?:政府|信息|公开|依){{0,3}}申请",
            rf"申请的?答复{_SUM}{_N}{_UNIT}",
        ),
        not_with=_PROCEEDINGS,
    ),
    _Count(
        "applications_granted",
        "同意公开 N 件",
        "公开",
        (rf"(?<!不)(?<!部分)(?:同意|予以)公开[”\"’」』]?(?:答复)?{_SUM}{_N}{_UNIT}",),
        is_share=True,
    ),
    _Count(
        "applications_partly_granted",
        "（同意）部分公开 N 件",
        "部分公开",
        (rf"部分公开[”\"’」』]?(?:答复)?{_SUM}{_N}{_UNIT}",),
        is_share=True,
    ),
    _Count(
        "applications_refused",
        "不予（不同意）公开 N 件",
        "公开",
        (rf"(?:不予|不同意)公开[”\"’」』]?(?:答复)?{_SUM}{_N}{_UNIT}",),
        is_share=True,
    ),
    _Count(
        "applications_online",
        "网上申请 N 件",
        "网上",
        (rf"网上(?:提交)?的?申请{_SUM}{_N}{_UNIT}",),
        is_share=True,
    ),
    _Count(
        "applications_in_person",
        "当面申请 N 件",
        "当面",
        (rf"当面(?:提交|提出)?的?申请{_SUM}{_N}{_UNIT}",),
        is_share=True,
    ),
    _Count(
        "applications_by_letter",
        "信函申请 N 件",
        "信函",
        (rf"信函(?:形式|方式)?(?:提交|提出)?的?申请{_SUM}{_N}{_UNIT}",),
        is_share=True,
    ),
    _Count(
        "reviews",
        "行政复议 N 件",
        "行政复议",
        (rf"行政复议(?:案件|案|申请)?{_SUM}{_N}(?:{_UNIT}|$)", rf"{_N}{_UNIT}[^\d、]{{0,24}}行政复议(?!机关|决定)"),
        rf"{_DISCLOSURE}{_NONE}[^\d]{{0,30}}行政复议",
    ),
    _Count(
        "litigations",
        "行政诉讼 N 件",
        "行政诉讼",
        (rf"行政诉讼(?:案件|案)?{_SUM}{_N}(?:{_UNIT}|$)", rf"{_N}{_UNIT}[^\d、]{{0,24}}行政诉讼"),
        rf"{_DISCLOSURE}{_NONE}[^\d]{{0,40}}行政诉讼",
    ),
)
OLDER_WORDING: Final = {count.key: count.wording for count in COUNTS}

_SENTENCE_END = re.compile(r"[。；;！\n]")
_CLAUSE_END = re.compile(r"[：:！]|(?<!\d)[，,]|[，,](?!\d{3}(?!\d))|(?=其中)")
_COUNTING = re.compile(r"[\d没沒未无無]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年")
# Words that make a number inexact: right before it, and right behind its unit.
_ABOUT = re.compile(r"(?:大?约|将近|接近|近)\s{0,2}$")
_OR_SO = re.compile(r"\s{0,2}(?:左右|上下|以上|以下|以内|之多|多|余)")
# Words that make a number another one than the year's: of another year, planned, an average; or of all years, or of one
# channel, where no other sentence states the whole.
_NOT_THIS_YEARS = re.compile(
    r"上一?年|去年|前年|往年|历年|同期|计划|预计|力争|目标|平均|[日月年]均|每(?:天|日|周|月|季|年|个)"
)
_SINCE = re.compile(r"(?<!今年)(?<!本年)(?<!年度)(?<!年初)(?<!一年)以来|截[至止][^。]{0,80}累计|有史|历史")
_BY_CHANNEL = re.compile(
    r"(?:通过|利用|在)[^。]{0,30}(?:网站?|网上|公报|微信|微博|公众号|平台|公开栏|公示栏|显示屏|报刊|报纸|电视|广播|客户端)"
)
_MANY_CHANNELS = re.compile(r"等|各[种类]|多[种个]|渠道|途径|形式|方式|共")
_LONGEST_CLAUSE = 200
_LONGEST_SENTENCE = 400
_MOST_CLAUSES = 5000


@dataclass(frozen=True, slots=True)
class _Statement:
    key: str
    value: int | str
    sentence: str
    year: int | None
    doubt: str


def stated(text: str) -> tuple[dict[str, int | str | None], tuple[Check, ...]]:
    """The counts that the text's sentences state, and a check for each count that any sentence states.

    A figure is an int, the published string where it is inexact (1200多条, 约1200条), or None where no sentence or more
    than one value was found. `stated_<key>` passes where the value is one; its figures are `value`, `sentence` and
    `year` (the one that the sentence names last before the number, if any). Where values differ, or the only ones may
    count something else than the report's year (`doubt`: 上年, 计划, …以来, 通过网站), `passed` is None and
    `candidates` lists them.
    """
    found: dict[str, list[_Statement]] = {}
    for statement in _statements(text):
        found.setdefault(statement.key, []).append(statement)
    figures: dict[str, int | str | None] = dict.fromkeys(OLDER_WORDING)
    checks = []
    for key in OLDER_WORDING:
        statements = found.get(key, [])
        if not statements:
            continue
        certain = [statement for statement in statements if not statement.doubt]
        if len({statement.value for statement in certain}) == 1:
            figures[key] = certain[0].value
            checks.append(Check(f"stated_{key}", True, _evidence(certain[0])))
        else:
            candidates = [_evidence(statement) for statement in statements[:5]]
            checks.append(Check(f"stated_{key}", None, {"candidates": candidates}))
    return figures, tuple(checks)


def _evidence(statement: _Statement) -> dict[str, Any]:
    evidence: dict[str, Any] = {"value": statement.value, "sentence": statement.sentence}
    if statement.year is not None:
        evidence["year"] = statement.year
    return evidence | ({"doubt": statement.doubt} if statement.doubt else {})


def _statements(text: str) -> Iterator[_Statement]:
    clauses = 0
    for part in _SENTENCE_END.split(text):
        if part.lstrip().startswith("|") or not _COUNTING.search(part):
            continue
        sentence = part.strip()
        shared = False
        said = ""
        year: int | None = None
        for clause in _CLAUSE_END.split(part):
            shared = shared or clause.startswith("其中")
            said = said[-_LONGEST_CLAUSE:] + clause
            before = year
            years = _YEAR.findall(clause[:_LONGEST_CLAUSE])
            year = int(years[-1]) if years else year
            if len(clause) > _LONGEST_CLAUSE or not _COUNTING.search(clause):
                continue
            clauses += 1
            if clauses > _MOST_CLAUSES:
                return
            counts = list(_clause_counts(clause, shared))
            for count, value, at in counts:
                named = _YEAR.findall(clause[:at])
                of = int(named[-1]) if named else before
                doubt = _doubt(count, folded(said[: len(said) - len(clause) + at]), folded(clause[:at]))
                yield _Statement(count.key, value, sentence[:_LONGEST_SENTENCE], of, doubt)
            said = "" if counts else said


def _clause_counts(clause: str, shared: bool) -> Iterator[tuple[_Count, int | str, int]]:
    """Each count that a clause states, the value, and where in the clause the number stands."""
    words = folded(clause)
    for count in COUNTS:
        if count.word not in words or (shared and not count.is_share):
            continue
        if count.not_with is not None and _compiled(count.not_with).search(words):
            continue
        match = next((m for m in (_compiled(pattern).search(words) for pattern in count.stated) if m), None)
        if match:
            if not _is_joint(words, count.key):
                yield count, _value(clause, words, match), match.start(1)
        elif count.none is not None and (none := _compiled(count.none).search(words)):
            yield count, 0, none.end()


def _doubt(count: _Count, said: str, clause: str) -> str:
    """The words, in what is said before a number, that may make it another count than the year's; "" without."""
    if found := _NOT_THIS_YEARS.search(clause) or _SINCE.search(said):
        return found[0]
    by = None if count.is_share else _BY_CHANNEL.search(clause)
    return by[0] if by and not _MANY_CHANNELS.search(clause) else ""


def _is_joint(words: str, key: str) -> bool:
    """Whether one number counts 行政复议 and 行政诉讼 together."""
    both = "行政复议" in words and "行政诉讼" in words
    return key in ("reviews", "litigations") and both and len(re.findall(_N + _UNIT, words)) < 2


def _value(clause: str, words: str, match: re.Match[str]) -> int | str:
    number = re.sub("[,，]", "", match[1])
    about, or_so = _ABOUT.search(words[: match.start(1)]), _OR_SO.match(words, match.end())
    if not match[2] and "." not in number and not about and not or_so:
        return int(number)
    start, end = about.start() if about else match.start(1), or_so.end() if or_so else match.end()
    return clause[start:end].strip()
