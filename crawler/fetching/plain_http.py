"""A portal whose https cannot shake hands is asked by http: many counties moved half-way."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import DownloadConnectionRefusedError

from crawler.fetching.failure import tls_reason
from crawler.fetching.tls import NoHandshake
from crawler.host import host_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class PlainHttpMiddleware:
    """Order: 560, so that the back-off (550) never counts a handshake that http replaces.

    An https request that fails in the TLS handshake (the second time where the connection was just broken off in it),
    or whose port is closed, is sent again to the same address by
    http, and so is every later https request to that host in this run. `redirect_urls` holds the https address, so the
    capture's `requested_url` is the one first asked for; the way is logged and stands in the run's record
    (`spider.tally.ways`). Where http had redirected to https, the failure stands.
    """

    def __init__(self, crawler: Crawler):
        self._crawler = crawler
        self._hosts: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PlainHttpMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> Request | None:
        """The http request in place of an https one to a host that was found to need it."""
        return _plain(request) if host_of(request.url) in self._hosts else None

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The http request in place of an https one that failed in its handshake."""
        reason = tls_reason(exception)
        if reason is None and isinstance(exception, DownloadConnectionRefusedError) and not request.meta.get("proxy"):
            reason = "the port is closed"
        if reason is None and isinstance(exception, NoHandshake) and request.meta.get("retry_times", 0):
            reason = "broken off"
        plain = _plain(request) if reason else None
        if plain is None:
            return None
        host = host_of(request.url)
        if host not in self._hosts:
            self._hosts.add(host)
            way = f"{host}: https cannot shake hands ({reason}): asked by http"
            logger.warning("%s", way)
            tally = getattr(self._crawler.spider, "tally", None)
            if tally is not None:
                tally.ways.append(way)
        return plain


def _plain(request: Request) -> Request | None:
    """`request` by http; None where it is no https request on the usual port, or http has led to it."""
    if not request.url.startswith("https://"):
        return None
    url = "http://" + request.url.removeprefix("https://").replace(":443/", "/", 1)
    asked: list[str] = request.meta.get("redirect_urls", [])
    if url in asked or request.url in asked or _other_port(url):
        return None
    meta = request.meta | {"redirect_urls": [*asked, request.url]}
    # The slot and the proxy are those of the other scheme; Scrapy finds them again.
    return request.replace(url=url, dont_filter=True, meta={k: v for k, v in meta.items() if k not in _OF_A_CONNECTION})


_OF_A_CONNECTION = frozenset({"proxy", "_auth_proxy", "download_latency"})


def _other_port(url: str) -> bool:
    return ":" in url.removeprefix("http://").partition("/")[0].rpartition("]")[2]
