"""What one run asked for and got, counted while it works."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from typing import Any

_FAILED = frozenset(
    {"unreachable", "refused", "timeout", "tls", "stopped", "http_status", "too_large", "attachment", "other"}
)


@dataclass(slots=True)
class Problem:
    """Something an operator should know: which address, what happened, and the kind it is counted as.

    `kind` is one of the kinds of `crawler.fetching.failure`, a blocking verdict (`blocked:<vendor>`), or a word of the
    crawl loop (`gone`, `no_address`, `bound`, `discovery_bound`, `short`, `trap`, `attachment`, `foreign_host`,
    `not_drawn`, `incomplete`, `output`).
    """

    kind: str
    url: str
    message: str
    on_list: bool = False


@dataclass(slots=True)
class Tally:
    """Counts of one run. `found` counts addresses judged to be reports, stored before or not; `lies` the reports whose
    page declared another charset than its bytes are in; `rechecked` the stored reports that were due and looked at
    again; `pages_unchanged` the pages that were byte for byte those of the archive.
    """

    list_pages: int = 0
    found: int = 0
    known: int = 0
    rechecked: int = 0
    pages_unchanged: int = 0
    outside_years: int = 0
    other_organs: int = 0
    fetched: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicates: int = 0
    doubtful: int = 0
    attachments: int = 0
    lies: int = 0
    bugs: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    not_reports: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)

    @property
    def stored(self) -> int:
        """Versions written by this run."""
        return self.new + self.changed

    @property
    def blocked(self) -> int:
        """Addresses that a protection system answered for."""
        return sum(problem.kind.startswith("blocked:") for problem in self.problems)

    @property
    def failed(self) -> int:
        """Addresses that were asked for in vain, for another reason than a block."""
        return sum(problem.kind in _FAILED for problem in self.problems)

    def as_dict(self) -> dict[str, Any]:
        """The counts as plain JSON values, for the run's row in the store."""
        counters = {"rejected": dict(self.rejected), "not_reports": dict(self.not_reports)}
        plain = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in (*counters, "problems")}
        told = {"stored": self.stored, "blocked": self.blocked, "failed": self.failed}
        return plain | counters | told | {"problems": [asdict(one) for one in self.problems]}
