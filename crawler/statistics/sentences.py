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
_N = r"\s{0,2}(\d{1,3}(?:[,，]\d{3}){1,3}|\d{1,12}(?:\.\d{1,4})?)\s{0,2}(万?[多余]?|万?几)\s{0,2}"
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
_CLAUSE_END = re.compile(r"[，：:！]|,(?!\d{3})")
_COUNTING = re.compile(r"[\d没沒未无無]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年")
_LONGEST_CLAUSE = 200
_LONGEST_SENTENCE = 400
_MOST_CLAUSES = 5000


@dataclass(frozen=True, slots=True)
class _Statement:
    key: str
    value: int | str
    sentence: str
    year: int | None


def stated(text: str) -> tuple[dict[str, int | str | None], tuple[Check, ...]]:
    """The counts that the text's sentences state, and a check for each count that any sentence states.

    A figure is an int, the published string where it is inexact (1200多条), or None where no sentence or more than one
    value was found. `stated_<key>` passes where the value is one; its figures are `value`, `sentence` and `year` (the
    year that the sentence names, if any). Where values differ `passed` is None and `candidates` lists them.
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
        if len({statement.value for statement in statements}) == 1:
            figures[key] = statements[0].value
            checks.append(Check(f"stated_{key}", True, _evidence(statements[0])))
        else:
            candidates = [_evidence(statement) for statement in statements[:5]]
            checks.append(Check(f"stated_{key}", None, {"candidates": candidates}))
    return figures, tuple(checks)


def _evidence(statement: _Statement) -> dict[str, Any]:
    evidence: dict[str, Any] = {"value": statement.value, "sentence": statement.sentence}
    return evidence if statement.year is None else evidence | {"year": statement.year}


def _statements(text: str) -> Iterator[_Statement]:
    clauses = 0
    for part in _SENTENCE_END.split(text):
        if part.lstrip().startswith("|") or not _COUNTING.search(part):
            continue
        sentence = part.strip()
        year = _YEAR.search(sentence[:_LONGEST_SENTENCE])
        shared = False
        for clause in _CLAUSE_END.split(part):
            shared = shared or "其中" in clause
            if len(clause) > _LONGEST_CLAUSE or not _COUNTING.search(clause):
                continue
            clauses += 1
            if clauses > _MOST_CLAUSES:
                return
            for key, value in _clause_counts(clause, shared):
                yield _Statement(key, value, sentence[:_LONGEST_SENTENCE], int(year[1]) if year else None)


def _clause_counts(clause: str, shared: bool) -> Iterator[tuple[str, int | str]]:
    words = folded(clause)
    for count in COUNTS:
        if count.word not in words or (shared and not count.is_share):
            continue
        if count.not_with is not None and _compiled(count.not_with).search(words):
            continue
        match = next((m for m in (_compiled(pattern).search(words) for pattern in count.stated) if m), None)
        if match:
            if not _is_joint(words, count.key):
                yield count.key, _value(clause, match)
        elif count.none is not None and _compiled(count.none).search(words):
            yield count.key, 0


def _is_joint(words: str, key: str) -> bool:
    """Whether one number counts 行政复议 and 行政诉讼 together."""
    both = "行政复议" in words and "行政诉讼" in words
    return key in ("reviews", "litigations") and both and len(re.findall(_N + _UNIT, words)) < 2


def _value(clause: str, match: re.Match[str]) -> int | str:
    number = re.sub("[,，]", "", match[1])
    if not match[2] and "." not in number:
        return int(number)
    return clause[match.start(1) : match.end()].strip()
