"""How a run looks while it works: a live line on a terminal, plain lines in a log."""

from __future__ import annotations

import logging
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from twisted.internet.task import LoopingCall

from crawler.monitoring.tally import Tally
from crawler.portal_spider import PortalSpider

logger = logging.getLogger(__name__)

_LIVE_SECONDS = 0.5
_LOG_SECONDS = 60.0


class Progress:
    """A Scrapy extension. On a terminal it redraws one line on stderr twice a second; elsewhere it logs one a minute.

    `PROGRESS_ENABLED=0` turns it off, for a command that draws several runs at once.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("PROGRESS_ENABLED", True) or not isinstance(crawler.spider, PortalSpider):
            raise NotConfigured("progress is turned off")
        self.spider = crawler.spider
        self.console = Console(stderr=True)
        self.live: Live | None = None
        self.loop: LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connects to the signals of a run."""
        progress = cls(crawler)
        crawler.signals.connect(progress.opened, signal=signals.spider_opened)
        crawler.signals.connect(progress.closed, signal=signals.spider_closed)
        return progress

    def opened(self, spider: Spider) -> None:
        """Starts redrawing, or logging."""
        if self.console.is_terminal:
            self.live = Live(console=self.console, auto_refresh=False, transient=True)
            self.live.start()
            self.loop = LoopingCall(self.draw)
            self.loop.start(_LIVE_SECONDS, now=True)
        else:
            self.loop = LoopingCall(self.log)
            self.loop.start(_LOG_SECONDS, now=False)

    def draw(self) -> None:
        """One redraw."""
        if self.live is not None:
            self.live.update(Text(f"{self.spider.portal.name}: {progress_line(self.spider.tally)}"), refresh=True)

    def log(self) -> None:
        """One plain line."""
        logger.info("%s: %s", self.spider.portal.name, progress_line(self.spider.tally))

    def closed(self, spider: Spider) -> None:
        """Stops, and leaves the terminal as it was."""
        if self.loop is not None and self.loop.running:
            self.loop.stop()
        if self.live is not None:
            self.live.stop()


def progress_line(tally: Tally) -> str:
    """What a run has done so far, in one line."""
    return (
        f"{tally.list_pages} list pages, {tally.found} reports found, {tally.known} known, {tally.fetched} fetched, "
        f"{tally.stored} stored, {len(tally.problems)} problems"
    )
