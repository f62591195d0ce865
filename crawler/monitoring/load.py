"""The load that a run puts on each host: what 《网络数据安全管理条例》第十八条 asks automatic collectors to assess."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.host import host_of

_PEAK_SECONDS = 60.0


@dataclass(slots=True)
class HostLoad:
    """What one host was asked, robots.txt, redirects and retries counted.

    `response_bytes` are bodies as received, still compressed. `peak_per_minute` is the most requests that ended within
    any 60 seconds. `errors` are requests without an answer and answers with a status of 400 or more.
    """

    requests: int = 0
    unanswered: int = 0
    response_bytes: int = 0
    peak_per_minute: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    _recent: deque[float] = field(default_factory=deque)

    @property
    def errors(self) -> int:
        """Requests that failed or were refused."""
        return self.unanswered + sum(count for status, count in self.statuses.items() if status >= 400)

    def ended(self, now: float) -> None:
        """One request has ended, with an answer or without; `now` is a monotonic time in seconds."""
        self.requests += 1
        self._recent.append(now)
        while self._recent[0] <= now - _PEAK_SECONDS:
            self._recent.popleft()
        self.peak_per_minute = max(self.peak_per_minute, len(self._recent))

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "requests": self.requests,
            "errors": self.errors,
            "unanswered": self.unanswered,
            "response_bytes": self.response_bytes,
            "peak_per_minute": self.peak_per_minute,
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
        }


class LoadMeter:
    """Listens to the downloader: `downloaded` and `left` are receivers of Scrapy's signals of about those names."""

    def __init__(self) -> None:
        self.hosts: dict[str, HostLoad] = {}
        self._answered: set[int] = set()

    def downloaded(self, response: Response, request: Request) -> None:
        """An answer came; Scrapy sends this before `left` for the same request."""
        load = self.hosts.setdefault(host_of(request.url), HostLoad())
        load.statuses[response.status] += 1
        load.response_bytes += len(response.body)
        self._answered.add(id(request))

    def left(self, request: Request) -> None:
        """A request has ended, with an answer or without."""
        load = self.hosts.setdefault(host_of(request.url), HostLoad())
        load.ended(monotonic())
        if id(request) in self._answered:
            self._answered.discard(id(request))
        else:
            load.unanswered += 1

    @property
    def requests(self) -> int:
        """Requests of all hosts."""
        return sum(load.requests for load in self.hosts.values())

    @property
    def response_bytes(self) -> int:
        """Bytes of all hosts."""
        return sum(load.response_bytes for load in self.hosts.values())

    def as_dict(self) -> dict[str, Any]:
        """The load by host as plain JSON values."""
        return {host: load.as_dict() for host, load in sorted(self.hosts.items())}
