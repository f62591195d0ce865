"""Why an address was not fetched, in one line that says which host, what failed and what to try."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass
from zlib import error as ZlibError  # noqa: N812

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
from scrapy.spidermiddlewares.httperror import HttpError
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed, TCPTimedOutError
from twisted.internet.error import ConnectionRefusedError as TwistedConnectionRefusedError
from twisted.web.client import ResponseFailed

from crawler.fetching.back_off import HostStopped
from crawler.fetching.ending import RunEnding
from crawler.fetching.network_guard import NotPublic
from crawler.fetching.portal_hosts import ForeignHost
from crawler.fetching.rendering import NotDrawn
from crawler.fetching.robots import RobotsDenied
from crawler.host import host_of
from crawler.printable import printable

Kind = Literal[
    "unreachable",
    "refused",
    "timeout",
    "tls",
    "robots",
    "guard",
    "foreign_host",
    "too_large",
    "stopped",
    "cut",
    "no_browser",
    "not_drawn",
    "http_status",
    "other",
]

_MAINLAND = "many portals answer only from mainland China"
_STATUS_ADVICE = {
    401: "the page wants a login",
    403: f"access is refused: a rate limit, a protection system, or {_MAINLAND}",
    404: "the page is gone or was moved: look for the column again from the home page",
    405: "a protection system answers: try again later, more slowly",
    410: "the page was removed",
    412: "a protection system answers: try again later, more slowly",
    429: "too many requests: raise DOWNLOAD_DELAY",
    502: "the server, or a proxy on the way, reaches nothing behind it: try again later",
    503: "the server is overloaded or under maintenance: try again later",
    504: "the server, or a proxy on the way, waits in vain: try again later",
    521: "a protection system answers: try again later, more slowly",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """`kind` for programs, `message` for the operator.

    `cause` says what is behind "stopped" (the kind of the first failure, or the verdict "blocked:<vendor>"), behind
    "robots" (that verdict where a protection system answered in place of robots.txt) and behind "not_drawn" and
    "no_browser" (that verdict where it was a script check that was to be drawn); None elsewhere.
    """

    kind: Kind
    message: str
    cause: str | None = None


def explain(problem: BaseException | int, url: str) -> Failure:
    """What an exception (an errback's `failure.value`) or an HTTP status means for `url`. Never raises."""
    host = _where(url)
    kind: Kind
    if isinstance(problem, HttpError):
        problem = problem.response.status
    if isinstance(problem, int):
        return Failure("http_status", f"{host} answers with HTTP status {problem}: {_status_advice(problem)}")
    if isinstance(problem, HostStopped):
        return _stopped(problem, url)
    if isinstance(problem, RunEnding):
        return Failure("cut", str(problem))
    if isinstance(problem, RobotsDenied):
        blocked = problem.verdict if problem.verdict.startswith("blocked:") else None
        # A host whose robots.txt answers 5xx says nothing of its rules: it, or a proxy before it, is out of order.
        kind = "unreachable" if problem.status >= 500 and not blocked else "robots"
        return Failure(kind, _robots_message(problem, host), blocked)
    if isinstance(problem, NotDrawn):
        blocked = problem.verdict if problem.verdict.startswith("blocked:") else None
        seen = f" ({blocked})" if blocked else ""
        kind = "no_browser" if problem.missing else "not_drawn"
        return Failure(kind, f"{_short(url)}{seen} is not drawn: {problem}", blocked)
    if isinstance(problem, NotPublic):
        return Failure("guard", f"{host} is not asked: {problem.reason}; only the public network is crawled")
    if isinstance(problem, ForeignHost):
        return Failure("foreign_host", f"{problem}: add it to the portal's hosts only if it is the portal's own")
    if isinstance(problem, DownloadCancelledError) or (
        isinstance(problem, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in str(problem)
    ):
        return Failure(
            "too_large", f"{host} sends more than DOWNLOAD_MAXSIZE for {_short(url)}: raise it if this is right"
        )
    if isinstance(problem, IgnoreRequest) and "redirections" in str(problem):
        return Failure("other", f"{host} redirects {_short(url)} without end (REDIRECT_MAX_TIMES): try its home page")
    return _network(problem, url, host)


def _network(problem: BaseException, url: str, host: str) -> Failure:
    proxy = _proxy_of(url)
    via = f" (through the proxy {proxy})" if proxy else ""
    if isinstance(problem, CannotResolveHostError):
        if not proxy and not _has_route():
            return Failure(
                "unreachable", f"{host}: this machine has no network: connect it, or set http_proxy and https_proxy"
            )
        if proxy:
            return Failure(
                "unreachable", f"{host}: the proxy's name was not found ({proxy}): check http_proxy, https_proxy"
            )
        return Failure("unreachable", f"{host}: name not found: check the network or http_proxy; {_MAINLAND}")
    if isinstance(problem, TunnelError):
        return Failure(
            "unreachable", f"{host}: the proxy {proxy or ''} opens no connection to it: {_short(str(problem))}"
        )
    tls = tls_reason(problem)
    if tls is not None:
        return Failure(
            "tls",
            f"{host}: TLS handshake failed{via} ({tls}): try the http:// address; "
            "an old server that speaks TLS 1.0 or 1.1 only must stand in legacy_tls of the spider file",
        )
    if isinstance(problem, DownloadConnectionRefusedError | TwistedConnectionRefusedError):
        if proxy:
            return Failure("refused", f"{host}: the proxy {proxy} refuses connections: check http_proxy, https_proxy")
        return Failure("refused", f"{host} refuses connections: the site is down or has moved; try again later")
    if isinstance(problem, DownloadTimeoutError | TCPTimedOutError | TimeoutError):
        return Failure("timeout", f"{host} does not answer in time{via}: down, overloaded or closed to us; {_MAINLAND}")
    if isinstance(problem, ConnectError):
        if not proxy and not _has_route():
            return Failure("unreachable", f"{host}: this machine has no network: connect it, or set http_proxy")
        return Failure("unreachable", f"{host} cannot be reached{via}: {_short(str(problem))}; {_MAINLAND}")
    if isinstance(problem, DownloadFailedError | ResponseDataLossError | ConnectionClosed):
        return Failure("unreachable", f"{host} breaks the connection off{via}: {_reasons(problem)}; try again later")
    if isinstance(problem, ZlibError | EOFError):
        return Failure("other", f"{host} sends a damaged compressed body for {_short(url)}: try again later")
    said = _short(str(problem)) or "no reason given"
    return Failure("other", f"{host}: {type(problem).__name__}: {said} ({_short(url)})")


def _stopped(problem: HostStopped, url: str) -> Failure:
    cause = problem.first_cause
    if isinstance(cause, str):
        vendor = cause.partition(":")[2]
        seen = f" ({_short(problem.seen)})" if problem.seen else ""
        told = f"{problem.host} is asked no more in this run: blocked by {vendor}{seen}; try again tomorrow"
        return Failure("stopped", told, cause)
    first = explain(cause, url)
    return Failure(
        "stopped", f"{problem.host} is asked no more in this run. First failure: {first.message}", first.kind
    )


def _robots_message(problem: RobotsDenied, host: str) -> str:
    if problem.status < 400:
        return f"{host}: robots.txt forbids {_short(problem.url)}"
    why = f"HTTP status {problem.status}"
    if problem.verdict.startswith("blocked:"):
        why += f", a protection system ({problem.verdict.partition(':')[2]})"
    return f"{host}: robots.txt could not be read ({why}), so all is forbidden (RFC 9309): try again later"


def _status_advice(status: int) -> str:
    if status in _STATUS_ADVICE:
        return _STATUS_ADVICE[status]
    if status >= 500:
        return "the server failed: try again later"
    return "the address is not served" if status >= 400 else "no page came back"


def tls_reason(problem: BaseException) -> str | None:
    """What OpenSSL says where a TLS handshake failed; None for any other failure."""
    for cause in _causes(problem):
        if isinstance(cause, OpenSSLError | VerificationError):
            details = cause.args[0] if cause.args else ""
            if isinstance(details, list) and details and isinstance(details[0], tuple):
                details = details[0][-1]
            return _short(str(details)) or type(cause).__name__
    return None


def _reasons(problem: BaseException) -> str:
    causes = _causes(problem)
    return _short("; ".join(dict.fromkeys(type(cause).__name__ for cause in causes[1:]))) or type(problem).__name__


def _causes(problem: BaseException) -> list[BaseException]:
    """The exception and those behind it, the outermost first; at most ten."""
    found: list[BaseException] = []
    waiting: list[BaseException] = [problem]
    while waiting and len(found) < 10:
        cause = waiting.pop(0)
        found.append(cause)
        if cause.__cause__ is not None:
            waiting.append(cause.__cause__)
        if isinstance(cause, ResponseFailed):
            waiting.extend(reason.value for reason in cause.reasons if reason.value is not None)
    return found


def _proxy_of(url: str) -> str | None:
    """The environment's proxy for `url`, as host:port without credentials."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    proxy = getproxies().get(parts.scheme)
    if not proxy or proxy_bypass(parts.hostname or ""):
        return None
    return proxy.rpartition("@")[2].rpartition("//")[2].rstrip("/")


def _has_route() -> bool:
    """Whether the machine has a way out. Connecting a datagram socket sends nothing; 192.0.2.1 is RFC 5737's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return False
    return True


def _where(url: str) -> str:
    return _short(host_of(url)) or _short(url) or "no address"


def _short(text: str) -> str:
    return " ".join(printable(text[:300]).split())
