"""PortalSpider: list → report → attachment, the one crawl loop. A family overrides how its lists are read."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure

from crawler.arguments import CrawlArguments
from crawler.crawl.account import Account
from crawler.crawl.answers import block_told, is_block, page_of
from crawler.crawl.arrivals import Arrivals
from crawler.crawl.column_progress import ColumnProgress
from crawler.crawl.column_search import ColumnSearch
from crawler.crawl.columns import Columns
from crawler.crawl.drawings import Drawings
from crawler.crawl.failed_request import failed_request
from crawler.crawl.family import Families, Family
from crawler.crawl.file_fetch import FileFetch
from crawler.crawl.items import Output
from crawler.crawl.list_reading import ListReading
from crawler.crawl.own_addresses import OwnAddresses
from crawler.crawl.report_fetch import ReportFetch
from crawler.crawl.report_links import ReportLinks
from crawler.crawl.units import Units
from crawler.discovery import AskedPage, ListSequence, links, redirect_target
from crawler.discovery.list_size import list_size
from crawler.discovery.paging import next_link
from crawler.fetching.rendering import outcome_of
from crawler.monitoring.tally import Tally
from crawler.monitoring.verdict import NETWORK_KINDS, RunVerdict
from crawler.output import store_url
from crawler.page import Page
from crawler.records import Capture, ListPage, PageRequest, Portal, Verdict
from crawler.store import Store


class PortalSpider(scrapy.Spider):
    """Crawls one portal. A spider file states the facts below; a family states how its lists page.

    `columns` are addresses of list pages that hold annual reports, or of a report itself; `hubs` of pages that list
    units with a column each. Where a column fails or is empty, it is looked for from `home`, and the run's record says
    which way it went. Arguments: `years=2016-2020`,
    `recheck=1` (crawler.arguments).
    """

    title: ClassVar[str] = ""
    hosts: ClassVar[tuple[str, ...]] = ()
    division_code: ClassVar[str | None] = None
    division_name: ClassVar[str | None] = None
    home: ClassVar[str | None] = None
    columns: ClassVar[tuple[str, ...]] = ()
    hubs: ClassVar[tuple[str, ...]] = ()
    organs: ClassVar[tuple[str, ...]] = ()
    collections: ClassVar[tuple[str, ...]] = ()
    copies: ClassVar[tuple[str, ...]] = ()
    rendered: ClassVar[bool] = False
    rendered_columns: ClassVar[tuple[str, ...]] = ()
    static_hosts: ClassVar[tuple[str, ...]] = ()
    legacy_tls: ClassVar[tuple[str, ...]] = ()
    takes_url: ClassVar[bool] = False
    pages_of_list: ClassVar[int | None] = None

    family: ClassVar[str] = "generic"
    containers: ClassVar[tuple[str, ...]] = ()

    portal: Portal
    arguments: CrawlArguments
    store: Store
    run_id: str
    tally: Tally
    verdict: RunVerdict | None = None
    addresses: OwnAddresses
    _looking_again = False

    # --- What a family overrides -------------------------------------------------------------------------------------

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None. The generic family recognises nothing."""
        return None

    @classmethod
    def is_data(cls, page: Page) -> bool:
        """Whether a page is an answer of a list's API (JSON, XML), with entries and nothing else on it."""
        return False

    @classmethod
    def next_pages(cls, page: Page) -> tuple[tuple[PageRequest, ...], int | None]:
        """The pages after this one that the page itself names, and the number of pages it says the list has.

        Never a page past the last: where the page names none, there is none.
        """
        url = next_link(page)
        return ((PageRequest(url),) if url else ()), list_size(page).page_count

    @classmethod
    def read_list(cls, page: Page) -> ListPage:
        """The links of a list page in page order, and its further pages."""
        further, page_count = cls.next_pages(page)
        return ListPage(links(page.tree, page.url), further, list_size(page).total, page_count)

    @classmethod
    def leads_to_reports(cls, page: Page) -> bool:
        """Whether the further pages of a page that is no list itself are lists of annual reports and nothing else."""
        return False

    # --- Set-up ------------------------------------------------------------------------------------------------------

    @classmethod
    def describe(cls, arguments: CrawlArguments) -> Portal:
        """The portal's facts as a record, from what the spider file states."""
        return Portal(
            name=cls.name,
            title=cls.title,
            hosts=cls.hosts,
            division_code=cls.division_code,
            division_name=cls.division_name,
            family=cls.family,
            columns=cls.columns,
            hubs=cls.hubs,
            home=cls.home,
            organs=cls.organs,
            collections=cls.collections,
            copies=cls.copies,
            rendered=cls.rendered,
            rendered_columns=cls.rendered_columns,
            static_hosts=cls.static_hosts,
            legacy_tls=cls.legacy_tls,
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Builds the spider and opens the store. Raises WrongUse for unknown arguments, StoreError for the store."""
        arguments = CrawlArguments.parse(kwargs, takes_url=cls.takes_url)
        spider = super().from_crawler(crawler)
        spider.arguments = arguments
        spider.portal = cls.describe(arguments)
        spider.run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        spider.store = Store.open(store_url(crawler.settings))
        spider.tally = Tally()
        spider._furnish(Families(cls, tuple(load_object(path) for path in crawler.settings.getlist("FAMILIES"))))
        crawler.signals.connect(spider._idle, signal=signals.spider_idle)
        return spider

    def _furnish(self, families: Families) -> None:
        """Puts the rooms of crawler.crawl together; each knows only those before it."""
        portal, arguments, settings = self.portal, self.arguments, self.settings
        account = Account(portal.name, self.tally, self.logger)
        arrivals = Arrivals(self.tally)
        addresses = OwnAddresses(portal, account)
        columns = Columns(addresses, account, settings, self.parse_list, self.list_failed, self.pages_of_list)
        drawings = Drawings(portal, families, columns, account, settings)
        files = FileFetch(addresses, account, settings)
        reports = ReportFetch(
            portal, self.run_id, arguments, self.containers, arrivals, addresses, drawings, files, account, settings
        )
        reading = ListReading(self, families, addresses, columns, drawings, account)
        units = Units(arrivals, addresses, columns, drawings, account)
        self._account, self._arrivals, self.addresses, self._columns = account, arrivals, addresses, columns
        self._drawings, self._reading, self._units = drawings, reading, units
        self._report_links = ReportLinks(self.store, arguments, addresses, reports, account, settings)
        self._search = ColumnSearch(
            portal.home,
            families,
            arrivals,
            addresses,
            columns,
            drawings,
            reading,
            units,
            account,
            settings,
            self._named_sitemaps,
        )

    def _named_sitemaps(self, url: str) -> tuple[str, ...]:
        # Not at the top: with it comes the downloader, which is for crawls only.
        from crawler.fetching.robots import RobotsPolicyMiddleware

        robots = self.crawler.get_downloader_middleware(RobotsPolicyMiddleware)
        return robots.sitemaps(url) if robots else ()

    # --- From the first request to the last --------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        """The first requests: the known columns, or the home page where none is known."""
        for url in self.portal.columns:
            yield self._columns.open(url)
        for url in self.portal.hubs:
            yield self._units.open(url)
        if not self.portal.columns and self.portal.home:
            yield self._search.begin(self.portal.home)

    def _idle(self, spider: scrapy.Spider) -> None:
        """When all is done: goes on where there is more to do, else tells what is missing."""
        requests = self._next_requests()
        if not requests:
            self._columns.tell_shortages()
            return
        engine = self.crawler.engine
        assert engine is not None
        for request in requests:
            engine.crawl(request)
        raise DontCloseSpider

    def _next_requests(self) -> list[Request]:
        """Has lists drawn that scripts fill, then looks for the column where a known one failed, then again at reports
        that are due."""
        if drawings := self._drawings.next():
            return drawings
        if not self._search.begun:
            broken = [column for column in self._columns.known.values() if column.failure or not column.reports]
            if broken and self.portal.home and self._reached:
                self._tell_broken(broken)
                return [self._search.begin(self.portal.home)]
        elif (look := self._search.next_look()) is not None:
            return [look]
        if self._reached and not self._looking_again:
            self._looking_again = True
            return self._report_links.due()
        return []

    def _tell_broken(self, columns: list[ColumnProgress]) -> None:
        home = self.portal.home
        for column in columns:
            why = column.failure or "no report in it"
            self.tally.ways.append(f"column {column.url} failed ({why}): looked for it from {home}")
            self.logger.warning("%s: column %s: %s; looking for it from %s", self.portal.name, column.url, why, home)

    @property
    def _reached(self) -> bool:
        return any(problem.kind not in NETWORK_KINDS for problem in self.tally.problems) or self.tally.list_pages > 0

    # --- Lists -------------------------------------------------------------------------------------------------------

    def parse_list(
        self, response: Response, column: ColumnProgress, depth: int, sequence: ListSequence, asked: PageRequest
    ) -> Output:
        """A page of a known column: its reports, its further pages, the columns below it."""
        capture = yield from self._arrivals.archived(response, "list")
        page, trouble = page_of(response)
        if request := self._drawings.redrawn(response, capture, trouble, column):
            yield request
            return
        self._columns.open_pages -= 1
        if page is None:
            self._list_trouble(response, column, trouble)
            sequence.failed()
            yield from self._columns.next_page(sequence, column, depth)
        elif target := redirect_target(page.tree, page.url):
            yield from self._columns.inner_page(target, column, depth)
        else:
            outcome = outcome_of(response)
            asked_page = AskedPage(page.url, page.text, asked)
            yield from self._reading.read(asked_page, capture, column, depth, sequence, outcome)
            yield from self._reading.read_clicked(outcome, capture, column, depth, sequence)
        yield from self._search.go_on()

    def list_page_read(
        self, column: ColumnProgress, capture: Capture, family: type[Family], evidence: str, reports: int
    ) -> None:
        """Tells of one list page: where it stood, what it was read as and why, how many reports were on it."""
        self.logger.info("%s: list page %s: %d reports (%s)", self.portal.name, capture.url, reports, evidence)

    def take(self, url: str, title: str, verdict: Verdict, column: ColumnProgress) -> Output:
        """A link judged to be a report: into the ledger, and fetched unless the store has it."""
        yield from self._report_links.take(url, title, verdict, column)

    def take_own(self, page: Page, capture: Capture, verdict: Verdict, column: ColumnProgress) -> Output:
        """A page of a column that is a report itself: kept as one, without a second request for it."""
        yield from self._report_links.take_own(page, capture, verdict, column)

    def tell(self, kind: str, url: str, message: str) -> None:
        """Tells of a problem that a pipeline found, as of one of the crawl's own."""
        self._account.problem(kind, url, message)

    def list_failed(self, failure: Failure) -> Output:
        """A list page that could not be fetched: the run is partial, and the column is looked for elsewhere."""
        self._columns.open_pages -= 1
        told = failed_request(failure)
        column: ColumnProgress = told.request.cb_kwargs["column"]
        column.failure = column.failure or told.message
        self._drawings.setback(column, told.kind, told.request.url, told.message)
        sequence: ListSequence = told.request.cb_kwargs["sequence"]
        sequence.failed()
        yield from self._columns.next_page(sequence, column, told.request.cb_kwargs["depth"])
        yield from self._search.go_on()

    def _list_trouble(self, response: Response, column: ColumnProgress, trouble: str) -> None:
        column.failure = column.failure or trouble
        if is_block(trouble):
            told = block_told("list page", response, trouble)
            self._account.problem(trouble, response.url, told, on_list=True)
        else:
            self._drawings.setback(column, "http_status", response.url, f"list page not read: {trouble}")
