"""Conditional requests: a page that the archive holds is asked for only if it has changed, and read from the archive
where it has not.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.http import Headers, Request
from scrapy.responsetypes import responsetypes

from crawler.archive import ArchiveError, read
from crawler.fetching.portal_hosts import ROBOTS_TXT
from crawler.fetching.rendering import is_drawing
from crawler.store import Held, StoreError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.records import Capture

logger = logging.getLogger(__name__)

HELD_CAPTURE = "held_capture"
"""`Request.meta` key: the archived `Capture` that a response was read from; `capture.warc` says where it stands."""
PAGE_UNCHANGED = "page_unchanged"
"""`Request.meta` key, set by the spider for a file of a page that came back unchanged: not asked for where held."""

_UNCHANGED = "conditional_unchanged"
_ASKED = "conditional_asked"
_PLAIN = "conditional_plain"
_FIELDS = ("If-None-Match", "If-Modified-Since")


class ConditionalGetMiddleware:
    """Send back the validators of the newest archived answer of an address; answer a 304 from the archive.

    Order: 588, so that it sees bodies without Content-Encoding (590 has undone it) and what it returns is decoded
    (585). What comes out for a 304 is a response with status 200, the archived headers and body, and the flag
    "not modified"; `crawler.fetching.capture.capture_of` gives the archived capture for it, fetched now.

    A validator is only ever the one that this address sent itself, verbatim. Where a 304 answers a request without
    validators, names another entity tag than was asked about, or the archive can't give the page back whole, the page
    is asked for once more without conditions. After CONDITIONAL_TRUST_DAYS (default 90) a page is fetched in full
    once: some servers say 304 for ever.
    """

    def __init__(self, crawler: Crawler):
        self._crawler = crawler
        self._archive = Path(crawler.settings["OUTPUT_DIR"]) / "warc"
        self._trust = timedelta(days=crawler.settings.getfloat("CONDITIONAL_TRUST_DAYS", 90.0))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ConditionalGetMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """Add the validators; the archived response itself for a file that needs not be asked for."""
        if is_drawing(request):  # it is not asked for, so not with conditions
            return None
        for name in (HELD_CAPTURE, _UNCHANGED, _ASKED):
            request.meta.pop(name, None)  # a redirect or a retry copies those of the request before it
        for field in _FIELDS:
            request.headers.pop(field, None)
        held = self._held(request)
        if held is None:
            return None
        request.meta[_ASKED] = held
        if request.meta.get(PAGE_UNCHANGED):
            return self._from_archive(request, held)
        age = datetime.now(UTC) - held.fetch_time
        if not request.meta.get(_PLAIN) and timedelta(0) <= age <= self._trust:
            for field, value in zip(_FIELDS, (held.etag, held.last_modified), strict=True):
                if value is not None:
                    request.headers[field] = value.encode("latin-1")
        return None

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The response, or in place of a 304 the archived one or the request to ask again with."""
        if is_drawing(request):
            return response
        held: Held | None = request.meta.pop(_ASKED, None)
        if request.meta.get(HELD_CAPTURE) is not None:
            return response
        if response.status != 304:
            if held is not None and response.status == 200:
                request.meta[_UNCHANGED] = hashlib.sha256(response.body).hexdigest() == held.payload_sha256
            return response
        if held is not None and self._was_asked(request) and _same_tag(held, response):
            archived = self._from_archive(request, held)
            if archived is not None:
                self._count("not_modified")
                return archived
        if request.meta.get(_PLAIN):
            return response
        self._count("asked_again")
        logger.info("%s: 304 for what is not held as it was; asked for again without conditions", request.url)
        again = request.replace(dont_filter=True)
        again.meta[_PLAIN] = True
        again.headers["Cache-Control"] = "no-cache"
        return again

    def _held(self, request: Request) -> Held | None:
        portal = getattr(self._crawler.spider, "portal", None)
        store = getattr(self._crawler.spider, "store", None)
        if portal is None or store is None or request.method != "GET" or request.meta.get(ROBOTS_TXT):
            return None
        try:
            held: Held | None = store.held(portal.name, request.url)
        except StoreError as error:
            logger.warning("%s: asked for without conditions: %s", request.url, error)
            return None
        return held

    @staticmethod
    def _was_asked(request: Request) -> bool:
        return any(field in request.headers for field in _FIELDS)

    def _from_archive(self, request: Request, held: Held) -> Response | None:
        """The archived answer as a response, None where the archive can't give it back with the digest it had."""
        try:
            capture = read(self._archive, held.warc)
        except ArchiveError as error:
            logger.warning("%s: the archived page can't be read: %s", request.url, error)
            return None
        if hashlib.sha256(capture.body).hexdigest() != held.payload_sha256:
            logger.warning("%s: the archived page is not the one that was stored; fetched again", request.url)
            return None
        capture.fetch_time = datetime.now(UTC)
        request.meta[HELD_CAPTURE] = capture
        request.meta[_UNCHANGED] = True
        headers = _headers(capture)
        cls = responsetypes.from_args(headers=headers, url=request.url, body=capture.body)
        return cls(request.url, status=200, headers=headers, body=capture.body, flags=["not modified"])

    def _count(self, what: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"conditional/{what}")


def is_unchanged(response: Response) -> bool:
    """Whether the page is byte for byte the one that the archive held before it was asked for."""
    return response.request is not None and bool(response.request.meta.get(_UNCHANGED))


def _same_tag(held: Held, response: Response) -> bool:
    """Whether the 304 names no other entity tag than was asked about; weak and strong compare alike."""
    named = (response.headers.get(b"ETag") or b"").decode("latin-1").strip()
    return not named or held.etag is None or named.removeprefix("W/") == held.etag.removeprefix("W/")


def _headers(capture: Capture) -> Headers:
    """The archived header fields without those that concern how the body was sent."""
    sent = {"content-encoding", "transfer-encoding", "content-length"}
    headers = Headers()
    for name, value in capture.headers:
        if name.lower() not in sent:
            headers.appendlist(name.encode("latin-1"), value.encode("latin-1"))
    return headers
