"""Where to look next for the annual-report column of a portal: the best lead first, within a budget."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import Literal

LeadKind = Literal["start", "annual", "disclosure", "map", "sitemap", "mixed", "known_path", "search"]

_RANKS: dict[LeadKind, int] = {
    "start": 0,
    "annual": 1,
    "disclosure": 2,
    "map": 3,
    "sitemap": 4,
    "mixed": 5,
    "known_path": 6,
    "search": 7,
}
GUESSES = frozenset({"sitemap", "known_path", "search"})
"""Kinds of addresses that no page links: that they lead nowhere is no fault of the portal."""


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that may be the column, or lead to it. `score` (1 to 100) orders leads of one kind.

    `evidence` says what speaks for it, `source` which last resort gave it, "" for links one after the other.
    """

    url: str
    kind: LeadKind
    score: int = 50
    evidence: str = ""
    source: str = ""


@dataclass(slots=True)
class Frontier:
    """Leads by kind, then score, then age. `bound` is how many may be followed without finding a column."""

    bound: int
    followed: int = 0
    exhausted: bool = False
    _heap: list[tuple[int, int, int, Lead]] = field(default_factory=list)
    _added: int = 0

    def add(self, lead: Lead) -> None:
        """Keeps a lead for later."""
        self._added += 1
        heappush(self._heap, (_RANKS[lead.kind], -lead.score, self._added, lead))

    def next(self, *, only_annual: bool = False) -> Lead | None:
        """The best lead, None where there is none or the budget is spent (`exhausted`).

        With `only_annual` (a column was found) only leads that name such a column are given.
        """
        if not self._heap or (only_annual and self._heap[0][3].kind not in ("start", "annual")):
            return None
        if self.followed >= self.bound:
            self.exhausted = True
            return None
        self.followed += 1
        return heappop(self._heap)[3]

    def drop(self, kind: LeadKind) -> None:
        """Forgets all leads of one kind."""
        self._heap = [entry for entry in self._heap if entry[3].kind != kind]
        heapify(self._heap)

    def paid_off(self) -> None:
        """The lead followed last was a column, or cost no request: it does not count against the budget."""
        self.followed -= 1
