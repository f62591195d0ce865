"""One list over all its pages: which are still to be read, whether it goes on for nothing, whether all of it was seen.

A list may lie: its pager may lead on without end, repeat the last page, or name a total that its pages do not hold.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.discovery.entries import Entry
from crawler.records import PageRequest

BARREN_PAGES = 3
"""After so many pages in a row without an entry that was not seen before, a list is not read on."""
FAILED_PAGES = 3
"""After so many pages in a row that could not be read, neither."""
PAGES_WITHOUT_REPORT = 20
"""After so many, neither is a list that is not known to be one of annual reports."""


@dataclass(slots=True)
class ListSequence:
    """A list that begins at `start`. `is_data` for a list API, whose answers hold entries and nothing else."""

    start: str
    is_data: bool = False
    annual: bool = True
    total: int | None = None
    page_count: int | None = None
    pages: int = 0
    stopped: str = ""
    handed_over: bool = False
    left: bool = False
    _waiting: deque[PageRequest] = field(default_factory=deque)
    _times: dict[str, int] = field(default_factory=dict)
    _places: dict[str, str] = field(default_factory=dict)
    _dated: set[str] = field(default_factory=set)
    _barren: int = 0
    _failed: int = 0
    _without_report: int = 0

    def read(
        self, found: Iterable[Entry], *, total: int | None = None, page_count: int | None = None, reports: int = 0
    ) -> None:
        """Takes in one page: its entries, what it says of the list's length, and how many reports were on it."""
        self.pages += 1
        self._failed = 0
        self.total = total if total is not None else self.total
        self.page_count = page_count if page_count is not None else self.page_count
        new = 0
        for entry in found:
            new += entry.key not in self._times
            self._times[entry.key] = self._times.get(entry.key, 0) + 1
            self._places.setdefault(entry.key, entry.place)
            if entry.dated:
                self._dated.add(entry.place)
        self._barren = 0 if new else self._barren + 1
        self._without_report = 0 if reports else self._without_report + 1

    def failed(self) -> None:
        """Takes in that one page could not be read."""
        self._failed += 1

    def plan(self, pages: Iterable[PageRequest]) -> None:
        """Adds pages to be read, in their order."""
        self._waiting.extend(pages)

    def next(self) -> PageRequest | None:
        """The next page to ask for, None at the end. `stopped` then says whether pages were left out, and why."""
        if not self._waiting:
            return None
        if self.is_data and self.total is not None and len(self._times) >= self.total:
            return None
        if self._barren >= BARREN_PAGES:
            self.stopped = f"{self._barren} pages in a row held nothing new"
        elif self._failed >= FAILED_PAGES:
            self.stopped = f"{self._failed} pages in a row could not be read"
        elif not self.annual and self._without_report >= PAGES_WITHOUT_REPORT:
            self.stopped = f"{self._without_report} pages in a row held no report"
        if self.stopped:
            self._waiting.clear()
            return None
        return self._waiting.popleft()

    def leave(self) -> None:
        """Leaves the pages that were not read yet unread, on purpose: `left` says whether there are any."""
        self.left = self.left or bool(self._waiting)
        self._waiting.clear()

    @property
    def seen(self) -> int:
        """The number of entries seen. On pages for readers: of those that stand where entries stand.

        Furniture is on every page, an entry on one (or, pinned or pushed on while reading, on more): the places that
        hold links which are on one page only are the list's. Of a single page the places with dates are.
        """
        if self.is_data:
            return len(self._times)
        if self.pages > 1:
            places = {self._places[key] for key, times in self._times.items() if times == 1}
        else:
            places = self._dated or set(self._places.values())
        return sum(place in places for place in self._places.values())

    @property
    def shortage(self) -> str | None:
        """What the list says it has and was not seen, in words; None where nothing is missing, said, or was wanted."""
        if self.handed_over or self.left:
            return None
        if self.total is not None and self.seen < self.total:
            return f"the list says it has {self.total} entries, {self.seen} were seen"
        if self.page_count is not None and self.pages < self.page_count and not self._complete:
            return f"the list says it has {self.page_count} pages, {self.pages} were read"
        return None

    @property
    def _complete(self) -> bool:
        return self.total is not None and self.seen >= self.total
