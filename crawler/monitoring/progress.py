"""How a run looks while it works: a live line on a terminal, plain lines in a log, messages to a night that runs it."""

from __future__ import annotations

import json
import logging
import os
from typing import Any, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.task import LoopingCall

from crawler.monitoring.tally import Tally
from crawler.portal_spider import PortalSpider

logger = logging.getLogger(__name__)

_LIVE_SECONDS = 0.5
_LOG_SECONDS = 60.0
_MESSAGE_SECONDS = 1.0


class Progress:
    """A Scrapy extension. On a terminal it redraws one line on stderr twice a second; elsewhere it logs one a minute.

    `PROGRESS_ENABLED=0` turns it off, for a command that draws several runs at once. `PROGRESS_FD=N` makes it write
    to that pipe instead, a JSON object a line (crawler.nightly.messages); where nobody reads it any more, the night
    is gone and the run ends.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("PROGRESS_ENABLED", True) or not isinstance(crawler.spider, PortalSpider):
            raise NotConfigured  # with words Scrapy would warn of what was asked for, in the log of every run
        self.crawler = crawler
        self.spider = crawler.spider
        self.console = Console(stderr=True)
        self.live: Live | None = None
        self.loop: LoopingCall | None = None
        self.pipe = crawler.settings.getint("PROGRESS_FD", -1)
        if self.pipe >= 0:
            # A night that hangs must not hang the crawl.
            os.set_blocking(self.pipe, False)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connects to the signals of a run."""
        progress = cls(crawler)
        crawler.signals.connect(progress.opened, signal=signals.spider_opened)
        crawler.signals.connect(progress.closed, signal=signals.spider_closed)
        return progress

    def opened(self, spider: Spider) -> None:
        """Starts redrawing, logging, or writing messages."""
        if self.pipe >= 0:
            self.loop = LoopingCall(self.message)
            self.loop.start(_MESSAGE_SECONDS, now=True)
        elif self.console.is_terminal:
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

    def message(self) -> None:
        """One message: the counts so far."""
        self._write({"kind": "progress"})

    def closed(self, spider: Spider) -> None:
        """Stops, and leaves the terminal as it was; the last message says how the run ended."""
        if self.loop is not None and self.loop.running:
            self.loop.stop()
        if self.live is not None:
            self.live.stop()
        if self.pipe >= 0 and (verdict := self.spider.verdict) is not None:
            end = {"outcome": verdict.outcome, "exit_code": verdict.exit_code, "line": verdict.line}
            os.set_blocking(self.pipe, True)
            self._write({"kind": "end"} | end)

    def _write(self, message: dict[str, Any]) -> None:
        tally = self.spider.tally
        counts = {
            "list_pages": tally.list_pages,
            "found": tally.found,
            "known": tally.known,
            "fetched": tally.fetched,
            "new": tally.new,
            "changed": tally.changed,
            "unchanged": tally.unchanged,
            "rejected": tally.rejected.total(),
            "problems": len(tally.problems),
        }
        told = message | {"run_id": self.spider.run_id, "counts": counts}
        try:
            os.write(self.pipe, json.dumps(told, ensure_ascii=False).encode() + b"\n")
        except BlockingIOError:
            return  # nobody has read for a while; the next message says the same and more
        except OSError:
            self._night_is_gone()

    def _night_is_gone(self) -> None:
        self.pipe = -1
        if self.loop is not None and self.loop.running:
            self.loop.stop()
        engine = self.crawler.engine
        if engine is not None and engine.spider is not None:
            logger.warning("%s: the night that started this crawl is gone; the run ends here", self.spider.portal.name)
            deferred_from_coro(engine.close_spider_async(reason="the night is gone"))


def progress_line(tally: Tally) -> str:
    """What a run has done so far, in one line."""
    return (
        f"{tally.list_pages} list pages, {tally.found} reports found, {tally.known} known, {tally.fetched} fetched, "
        f"{tally.stored} stored, {len(tally.problems)} problems"
    )
