"""Answers on their way into the archive."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from scrapy.http import Response

from crawler.fetching.capture import capture_of, redirect_captures
from crawler.fetching.conditional import is_unchanged
from crawler.monitoring.tally import Tally
from crawler.records import Capture


class Arrivals:
    """Makes captures of what arrives, and remembers in `unchanged` the addresses whose pages are as the archive has
    them."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self.unchanged: set[str] = set()

    def archived(self, response: Response, kind: str) -> Generator[Capture, None, Capture]:
        """Yields the captures of the redirects and of the answer, which it returns as well."""
        yield from redirects(response)
        self.note(response)
        capture = capture_of(response)
        capture.kind = kind
        yield capture
        return capture

    def note(self, response: Response) -> None:
        """Remembers whether the page came back as it was."""
        if is_unchanged(response):
            self.unchanged.add(response.url)
            self._tally.pages_unchanged += 1


def redirects(response: Response) -> Iterator[Capture]:
    """The captures of the redirects that led to an answer."""
    for capture in redirect_captures(response):
        capture.kind = "redirect"
        yield capture
