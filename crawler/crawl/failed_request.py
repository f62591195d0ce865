"""A request that brought no answer at all."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.http import Request
from twisted.python.failure import Failure

from crawler.crawl.answers import is_block


@dataclass(frozen=True, slots=True)
class FailedRequest:
    """What was asked for, the kind of problem it is counted as, and one line for the operator."""

    request: Request
    kind: str
    message: str


def failed_request(failure: Failure) -> FailedRequest:
    """What an errback was given, explained. A block is a block, also where it stopped the host or stood before
    robots.txt."""
    # Not at the top: it knows the downloader's errors, and the downloader takes half a second to load, which every
    # command would pay that only looks at the spiders.
    from crawler.fetching.failure import explain

    request: Request = failure.request  # type: ignore[attr-defined]
    assert failure.value is not None
    told = explain(failure.value, request.url)
    kind = told.cause if told.cause and is_block(told.cause) else told.kind
    return FailedRequest(request, kind, told.message)
