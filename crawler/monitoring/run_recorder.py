"""Keeps a run's record: begun in the store when the spider opens, ended with its verdict."""

from __future__ import annotations

import logging
from typing import Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from crawler.archive import ArchiveError
from crawler.monitoring.tally import Problem
from crawler.monitoring.verdict import conclude
from crawler.portal_spider import PortalSpider
from crawler.settings import USER_AGENT
from crawler.store import StoreError

logger = logging.getLogger(__name__)


class RunRecorder:
    """A Scrapy extension. Counts our own errors, and closes the store when everything has been written."""

    def __init__(self, crawler: Crawler) -> None:
        if not isinstance(crawler.spider, PortalSpider):
            raise NotConfigured("only portal spiders have runs")
        self.crawler = crawler
        self.spider = crawler.spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connects to the signals of a run."""
        recorder = cls(crawler)
        for receiver, signal in (
            (recorder.opened, signals.spider_opened),
            (recorder.failed, signals.spider_error),
            (recorder.item_failed, signals.item_error),
            (recorder.closed, signals.spider_closed),
            (recorder.stopped, signals.engine_stopped),
        ):
            crawler.signals.connect(receiver, signal=signal)
        return recorder

    def opened(self, spider: Spider) -> None:
        """Begins the run's row, so that a run that is killed can be told from one that never was."""
        arguments = self.spider.arguments
        told = {"years": arguments.years, "recheck": arguments.recheck, "url": arguments.url}
        self.spider.store.start_run(self.spider.run_id, self.spider.portal.name, told)
        if self.crawler.settings["USER_AGENT"] == USER_AGENT and "no contact set" in USER_AGENT:
            logger.warning("no contact in the User-Agent: set GONGKAI_USER_AGENT so that a portal can reach you")

    def failed(self) -> None:
        """An exception in a callback or pipeline: always a bug, since bad input has its own ways."""
        self.spider.tally.bugs += 1

    def item_failed(self, failure: Failure) -> None:
        """Disk full, store locked: the operator's matter, and every further page would be fetched in vain."""
        if not isinstance(failure.value, ArchiveError | StoreError):
            self.failed()
            return
        self.spider.tally.problems.append(Problem("output", self.spider.portal.name, str(failure.value)))
        logger.error("%s: %s; the run ends here", self.spider.portal.name, failure.value)
        engine = self.crawler.engine
        if engine is not None and engine.spider is not None:
            deferred_from_coro(engine.close_spider_async(reason="output"))

    def closed(self, spider: Spider, reason: str) -> None:
        """Writes how the run ended."""
        tally = self.spider.tally
        self.spider.verdict = conclude(tally, reason)
        stats = self.crawler.stats.get_stats()
        counts = tally.as_dict() | {
            "requests": stats.get("downloader/request_count", 0),
            "response_bytes": stats.get("downloader/response_bytes", 0),
            "seconds": round(float(stats.get("elapsed_time_seconds", 0)), 1),
        }
        verdict = self.spider.verdict
        try:
            gone_after = self.crawler.settings.getint("GONE_AFTER_RUNS")
            self.spider.store.finish_run(
                self.spider.run_id, verdict.outcome, verdict.exit_code, counts, gone_after=gone_after
            )
        except StoreError as error:
            logger.error("%s: the end of the run was not recorded: %s", self.spider.portal.name, error)

    def stopped(self) -> None:
        """Closes the store; pipelines have closed before."""
        self.spider.store.close()
