"""A capture holds what went over the wire: bytes, headers, hops, and never a second copy of an unpacked body."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.fetching.capture import capture_of, redirect_captures
from tests.fetching.crawl import Outcome, crawl
from tests.fetching.server import Answer, Server, serve

_PAGE = "<html><head><title>年度报告</title></head><body>正文</body></html>".encode()
_HTML = ("Content-Type", "text/html; charset=utf-8")


@pytest.fixture(scope="module")
def site() -> tuple[Server, Outcome]:
    packed = gzip.compress(_PAGE)
    with serve(
        {
            "/robots.txt": Answer(status=404),
            "/plain": Answer(
                _PAGE, headers=(_HTML, ("X-Odd", "caf\xe9"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
            ),
            "/packed": Answer(packed, headers=(_HTML, ("Content-Encoding", "gzip"))),
            "/odd": Answer(_PAGE, headers=(_HTML, ("Content-Encoding", "secret"))),
            "/bomb": Answer(gzip.compress(b"<p>" + b"0" * 30_000_000), headers=(_HTML, ("Content-Encoding", "gzip"))),
            "/large": Answer(b"0" * 1_500_000, headers=(_HTML,)),
            "/from": Answer(b"first", 301, (("Location", "/on"),)),
            "/on": Answer(gzip.compress(b"second"), 302, (("Location", "/plain"), ("Content-Encoding", "gzip"))),
            "/retried": [Answer(b"", 302, (("Location", "/later"),)), Answer(b"", 302, (("Location", "/later"),))],
            "/later": [Answer(status=500), Answer(_PAGE, headers=(_HTML,))],
            "/unmodified": Answer(status=304),
            "/cut": Answer(packed[:-9], headers=(_HTML, ("Content-Encoding", "gzip"))),
            "/noise": Answer(b"no deflate at all", headers=(_HTML, ("Content-Encoding", "deflate"))),
        }
    ) as server:
        urls = [server.url(path) for path in server.pages if path not in {"/robots.txt", "/on", "/later"}]
        return server, crawl(*urls, settings={"DOWNLOAD_MAXSIZE": 1_000_000, "BACK_OFF_STOP_AFTER": 50})


def test_an_unpacked_page_is_kept_once(site: tuple[Server, Outcome]) -> None:
    server, outcome = site
    plain = outcome.answers[server.url("/plain")]
    assert plain["body_length"] == len(_PAGE)
    assert plain["wire_length"] is None
    assert plain["hops"] == []
    assert plain["ip"] == "127.0.0.1"
    assert datetime.fromisoformat(plain["fetch_time"]).utcoffset() == datetime.now(UTC).utcoffset()
    fields = [tuple(field) for field in plain["headers"]]
    assert ("X-Odd", "caf\xe9") in fields
    assert [value for name, value in fields if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert ["Host", f"127.0.0.1:{server.port}"] in plain["request_headers"]
    assert "User-Agent" in dict(plain["request_headers"])


def test_a_packed_page_is_kept_as_received_too(site: tuple[Server, Outcome]) -> None:
    server, outcome = site
    packed = outcome.answers[server.url("/packed")]
    assert packed["body_length"] == len(_PAGE)
    assert packed["wire_length"] == len(gzip.compress(_PAGE))
    assert ["Content-Encoding", "gzip"] in packed["headers"]
    assert packed["title"] == "年度报告"


def test_an_unknown_content_encoding_is_kept_without_a_copy(site: tuple[Server, Outcome]) -> None:
    server, outcome = site
    odd = outcome.answers[server.url("/odd")]
    assert odd["wire_length"] == odd["body_length"] == len(_PAGE)
    assert odd["same_bytes"] is False


@pytest.mark.parametrize("path", ["/bomb", "/large"])
def test_bodies_over_the_limit_end_as_too_large(site: tuple[Server, Outcome], path: str) -> None:
    server, outcome = site
    assert outcome.failures[server.url(path)]["kind"] == "too_large"


@pytest.mark.parametrize("path", ["/cut", "/noise"])
def test_damaged_compression_is_an_answer_or_a_failure_never_a_crash(site: tuple[Server, Outcome], path: str) -> None:
    server, outcome = site
    url = server.url(path)
    assert url in outcome.answers or outcome.failures[url]["kind"] == "other"


def test_the_hops_of_a_redirect_are_captures(site: tuple[Server, Outcome]) -> None:
    server, outcome = site
    page = outcome.answers[server.url("/from")]
    assert page["requested_url"] == server.url("/from")
    assert page["url"] == server.url("/plain")
    assert [hop[:2] for hop in page["hops"]] == [[301, server.url("/from")], [302, server.url("/on")]]
    assert page["hops"][0][2] == "first"
    assert (
        page["hops"][1][2].encode("latin-1") == gzip.compress(b"second")
        or gzip.decompress(page["hops"][1][2].encode("latin-1")) == b"second"
    )


def test_a_retry_behind_a_redirect_keeps_the_hop_and_adds_none(site: tuple[Server, Outcome]) -> None:
    server, outcome = site
    page = outcome.answers[server.url("/retried")]
    assert page["status"] == 200
    assert [hop[:2] for hop in page["hops"]] == [[302, server.url("/retried")]]


def test_a_304_is_an_answer_and_no_hop(site: tuple[Server, Outcome]) -> None:
    server, outcome = site
    answer = outcome.answers[server.url("/unmodified")]
    assert (answer["status"], answer["hops"]) == (304, [])


def test_a_response_that_was_not_captured_is_a_fault_of_the_settings() -> None:
    response = Response("http://x.test/", request=Request("http://x.test/"))
    with pytest.raises(RuntimeError, match="CaptureMiddleware"):
        capture_of(response)
    assert redirect_captures(response) == ()
    assert redirect_captures(Response("http://x.test/")) == ()
