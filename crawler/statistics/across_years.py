"""What one year's figures say of the next year's, three-valued.

Source: section 三 of the official form, whose 二、上年结转政府信息公开申请数量 is 四、结转下年度继续办理 of the year
before, and section 二 of the 2021 form, whose stock of documents follows from what was issued and repealed.
"""

from __future__ import annotations

from typing import Any

from crawler.records import Check, Statistics
from crawler.statistics import form as forms
from crawler.statistics.cell import number


def across_years(this: Statistics | None, last: Statistics | None) -> tuple[Check, ...]:
    """The checks of a report's figures against those of the same organ's report for the year before.

    `carried_over` compares to the figure; `in_force` is soft. Each has `passed` None where it is not evaluable.
    """
    return carried_over(this, last), in_force(this, last)


def carried_over(this: Statistics | None, last: Statistics | None) -> Check:
    """Whether this year's 二、上年结转 is last year's 四、结转下年度继续办理, in every column that both years state.

    Not evaluable (`passed` None) where a year is missing, is an older layout or has no figures there.
    """
    figures: dict[str, Any] = {}
    if this is None or last is None or "older" in (this.layout, last.layout):
        return Check("carried_over", None, figures)
    verdicts = []
    for column in forms.APPLICANTS:
        now = this.figures.get(f"{forms.CARRIED_OVER}_{column.key}")
        then = last.figures.get(f"{forms.CARRIED_FORWARD}_{column.key}")
        figures[column.key] = {"carried_over": now, "carried_forward_last_year": then}
        if number(now) is not None and number(then) is not None:
            verdicts.append(number(now) == number(then))
    return Check("carried_over", all(verdicts) if verdicts else None, figures)


def in_force(this: Statistics | None, last: Statistics | None) -> Check:
    """Whether this year's 现行有效 is last year's plus 本年制发 less 本年废止, for 规章 and 行政规范性文件 (2021).

    A soft check: documents that lapse or are found late break it without an error in the report. Not evaluable where
    either year does not state the figures.
    """
    figures: dict[str, Any] = {}
    verdicts = []
    for item in ("rules", "normative_documents"):
        then = number(last.figures.get(f"{item}_in_force")) if last is not None else None
        now, issued, repealed = (
            number(this.figures.get(f"{item}_{column}")) if this is not None else None
            for column in ("in_force", "issued", "repealed")
        )
        figures[item] = {"in_force": now, "issued": issued, "repealed": repealed, "in_force_last_year": then}
        if now is not None and issued is not None and repealed is not None and then is not None:
            verdicts.append(now == then + issued - repealed)
    return Check("in_force", all(verdicts) if verdicts else None, figures)
