"""An operator reads one clear line: which host, what failed, what to try."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from OpenSSL.SSL import Error as OpenSSLError
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import NoRouteError, TCPTimedOutError
from twisted.python.failure import Failure as TwistedFailure
from twisted.web.client import ResponseFailed

from crawler.fetching import failure
from crawler.fetching.back_off import HostStopped
from crawler.fetching.failure import explain
from crawler.fetching.network_guard import NotPublic
from crawler.fetching.portal_hosts import ForeignHost
from crawler.fetching.robots import RobotsDenied

_URL = "http://www.x.gov.cn/zwgk/"


@pytest.fixture(autouse=True)
def _plain_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(failure, "_has_route", lambda: True)


def _tls() -> DownloadFailedError:
    reason = OpenSSLError([("SSL routines", "", "unsupported protocol")])
    error = DownloadFailedError("failed")
    error.__cause__ = ResponseFailed([TwistedFailure(reason)])
    return error


@pytest.mark.parametrize(
    ("problem", "kind", "words"),
    [
        (CannotResolveHostError("x"), "unreachable", "name not found: check the network or http_proxy"),
        (CannotResolveHostError("x"), "unreachable", "mainland China"),
        (DownloadConnectionRefusedError("x"), "refused", "refuses connections"),
        (DownloadTimeoutError("x"), "timeout", "does not answer in time"),
        (TCPTimedOutError(), "timeout", "does not answer in time"),
        (NoRouteError(), "unreachable", "cannot be reached"),
        (_tls(), "tls", "unsupported protocol"),
        (DownloadFailedError("x"), "unreachable", "breaks the connection off"),
        (ResponseDataLossError(), "unreachable", "breaks the connection off"),
        (TunnelError("502"), "unreachable", "proxy"),
        (RobotsDenied(_URL, 200, "ok"), "robots", "robots.txt forbids"),
        (RobotsDenied(_URL, 521, "blocked:jiasule"), "robots", "jiasule"),
        (NotPublic(_URL, "127.0.0.1 is not public"), "guard", "127.0.0.1"),
        (ForeignHost("mirror.com", ("www.x.gov.cn",)), "foreign_host", "mirror.com"),
        (DownloadCancelledError("x"), "too_large", "DOWNLOAD_MAXSIZE"),
        (IgnoreRequest("exceeded DOWNLOAD_MAXSIZE (1 B)"), "too_large", "DOWNLOAD_MAXSIZE"),
        (IgnoreRequest("max redirections reached"), "other", "redirect"),
        (HostStopped("www.x.gov.cn", DownloadTimeoutError("x")), "stopped", "does not answer in time"),
        (HostStopped("www.x.gov.cn", "blocked:ruishu"), "stopped", "ruishu"),
        (HostStopped("www.x.gov.cn", 503), "stopped", "503"),
        (404, "http_status", "404"),
        (599, "http_status", "599"),
        (HttpError(Response(_URL, status=410)), "http_status", "410"),
        (ValueError("bad\nvalue"), "other", "bad value"),
        (KeyboardInterrupt(), "other", "KeyboardInterrupt"),
    ],
)
def test_each_failure_has_its_kind_and_its_line(problem: BaseException | int, kind: str, words: str) -> None:
    found = explain(problem, _URL)
    assert found.kind == kind
    assert words in found.message
    assert "www.x.gov.cn" in found.message
    assert "\n" not in found.message


def test_a_machine_without_a_network_is_told_from_a_missing_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failure, "_has_route", lambda: False)
    assert "no network" in explain(CannotResolveHostError("x"), _URL).message
    assert "no network" in explain(NoRouteError(), _URL).message


def test_a_failing_proxy_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://user:word@proxy.test:3128/")
    for problem in (CannotResolveHostError("x"), DownloadConnectionRefusedError("x"), DownloadTimeoutError("x")):
        message = explain(problem, _URL).message
        assert "proxy.test:3128" in message
        assert "word" not in message
    monkeypatch.setenv("no_proxy", "gov.cn")
    assert "proxy.test" not in explain(DownloadTimeoutError("x"), _URL).message


def test_a_stopped_host_says_what_came_first() -> None:
    assert explain(HostStopped("x.gov.cn", CannotResolveHostError("x")), _URL).cause == "unreachable"
    assert explain(HostStopped("x.gov.cn", "blocked:ruishu"), _URL).cause == "blocked:ruishu"


@given(st.text(), st.text())
def test_no_address_and_no_message_raises_or_breaks_the_line(url: str, said: str) -> None:
    message = explain(ValueError(said), url).message
    assert len(message.splitlines()) == 1
    assert len(message) < 1000
