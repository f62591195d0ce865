"""Keeps a run's record, in the store and as a file: begun when the spider opens, kept up while it works, ended with
its verdict.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotConfigured
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

from crawler import __version__
from crawler.archive import ArchiveError
from crawler.monitoring.handler_errors import HandlerErrors
from crawler.monitoring.load import LoadMeter
from crawler.monitoring.prometheus import write_metrics
from crawler.monitoring.run_file import write_run_file
from crawler.monitoring.tally import Problem
from crawler.monitoring.verdict import RunVerdict, conclude
from crawler.portal_spider import PortalSpider
from crawler.settings import USER_AGENT
from crawler.store import StoreError

logger = logging.getLogger(__name__)

_NOTE_SECONDS = 10.0


class RunRecorder:
    """A Scrapy extension. Counts our own errors, and closes the store when everything has been written.

    Every RUN_NOTE_SECONDS it keeps the counts so far, so that a run that is killed leaves what it did. Where the
    record can't be kept (disk full, store locked) it says so once and the crawl goes on.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not isinstance(crawler.spider, PortalSpider):
            raise NotConfigured  # only portal spiders have runs; with words Scrapy would warn of it
        self.crawler = crawler
        self.spider = crawler.spider
        self.load = LoadMeter()
        self.started = datetime.now(UTC)
        self._begun = monotonic()
        self._started = False
        self._folder = Path(crawler.settings["OUTPUT_DIR"]) / "runs"
        self._metrics = str(crawler.settings["PROMETHEUS_TEXTFILE_DIR"] or "")
        self._every = max(0.1, crawler.settings.getfloat("RUN_NOTE_SECONDS", _NOTE_SECONDS))
        self._loop = LoopingCall(self.note)
        self._handler_errors = HandlerErrors(self.spider, self._failed)
        self._told: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connects to the signals of a run."""
        recorder = cls(crawler)
        for receiver, signal in (
            (recorder.opened, signals.spider_opened),
            (recorder.failed, signals.spider_error),
            (recorder.failed, signals.item_error),
            (recorder.load.downloaded, signals.response_downloaded),
            (recorder.load.left, signals.request_left_downloader),
            (recorder.closed, signals.spider_closed),
            (recorder.stopped, signals.engine_stopped),
        ):
            crawler.signals.connect(receiver, signal=signal)
        return recorder

    def opened(self, spider: Spider) -> None:
        """Begins the run's row and file, so that a run that is killed can be told from one that never was."""
        try:
            self.spider.store.start_run(self.spider.run_id, self.spider.portal.name, self._arguments)
        except StoreError as error:
            self._output_failed(error)
            raise CloseSpider("output") from None
        self._started = True
        self._handler_errors.watch()
        self._write_file(self.record("running", None, ""))
        self._loop.start(self._every, now=False)
        if self.crawler.settings["USER_AGENT"] == USER_AGENT and "no contact set" in USER_AGENT:
            logger.warning("no contact in the User-Agent: set GONGKAI_USER_AGENT so that a portal can reach you")

    def failed(self, failure: Failure) -> None:
        """An exception in a callback or pipeline."""
        self._failed(failure.value)

    def _failed(self, error: BaseException | None) -> None:
        """Disk full or store locked is the operator's matter, and every further page would be fetched in vain; any
        other is a bug, since bad input has its own ways.
        """
        if not isinstance(error, ArchiveError | StoreError):
            self.spider.tally.bugs += 1
            return
        if any(problem.kind == "output" for problem in self.spider.tally.problems):
            return
        self._output_failed(error)
        engine = self.crawler.engine
        if engine is not None and engine.spider is not None:
            deferred_from_coro(engine.close_spider_async(reason="output"))

    def _output_failed(self, error: Exception) -> None:
        self.spider.tally.problems.append(Problem("output", self.spider.portal.name, str(error)))
        logger.error("%s: %s; the run ends here", self.spider.portal.name, error)

    def note(self) -> None:
        """Keeps what the run has done so far."""
        try:
            self.spider.store.note_run(self.spider.run_id, self.counts())
        except StoreError as error:
            self._tell_once("the run so far was not recorded", error)
        self._write_file(self.record("running", None, ""))

    def closed(self, spider: Spider, reason: str) -> None:
        """Writes how the run ended."""
        if self._loop.running:
            self._loop.stop()
        verdict = self.spider.verdict = conclude(self.spider.tally, reason)
        if self._started:
            self._finish(verdict)
        record = self.record(verdict.outcome, verdict.exit_code, verdict.line)
        self._write_file(record)
        if self._metrics:
            try:
                write_metrics(Path(self._metrics), self.spider.portal.name, record)
            except OSError as error:
                self._tell_once(f"PROMETHEUS_TEXTFILE_DIR {self._metrics} can't be written", error)

    def _finish(self, verdict: RunVerdict) -> None:
        gone_after = self.crawler.settings.getint("GONE_AFTER_RUNS")
        try:
            self.spider.store.finish_run(
                self.spider.run_id, verdict.outcome, verdict.exit_code, self.counts(), gone_after=gone_after
            )
        except StoreError as error:
            logger.error("%s: the end of the run was not recorded: %s", self.spider.portal.name, error)

    def stopped(self) -> None:
        """Closes the store; pipelines have closed before."""
        self._handler_errors.end()
        self.spider.store.close()

    def counts(self) -> dict[str, Any]:
        """What the run has done so far: its tally, its requests and its time (seconds)."""
        return self.spider.tally.as_dict() | {
            "requests": self.load.requests,
            "response_bytes": self.load.response_bytes,
            "seconds": round(monotonic() - self._begun, 1),
        }

    def record(self, outcome: str, exit_code: int | None, line: str) -> dict[str, Any]:
        """The run as plain JSON values; `finished` is None while it runs."""
        now = datetime.now(UTC)
        settings = self.crawler.settings
        return {
            "run_id": self.spider.run_id,
            "portal": self.spider.portal.name,
            "portal_title": self.spider.portal.title,
            "division_code": self.spider.portal.division_code,
            "arguments": self._arguments,
            "started": self.started.isoformat(),
            "finished": None if exit_code is None else now.isoformat(),
            "finished_unix": None if exit_code is None else now.timestamp(),
            "outcome": outcome,
            "exit_code": exit_code,
            "line": line,
            "counts": self.counts(),
            "hosts": self.load.as_dict(),
            "manners": {
                "user_agent": settings["USER_AGENT"],
                "robots_txt_obeyed": settings.getbool("ROBOTSTXT_OBEY"),
                "download_delay_seconds": settings.getfloat("DOWNLOAD_DELAY"),
                "requests_at_once_per_host": settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
            },
            "software": f"gongkai/{__version__}",
        }

    @property
    def _arguments(self) -> dict[str, Any]:
        arguments = self.spider.arguments
        return {"years": arguments.years, "recheck": arguments.recheck, "url": arguments.url}

    def _write_file(self, record: dict[str, Any]) -> None:
        try:
            write_run_file(self._folder, self.spider.run_id, record)
        except OSError as error:
            self._tell_once(f"the run's file below {self._folder} can't be written", error)

    def _tell_once(self, what: str, error: Exception) -> None:
        if what not in self._told:
            self._told.add(what)
            said = error.strerror if isinstance(error, OSError) else error
            logger.warning("%s: %s (%s)", self.spider.portal.name, what, said)
