"""What an answer is good for: the page on it, or the trouble that stands in its place."""

from __future__ import annotations

import struct
import zlib

from scrapy.http import Response, TextResponse
from scrapy.utils.gz import gunzip, gzip_magic_number

from crawler.fetching.blocking import look, redirected_home
from crawler.fetching.capture import requested_url
from crawler.page import Page

_ADVICE = "the portal shields itself; nothing was expired, try again later or from another network"

_UNPACKED_SITEMAP = 50 * 1024 * 1024
"""Bytes; sitemaps.org allows no larger one."""


def trouble_of(response: Response) -> str:
    """What stands in a page's place: a verdict of crawler.fetching.blocking, or `HTTP` and a status; "" for a page."""
    sight = look(response.status, _headers(response), response.body).verdict
    if sight != "ok":
        return sight
    if response.request and redirected_home(requested_url(response.request), response.url):
        return "soft_404"
    return "" if response.status == 200 else f"HTTP {response.status}"


def page_of(response: Response) -> tuple[Page | None, str]:
    """The page, or None and the trouble."""
    trouble = trouble_of(response)
    if trouble:
        return None, trouble
    if not isinstance(response, TextResponse):
        content_type = response.headers.get("Content-Type") or b"a file"
        return None, f"not a page but {content_type.decode('latin-1')}"
    return Page(response.url, response.text), ""


def sitemap_of(response: Response) -> tuple[Page | None, str]:
    """As `page_of`, for a sitemap, which may be a file packed with gzip (`sitemap.xml.gz`, as sitemaps.org has it)."""
    if not gzip_magic_number(response):
        return page_of(response)
    if trouble := trouble_of(response):
        return None, trouble
    try:
        unpacked = gunzip(response.body, max_size=_UNPACKED_SITEMAP)
    except (EOFError, OSError, ValueError, struct.error, zlib.error) as error:
        return None, f"a packed sitemap that is damaged or larger than {_UNPACKED_SITEMAP} bytes ({error})"
    return Page(response.url, unpacked.decode("utf-8", "replace")), ""


def is_block(trouble: str) -> bool:
    """Whether a protection system answered in the portal's place."""
    return trouble.startswith("blocked:")


def kind_of(trouble: str) -> str:
    """The kind of problem that a page with this trouble is counted as."""
    return trouble if is_block(trouble) else "http_status"


def block_told(what: str, response: Response, trouble: str) -> str:
    """One line for the operator: what was blocked, by which sign it is known, what to do."""
    sign = look(response.status, _headers(response), response.body).sign
    return f"{what} {trouble} ({sign}): {_ADVICE}"


def _headers(response: Response) -> dict[str, str]:
    return {str(name): str(value) for name, value in response.headers.to_unicode_dict().items()}
