"""Pages that list units (单位) with a column each."""

from __future__ import annotations

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from crawler.crawl import priorities
from crawler.crawl.account import Account
from crawler.crawl.answers import kind_of, page_of
from crawler.crawl.arrivals import Arrivals
from crawler.crawl.columns import Columns
from crawler.crawl.drawings import Drawings
from crawler.crawl.failed_request import failed_request
from crawler.crawl.items import Output
from crawler.crawl.own_addresses import OwnAddresses
from crawler.discovery import column_hints, links
from crawler.discovery.addresses import is_list_address
from crawler.store import url_key


class Units:
    """Goes from a page of units (hub) over their front pages to their columns, all below the hub's own path."""

    def __init__(
        self, arrivals: Arrivals, addresses: OwnAddresses, columns: Columns, drawings: Drawings, account: Account
    ) -> None:
        self._arrivals = arrivals
        self._addresses = addresses
        self._columns = columns
        self._drawings = drawings
        self._account = account

    def open(self, hub: str) -> Request:
        """Asks for a page of units."""
        return self._request(hub, hub, 0)

    def _request(self, url: str, hub: str, depth: int) -> Request:
        self._addresses.looked_at.add(url_key(url))
        return Request(
            url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"hub": hub, "depth": depth},
            priority=priorities.LIST,
            dont_filter=True,
        )

    def parse(self, response: Response, hub: str, depth: int) -> Output:
        """A page that lists units, or a unit's front page: the annual-report columns below the hub's own path."""
        capture = yield from self._arrivals.archived(response, "list")
        page, trouble = page_of(response)
        if request := self._drawings.redrawn(response, capture, trouble):
            yield request
            return
        if page is not None and (request := self._drawings.drawn_lead(response, page, capture)):
            yield request
            return
        if page is None:
            told = f"page of units not read: {trouble}"
            self._account.problem(kind_of(trouble), response.url, told, on_list=True)
            return
        self._account.tally.list_pages += 1
        found = links(page.tree, page.url)
        below = hub.rpartition("/")[0] + "/"
        annual = {hint.url for hint in column_hints(found, page.url) if hint.kind == "annual"}
        for link in found:
            if link.url is None or not link.url.startswith(below) or not self._addresses.is_new(link.url):
                continue
            if link.url in annual and self._columns.has_room(link.url):
                yield self._columns.open(link.url, 1)
            elif depth == 0 and is_list_address(link.url) and self._columns.has_room(link.url):
                yield self._request(link.url, hub, 1)

    def failed(self, failure: Failure) -> None:
        """A page of units that could not be fetched: the run is partial."""
        told = failed_request(failure)
        self._account.problem(told.kind, told.request.url, told.message, on_list=True)
