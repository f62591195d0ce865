"""robots.txt (RFC 9309), obeyed by every request: Scrapy 2.19's own part lets later waiters through."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request, signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.misc import build_from_crawler

from crawler.fetching.back_off import HostStopped
from crawler.fetching.blocking import classify
from crawler.fetching.ending import RunEnding
from crawler.fetching.network_guard import NotPublic
from crawler.fetching.portal_hosts import ROBOTS_TXT, ForeignHost

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

_PARSED_BYTES = 512 * 1024
"""RFC 9309, 2.5: at least 500 KiB must be read; the rest of a longer file is not."""
_DENY_ALL = b"User-agent: *\nDisallow: /\n"
_NON_ASCII = re.compile(rb"[\x80-\xff]")


class RobotsDenied(IgnoreRequest):
    """robots.txt does not let this address be fetched.

    `status` is the status of robots.txt itself; `verdict` is what `blocking.classify` says of that answer: "ok" for a
    rule of the file, "blocked:<vendor>" where a protection system answered in its place and so all is denied.
    """

    def __init__(self, url: str, status: int, verdict: str):
        by = "a rule" if status < 400 else f"its status {status}" + ("" if verdict == "ok" else f" ({verdict})")
        super().__init__(f"robots.txt forbids {url} by {by}")
        self.url = url
        self.status = status
        self.verdict = verdict


class RobotsPolicyMiddleware(RobotsTxtMiddleware):
    """Replaces Scrapy's RobotsTxtMiddleware, at the same order (100) and under the same ROBOTSTXT_ settings.

    One fetch of robots.txt per scheme, host and port, shared by all who wait for it. A 5xx or 429 denies all; any
    other 4xx and a redirect that does not end allow all. Where it cannot be fetched (name not found, refused,
    timeout, TLS, stopped host) the requests fail with that same exception: the host is unreachable, not forbidding.
    """

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        self._answers: dict[str, asyncio.Task[tuple[RobotParser, int, str]]] = {}
        self._rules: dict[str, bytes] = {}

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The addresses that `Sitemap:` lines of the robots.txt of this address' origin name, as written there.

        None where that file was not asked for yet. The lines are sitemaps.org's, allowed by RFC 9309 (2.2.4).
        """
        rules = self._rules.get(_origin(url), b"").decode("utf-8", "replace")
        return tuple(dict.fromkeys(Protego.parse(rules).sitemaps))

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Raise `RobotsDenied`, or what kept robots.txt from being fetched."""
        origin = _origin(request.url)
        if request.meta.get("dont_obey_robotstxt") or not origin:
            return
        if origin not in self._answers:
            self._answers[origin] = asyncio.ensure_future(self._ask(origin, request))
        parser, status, verdict = await asyncio.shield(self._answers[origin])
        agent = self._robotstxt_useragent or request.headers.get(b"User-Agent", self._default_useragent) or b""
        if not parser.allowed(request.url, agent):
            self._stats.inc_value("robotstxt/forbidden")
            raise RobotsDenied(request.url, status, verdict)

    async def _ask(self, origin: str, request: Request) -> tuple[RobotParser, int, str]:
        """Fetch and parse; returns the parser, the status and the verdict on the answer."""
        meta = {"dont_obey_robotstxt": True, ROBOTS_TXT: True}
        if "download_slot" in request.meta:
            meta["download_slot"] = request.meta["download_slot"]
        question = Request(f"{origin}/robots.txt", priority=self.DOWNLOAD_PRIORITY, meta=meta, callback=NO_CALLBACK)
        self._stats.inc_value("robotstxt/request_count")
        engine = self.crawler.engine
        if engine is None:
            raise RuntimeError("robots.txt was asked for before the crawl began")
        try:
            response = await engine.download_async(question)
        except (NotPublic, ForeignHost, HostStopped, RunEnding):
            raise
        except IgnoreRequest:
            # Redirects without end, or a compression bomb: "unavailable" in the RFC's sense (2.3.1.2, 2.3.1.3).
            status, verdict, rules = 404, "ok", b""
        else:
            self._stats.inc_value("robotstxt/response_count")
            self._stats.inc_value(f"robotstxt/response_status_count/{response.status}")
            status, verdict, rules = _read(response)
        self._rules[origin] = rules
        parser: RobotParser = build_from_crawler(self._parserimpl, self.crawler, rules)
        await self.crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=parser, request=request
        )
        return parser, status, verdict


def _origin(url: str) -> str:
    """Scheme, host and port; "" where robots.txt rules nothing (data:, file:)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}" if parts.scheme in {"http", "https"} else ""


def _read(response: Response) -> tuple[int, str, bytes]:
    status = response.status
    if status >= 500 or status == 429:
        headers = {
            name.decode("latin-1"): b", ".join(response.headers.getlist(name)).decode("latin-1")
            for name in response.headers
        }
        return status, classify(status, headers, response.body), _DENY_ALL
    if status >= 300:
        return status, "ok", b""
    return status, "ok", rules_of(response.body)


def rules_of(body: bytes) -> bytes:
    """The rules in the bytes of a robots.txt, as UTF-8: none where an HTML page was sent in its place.

    A path in another encoding than UTF-8 (GBK) keeps its bytes, percent-encoded, as RFC 9309 (2.2.2) compares them.
    """
    body = body[:_PARSED_BYTES]
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if body.startswith(mark):
            body = body[2:].decode(name, "ignore").encode("utf-8")
    body = body.removeprefix(b"\xef\xbb\xbf")
    if body.lstrip().startswith(b"<"):
        return b""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return _NON_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], body)
    return body
