"""Crawl-delay is a floor under the delay, held against AutoThrottle and without jitter."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.signals import request_reached_downloader, robots_parsed

from crawler.fetching.crawl_delay import CrawlDelay
from tests.fetching.crawl import crawl
from tests.fetching.server import Answer, serve


def test_requests_keep_the_distance_that_robots_txt_asks_for() -> None:
    robots = Answer(b"User-agent: *\nCrawl-delay: 0.6\n")
    with serve({"/robots.txt": robots, **{f"/{number}": Answer(b"<p>x</p>") for number in range(4)}}) as server:
        outcome = crawl(
            *(server.url(f"/{number}") for number in range(4)),
            settings={"AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0, "AUTOTHROTTLE_MAX_DELAY": 0.1},
        )
        moments = [moment for moment, _, _ in server.asked]
    assert len(outcome.answers) == 4
    # Five requests keep four distances; without the floor they would be at most 0.15 s each.
    assert moments[-1] - moments[0] >= 1.8


@pytest.mark.parametrize(
    ("asked", "before", "after"),
    [(10, 3, 10), (86400, 3, 60), (1, 3, 3), (0, 3, 3), (-5, 3, 3), (None, 3, 3), (0.5, 0, 0.5)],
)
def test_a_crawl_delay_is_bounded_and_never_lowers_a_delay(asked: float | None, before: float, after: float) -> None:
    slots = {"x.test": Slot(1, before, 0.5)}
    downloader = SimpleNamespace(slots=slots, get_slot_key=lambda request: "x.test")
    crawler = SimpleNamespace(
        settings=Settings({"ROBOTSTXT_USER_AGENT": "Gongkai"}),
        signals=SignalManager(),
        engine=SimpleNamespace(downloader=downloader),
    )
    part = CrawlDelay(cast("Any", crawler))
    robots = SimpleNamespace(crawl_delay=lambda agent: asked)
    crawler.signals.send_catch_log(robots_parsed, robotparser=robots, request=Request("http://x.test/"))
    assert slots["x.test"].delay == after

    # Scrapy drops idle slots; a new one begins at the default delay.
    slots["x.test"] = Slot(1, before, 0.5)
    request = Request("http://x.test/", meta={"download_slot": "x.test"})
    crawler.signals.send_catch_log(request_reached_downloader, request=request)
    assert slots["x.test"].delay == after
    assert slots["x.test"].jitter == (0.0 if asked and asked > 0 else 0.5)
    assert part is not None
