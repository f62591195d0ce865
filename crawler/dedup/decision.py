"""Whether two reports are copies of one another, decided by what a report is: one organ's, for one year.

No similarity of texts can tell: next year's report of the same organ and another organ's from the same template are as
alike as a true copy. The order of evidence: report year, organ, shared text, numbers in the same places, and words that
were exchanged throughout. Whatever stays in doubt is not a copy.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.dedup.alignment import Alignment, Exchange, Masked, NumberPair, align, mask
from crawler.dedup.mirrors import mirror_signs
from crawler.dedup.normalise import Line, fold, plain, read_lines, to_simplified
from crawler.dedup.organs import Agreement, folded_name, names_agreement, organ_of_title
from crawler.dedup.signature import shingles
from crawler.records import Candidate, Decision, DuplicateKind, Report

CONTAINMENT = 0.88  # share of the shorter text's 5-grams that the longer one has
NUMBERS = 0.90  # share of telling numbers that agree where organ and year are known
NUMBERS_IN_DOUBT = 0.98  # the same where an organ's name is missing or abbreviated
_EXCERPT = 0.30  # a text this much shorter than the other is a summary or a quotation
_CORRECTIONS = 2  # numbers that a corrected re-issue (更正) may change, whatever their share
_EQUAL_PER_CORRECTION = 3
_FEW_NUMBERS = 5  # fewer telling numbers than this prove nothing
_SHORT = 200  # characters; a shorter text is a notice like 详见附件
_DIFFERENCES_TOLD = 10

_PERIOD = re.compile(r"((?:19|20)[0-9]{2})年0?1月0?1日起?[至到]?(?:((?:19|20)[0-9]{2})年|同年|当年|本年)?0?12月0?31日")
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_YEAR_IN_TEXT = re.compile(r"(?:19|20)[0-9]{2}年")
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}[、..]|[((][一二三四五六七八九十]{1,3}[))]")
_HEADING_SHOWN = re.compile(r"[^。;;::]{1,16}")
_UNITS = frozenset("条件次个人份起项家万元篇名期类部场幅块处余多字位页册栏批宗张点台套只亩千百亿例户所")
_DATE_OR_NUMBER_OF_LAW = frozenset("年月日号")
_ZERO = frozenset({"0", "0.0", "0.00", "0%", "00"})

_EXCHANGE_LIMIT = 12
_CONTEXT = 4
_NAME_GOES_ON = re.compile(
    r"[\u3400-\u9fff]{0,4}?([省州县旗盟镇乡村](?!级|域)|市(?!场|容|级|直)|区(?!分|域|别|级)"
    r"|街道|办事处|局|厅|委员会|管委会|人民政府|中心|学校|大学|学院|医院)"
)
_NAME_ENDS = (*"省市州县区旗盟镇乡村局厅委办院署处会所站", "街道", "中心", "政府", "学校", "大学", "公司")
_HAN = re.compile(r"[\u3400-\u9fff]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What the decision needs of one report."""

    title: str
    text: str
    organ: str | None
    report_year: int | None
    language: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """A side made ready for comparing."""

    side: Side
    lines: tuple[Line, ...]
    plain: str
    starts: tuple[int, ...]
    shingles: set[str]
    masked: Masked


def side(report: Report | Candidate) -> Side:
    """The side of a report on its way (after extraction) or of a stored one. Raises ValueError before extraction."""
    if isinstance(report, Candidate):
        return Side(
            title=report.title,
            text=report.text,
            organ=report.organ,
            report_year=report.report_year,
            language=report.language,
        )
    extraction = report.extraction
    if extraction is None:
        raise ValueError(f"{report.capture.url}: no text was extracted yet; run the extraction before the comparison")
    return Side(
        title=extraction.title or report.listed_title,
        text=extraction.text,
        organ=extraction.organ,
        report_year=extraction.report_year or report.listed_year,
        language=extraction.language,
    )


def decide(first: Side, second: Side) -> Decision:
    """Whether two reports are copies.

    `kind` is "exact" (the same text but for spelling and punctuation), "cross_script" (a Traditional and a Simplified
    copy), "near" (other furniture, a part, or a correction) or None. `reason` is a stable word:

    same_text, same_report, corrected for copies;
    year_differs, year_unknown, organ_differs, no_text, excerpt, text_differs, years_in_text_differ, words_exchanged,
    numbers_differ, too_little_evidence for all else.

    `scores` hold what was measured so far: "containment" and "jaccard" of 5-grams, "numbers" (share of telling numbers
    that agree) and "numbers_compared" (how many). `differences` tell figures and exchanged words, first → second, at
    most ten. Texts of any size and content are accepted.
    """
    return _veto(first, second) or _compare(_read(first), _read(second))


def best(report: Side, candidates: Iterable[Candidate]) -> tuple[Candidate, Decision] | None:
    """The strongest copy of `report` among `candidates`, the same for any order of them; None where there is none.

    Exact before cross-script before near, then the greater similarity, the report's earliest publication, its
    identifier and its newest version.
    """
    reading: _Reading | None = None
    copies = []
    for candidate in candidates:
        other = side(candidate)
        if _veto(report, other):
            continue
        reading = reading or _read(report)
        decision = _compare(reading, _read(other))
        if decision.kind:
            copies.append((candidate, decision))
    return min(copies, key=_strength, default=None)


def _strength(copy: tuple[Candidate, Decision]) -> tuple[int, float, float, str, str, int]:
    candidate, decision = copy
    order: list[DuplicateKind | None] = ["exact", "cross_script", "near"]
    published = candidate.published_on.isoformat() if candidate.published_on else "9999"
    return (
        order.index(decision.kind),
        -decision.scores.get("jaccard", 0.0),
        -decision.scores.get("numbers", 0.0),
        published,
        candidate.report_id,
        -candidate.version,
    )


def _veto(first: Side, second: Side) -> Decision | None:
    """What is told without reading the texts: another year's, another organ's."""
    if first.report_year and second.report_year and first.report_year != second.report_year:
        return Decision(None, "year_differs", differences=(f"{first.report_year} → {second.report_year}",))
    if _organs(first, second) == "differs":
        names = f"{first.organ or first.title} → {second.organ or second.title}"
        return Decision(None, "organ_differs", differences=(names,))
    return None


def _organs(first: Side, second: Side) -> Agreement:
    return names_agreement(first.organ, first.title, second.organ, second.title)


def _read(one: Side) -> _Reading:
    lines = read_lines(one.text, one.language)
    text, starts = plain(lines)
    return _Reading(one, lines, text, starts, shingles(text), mask(text))


def _compare(first: _Reading, second: _Reading) -> Decision:
    shared = len(first.shingles & second.shingles)
    shorter, longer = sorted((len(first.shingles), len(second.shingles)))
    if not shorter:
        return Decision(None, "no_text")
    scores = {"containment": shared / shorter, "jaccard": shared / (shorter + longer - shared)}
    if scores["containment"] < CONTAINMENT:
        return Decision(None, "text_differs", scores)
    if shorter < _EXCERPT * longer:
        return Decision(None, "excerpt", scores)
    same_text = [line.folded for line in first.lines] == [line.folded for line in second.lines]
    year = _same_year(first, second, same_text)
    if year:
        return Decision(None, year, scores)
    found = align(first.masked, second.masked)
    organs = _organs(first.side, second.side)
    telling = [pair for pair in found.numbers if _tells(pair)]
    changed = [pair for pair in telling if pair.first != pair.second]
    agreeing = len(telling) - len(changed)
    scores |= {"numbers": agreeing / len(telling) if telling else 1.0, "numbers_compared": float(len(telling))}
    if _another_year(found.numbers):
        return Decision(None, "years_in_text_differ", scores, _tell(first, found))
    exchanged = _exchanged(first.side, second.side, found)
    if exchanged:
        return Decision(None, "words_exchanged", scores, (exchanged,))
    corrected = 0 < len(changed) <= _CORRECTIONS and agreeing >= _EQUAL_PER_CORRECTION * len(changed)
    enough = NUMBERS if organs == "same" else NUMBERS_IN_DOUBT
    if scores["numbers"] < enough and not (corrected and organs == "same"):
        return Decision(None, "numbers_differ", scores, _tell(first, found))
    if organs != "same" and len(telling) < _FEW_NUMBERS and not (same_text and organs == "compatible"):
        return Decision(None, "too_little_evidence", scores)
    short = min(len(first.plain), len(second.plain)) < _SHORT
    if short and not (same_text and organs == "same" and _same_title(first.side, second.side)):
        return Decision(None, "too_little_evidence", scores)
    if first.side.language != second.side.language:
        kind: DuplicateKind = "cross_script"
    else:
        kind = "exact" if same_text else "near"
    reason = "same_text" if same_text else "corrected" if corrected else "same_report"
    return Decision(kind, reason, scores, _tell(first, found))


def _same_title(first: Side, second: Side) -> bool:
    ours, others = (fold(to_simplified(one.title)) for one in (first, second))
    return bool(ours) and ours == others


def _same_year(first: _Reading, second: _Reading, same_text: bool) -> str | None:
    """None where the years are the same, else the reason. A year unknown is read from the period in the text."""
    if first.side.report_year and second.side.report_year:
        return None
    ours, others = _year(first), _year(second)
    if ours and others:
        return None if ours == others else "year_differs"
    return None if same_text and _YEAR_IN_TEXT.search(first.plain) and not (ours or others) else "year_unknown"


def _year(reading: _Reading) -> int | None:
    if reading.side.report_year:
        return reading.side.report_year
    in_title = set(_YEAR.findall(fold(to_simplified(reading.side.title))))
    if len(in_title) == 1:
        return int(in_title.pop())
    periods = {match[1] for match in _PERIOD.finditer(reading.plain) if match[2] in (None, match[1])}
    return int(periods.pop()) if len(periods) == 1 else None


def _is_year(pair: NumberPair) -> bool:
    return pair.after.startswith("年") and bool(_YEAR.fullmatch(pair.first) and _YEAR.fullmatch(pair.second))


def _tells(pair: NumberPair) -> bool:
    """Whether a pair tells reports apart: no year or date, no number of a law, no ordinal, not zero twice."""
    if pair.first in _ZERO and pair.second in _ZERO:
        return False
    unit = pair.after[:1]
    if unit in _DATE_OR_NUMBER_OF_LAW or pair.before.endswith(("第", "号")):
        return False
    ordinal = len(pair.first) == len(pair.second) == 1 and _HAN.fullmatch(unit) and unit and unit not in _UNITS
    return not ordinal


def _another_year(numbers: Iterable[NumberPair]) -> bool:
    """Last year's report with this year's label: the years differ in several places."""
    years = [pair.first == pair.second for pair in numbers if _is_year(pair)]
    changed = years.count(False)
    return changed >= 2 and 3 * changed >= len(years)


def _exchanged(first: Side, second: Side, found: Alignment) -> str | None:
    """The words that were exchanged for a name's sake (another organ from the same template), told; or None.

    An exchange counts where it happened inside a sentence. Names: what stands in both organs' names, what goes on as a
    place or office (望城|区), what ends as one (局 → 委). In one script, any words exchanged three times are another
    report's, unless a hijacked mirror (see mirrors) planted them.
    """
    inside = [one for one in found.exchanges if _inside_sentence(one)]
    times = Counter((one.first, one.second) for one in inside)
    in_names = Counter((one.first, one.second, goes_on[0]) for one in inside if (goes_on := _goes_on(one)))
    names = tuple(
        f"{folded_name(one.organ or '')}{organ_of_title(one.title) or ''}".replace(" ", "") for one in (first, second)
    )
    same_script = first.language == second.language
    for one in inside:
        count = times[one.first, one.second]
        told = f"{one.first} → {one.second} ({count}×)"
        if one.first and one.second and len(one.first) > 1 and one.first in names[0] and one.second in names[1]:
            return told
        goes_on = _goes_on(one)
        if goes_on and in_names[one.first, one.second, goes_on[0]] >= 2:
            return told
        if goes_on and goes_on.start(1) == 0 and same_script and one.first and one.second:
            return told
        ends = one.first.endswith(_NAME_ENDS) and one.second.endswith(_NAME_ENDS)
        added = (one.first or one.second).endswith(_NAME_ENDS) and not (one.first and one.second)
        if (ends or added) and (count >= 2 or (ends and same_script and min(len(one.first), len(one.second)) > 1)):
            return told
        if same_script and count >= 3 and one.first and one.second and not _planted(first, second):
            return told
    return None


def _planted(first: Side, second: Side) -> bool:
    return bool(mirror_signs(first.text, first.title) or mirror_signs(second.text, second.title))


def _goes_on(one: Exchange) -> re.Match[str] | None:
    """How a name goes on behind the exchanged words: 望城|区, 民|政局."""
    return _NAME_GOES_ON.match(one.after)


def _inside_sentence(one: Exchange) -> bool:
    short = len(one.first) <= _EXCHANGE_LIMIT and len(one.second) <= _EXCHANGE_LIMIT
    words = bool(_HAN.fullmatch(one.first) and _HAN.fullmatch(one.second))
    return short and words and len(one.before) >= _CONTEXT and len(one.after) >= _CONTEXT


def _tell(first: _Reading, found: Alignment) -> tuple[str, ...]:
    """The numbers that differ, each with its heading and the words before it, as far as ten of them."""
    pairs = [pair for pair in found.numbers if pair.first != pair.second]
    told = [
        f"{_heading(first, pair.origin)}{pair.before.rpartition('#')[2]} {pair.first} → {pair.second}"
        for pair in pairs[:_DIFFERENCES_TOLD]
    ]
    if len(pairs) > _DIFFERENCES_TOLD:
        told.append(f"… 共 {len(pairs)} 处")
    return tuple(told)


def _heading(reading: _Reading, origin: int) -> str:
    """The last heading before a place in the plain text, as `一、概述 … `; "" where there is none."""
    for line in reversed(reading.lines[: bisect_right(reading.starts, origin)]):
        if _HEADING.match(line.shown) and (shown := _HEADING_SHOWN.match(line.shown)):
            return f"{shown[0]} … "
    return ""
