"""The sums that must hold in the statutory tables, three-valued.

Source: the note in the form's own head (勾稽关系: 第一项加第二项之和，等于第三项加第四项之和) and the totals the form
asks for. 42 checks in the 2021 form, 40 in the 2019 form.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from crawler.records import Check
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


def _application_checks(figures: Figures, form: Form) -> tuple[Check, ...]:
    return tuple(_equal(name, figures, left, right) for name, left, right in _application_sums(form))


@functools.cache
def _application_sums(form: Form) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """The sums of section 三: the name of each, and the keys of the figures on its two sides."""
    balances = (
        (
            f"balance_{column.key}",
            (f"{forms.NEW}_{column.key}", f"{forms.CARRIED_OVER}_{column.key}"),
            (f"{forms.HANDLED}_{column.key}", f"{forms.CARRIED_FORWARD}_{column.key}"),
        )
        for column in forms.APPLICANTS
    )
    results = (
        (
            f"results_{column.key}",
            tuple(f"{row.key}_{column.key}" for row in forms.result_rows(form)),
            (f"{forms.HANDLED}_{column.key}",),
        )
        for column in forms.APPLICANTS
    )
    rows = (
        (
            f"row_{row.key}",
            tuple(f"{row.key}_{column.key}" for column in forms.APPLICANTS[:-1]),
            (f"{row.key}_{forms.APPLICANTS[-1].key}",),
        )
        for row in forms.application_rows(form)
    )
    return (*balances, *results, *rows)


def _equal(name: str, figures: Figures, left: Sequence[str], right: Sequence[str]) -> Check:
    """Whether the figures of `left` and of `right` add up to the same.

    A blank cell (empty, `/`, `-`, `—`) counts as 0 only where the sum then holds and a number stands on the side of the
    totals; the check says so by `blank_as_zero` (how many). Otherwise a sum with a blank, missing or unreadable cell is
    not evaluable, and `unread` names those cells.
    """
    cells = {key: figures.get(key) for key in (*left, *right)}
    read = [value for value in cells.values() if isinstance(value, int)]
    if len(read) == len(cells):  # nearly always
        totals = sum(read[: len(left)]), sum(read[len(left) :])
        return Check(name, totals[0] == totals[1], {"left": totals[0], "right": totals[1]})
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
