"""Which requests get conditions at all. Whole nights with them are in tests/crawl/test_incremental.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.http import Request, Response
from scrapy.settings import Settings

from crawler.fetching.conditional import ConditionalGetMiddleware
from crawler.fetching.portal_hosts import ROBOTS_TXT
from crawler.records import WarcLocation
from crawler.store import Held, StoreError

URL = "http://www.example.gov.cn/xxgk/"
NOW = datetime.now(UTC)
LOCATION = WarcLocation("x.warc.gz", 0, 100)


def middleware(held: Held | StoreError | None) -> ConditionalGetMiddleware:
    def look(portal: str, url: str) -> Held | None:
        if isinstance(held, StoreError):
            raise held
        return held

    spider = SimpleNamespace(portal=SimpleNamespace(name="example"), store=SimpleNamespace(held=look))
    settings = Settings({"OUTPUT_DIR": "/nowhere"})
    crawler: Any = SimpleNamespace(settings=settings, spider=spider, stats=None)
    return ConditionalGetMiddleware(crawler)


def conditions(request: Request, held: Held | StoreError | None) -> dict[str, str]:
    assert middleware(held).process_request(request) is None
    names = ("If-None-Match", "If-Modified-Since")
    return {name: request.headers[name].decode("latin-1") for name in names if name in request.headers}


def archived(age: timedelta, etag: str | None = '"one"', last_modified: str | None = None) -> Held:
    return Held(etag, last_modified, NOW - age, "0" * 64, LOCATION)


DAY = timedelta(days=1)


def test_the_validators_of_what_is_held() -> None:
    both = archived(DAY, '"one"', "Tue, 03 Mar 2020 10:20:00 GMT")
    assert conditions(Request(URL), both) == {
        "If-None-Match": '"one"',
        "If-Modified-Since": "Tue, 03 Mar 2020 10:20:00 GMT",
    }


@pytest.mark.parametrize(
    ("request_", "held"),
    [
        (Request(URL), None),
        (Request(URL), archived(DAY, None)),
        (Request(URL), archived(91 * DAY)),
        (Request(URL), archived(-DAY)),  # fetched in the future: a clock was wrong, so nothing is known of its age
        (Request(URL), StoreError("the store is locked")),
        (Request(URL, method="POST", body=b"page=2"), archived(DAY)),
        (Request(URL, meta={ROBOTS_TXT: True}), archived(DAY)),
        (Request(URL, meta={"draw": "a page that a browser is to draw"}), archived(DAY)),
    ],
)
def test_no_conditions(request_: Request, held: Held | StoreError | None) -> None:
    assert conditions(request_, held) == {}


def test_those_of_another_address_do_not_go_along() -> None:
    """A redirect copies the headers of the request before it."""
    followed = Request(URL, headers={"If-None-Match": '"another page"'})
    assert conditions(followed, archived(DAY)) == {"If-None-Match": '"one"'}
    followed = Request(URL, headers={"If-None-Match": '"another page"'})
    assert conditions(followed, None) == {}


def test_a_drawn_page_is_left_alone() -> None:
    drawn = Request(URL, headers={"If-None-Match": '"its own"'}, meta={"draw": "a capture"})
    response = Response(URL, status=304, request=drawn)
    assert middleware(archived(DAY)).process_response(drawn, response) is response
    assert drawn.headers["If-None-Match"] == b'"its own"'


def test_a_304_that_comes_twice_is_let_through() -> None:
    """Asked without conditions and answered 304 all the same: the spider tells it as the trouble it is."""
    one = middleware(None)
    request = Request(URL)
    one.process_request(request)
    again = one.process_response(request, Response(URL, status=304, request=request))
    assert isinstance(again, Request)
    assert again.headers["Cache-Control"] == b"no-cache"
    one.process_request(again)
    response = Response(URL, status=304, request=again)
    assert one.process_response(again, response) is response
