"""PortalSpider: list → report → attachment, the one crawl loop. A family overrides how its lists are read."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response, TextResponse
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure

from crawler.arguments import CrawlArguments
from crawler.discovery import (
    ColumnHint,
    column_hints,
    column_name,
    frame_sources,
    is_annual_column,
    judge,
    links,
    looks_like_article,
    redirect_target,
)
from crawler.discovery.addresses import is_list_address
from crawler.discovery.article_title import article_title
from crawler.discovery.paging import next_link
from crawler.extraction import attachments, mentions_files
from crawler.fetching.blocking import classify, redirected_home
from crawler.fetching.capture import capture_of, redirect_captures
from crawler.fetching.failure import Failure as FetchFailure
from crawler.fetching.failure import explain
from crawler.monitoring.tally import Problem, Tally
from crawler.monitoring.verdict import NETWORK_KINDS, RunVerdict
from crawler.output import store_url
from crawler.page import Page
from crawler.records import (
    Attachment,
    Capture,
    LedgerEntry,
    Link,
    ListPage,
    PageRequest,
    Portal,
    Report,
    Verdict,
)
from crawler.store import Store, url_key

Item = Capture | LedgerEntry | Report
Output = Iterator[Item | Request]

_LIST_PRIORITY = 10
_SUBCOLUMN_DEPTH = 3


@dataclass(slots=True)
class ColumnProgress:
    """What was seen of one column (栏目) in this run."""

    url: str
    pages: int = 0
    reports: int = 0
    failure: str | None = None
    pages_requested: set[str] = field(default_factory=set)


@dataclass(slots=True)
class PendingReport:
    """A report page whose files are still being fetched, one after the other."""

    report: Report
    waiting: list[Attachment]


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
    takes_url: ClassVar[bool] = False

    family: ClassVar[str] = "generic"
    containers: ClassVar[tuple[str, ...]] = ()

    portal: Portal
    arguments: CrawlArguments
    store: Store
    run_id: str
    tally: Tally
    verdict: RunVerdict | None = None

    # --- What a family overrides -------------------------------------------------------------------------------------

    @classmethod
    def recognises(cls, page: Page) -> str | None:
        """The evidence that a page is of this family, or None. The generic family recognises nothing."""
        return None

    @classmethod
    def next_pages(cls, page: Page) -> tuple[tuple[PageRequest, ...], int | None]:
        """The pages after this one that the page itself names, and the number of pages it says the list has.

        Never a page past the last: where the page names none, there is none.
        """
        url = next_link(page)
        return ((PageRequest(url),) if url else ()), None

    @classmethod
    def read_list(cls, page: Page) -> ListPage:
        """The links of a list page in page order, and its further pages."""
        further, page_count = cls.next_pages(page)
        return ListPage(links(page.tree, page.url), further, page_count=page_count)

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
        spider._families = [load_object(path) for path in crawler.settings.getlist("FAMILIES")]
        crawler.signals.connect(spider._idle, signal=signals.spider_idle)
        return spider

    def __init__(self) -> None:
        super().__init__()
        self._families: list[type[PortalSpider]] = []
        self._columns: dict[str, ColumnProgress] = {}
        self._seen_reports: set[str] = set()
        self._looked_at: set[str] = set()
        self._discovery_pages = 0
        self._discovering = False

    async def start(self) -> AsyncIterator[Any]:
        """The first requests: the known columns, or the home page where none is known."""
        for url in self.portal.columns:
            yield self._open_column(url)
        for url in self.portal.hubs:
            yield self._open_hub(url, url, 0)
        if not self.portal.columns and self.portal.home:
            yield self._look(self.portal.home)

    def _idle(self, spider: scrapy.Spider) -> None:
        """When all is done: looks for the column from the home page where a known one failed or was empty."""
        broken = [column for column in self._columns.values() if column.failure or not column.reports]
        if self._discovering or not broken or not self.portal.home or not self._reached:
            return
        self._discovering = True
        for column in broken:
            why = column.failure or "no report in it"
            self.tally.ways.append(f"column {column.url} failed ({why}): looked for it from {self.portal.home}")
            self.logger.warning("%s: column %s: %s; looking for it from %s", *self._way(column.url, why))
        engine = self.crawler.engine
        assert engine is not None
        engine.crawl(self._look(self.portal.home))
        raise DontCloseSpider

    @property
    def _reached(self) -> bool:
        return any(problem.kind not in NETWORK_KINDS for problem in self.tally.problems) or self.tally.list_pages > 0

    def _way(self, url: str, why: str) -> tuple[str, str, str, str | None]:
        return self.portal.name, url, why, self.portal.home

    # --- Requests ----------------------------------------------------------------------------------------------------

    def _open_column(self, url: str, depth: int = 0) -> Request:
        column = ColumnProgress(url, pages_requested={url_key(url)})
        self._columns[url] = column
        self._looked_at.add(url_key(url))
        return self._list_request(PageRequest(url), column, depth)

    def _list_request(self, page: PageRequest, column: ColumnProgress, depth: int) -> Request:
        return Request(
            page.url,
            method=page.method,
            body=page.body,
            headers=dict(page.headers),
            callback=self.parse_list,
            errback=self.list_failed,
            cb_kwargs={"column": column, "depth": depth},
            priority=_LIST_PRIORITY,
            dont_filter=True,
        )

    def _look(self, url: str, score: int = 0) -> Request:
        self._looked_at.add(url_key(url))
        self._discovery_pages += 1
        return Request(
            url,
            callback=self.parse_discovery,
            errback=self.discovery_failed,
            priority=_LIST_PRIORITY + score,
            dont_filter=True,
        )

    # --- Lists -------------------------------------------------------------------------------------------------------

    def parse_list(self, response: Response, column: ColumnProgress, depth: int) -> Output:
        """A page of a known column: its reports, its further pages, the columns below it."""
        capture = yield from self._archived(response, "list")
        page, trouble = self._page_of(response)
        if page is None:
            self._list_trouble(response, column, trouble)
            return
        if target := redirect_target(page.tree, page.url):
            yield from self._follow_stub(target, column, depth)
            return
        yield from self._read_list(page, capture, column, depth)

    def _read_list(self, page: Page, capture: Capture, column: ColumnProgress, depth: int) -> Output:
        self.tally.list_pages += 1
        column.pages += 1
        family = self._family_of(page)
        listing = family.read_list(page)
        name = column_name(page.tree, page.url)
        annual = name if is_annual_column(name, page.url) else ""
        before = column.reports
        if own := self._own_report(page, name):
            yield from self._take_own(page, capture, own, column)
        if not own or self._is_index(page.url):
            for link in listing.links:
                yield from self._judge(link, annual, column, depth)
            yield from self._further_pages(listing, column, depth)
            yield from self._columns_below(listing.links, page, column, depth)
            yield from self._frames(page, column, depth)
        found = column.reports - before
        self.logger.info("%s: list page %s: %d reports (%s)", self.portal.name, page.url, found, family.family)

    def _judge(self, link: Link, annual: str, column: ColumnProgress, depth: int) -> Output:
        verdict = judge(link.title, link.url or "", annual)
        if not verdict.is_report:
            if link.title:
                self.tally.not_reports[verdict.reason] += 1
            return
        if link.url is None:
            column.reports += 1
            self._problem("no_address", column.url, f"listed without an address: {link.title}", on_list=True)
            return
        if not self._is_own_organ(link.title, link.url):
            self.tally.other_organs += 1
            return
        if is_list_address(link.url):
            yield from self._column_or_report(link.url, column, depth)
            return
        column.reports += 1
        yield from self._take(link.url, link.title, verdict, column)

    def _column_or_report(self, url: str, column: ColumnProgress, depth: int) -> Output:
        """A report's title over a list's address: a unit's column or a report at a constant address, the page tells."""
        if depth < _SUBCOLUMN_DEPTH and self._is_new(url):
            column.reports += 1
            yield self._open_column(url, depth + 1)

    def _take(self, url: str, title: str, verdict: Verdict, column: ColumnProgress) -> Output:
        """A link judged to be a report: into the ledger, and fetched unless the store has it."""
        key = url_key(url)
        if key in self._seen_reports:
            return
        self._seen_reports.add(key)
        if not self._is_own_host(url):
            self._problem("foreign_host", url, f"not fetched: {urlsplit(url).hostname} is not a host of this portal")
            return
        if not self.arguments.wants(verdict.report_year):
            self.tally.outside_years += 1
            return
        self.tally.found += 1
        self._looked_at.add(key)
        row = self.store.ledger(self.portal.name, url)
        yield LedgerEntry(
            portal=self.portal.name,
            url=url,
            state="listed",
            reason=verdict.reason,
            title=title,
            column=column.url,
            report_year=verdict.report_year,
        )
        if row is not None and row.settled and not self.arguments.recheck:
            self.tally.known += 1
            return
        yield Request(
            url,
            callback=self.parse_report,
            errback=self.report_failed,
            cb_kwargs={"title": title, "year": verdict.report_year, "column": column.url},
            dont_filter=True,
        )

    def _further_pages(self, listing: ListPage, column: ColumnProgress, depth: int) -> Output:
        bound = self.settings.getint("LIST_MAX_PAGES")
        for page in listing.next_pages:
            key = f"{page.method} {page.url} {page.body}" if page.body else url_key(page.url)
            if key in column.pages_requested or not self._is_own_host(page.url):
                continue
            if len(column.pages_requested) >= bound:
                if not any(problem.kind == "bound" and problem.url == column.url for problem in self.tally.problems):
                    told = f"list longer than LIST_MAX_PAGES={bound}: the rest was not read"
                    self._problem("bound", column.url, told, on_list=True)
                return
            column.pages_requested.add(key)
            yield self._list_request(page, column, depth)

    def _columns_below(self, found: Sequence[Link], page: Page, column: ColumnProgress, depth: int) -> Output:
        """Columns by unit or by year below this one."""
        if depth >= _SUBCOLUMN_DEPTH:
            return
        below = column.url.partition("?")[0].rpartition("/")[0] + "/"
        for hint in column_hints(found, page.url):
            if hint.kind == "annual" and hint.url.startswith(below) and self._is_new(hint.url):
                yield self._open_column(hint.url, depth + 1)

    def _frames(self, page: Page, column: ColumnProgress, depth: int) -> Output:
        for url in frame_sources(page.tree, page.url):
            key = url_key(url)
            if key not in column.pages_requested and self._is_own_host(url) and depth < _SUBCOLUMN_DEPTH:
                column.pages_requested.add(key)
                yield self._list_request(PageRequest(url), column, depth + 1)

    def _follow_stub(self, target: str, column: ColumnProgress, depth: int) -> Output:
        key = url_key(target)
        if depth < _SUBCOLUMN_DEPTH and self._is_own_host(target) and key not in column.pages_requested:
            column.pages_requested.add(key)
            yield self._list_request(PageRequest(target), column, depth + 1)

    def list_failed(self, failure: Failure) -> None:
        """A list page that could not be fetched: the run is partial, and the column is looked for elsewhere."""
        request = failure.request  # type: ignore[attr-defined]
        told = _told(failure, request)
        column: ColumnProgress = request.cb_kwargs["column"]
        column.failure = column.failure or told.message
        self._problem(_kind(told), request.url, told.message, on_list=True)

    def _list_trouble(self, response: Response, column: ColumnProgress, trouble: str) -> None:
        column.failure = column.failure or trouble
        if trouble.startswith("blocked:"):
            self._problem(trouble, response.url, f"list page {trouble}: {self._advice_on_block}", on_list=True)
        else:
            self._problem("http_status", response.url, f"list page not read: {trouble}", on_list=True)

    # --- Units -------------------------------------------------------------------------------------------------------

    def _open_hub(self, url: str, hub: str, depth: int) -> Request:
        self._looked_at.add(url_key(url))
        return Request(
            url,
            callback=self.parse_hub,
            errback=self.hub_failed,
            cb_kwargs={"hub": hub, "depth": depth},
            priority=_LIST_PRIORITY,
            dont_filter=True,
        )

    def parse_hub(self, response: Response, hub: str, depth: int) -> Output:
        """A page that lists units, or a unit's front page: the annual-report columns below the hub's own path."""
        yield from self._archived(response, "list")
        page, trouble = self._page_of(response)
        if page is None:
            kind = trouble if trouble.startswith("blocked:") else "http_status"
            self._problem(kind, response.url, f"page of units not read: {trouble}", on_list=True)
            return
        self.tally.list_pages += 1
        found = links(page.tree, page.url)
        below = hub.rpartition("/")[0] + "/"
        annual = {hint.url for hint in column_hints(found, page.url) if hint.kind == "annual"}
        for link in found:
            if link.url is None or not link.url.startswith(below) or not self._is_new(link.url):
                continue
            if link.url in annual:
                yield self._open_column(link.url, 1)
            elif depth == 0 and is_list_address(link.url):
                yield self._open_hub(link.url, hub, 1)

    def hub_failed(self, failure: Failure) -> None:
        """A page of units that could not be fetched: the run is partial."""
        request = failure.request  # type: ignore[attr-defined]
        told = _told(failure, request)
        self._problem(_kind(told), request.url, told.message, on_list=True)

    # --- Looking for the column --------------------------------------------------------------------------------------

    def parse_discovery(self, response: Response) -> Output:
        """A page on the way from the home page to the annual-report column, or the column, or a report itself."""
        capture = yield from self._archived(response, "list")
        page, trouble = self._page_of(response)
        if page is None:
            kind = trouble if trouble.startswith("blocked:") else "http_status"
            self._problem(kind, response.url, f"not read: {trouble}", on_list=True)
            return
        if target := redirect_target(page.tree, page.url):
            if self._is_new(target) and self._within_budget():
                yield self._look(target)
            return
        name = column_name(page.tree, page.url)
        family = self._family_of(page)
        listing = family.read_list(page)
        annual = is_annual_column(name, page.url)
        own = self._own_report(page, name)
        listed = [link for link in listing.links if judge(link.title, link.url or "", name if annual else "").is_report]
        if own or annual or len(listed) >= 2:
            if page.url != self.portal.home:
                self.tally.ways.append(f"found from {self.portal.home}: {page.url} ({name or 'a report itself'})")
            column = ColumnProgress(page.url, pages_requested={url_key(page.url)})
            self._columns[page.url] = column
            yield from self._read_list(page, capture, column, 0)
            if own and not self._is_index(page.url):
                return
        else:
            self.tally.list_pages += 1
        yield from self._hints(column_hints(listing.links, page.url))

    def _hints(self, hints: Iterable[ColumnHint]) -> Output:
        for hint in hints:
            wanted = hint.kind == "annual" or not self._found_any
            if wanted and self._is_new(hint.url) and self._within_budget():
                yield self._look(hint.url, 5 if hint.kind == "annual" else 0)

    @property
    def _found_any(self) -> bool:
        return any(column.reports for column in self._columns.values())

    def _within_budget(self) -> bool:
        bound = self.settings.getint("DISCOVERY_MAX_PAGES")
        if self._discovery_pages < bound:
            return True
        if not any(problem.kind == "discovery_bound" for problem in self.tally.problems):
            told = f"looked at DISCOVERY_MAX_PAGES={bound} pages for the annual-report column; the rest was left"
            self._problem("discovery_bound", self.portal.home or "", told, on_list=True)
        return False

    def discovery_failed(self, failure: Failure) -> None:
        """A page on the way to the column that could not be fetched."""
        request = failure.request  # type: ignore[attr-defined]
        told = _told(failure, request)
        self._problem(_kind(told), request.url, told.message, on_list=True)

    # --- Reports -----------------------------------------------------------------------------------------------------

    def _own_report(self, page: Page, name: str) -> Verdict | None:
        """The verdict where the page shows a report itself (a constant address, or an address given by hand)."""
        if not looks_like_article(page.tree):
            return None
        title = article_title(page.tree)
        verdict = judge(title, page.url, name if is_annual_column(name, page.url) else "")
        return verdict if verdict.is_report and self._is_own_organ(title, page.url) else None

    def _take_own(self, page: Page, capture: Capture, verdict: Verdict, column: ColumnProgress) -> Output:
        column.reports += 1
        key = url_key(page.url)
        if key in self._seen_reports or not self.arguments.wants(verdict.report_year):
            return
        self._seen_reports.add(key)
        self.tally.found += 1
        title = article_title(page.tree)
        yield from self._report(capture, page, title, verdict.report_year, column.url)

    def parse_report(self, response: Response, title: str, year: int | None, column: str) -> Output:
        """A report page, or a file listed as a report: its capture, and requests for its files."""
        yield from self._hops(response)
        trouble = self._trouble_of(response)
        if trouble:
            yield self._refused(response, title, year, column, trouble)
            return
        page = Page(response.url, response.text) if isinstance(response, TextResponse) else None
        if page is not None and (target := redirect_target(page.tree, page.url)):
            if url_key(target) not in self._seen_reports and self._is_own_host(target):
                self._seen_reports.add(url_key(target))
                kwargs = {"title": title, "year": year, "column": column}
                yield response.request.replace(url=target, cb_kwargs=kwargs)  # type: ignore[union-attr]
            return
        yield from self._report(capture_of(response), page, title, year, column)

    def _report(self, capture: Capture, page: Page | None, title: str, year: int | None, column: str) -> Output:
        self.tally.fetched += 1
        report = Report(
            portal=self.portal,
            capture=capture,
            listed_title=title,
            column=column,
            listed_year=year,
            run_id=self.run_id,
            decoded=capture.decoded,
        )
        waiting: list[Attachment] = []
        if page is not None and mentions_files(page.text):
            files = attachments(page.tree, page.url, containers=self.containers)
            found = [file for file in files if file.url]
            waiting = found[: self.settings.getint("ATTACHMENTS_PER_REPORT")]
        yield from self._next_attachment(PendingReport(report, waiting))

    def _next_attachment(self, pending: PendingReport) -> Output:
        report = pending.report
        while pending.waiting:
            attachment = pending.waiting.pop(0)
            assert attachment.url is not None
            if not self._is_own_host(attachment.url):
                told = f"attachment of {report.capture.url} not fetched: not a host of this portal"
                self._problem("foreign_host", attachment.url, told)
                continue
            yield Request(
                attachment.url,
                callback=self.parse_attachment,
                errback=self.attachment_failed,
                cb_kwargs={"pending": pending},
                meta={"download_maxsize": self.settings.getint("ATTACHMENT_MAXSIZE")},
                priority=1,
                dont_filter=True,
            )
            return
        yield report

    def parse_attachment(self, response: Response, pending: PendingReport) -> Output:
        """A file of a report (附件); then the next one, or the report itself when all were asked for."""
        yield from self._hops(response)
        if response.status == 200:
            capture = capture_of(response)
            capture.kind = "attachment"
            pending.report.attachment_captures += (capture,)
        else:
            capture = capture_of(response)
            capture.kind = "refused"
            yield capture
            self._missing(pending, response.url, f"HTTP {response.status}")
        yield from self._next_attachment(pending)

    def attachment_failed(self, failure: Failure) -> Output:
        """A file that could not be fetched: the report is stored without it and says so."""
        request = failure.request  # type: ignore[attr-defined]
        pending: PendingReport = request.cb_kwargs["pending"]
        self._missing(pending, request.url, _told(failure, request).message)
        yield from self._next_attachment(pending)

    def _missing(self, pending: PendingReport, url: str, why: str) -> None:
        pending.report.missing_attachments += ((url, why),)
        self._problem("attachment", url, f"attachment of {pending.report.capture.url} not fetched: {why}")

    def _refused(self, response: Response, title: str, year: int | None, column: str, trouble: str) -> LedgerEntry:
        capture = capture_of(response)
        capture.kind = "refused"
        blocked = trouble.startswith("blocked:")
        gone = response.status in (404, 410) or trouble == "soft_404"
        if blocked:
            self._problem(trouble, response.url, f"report page {trouble}: {self._advice_on_block}")
        else:
            self._problem("gone" if gone else "http_status", response.url, f"report page not there: {trouble}")
        return LedgerEntry(
            portal=self.portal.name,
            url=capture.requested_url,
            state="blocked" if blocked else "gone" if gone else "listed",
            reason=trouble,
            title=title,
            column=column,
            report_year=year,
            http_status=response.status,
            capture=capture,
        )

    def report_failed(self, failure: Failure) -> Iterator[LedgerEntry]:
        """A report page that could not be fetched: it stays listed, with the reason, for the next run."""
        request = failure.request  # type: ignore[attr-defined]
        told = _told(failure, request)
        self._problem(_kind(told), request.url, told.message)
        yield LedgerEntry(
            portal=self.portal.name,
            url=request.url,
            state="listed",
            reason=f"failed: {told.message}",
            title=request.cb_kwargs["title"],
            column=request.cb_kwargs["column"],
            report_year=request.cb_kwargs["year"],
        )

    # --- Small questions ---------------------------------------------------------------------------------------------

    _advice_on_block = "the portal shields itself; nothing was expired, try again later or from another network"

    def _page_of(self, response: Response) -> tuple[Page | None, str]:
        trouble = self._trouble_of(response)
        if trouble:
            return None, trouble
        if not isinstance(response, TextResponse):
            content_type = response.headers.get("Content-Type") or b"a file"
            return None, f"not a page but {content_type.decode('latin-1')}"
        return Page(response.url, response.text), ""

    @staticmethod
    def _trouble_of(response: Response) -> str:
        headers = {str(name): str(value) for name, value in response.headers.to_unicode_dict().items()}
        sight = classify(response.status, headers, response.body)
        if sight != "ok":
            return sight
        if response.request and redirected_home(_asked(response.request), response.url):
            return "soft_404"
        return "" if response.status == 200 else f"HTTP {response.status}"

    def _family_of(self, page: Page) -> type[PortalSpider]:
        if type(self).recognises(page):
            return type(self)
        return next((family for family in self._families if family.recognises(page)), type(self))

    def _archived(self, response: Response, kind: str) -> Generator[Capture, None, Capture]:
        yield from self._hops(response)
        capture = capture_of(response)
        capture.kind = kind
        yield capture
        return capture

    @staticmethod
    def _hops(response: Response) -> Iterator[Capture]:
        for capture in redirect_captures(response):
            capture.kind = "redirect"
            yield capture

    def _problem(self, kind: str, url: str, message: str, *, on_list: bool = False) -> None:
        self.tally.problems.append(Problem(kind, url, message, on_list))
        self.logger.warning("%s: %s", self.portal.name, message if url in message else f"{url}: {message}")

    def _is_own_host(self, url: str) -> bool:
        try:
            return (urlsplit(url).hostname or "") in self.portal.hosts
        except ValueError:
            return False

    def _is_own_organ(self, title: str, url: str) -> bool:
        if urlsplit(url).hostname not in self.portal.collections:
            return True
        return any(organ in title for organ in self.portal.organs)

    def _is_new(self, url: str) -> bool:
        return self._is_own_host(url) and url_key(url) not in self._looked_at

    @staticmethod
    def _is_index(url: str) -> bool:
        name = PurePosixPath(urlsplit(url).path).name if not urlsplit(url).path.endswith("/") else ""
        return not name or name.partition(".")[0].lower().startswith(("index", "list", "default"))


def _told(failure: Failure, request: Request) -> FetchFailure:
    assert failure.value is not None
    return explain(failure.value, request.url)


def _kind(told: FetchFailure) -> str:
    """What a failure is counted as: a block is a block, also where it stopped the host or stood before robots.txt."""
    return told.cause if told.cause and told.cause.startswith("blocked:") else told.kind


def _asked(request: Request) -> str:
    """The address first asked for, before redirects."""
    return str(request.meta.get("redirect_urls", [request.url])[0])
