"""A crawl that is asked to end (SIGTERM, Ctrl-C, a time limit) ends within one answer, however slow its pace is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import IgnoreRequest
from twisted.internet.task import LoopingCall

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_LOOK_SECONDS = 0.5


class RunEnding(IgnoreRequest):
    """The request waited for its turn when the run was asked to end; it was never sent."""


class Ending:
    """Extension: when the spider closes, fail with `RunEnding` what waits in the downloader for its delay.

    Scrapy would send it all first, at the pace of its host: after a few refusals that takes longer than any operator
    waits before the second, hard, signal. What was sent already is waited for and kept.
    """

    def __init__(self, crawler: Crawler):
        self._crawler = crawler
        self._loop = LoopingCall(self._look)
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Ending:
        return cls(crawler)

    def _opened(self) -> None:
        self._loop.start(_LOOK_SECONDS, now=False)

    def _closed(self) -> None:
        if self._loop.running:
            self._loop.stop()

    def _look(self) -> None:
        """Scrapy has no signal for the wish to end, only for the end."""
        engine = self._crawler.engine
        if engine is None or engine._slot is None or engine._slot.closing is None:
            return
        for slot in engine.downloader.slots.values():
            while slot.queue:
                _, answer = slot.queue.popleft()
                answer.errback(RunEnding("not asked for: the run was asked to end"))
