"""Crawl-delay of a robots.txt, kept to: no official part of the standard, but many portals state it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request, signals

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

_LONGEST = 60.0
"""Seconds. A longer wish would leave a portal unread for weeks; it is cut to this."""


class CrawlDelay:
    """Extension: on `robots_parsed`, raise the delay of the host's slot to its Crawl-delay, without jitter.

    It never lowers a delay. The floor is held against AutoThrottle, which adapts the delay after every answer, and
    outlives the slot, which Scrapy drops when idle. Enable it after AutoThrottle (an order over 0).
    """

    def __init__(self, crawler: Crawler):
        self._crawler = crawler
        self._floors: dict[str, float] = {}
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(self._hold, signal=signals.request_reached_downloader)
        crawler.signals.connect(self._hold, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlDelay:
        return cls(crawler)

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        settings = self._crawler.settings
        engine = self._crawler.engine
        delay = robotparser.crawl_delay(settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"])
        if engine is None or not delay or delay <= 0:
            return
        key = engine.downloader.get_slot_key(request)
        self._floors[key] = max(self._floors.get(key, 0.0), min(delay, _LONGEST))
        self._raise(key)

    def _hold(self, request: Request) -> None:
        self._raise(request.meta.get("download_slot", ""))

    def _raise(self, key: str) -> None:
        engine = self._crawler.engine
        slot = engine.downloader.slots.get(key) if engine else None
        if slot is not None and key in self._floors:
            slot.delay = max(slot.delay, self._floors[key])
            slot.jitter = 0.0
