"""What went over the wire, kept beside each response until the spider turns it into a `Capture` for the archive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy import Request

from crawler.fetching.conditional import HELD_CAPTURE
from crawler.fetching.decoding import decoded_of
from crawler.fetching.rendering import DRAW
from crawler.records import Capture

if TYPE_CHECKING:
    from scrapy.http import Headers, Response

CERTIFICATE = "certificate"
"""`Request.meta` key, filled by the download handler: what it says of the certificate that came with the answer."""

_FETCH = "capture_fetch"
_HOPS = "capture_hops"
_CREDENTIALS = frozenset({"authorization", "proxy-authorization"})


@dataclass(frozen=True, slots=True)
class _Fetch:
    """One exchange. `wire_body` is None where no Content-Encoding was applied and the exchange is no redirect."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    fetch_time: datetime
    ip: str | None
    method: str
    request_headers: tuple[tuple[str, str], ...]
    request_body: bytes
    encoded: bool
    wire_body: bytes | None
    redirects: int
    certificate: str | None

    @property
    def is_redirect(self) -> bool:
        return 300 <= self.status < 400 and self.status != 304


class CaptureMiddleware:
    """Keep in `request.meta` what later parts undo or drop: raw bytes, headers as received, time, address.

    Order: the last (about 890), so that it sees a response before redirects (600) and decompression (590), and a
    request with every header it is sent with.
    """

    def process_request(self, request: Request) -> None:
        """Turn the answer that led here, where it was a redirect, into a hop."""
        _close_hop(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the exchange; the response passes unchanged."""
        encoded = any(
            value.strip().lower() not in {b"", b"identity"} for value in response.headers.getlist(b"Content-Encoding")
        )
        is_redirect = 300 <= response.status < 400
        # Through a proxy the peer is the proxy, and a WARC-IP-Address must be the server's.
        peer = None if request.meta.get("proxy") else response.ip_address
        request.meta[_FETCH] = _Fetch(
            url=response.url,
            status=response.status,
            headers=_fields(response.headers),
            fetch_time=datetime.now(UTC),
            ip=str(peer) if peer else None,
            method=request.method,
            request_headers=_sent(request),
            request_body=request.body,
            encoded=encoded,
            wire_body=response.body if encoded or is_redirect else None,
            redirects=request.meta.get("redirect_times", 0),
            certificate=request.meta.pop(CERTIFICATE, None),
        )
        return response


def capture_of(response: Response) -> Capture:
    """The `Capture` of a response as the spider got it, with `decoded` filled where it is text.

    For a page that was not modified (304) it is the archived capture, which has its `warc` already.
    `fetch_time` is when the answer was complete. Credentials are left out of the request headers.
    A page that a browser drew names the capture it was drawn from. Raises RuntimeError where `CaptureMiddleware` did
    not see the response.
    """
    request = response.request
    held: Capture | None = request.meta.get(HELD_CAPTURE) if request is not None else None
    if request is not None and held is not None:
        return replace(held, requested_url=requested_url(request), decoded=decoded_of(response))
    fetch: _Fetch | None = request.meta.get(_FETCH) if request is not None else None
    if request is None or fetch is None:
        raise RuntimeError(f"no capture of {response.url}: CaptureMiddleware is not among DOWNLOADER_MIDDLEWARES")
    return Capture(
        url=response.url,
        requested_url=requested_url(request),
        status=response.status,
        headers=fetch.headers,
        body=response.body,
        fetch_time=fetch.fetch_time,
        wire_body=fetch.wire_body if fetch.encoded else None,
        ip=fetch.ip,
        method=fetch.method,
        request_headers=fetch.request_headers,
        request_body=fetch.request_body,
        certificate=fetch.certificate,
        drawn_from=request.meta.get(DRAW),
        decoded=decoded_of(response),
    )


def redirect_captures(source: Response | Request) -> tuple[Capture, ...]:
    """The 3xx answers that led to a response, first one first; of a failed request (errback), those that led to it.

    A hop's `body` is as received: nothing reads it, so it is not decompressed.
    """
    request = source if isinstance(source, Request) else source.request
    if request is None:
        return ()
    hops: tuple[_Fetch, ...] = request.meta.get(_HOPS, ())
    last: _Fetch | None = request.meta.get(_FETCH)
    if last is not None and last.is_redirect and last.redirects < request.meta.get("redirect_times", 0):
        hops = (*hops, last)
    first = requested_url(request)
    return tuple(_hop(fetch, first) for fetch in hops)


def _close_hop(request: Request) -> None:
    last: _Fetch | None = request.meta.pop(_FETCH, None)
    if last is not None and last.is_redirect and last.redirects < request.meta.get("redirect_times", 0):
        request.meta[_HOPS] = (*request.meta.get(_HOPS, ()), last)


def _hop(fetch: _Fetch, first_asked: str) -> Capture:
    body = fetch.wire_body or b""
    return Capture(
        url=fetch.url,
        requested_url=first_asked,
        status=fetch.status,
        headers=fetch.headers,
        body=body,
        fetch_time=fetch.fetch_time,
        wire_body=body if fetch.encoded else None,
        ip=fetch.ip,
        method=fetch.method,
        request_headers=fetch.request_headers,
        request_body=fetch.request_body,
        certificate=fetch.certificate,
    )


def requested_url(request: Request) -> str:
    """The address first asked for, before redirects: the one that a list names."""
    urls: list[str] = request.meta.get("redirect_urls", [])
    return urls[0] if urls else request.url


def _sent(request: Request) -> tuple[tuple[str, str], ...]:
    host = request.url.split("://", 1)[-1].split("/", 1)[0].split("?", 1)[0].rpartition("@")[2]
    fields = tuple(field for field in _fields(request.headers) if field[0].lower() not in _CREDENTIALS)
    return fields if b"Host" in request.headers else (("Host", host), *fields)


def _fields(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name in headers for value in headers.getlist(name)
    )
