"""Retries that give way: a host that fails is asked ever more slowly, and after some failures in a row no more."""

from __future__ import annotations

import logging
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost

from crawler.fetching.blocking import Sight, look
from crawler.fetching.portal_hosts import ROBOTS_TXT
from crawler.fetching.rendering import is_drawing, may_draw
from crawler.host import host_of

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

Cause = Exception | int | str
"""What failed: an exception, an HTTP status, or a verdict of `blocking.classify`."""

_NETWORK_FAILURES = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    ConnectError,
    ConnectionDone,
    ConnectionLost,
    TunnelError,
)
_OVERLOAD = frozenset({429, 503})
_RETRIED = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
_DNS_RETRIES = 2
_UNANSWERED_STOP = 3
_BLOCKED_RETRIES = 2
_BLOCKED_STOP = 3
_BLOCKED_DELAY = 24
"""How many times BACK_OFF_FIRST_DELAY the pause after a first blocked answer is: two minutes for five seconds."""
_EASING = 0.75
_INFLATED = 64 * 1024
_ASKED = "back_off_asked"
_NOTED = "back_off_noted"


class HostStopped(IgnoreRequest):
    """The host failed too often in a row and is asked no more in this run; `first_cause` is what failed first, `seen`
    what a blocked answer looked like."""

    def __init__(self, host: str, first_cause: Cause, seen: str = ""):
        words = _words(first_cause) + (f": {seen}" if seen else "")
        super().__init__(f"{host} is asked no more in this run: it kept failing ({words})")
        self.host = host
        self.first_cause = first_cause
        self.seen = seen


@dataclass(slots=True)
class _Host:
    """How a host has been answering. `failed_urls` are those that failed since it last answered well.

    `pages` counts the pages that came from it, `blocks` the blocked answers since it last answered well. `blocked`
    holds the blocked addresses with the number of pages at that time, and `picks` says that the host blocks some
    addresses and not others. `seen` is what the first blocked answer looked like.
    """

    answered: bool = False
    pages: int = 0
    picks: bool = False
    failures: int = 0
    blocks: int = 0
    seen: str = ""
    blocked: dict[str, int] = field(default_factory=dict)
    failed_urls: set[str] = field(default_factory=set)
    first_cause: Cause | None = None
    stopped_by: Cause | None = None


@dataclass(slots=True)
class _Pace:
    """What is imposed on a download slot: no delay under `floor` (s), nothing sent before `not_before` (monotonic)."""

    floor: float
    normal: float
    not_before: float = 0.0


class BackOffMiddleware:
    """Replaces Scrapy's RetryMiddleware, at the same order (550); keeps `robots_txt` fetches to the same rules.

    Retried: statuses 408, 429, 500, 502, 503, 504, 522, 524; a bare 403, since portals use it as a rate limit (only
    once where the host gave no page before); timeouts, refused and broken connections, failed TLS handshakes, names
    that do not resolve.
    How often: RETRY_TIMES (Scrapy's, default 2), a name that does not resolve at most twice. `meta["dont_retry"]` and
    `meta["max_retry_times"]` work as in Scrapy.
    How slowly: every failing answer doubles the delay of the download slot, from BACK_OFF_FIRST_DELAY (seconds,
    default 5) to BACK_OFF_MAX_DELAY (default 600); every good answer takes a quarter off until the former delay is
    reached. Retry-After (seconds or date) is kept, cut to BACK_OFF_MAX_DELAY. Nothing blocks: the slot waits.
    A host that has never answered is not burdened by our asking, so its delay stays.
    When it ends: after BACK_OFF_STOP_AFTER (default 5) failures in a row the host is stopped, after 3 if it has never
    answered or its name does not resolve; every further request fails at once with `HostStopped`, those that wait in
    the slot too. 429, 503 and network failures count each time; any other status once for each address, so that one
    dead page does not stop a host.
    A blocked answer (`blocking.look`) makes the slot pause 24 times BACK_OFF_FIRST_DELAY (two minutes), the next one in
    a row twice as long, up to BACK_OFF_MAX_DELAY; the address is asked again twice, after all that waits, and the third
    blocked answer in a row stops the host. Where an address is blocked again after the host has given other pages, it
    blocks some addresses only: from then on these are given up at once, without a pause. A script check that may be
    drawn (`rendering.may_draw`) counts only when the drawn page is one too.
    """

    def __init__(self, crawler: Crawler):
        self._crawler = crawler
        settings = crawler.settings
        self._retry_times = settings.getint("RETRY_TIMES")
        self._first_delay = settings.getfloat("BACK_OFF_FIRST_DELAY", 5.0)
        self._max_delay = settings.getfloat("BACK_OFF_MAX_DELAY", 600.0)
        self._stop_after = settings.getint("BACK_OFF_STOP_AFTER", 5)
        self._hosts: dict[str, _Host] = {}
        self._paces: dict[str, _Pace] = {}
        crawler.signals.connect(self._downloaded, signal=signals.response_downloaded)
        crawler.signals.connect(self._queued, signal=signals.request_reached_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BackOffMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise `HostStopped` for a host that is asked no more."""
        name = host_of(request.url)
        host = self._hosts.setdefault(name, _Host())
        if host.stopped_by is not None:
            raise HostStopped(name, host.stopped_by, host.seen)
        request.meta[_ASKED] = request.url

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """A new request where the answer is to be asked for again, else the response."""
        request.meta.pop(_ASKED, None)
        status = response.status
        if status in _RETRIED:
            return self._failed(request, status) or response
        sight = _sight(response)
        host = self._hosts.setdefault(host_of(request.url), _Host())
        if not self._is_block(request, sight):
            host.pages += status == 200 and not request.meta.get(ROBOTS_TXT)
            self._answered(request)
            return response
        if status == 403 and sight.verdict == "blocked:unknown":
            return self._failed(request, status, at_most=None if host.pages else 1) or response
        return self._blocked(request, host, sight) or response

    def _blocked(self, request: Request, host: _Host, sight: Sight) -> Request | None:
        """The request to ask again with, where the whole host seems to be closed to us."""
        if not request.meta.pop(_NOTED, False):
            self._note_block(request, host, sight)
        return self._failed(request, sight.verdict, at_most=0 if host.picks else _BLOCKED_RETRIES)

    def _is_block(self, request: Request, sight: Sight) -> bool:
        """A script check that is still to be drawn is none yet; the drawn page is judged again."""
        if not is_drawing(request) and may_draw(sight.verdict, self._crawler.settings):
            return False
        return sight.verdict.startswith("blocked:")

    def _note_block(self, request: Request, host: _Host, sight: Sight) -> None:
        """Count a blocked answer, and make the slot pause unless the host only blocks this address."""
        host.seen = host.seen or sight.sign
        host.blocks += 1
        host.picks = host.picks or host.pages > host.blocked.get(request.url, host.pages)
        host.blocked[request.url] = host.pages
        pause = min(self._first_delay * _BLOCKED_DELAY * 2 ** (host.blocks - 1), self._max_delay)
        self._slow(request, 0.0 if host.picks else pause)
        if not host.picks and host.blocks < _BLOCKED_STOP:
            told = f"{sight.verdict} ({sight.sign}): asked nothing for {pause:.0f} s"
            logger.warning("%s: %s", host_of(request.url), told)

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """A new request where a network failure is worth another try."""
        # Without its own mark (a redirect copies that of the request before it) the request never set out:
        # its robots.txt could not be fetched, and that was counted there.
        set_out = request.meta.pop(_ASKED, None) == request.url
        if not set_out or not isinstance(exception, _NETWORK_FAILURES):
            return None
        host = self._hosts.setdefault(host_of(request.url), _Host())
        if host.answered and not isinstance(exception, CannotResolveHostError):
            self._slow(request)
        at_most = _DNS_RETRIES if isinstance(exception, CannotResolveHostError) else None
        return self._failed(request, exception, at_most=at_most)

    def _failed(self, request: Request, cause: Cause, *, at_most: int | None = None) -> Request | None:
        """Count the failure; the request to try again with, or None."""
        name = host_of(request.url)
        host = self._hosts.setdefault(name, _Host())
        host.answered = host.answered or not isinstance(cause, Exception)
        if isinstance(cause, Exception) or cause in _OVERLOAD or request.url not in host.failed_urls:
            host.failures += 1
            host.first_cause = host.first_cause or cause
        host.failed_urls.add(request.url)
        limit = self._stop_after
        if host.blocks >= _BLOCKED_STOP and isinstance(cause, str) and not host.picks:
            host.failures = max(host.failures, limit)
            host.first_cause = cause
        if isinstance(cause, CannotResolveHostError) or not host.answered:
            limit = min(limit, _UNANSWERED_STOP)
        if host.failures >= limit:
            if host.stopped_by is None:
                host.stopped_by = host.first_cause or cause
                self._stop(name, host.stopped_by, host.seen)
            return None
        times = int(request.meta.get("max_retry_times", self._retry_times))
        if at_most is not None:
            times = min(times, at_most)
        spider = self._crawler.spider
        if spider is None or request.meta.get("dont_retry") or request.meta.get("retry_times", 0) >= times:
            return None
        return get_retry_request(request, spider=spider, reason=_words(cause), max_retry_times=times)

    def _answered(self, request: Request) -> None:
        host = self._hosts.setdefault(host_of(request.url), _Host())
        host.answered = True
        host.failures = host.blocks = 0
        host.failed_urls.clear()
        host.first_cause = None
        self._ease(request.meta.get("download_slot", ""))

    def _stop(self, name: str, cause: Cause, seen: str) -> None:
        """Fail what waits in the downloader for the host; what is still to come fails in `process_request`."""
        logger.warning("%s", HostStopped(name, cause, seen))
        for slot in self._slots().values():
            waiting = [entry for entry in slot.queue if host_of(entry[0].url) == name]
            for entry in waiting:
                slot.queue.remove(entry)
            for _, answer in waiting:
                answer.errback(HostStopped(name, cause, seen))

    def _downloaded(self, response: Response, request: Request) -> None:
        """Before Scrapy sends the next request of the slot: slow down where the answer asks for it.

        After AutoThrottle, which would lower the delay again: it is an extension, and those connect earlier.
        """
        if response.status in _RETRIED or response.status == 403:
            self._slow(request, _retry_after(response))
        elif self._is_block(request, sight := _sight(response)):
            request.meta[_NOTED] = True
            self._note_block(request, self._hosts.setdefault(host_of(request.url), _Host()), sight)
        elif 300 <= response.status < 400:
            self._answered(request)
        self._queued(request)

    def _queued(self, request: Request) -> None:
        """Hold the slot to its pace, which Scrapy may have dropped with an idle slot."""
        key = request.meta.get("download_slot", "")
        pace = self._paces.get(key)
        slot = self._slots().get(key)
        if pace is None or slot is None:
            return
        slot.delay = max(slot.delay, pace.floor)
        if pace.not_before > monotonic():
            slot.lastseen = max(slot.lastseen, pace.not_before - slot.delay * max(0.0, 1.0 - slot.jitter))

    def _slow(self, request: Request, wait: float = 0.0) -> None:
        key = request.meta.get("download_slot", "")
        slot = self._slots().get(key)
        if slot is None:
            return
        pace = self._paces.setdefault(key, _Pace(0.0, slot.delay))
        pace.floor = min(max(2 * slot.delay, self._first_delay), self._max_delay)
        if wait:
            pace.not_before = max(pace.not_before, monotonic() + min(wait, self._max_delay))
        self._queued(request)

    def _ease(self, key: str) -> None:
        pace = self._paces.get(key)
        slot = self._slots().get(key)
        if pace is None or slot is None:
            return
        pace.floor *= _EASING
        slot.delay = max(pace.floor, pace.normal)
        if pace.floor <= pace.normal and pace.not_before <= monotonic():
            del self._paces[key]

    def _slots(self) -> dict[str, Slot]:
        engine = self._crawler.engine
        return engine.downloader.slots if engine else {}


def _retry_after(response: Response) -> float:
    """Seconds that Retry-After (RFC 9110, 10.2.3) asks for; 0 where it is absent, past or malformed."""
    value = (response.headers.get(b"Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.now(UTC)).total_seconds())


def _sight(response: Response) -> Sight:
    """What the answer looks like, also while its body is still compressed."""
    fields = {
        name.decode("latin-1"): b", ".join(response.headers.getlist(name)).decode("latin-1")
        for name in response.headers
    }
    body = response.body
    if body[:2] == b"\x1f\x8b":
        with suppress(zlib.error):
            body = zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(body, _INFLATED)
    return look(response.status, fields, body)


def _words(cause: Cause) -> str:
    if isinstance(cause, int):
        return f"HTTP status {cause}"
    return cause if isinstance(cause, str) else type(cause).__name__
