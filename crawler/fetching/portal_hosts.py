"""Only a portal's own hosts are fetched: hijacked mirrors keep the true path, so only the host name proves anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from crawler.host import ascii_host, host_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

ROBOTS_TXT = "robots_txt"
"""`Request.meta` key, true for a robots.txt fetch: it may be redirected to another authority (RFC 9309, 2.3.1.2)."""


class ForeignHost(IgnoreRequest):
    """A request, or the target of a redirect, names a host that is not one of the portal's."""

    def __init__(self, host: str, hosts: tuple[str, ...]):
        super().__init__(f"{host or 'no host'} is not a host of this portal ({', '.join(hosts)})")
        self.host = host
        self.hosts = hosts


class PortalHostsMiddleware:
    """Refuse requests to hosts outside `spider.portal.hosts`, on redirects too; see `ForeignHost`.

    A spider without a `portal` passes, and so does the fetch of a robots.txt. Order: first, before the robots part.
    """

    def __init__(self, crawler: Crawler):
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PortalHostsMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise `ForeignHost` unless the request's host belongs to the portal."""
        portal = getattr(self._crawler.spider, "portal", None)
        if portal is None or request.meta.get(ROBOTS_TXT):
            return
        host = host_of(request.url)
        if host not in {ascii_host(own.lower()) for own in portal.hosts}:
            raise ForeignHost(host, portal.hosts)
