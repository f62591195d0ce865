"""The sums that must hold in the statutory tables, three-valued, and the balance from one year to the next.

Source: the note in the form's own head (勾稽关系: 第一项加第二项之和，等于第三项加第四项之和) and the totals the form
asks for. 42 checks in the 2021 form, 40 in the 2019 form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crawler.records import Check, Statistics
from crawler.statistics import form as forms
from crawler.statistics.cell import is_blank, number
from crawler.statistics.form import Form

Figures = Mapping[str, int | str | None]


def sums(figures: Figures, form: Form, section: str) -> tuple[Check, ...]:
    """The checks of one section: 14 + a row each in section 三, three in section 四, none in section 二."""
    if section == forms.SECTION_APPLICATIONS:
        return _application_checks(figures, form)
    if section == forms.SECTION_REVIEWS:
        return tuple(
            _equal(
                f"{proceeding.key}_sum",
                figures,
                [f"{proceeding.key}_{outcome.key}" for outcome in forms.OUTCOMES[:-1]],
                [f"{proceeding.key}_{forms.OUTCOMES[-1].key}"],
            )
            for proceeding in forms.PROCEEDINGS
        )
    return ()


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


def _application_checks(figures: Figures, form: Form) -> tuple[Check, ...]:
    checks = [
        _equal(
            f"balance_{column.key}",
            figures,
            [f"{forms.NEW}_{column.key}", f"{forms.CARRIED_OVER}_{column.key}"],
            [f"{forms.HANDLED}_{column.key}", f"{forms.CARRIED_FORWARD}_{column.key}"],
        )
        for column in forms.APPLICANTS
    ]
    checks += [
        _equal(
            f"results_{column.key}",
            figures,
            [f"{row.key}_{column.key}" for row in forms.result_rows(form)],
            [f"{forms.HANDLED}_{column.key}"],
        )
        for column in forms.APPLICANTS
    ]
    checks += [
        _equal(
            f"row_{row.key}",
            figures,
            [f"{row.key}_{column.key}" for column in forms.APPLICANTS[:-1]],
            [f"{row.key}_{forms.APPLICANTS[-1].key}"],
        )
        for row in forms.application_rows(form)
    ]
    return tuple(checks)


def _equal(name: str, figures: Figures, left: Sequence[str], right: Sequence[str]) -> Check:
    """Whether the figures of `left` and of `right` add up to the same.

    A blank cell (empty, `/`, `-`, `—`) counts as 0 only where the sum then holds and a number stands on the side of the
    totals; the check says so by `blank_as_zero` (how many). Otherwise a sum with a blank, missing or unreadable cell is
    not evaluable, and `unread` names those cells.
    """
    cells = {key: figures.get(key) for key in (*left, *right)}
    values = {key: number(value) for key, value in cells.items()}
    unread = {key: cells[key] for key, value in values.items() if value is None}
    if any(not is_blank(value) for value in unread.values()):
        return Check(name, None, {"unread": unread})
    sides = (sum(values[key] or 0 for key in left), sum(values[key] or 0 for key in right))
    seen: dict[str, Any] = {"left": sides[0], "right": sides[1]}
    if not unread:
        return Check(name, sides[0] == sides[1], seen)
    if sides[0] == sides[1] and any(values[key] is not None for key in right):
        return Check(name, True, seen | {"blank_as_zero": len(unread)})
    return Check(name, None, seen | {"unread": unread})
