"""A failing host is asked more slowly, then no more; a good one beside it is not held up."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.signals import response_downloaded

from crawler.fetching.back_off import BackOffMiddleware
from tests.fetching.crawl import Outcome, crawl
from tests.fetching.server import Answer, Server, serve

_GOOD = Answer(b"<html>good</html>")
_SHIELD = Answer(b"<script>document.cookie='a=1';location.reload()</script>", 521, (("X-Via-JSL", "1"),))
_BAD = [f"/{number}" for number in range(12)]


@pytest.fixture(scope="module")
def hosts() -> tuple[Server, Outcome]:
    """Hosts that fail in different ways, crawled at once; a slot a host, so they do not wait for each other."""
    soon = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    pages: dict[str, Answer | list[Answer]] = {
        "mixed.test/once": [Answer(status=500), _GOOD],
        "mixed.test/twice": [Answer(status=504), Answer(drop=True), _GOOD],
        "mixed.test/limit": [Answer(b"<h1>403</h1>", 403), _GOOD],
        "mixed.test/gone": Answer(status=404),
        "mixed.test/always": Answer(status=500),
        "forbidding.test/page": Answer(b"<h1>403</h1>", 403),
        "dead.test/1": Answer(status=500),
        "dead.test/2": Answer(status=502),
        "dead.test/3": _GOOD,
        "busy.test/page": [Answer(status=503, headers=(("Retry-After", "2"),)), _GOOD],
        "busy.test/other": _GOOD,
        "dated.test/page": [Answer(status=429, headers=(("Retry-After", soon),)), _GOOD],
        "picking.test/shielded": _SHIELD,
        **{f"picking.test/{number}": _GOOD for number in (1, 2, 3)},
        "limiting.test/first": _GOOD,
        "limiting.test/second": [Answer(b"<h1>403</h1>", 403), Answer(b"<h1>403</h1>", 403), _GOOD],
        **{f"down.test{path}": Answer(status=503) for path in _BAD},
        **{f"shield.test{path}": _SHIELD for path in _BAD},
    }
    with serve(pages.copy()) as server:
        outcome = crawl(
            *(server.url("/" + path, host) for host, _, path in (page.partition("/") for page in pages)),
            names=dict.fromkeys({page.partition("/")[0] for page in pages}, "127.0.0.1"),
            settings={"CONCURRENT_REQUESTS": 100, "BACK_OFF_MAX_DELAY": 2.2},
        )
    return server, outcome


def _asked(server: Server, name: str) -> list[str]:
    return [path for _, host, path in server.asked if host == name and path != "/robots.txt"]


def test_what_passes_is_asked_again_and_what_does_not_is_given_up(hosts: tuple[Server, Outcome]) -> None:
    server, outcome = hosts
    asked = _asked(server, "mixed.test")
    expected = {"/once": (200, 2), "/twice": (200, 3), "/limit": (200, 2), "/gone": (404, 1), "/always": (500, 3)}
    found = {path: (outcome.answers[server.url(path, "mixed.test")]["status"], asked.count(path)) for path in expected}
    assert found == expected


def test_a_403_is_taken_for_a_rate_limit_once(hosts: tuple[Server, Outcome]) -> None:
    server, outcome = hosts
    assert outcome.answers[server.url("/page", "forbidding.test")]["status"] == 403
    assert len(_asked(server, "forbidding.test")) == 2


def test_retry_after_is_kept_for_all_that_waits(hosts: tuple[Server, Outcome]) -> None:
    server, outcome = hosts
    moments = [moment for moment, host, path in server.asked if host == "busy.test" and path != "/robots.txt"]
    assert outcome.answers[server.url("/page", "busy.test")]["status"] == 200
    assert len(moments) == 3
    assert moments[1] - moments[0] >= 1.0, "two seconds, less what the server needed to see the first request"


def test_a_retry_after_of_an_hour_is_cut_to_the_longest_delay(hosts: tuple[Server, Outcome]) -> None:
    server, outcome = hosts
    assert outcome.answers[server.url("/page", "dated.test")]["status"] == 200


def test_a_host_is_stopped_after_five_failures(hosts: tuple[Server, Outcome]) -> None:
    server, outcome = hosts
    assert len(_asked(server, "down.test")) == 5
    stopped = [outcome.failures[url] for path in _BAD if (url := server.url(path, "down.test")) in outcome.failures]
    assert len(stopped) >= 7
    assert {(failure["kind"], failure["cause"]) for failure in stopped} == {("stopped", "http_status")}
    assert all("503" in failure["message"] for failure in stopped)
    assert outcome.log.count("down.test is asked no more in this run") == 1


def test_one_dead_page_does_not_stop_its_host(hosts: tuple[Server, Outcome]) -> None:
    server, outcome = hosts
    assert sorted(_asked(server, "dead.test")) == ["/1"] * 3 + ["/2"] * 3 + ["/3"]
    assert [outcome.answers[server.url(f"/{number}", "dead.test")]["status"] for number in (1, 2, 3)] == [500, 502, 200]


def test_a_blocked_host_is_asked_three_times_with_pauses_and_then_no_more(hosts: tuple[Server, Outcome]) -> None:
    server, outcome = hosts
    moments = [moment for moment, host, path in server.asked if host == "shield.test" and path != "/robots.txt"]
    assert len(moments) == 3
    # 24 × BACK_OFF_FIRST_DELAY, then twice that, cut to BACK_OFF_MAX_DELAY; the server sees a request a little late.
    assert moments[1] - moments[0] >= 1.0
    assert moments[2] - moments[1] >= 2.0
    stopped = [outcome.failures[url] for path in _BAD if (url := server.url(path, "shield.test")) in outcome.failures]
    assert len(stopped) >= len(_BAD) - 1
    for failure in stopped:
        assert failure["cause"] == "blocked:jiasule"
        assert "jiasule (HTTP 521, header X-Via-JSL)" in failure["message"]


def test_a_host_that_blocks_one_address_gives_the_others(hosts: tuple[Server, Outcome]) -> None:
    server, outcome = hosts
    asked = _asked(server, "picking.test")
    assert asked.count("/shielded") == 2, "once, and once more after the host has given other pages"
    assert outcome.answers[server.url("/shielded", "picking.test")]["status"] == 521
    assert [outcome.answers[server.url(f"/{number}", "picking.test")]["status"] for number in (1, 2, 3)] == [200] * 3


def test_a_limit_that_passes_is_waited_out(hosts: tuple[Server, Outcome]) -> None:
    server, outcome = hosts
    assert outcome.answers[server.url("/first", "limiting.test")]["status"] == 200
    assert outcome.answers[server.url("/second", "limiting.test")]["status"] == 200
    assert _asked(server, "limiting.test").count("/second") == 3


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port on which nothing listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.mark.parametrize("obey", [True, False])
def test_an_unreachable_portal_is_tried_three_times_in_all(obey: bool, closed_port: int) -> None:
    unknown = [f"http://unknown.test/{number}" for number in range(20)]
    refusing = [f"http://refusing.test:{closed_port}/{number}" for number in range(20)]
    outcome = crawl(
        *unknown,
        *refusing,
        names={"unknown.test": "", "refusing.test": "127.0.0.1"},
        settings={
            "ROBOTSTXT_OBEY": obey,
            "DOWNLOAD_DELAY": 0.2,
            "BACK_OFF_FIRST_DELAY": 60,
            "CONCURRENT_REQUESTS": 100,
        },
    )
    assert outcome.answers == {}
    for urls, kind in ((unknown, "unreachable"), (refusing, "refused")):
        assert all(kind in {outcome.failures[url]["kind"], outcome.failures[url]["cause"]} for url in urls)
    if obey:
        assert outcome.stats["downloader/request_count"] == 6, "robots.txt of each, three times"
    else:
        failures = "downloader/exception_type_count/scrapy.exceptions."
        # One more may have set out before the third failure was counted.
        assert 3 <= outcome.stats[failures + "CannotResolveHostError"] <= 4
        assert 3 <= outcome.stats[failures + "DownloadConnectionRefusedError"] <= 4


class _Slots:
    """A back-off part over one slot without a crawl."""

    def __init__(self, delay: float, jitter: float = 0.0):
        self.slot = Slot(1, delay, jitter)
        self._request = Request("http://x.test/", meta={"download_slot": "x.test"})
        engine = SimpleNamespace(downloader=SimpleNamespace(slots={"x.test": self.slot}))
        crawler = SimpleNamespace(settings=Settings(), signals=SignalManager(), engine=engine, spider=None)
        self.part = BackOffMiddleware(cast("Any", crawler))
        self._signals = crawler.signals

    def get(self, status: int, **headers: str) -> float:
        """Let the host answer once; gives the slot's delay afterwards, in seconds."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        response = Response("http://x.test/", status=status, headers=fields, request=self._request)
        self._signals.send_catch_log(response_downloaded, response=response, request=self._request, spider=None)
        self.part.process_response(self._request, response)
        return self.slot.delay


def test_delays_double_to_ten_minutes_and_fall_back_slowly() -> None:
    slots = _Slots(delay=3)
    assert [slots.get(503) for _ in range(9)] == [6, 12, 24, 48, 96, 192, 384, 600, 600]
    assert [slots.get(200) for _ in range(3)] == [450, 337.5, 253.125]
    for _ in range(20):
        slots.get(200)
    assert slots.slot.delay == 3


def test_a_lowered_delay_is_raised_again_while_the_host_is_slowed() -> None:
    slots = _Slots(delay=3)
    slots.get(500)
    slots.slot.delay = 1
    assert slots.get(404) == 4.5


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("99999999999999", 600),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0),
        ("soon", 0),
        ("-5", 0),
        ("Fri, 31 Dec 99999999999 23:59:59 GMT", 0),
        ("\xb2", 0),
        ("", 0),
    ],
)
def test_retry_after_in_seconds_or_as_a_date_is_bounded(wish: str, seconds: int) -> None:
    slots = _Slots(delay=3, jitter=0.5)
    slots.get(503, Retry_After=wish)
    earliest = slots.slot.lastseen + slots.slot.delay * 0.5 - monotonic()
    if seconds:
        assert seconds - 5 < earliest <= seconds
    else:
        assert slots.slot.lastseen == 0
