"""The search for a report's copies among stored ones: which come into question by their names, and which one it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crawler.dedup.decision import Side, best, side
from crawler.dedup.organs import names_agreement
from crawler.records import Candidate, Decision, Report

_NEARNESS = {"same": 0, "compatible": 1, "unknown": 2}


def nearness(report: Side) -> Callable[[str | None, str], int | None]:
    """How near a stored report's organ and title come to those of `report`: the order in which to compare texts.

    0 the same organ, 1 nothing speaks against it, 2 nothing is known; None another organ's, which is no copy whatever
    its text: such a report need not be read.
    """

    def of(organ: str | None, title: str) -> int | None:
        return _NEARNESS.get(names_agreement(report.organ, report.title, organ, title))

    return of


def find_copy(report: Report, known: Iterable[Candidate]) -> tuple[Candidate, Decision] | None:
    """The strongest copy of an extracted report among `known`, with the decision; None where there is none.

    Raises ValueError before extraction.
    """
    return best(side(report), known)
