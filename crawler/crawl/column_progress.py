"""What was seen of one column (栏目) in a run."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.discovery import ListSequence
from crawler.monitoring.tally import Problem
from crawler.records import Capture


@dataclass(slots=True)
class ColumnProgress:
    """What was seen of one column (栏目) in this run. `annual` is False for a list that is not known to be one of
    annual reports; `discovered` for one that nobody configured. A column may hold several lists. `drawn` and `clicked`
    say that its pages are drawn by a browser since this was found to be needed; `setbacks` are what went wrong before.
    """

    url: str
    name: str = ""
    annual: bool = True
    discovered: bool = False
    pages: int = 0
    reports: int = 0
    failure: str | None = None
    pages_requested: set[str] = field(default_factory=set)
    sequences: list[ListSequence] = field(default_factory=list)
    undrawn: list[Undrawn] = field(default_factory=list)
    drawn: bool = False
    clicked: bool = False
    setbacks: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Undrawn:
    """A list page whose list, or whose further pages (`by_click`), only a script brings: what was fetched, the sign."""

    capture: Capture
    asked: str
    depth: int
    why: str
    by_click: bool = False
