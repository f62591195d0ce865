"""PortalSpider: list → report → attachment, the one crawl loop. A family overrides how its lists are read."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, ClassVar, Self
from urllib.parse import urljoin, urlsplit

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import HtmlResponse, Request, Response, TextResponse
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure

from crawler.arguments import CrawlArguments
from crawler.discovery import (
    GUESSES,
    AskedPage,
    ColumnHint,
    Entry,
    Frontier,
    Lead,
    ListSequence,
    column_hints,
    column_name,
    entries,
    frame_sources,
    is_annual_column,
    judge,
    known_paths,
    links,
    looks_like_article,
    map_page,
    redirect_target,
    search_address,
    sitemap_addresses,
)
from crawler.discovery.addresses import folders, is_list_address, repeats_itself
from crawler.discovery.article_title import article_title
from crawler.discovery.list_size import list_size
from crawler.discovery.paging import next_link
from crawler.extraction import attachments, mentions_files
from crawler.fetching.blocking import look, redirected_home
from crawler.fetching.capture import capture_of, redirect_captures
from crawler.fetching.conditional import PAGE_UNCHANGED, is_unchanged
from crawler.fetching.drawn_by_script import needs_rendering, pages_by_click
from crawler.fetching.failure import Failure as FetchFailure
from crawler.fetching.failure import explain
from crawler.fetching.rendering import Outcome, drawing, is_drawing, may_draw, outcome_of
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
from crawler.store import Store, StoreError, url_key

Item = Capture | LedgerEntry | Report
Output = Iterator[Item | Request]

_FIRST_REPORT_PRIORITY = 20  # one report before the lists are read to their end: it shows that a portal can be read
_LIST_PRIORITY = 10
_SUBCOLUMN_DEPTH = 3
_MOST_COLUMNS = 1500  # columns of one run: a city with all its bureaus and streets has some hundreds
_SITEMAPS = 5  # sitemaps of a sitemap index that are read
_REQUESTS_BESIDE_LEADS = 4  # robots.txt of two hosts, the column's second page, the report: of DISCOVERY_MAX_PAGES


@dataclass(slots=True)
class ColumnProgress:
    """What was seen of one column (栏目) in this run. `annual` is False for a list that is not known to be one of
    annual reports; `discovered` for one that nobody configured. A column may hold several lists. `drawn` and `clicked`
    say that its pages are drawn by a browser since this was found to be needed; `setbacks` are what went wrong before.
    """

    url: str
    name: str = ""
    annual: bool = True
    discovered: bool = False
    pages: int = 0
    reports: int = 0
    failure: str | None = None
    pages_requested: set[str] = field(default_factory=set)
    sequences: list[ListSequence] = field(default_factory=list)
    undrawn: list[Undrawn] = field(default_factory=list)
    drawn: bool = False
    clicked: bool = False
    setbacks: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Undrawn:
    """A list page whose list, or whose further pages (`by_click`), only a script brings: what was fetched, the sign."""

    capture: Capture
    asked: str
    depth: int
    why: str
    by_click: bool = False


@dataclass(slots=True)
class PendingReport:
    """A report page whose files are still being fetched, one after the other."""

    report: Report
    waiting: list[Attachment]
    unchanged: bool = False


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
        spider._families = [load_object(path) for path in crawler.settings.getlist("FAMILIES")]
        crawler.signals.connect(spider._idle, signal=signals.spider_idle)
        return spider

    def __init__(self) -> None:
        super().__init__()
        self._families: list[type[PortalSpider]] = []
        self._columns: dict[str, ColumnProgress] = {}
        self._seen_reports: set[str] = set()
        self._looked_at: set[str] = set()
        self._told: set[str] = set()
        self._frontier: Frontier | None = None
        self._open_lists = 0
        self._report_asked = False
        self._looking_again = False
        self._unchanged: set[str] = set()

    async def start(self) -> AsyncIterator[Any]:
        """The first requests: the known columns, or the home page where none is known."""
        for url in self.portal.columns:
            yield self._open_column(url)
        for url in self.portal.hubs:
            yield self._open_hub(url, url, 0)
        if not self.portal.columns and self.portal.home:
            yield self._begin_discovery(self.portal.home)

    def _idle(self, spider: scrapy.Spider) -> None:
        """When all is done: has lists drawn that scripts fill, then looks for the column where a known one failed, then
        again at reports that are due."""
        engine = self.crawler.engine
        assert engine is not None
        if (request := self._next_drawing()) is not None:
            engine.crawl(request)
            raise DontCloseSpider
        if self._frontier is None:
            broken = [column for column in self._columns.values() if column.failure or not column.reports]
            if broken and self.portal.home and self._reached:
                for column in broken:
                    why = column.failure or "no report in it"
                    self.tally.ways.append(f"column {column.url} failed ({why}): looked for it from {self.portal.home}")
                    self.logger.warning("%s: column %s: %s; looking for it from %s", *self._way(column.url, why))
                engine.crawl(self._begin_discovery(self.portal.home))
                raise DontCloseSpider
        elif (look := self._next_look()) is not None:
            engine.crawl(look)
            raise DontCloseSpider
        if self._reached and not self._looking_again:
            self._looking_again = True
            if self._look_again():
                raise DontCloseSpider
        self._tell_shortages()

    def _tell_shortages(self) -> None:
        """Where a list said how long it is and less was seen, the run is partial."""
        for column in self._columns.values():
            for sequence in column.sequences:
                shortage = sequence.shortage
                if shortage and not self._already_told(f"short {sequence.start}"):
                    self._problem("short", sequence.start, f"{shortage}: reports may be missing", on_list=True)

    def _look_again(self) -> bool:
        """Asks again, after all lists, for the stored reports that are due; whether there were any.

        Not in a run that was blocked or lost the network: it would only add to the burden.
        """
        if any(one.kind.startswith("blocked:") or one.kind in NETWORK_KINDS for one in self.tally.problems):
            return False
        share = self.settings.getfloat("RECHECK_SHARE", 0.04)
        try:
            due = [] if self.arguments.recheck else self.store.due(self.portal.name, datetime.now(UTC), share)
        except StoreError as error:
            self._problem("output", self.portal.name, str(error))
            return False
        wanted = [
            row for row in due if row.settled and self._is_own_host(row.url) and self.arguments.wants(row.report_year)
        ]
        engine = self.crawler.engine
        assert engine is not None
        self.tally.rechecked = len(wanted)
        for row in wanted:
            self._seen_reports.add(url_key(row.url))
            engine.crawl(self._report_request(row.url, row.title, row.report_year, row.column))
        return bool(wanted)

    @property
    def _reached(self) -> bool:
        return any(problem.kind not in NETWORK_KINDS for problem in self.tally.problems) or self.tally.list_pages > 0

    def _way(self, url: str, why: str) -> tuple[str, str, str, str | None]:
        return self.portal.name, url, why, self.portal.home

    def _already_told(self, what: str) -> bool:
        if what in self._told:
            return True
        self._told.add(what)
        return False

    # --- Requests ----------------------------------------------------------------------------------------------------

    def _open_column(self, url: str, depth: int = 0) -> Request:
        column = ColumnProgress(url, pages_requested={url_key(url)}, discovered=self._frontier is not None)
        self._columns[url] = column
        self._looked_at.add(url_key(url))
        return self._list_request(PageRequest(url), column, depth, ListSequence(url))

    def _list_request(self, page: PageRequest, column: ColumnProgress, depth: int, sequence: ListSequence) -> Request:
        self._open_lists += 1
        headers = dict(page.headers)
        if page.url != column.url:
            headers.setdefault("Referer", column.url)  # some list APIs answer 403 without it
        return Request(
            page.url,
            method=page.method,
            body=page.body,
            headers=headers,
            callback=self.parse_list,
            errback=self.list_failed,
            cb_kwargs={
                "column": column,
                "depth": depth,
                "sequence": sequence,
                "asked": PageRequest(page.url, page.method, page.body, tuple(headers.items())),
            },
            priority=_LIST_PRIORITY,
            dont_filter=True,
        )

    # --- Lists -------------------------------------------------------------------------------------------------------

    def parse_list(
        self, response: Response, column: ColumnProgress, depth: int, sequence: ListSequence, asked: PageRequest
    ) -> Output:
        """A page of a known column: its reports, its further pages, the columns below it."""
        capture = yield from self._archived(response, "list")
        if request := self._redrawn(response, capture, column):
            yield request
            return
        self._open_lists -= 1
        page, trouble = self._page_of(response)
        if page is None:
            self._list_trouble(response, column, trouble)
            sequence.failed()
            yield from self._next_of(sequence, column, depth)
        elif target := redirect_target(page.tree, page.url):
            yield from self._follow_stub(target, column, depth)
        else:
            outcome = outcome_of(response)
            yield from self._read_list(AskedPage(page.url, page.text, asked), capture, column, depth, sequence, outcome)
            yield from self._read_clicked(outcome, capture, column, depth, sequence)
        yield from self._go_on_looking()

    def _read_list(
        self,
        page: Page,
        capture: Capture,
        column: ColumnProgress,
        depth: int,
        sequence: ListSequence,
        outcome: Outcome | None = None,
    ) -> Output:
        self.tally.list_pages += 1
        column.pages += 1
        family, evidence = self._family_of(page)
        listing = family.read_list(page)
        is_data = family.is_data(page)
        sequence = self._sequence_of(page, sequence, is_data)
        if sequence not in column.sequences:
            column.sequences.append(sequence)
        name = "" if is_data else column_name(page.tree, page.url)
        if not is_annual_column(name, page.url) and is_annual_column(column.name, column.url):
            name = column.name
        column.name = column.name or name
        annual = name if is_annual_column(name, page.url) else ""
        before = column.reports
        own = None if is_data else self._own_report(page, name)
        if own:
            yield from self.take_own(page, capture, own, column)
        if not own or self._is_index(page.url):
            for link in listing.links:
                yield from self._judge(link, annual, column, depth)
            yield from self._columns_below(listing.links, page, column, depth, annual=bool(annual))
            yield from self._frames(page, column, depth)
            sequence.plan(self._not_yet_asked(listing.next_pages, column))
        found = column.reports - before
        sequence.read(
            tuple(Entry(link.url or link.title, "") for link in listing.links)
            if is_data
            else entries(page.tree, page.url, listing.links),
            total=None if own else listing.total,
            page_count=None if own else listing.page_count,
            reports=found,
        )
        self.list_page_read(column, capture, family, evidence, found)
        if not is_data and not own:
            self._note_drawing(page, capture, column, depth, sequence, listing, found, outcome)
        yield from self._next_of(sequence, column, depth)

    def list_page_read(
        self, column: ColumnProgress, capture: Capture, family: type[PortalSpider], evidence: str, reports: int
    ) -> None:
        """Tells of one list page: where it stood, what it was read as and why, how many reports were on it."""
        self.logger.info("%s: list page %s: %d reports (%s)", self.portal.name, capture.url, reports, evidence)

    @staticmethod
    def _sequence_of(page: Page, sequence: ListSequence, is_data: bool) -> ListSequence:
        """The list a page belongs to: the answers of an API are a list of their own, which the column page leads to."""
        if not is_data or sequence.is_data:
            return sequence
        sequence.handed_over = True
        return ListSequence(page.url, is_data=True, annual=sequence.annual)

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
        yield from self.take(link.url, link.title, verdict, column)

    def _column_or_report(self, url: str, column: ColumnProgress, depth: int) -> Output:
        """A report's title over a list's address: a unit's column or a report at a constant address, the page tells."""
        if depth < _SUBCOLUMN_DEPTH and self._is_new(url) and self._has_room(url):
            column.reports += 1
            yield self._open_column(url, depth + 1)

    def take(self, url: str, title: str, verdict: Verdict, column: ColumnProgress) -> Output:
        """A link judged to be a report: into the ledger, and fetched unless the store has it."""
        key = url_key(url)
        if key in self._seen_reports:
            yield from self._other_spelling(url, title, verdict, column)
            return
        self._seen_reports.add(key)
        if not self._is_own_host(url):
            self._problem("foreign_host", url, f"not fetched: {urlsplit(url).hostname} is not a host of this portal")
            return
        if not self._may_follow(url):
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
        priority = 0 if self._report_asked else _FIRST_REPORT_PRIORITY
        self._report_asked = True
        yield self._report_request(url, title, verdict.report_year, column.url, priority)

    def _report_request(self, url: str, title: str, year: int | None, column: str, priority: int = 0) -> Request:
        return Request(
            url,
            callback=self.parse_report,
            errback=self.report_failed,
            cb_kwargs={"title": title, "year": year, "column": column},
            priority=priority,
            dont_filter=True,
        )

    def _not_yet_asked(self, pages: Sequence[PageRequest], column: ColumnProgress) -> Iterator[PageRequest]:
        bound = self.settings.getint("LIST_MAX_PAGES")
        for page in pages:
            key = f"{page.method} {page.url} {page.body}" if page.body else url_key(page.url)
            if key in column.pages_requested or not self._may_follow(page.url):
                continue
            if len(column.pages_requested) >= bound:
                if not self._already_told(f"bound {column.url}"):
                    told = f"list longer than LIST_MAX_PAGES={bound}: the rest was not read"
                    self._problem("bound", column.url, told, on_list=True)
                return
            column.pages_requested.add(key)
            yield page

    def _next_of(self, sequence: ListSequence, column: ColumnProgress, depth: int) -> Iterator[Request]:
        """The next page of a list, one at a time, so that a list that leads on for nothing is left early."""
        page = sequence.next()
        if page is not None:
            yield self._list_request(page, column, depth, sequence)
        elif sequence.stopped and not self._already_told(f"stopped {sequence.start}"):
            self._problem(
                "trap" if sequence.annual else "bound",
                sequence.start,
                f"list not read on after {sequence.pages} pages: {sequence.stopped}",
                on_list=True,
            )

    def _columns_below(
        self, found: Sequence[Link], page: Page, column: ColumnProgress, depth: int, *, annual: bool
    ) -> Output:
        """Columns by unit or by year below this one."""
        if depth >= _SUBCOLUMN_DEPTH:
            return
        below = column.url.partition("?")[0].rpartition("/")[0] + "/"
        for hint in column_hints(found, page.url, on_annual_column=annual):
            near = hint.url.startswith(below) or column.discovered
            if hint.kind == "annual" and near and self._is_new(hint.url) and self._has_room(hint.url):
                yield self._open_column(hint.url, depth + 1)

    def _has_room(self, url: str) -> bool:
        if len(self._columns) < _MOST_COLUMNS:
            return True
        if not self._already_told("columns"):
            told = f"more than {_MOST_COLUMNS} columns: this one and all after it were not read"
            self._problem("bound", url, told, on_list=True)
        return False

    def _frames(self, page: Page, column: ColumnProgress, depth: int) -> Output:
        for url in frame_sources(page.tree, page.url):
            yield from self._follow_inside(url, column, depth)

    def _follow_stub(self, target: str, column: ColumnProgress, depth: int) -> Output:
        yield from self._follow_inside(target, column, depth)

    def _follow_inside(self, url: str, column: ColumnProgress, depth: int) -> Output:
        """A frame of a column's page, or where its page sends the reader on: still the same column."""
        key = url_key(url)
        if depth < _SUBCOLUMN_DEPTH and self._may_follow(url) and key not in column.pages_requested:
            column.pages_requested.add(key)
            sequence = ListSequence(url, annual=column.annual)
            yield self._list_request(PageRequest(url), column, depth + 1, sequence)

    def list_failed(self, failure: Failure) -> Iterator[Request]:
        """A list page that could not be fetched: the run is partial, and the column is looked for elsewhere."""
        self._open_lists -= 1
        request = failure.request  # type: ignore[attr-defined]
        told = _told(failure, request)
        column: ColumnProgress = request.cb_kwargs["column"]
        column.failure = column.failure or told.message
        self._setback(column, _kind(told), request.url, told.message)
        sequence: ListSequence = request.cb_kwargs["sequence"]
        sequence.failed()
        yield from self._next_of(sequence, column, request.cb_kwargs["depth"])
        yield from self._go_on_looking()

    def _list_trouble(self, response: Response, column: ColumnProgress, trouble: str) -> None:
        column.failure = column.failure or trouble
        if trouble.startswith("blocked:"):
            told = f"list page {trouble} ({self._sign_of(response)}): {self._advice_on_block}"
            self._problem(trouble, response.url, told, on_list=True)
        else:
            self._setback(column, "http_status", response.url, f"list page not read: {trouble}")

    # --- Pages drawn by scripts --------------------------------------------------------------------------------------

    def _redrawn(self, response: Response, capture: Capture, column: ColumnProgress | None = None) -> Request | None:
        """The request that draws the page, where the portal says or was found to be drawn by scripts, or where a script
        check stands before the page; None where the page can be read as it came."""
        request = response.request
        if request is None or is_drawing(request) or not isinstance(response, HtmlResponse):
            return None
        trouble = self._trouble_of(response)
        told = self.portal.rendered or (column is not None and (column.drawn or self._is_rendered(column.url)))
        if may_draw(trouble, self.settings) or (told and not trouble):
            return drawing(request, capture)
        return None

    def _is_rendered(self, column: str) -> bool:
        return url_key(column) in {url_key(url) for url in self.portal.rendered_columns}

    def _note_drawing(
        self,
        page: Page,
        capture: Capture,
        column: ColumnProgress,
        depth: int,
        sequence: ListSequence,
        listing: ListPage,
        reports: int,
        outcome: Outcome | None,
    ) -> None:
        """Whether a list page that was read is to be drawn (again), and what the drawing of this one was good for."""
        is_drawn = capture.drawn_from is not None
        if is_drawn and reports and column.drawn:
            self._forgive(column)
        if is_drawn and not reports and outcome is not None and outcome.missed:
            told = f"drawn without what its scripts asked for: {'; '.join(outcome.missed[:3])}"
            self._problem("not_drawn", page.url, told, on_list=True)
        asked = page.asked.url if isinstance(page, AskedPage) else page.url
        if not is_drawn and not reports and (why := needs_rendering(page)):
            column.undrawn.append(Undrawn(capture, asked, depth, why))
        ends_here = sequence.pages == 1 and not listing.next_pages and listing.page_count != 1
        if ends_here and not column.clicked and (why := pages_by_click(page, drawn=is_drawn)):
            column.undrawn.append(Undrawn(capture.drawn_from or capture, asked, depth, why, by_click=True))

    def _next_drawing(self) -> Request | None:
        """Draws the next list that gave no report by itself or by its family's API, or that goes on by clicks."""
        if self._open_lists:
            return None
        for column in self._columns.values():
            waiting, column.undrawn = column.undrawn, []
            for one in waiting:
                if (not column.clicked) if one.by_click else not (column.drawn or column.reports):
                    return self._draw_again(one, column, waiting)
        return None

    def _draw_again(self, one: Undrawn, column: ColumnProgress, waiting: list[Undrawn]) -> Request:
        column.drawn, column.clicked = True, one.by_click
        # What was read of the list undrawn says nothing of its length, and its pages are to be drawn as well.
        column.sequences.clear()
        column.pages_requested -= {url_key(other.asked) for other in waiting}
        column.pages_requested.add(url_key(one.asked))
        self.tally.ways.append(f"{one.capture.url} drawn by a browser: {one.why}")
        request = self._list_request(
            PageRequest(one.asked), column, one.depth, ListSequence(one.asked, annual=column.annual)
        )
        return drawing(request, one.capture, self.settings.getint("DRAW_MAX_CLICKS") if one.by_click else 0)

    def _read_clicked(
        self, outcome: Outcome | None, capture: Capture, column: ColumnProgress, depth: int, sequence: ListSequence
    ) -> Output:
        """The further pages of a list that clicks led to; each is a capture of its own."""
        if outcome is None:
            return
        for one in outcome.further:
            clicked = replace(capture, url=one.url, body=one.html.encode("utf-8", "replace"), decoded=None)
            clicked.warc, clicked.record_id = None, ""
            yield clicked
            yield from self._read_list(Page(one.url, one.html), clicked, column, depth, sequence)
        if outcome.stopped:
            self._problem("bound", capture.url, f"list not read to its end: {outcome.stopped}", on_list=True)

    def _drawn_lead(self, response: Response, page: Page, capture: Capture) -> Request | None:
        """The request that draws a page of units or on the way to the column, where only scripts would show links."""
        if capture.drawn_from is not None or response.request is None:
            return None
        listing = self._family_of(page)[0].read_list(page)
        why = None if listing.links or listing.next_pages else needs_rendering(page)
        if why is None:
            return None
        self.tally.ways.append(f"{page.url} drawn by a browser: {why}")
        return drawing(response.request, capture)

    def _setback(self, column: ColumnProgress, kind: str, url: str, message: str) -> None:
        """A list page that was not read. Where the list can be drawn in its place, it is no problem any more."""
        self._problem(kind, url, message, on_list=True)
        if not column.drawn and not kind.startswith("blocked:"):
            column.setbacks.append(self.tally.problems[-1])

    def _forgive(self, column: ColumnProgress) -> None:
        for problem in column.setbacks:
            self.tally.problems.remove(problem)
            self.tally.ways.append(f"{problem.url} not read, its list is drawn: {problem.message}")
        column.setbacks.clear()
        column.failure = None

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
        capture = yield from self._archived(response, "list")
        if request := self._redrawn(response, capture):
            yield request
            return
        page, trouble = self._page_of(response)
        if page is not None and (request := self._drawn_lead(response, page, capture)):
            yield request
            return
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
            if link.url in annual and self._has_room(link.url):
                yield self._open_column(link.url, 1)
            elif depth == 0 and is_list_address(link.url) and self._has_room(link.url):
                yield self._open_hub(link.url, hub, 1)

    def hub_failed(self, failure: Failure) -> None:
        """A page of units that could not be fetched: the run is partial."""
        request = failure.request  # type: ignore[attr-defined]
        told = _told(failure, request)
        self._problem(_kind(told), request.url, told.message, on_list=True)

    # --- Looking for the column --------------------------------------------------------------------------------------

    def _begin_discovery(self, home: str) -> Request:
        self._frontier = Frontier(self.settings.getint("DISCOVERY_MAX_PAGES") - _REQUESTS_BESIDE_LEADS)
        self._frontier.add(Lead(home, "start"))
        self._looked_at.discard(url_key(home))
        look = self._next_look()
        assert look is not None
        return look

    def _next_look(self) -> Request | None:
        """The best lead that is still new; none while lists are being read, since they may make it needless."""
        frontier = self._frontier
        if frontier is None or self._open_lists:
            return None
        while lead := frontier.next(only_annual=self._found_column):
            if lead.kind == "mixed" or self._is_new(lead.url):
                self._looked_at.add(url_key(lead.url))
                return Request(
                    lead.url,
                    callback=self.parse_discovery,
                    errback=self.discovery_failed,
                    cb_kwargs={"lead": lead},
                    priority=_LIST_PRIORITY,
                    dont_filter=True,
                )
            frontier.paid_off()
        if frontier.exhausted and not self._already_told("discovery"):
            told = f"followed {frontier.followed} leads for the annual-report column; the rest was left"
            self._problem("discovery_bound", self.portal.home or "", told, on_list=True)
        return None

    def _go_on_looking(self) -> Iterator[Request]:
        look = self._next_drawing() if self._frontier is not None else None
        look = look or self._next_look()
        if look is not None:
            yield look

    def parse_discovery(self, response: Response, lead: Lead) -> Output:
        """A page on the way from the home page to the annual-report column, or the column, or a report itself."""
        capture = yield from self._archived(response, "list")
        if request := self._redrawn(response, capture):
            yield request
            return
        page, trouble = self._page_of(response)
        if page is None:
            self._lead_failed(lead, trouble, response.url, trouble if trouble.startswith("blocked:") else "http_status")
        elif lead.kind == "sitemap":
            self._read_sitemap(page)
        elif target := redirect_target(page.tree, page.url):
            self._add_lead(Lead(target, lead.kind, lead.score, f"{lead.url} sends there", lead.source))
        elif request := self._drawn_lead(response, page, capture):
            yield request
            return
        else:
            self._looked_at.add(url_key(page.url))
            yield from self._learn(page, capture, lead)
        yield from self._go_on_looking()

    def _learn(self, page: Page, capture: Capture, lead: Lead) -> Output:
        """Reads a page as the column where it is one, and takes the leads on it."""
        assert self._frontier is not None
        name = column_name(page.tree, page.url)
        family, _ = self._family_of(page)
        listing = family.read_list(page)
        own = self._own_report(page, name)
        holds_something = bool(listing.links or listing.next_pages or frame_sources(page.tree, page.url))
        annual = holds_something and (is_annual_column(name, page.url) or family.leads_to_reports(page))
        listed = [link for link in listing.links if judge(link.title, link.url or "", name if annual else "").is_report]
        asked_by_name = lead.kind == "start" and bool(folders(page.url)) and bool(listed)
        if own or annual or asked_by_name or (listed and lead.kind in ("mixed", "search")):
            if page.url != self.portal.home:
                self._tell_way(page.url, "a report itself" if own else name or "without a name", lead)
            column = ColumnProgress(page.url, name, annual or bool(own), True, pages_requested={url_key(page.url)})
            self._columns[page.url] = column
            yield from self._read_list(page, capture, column, 0, ListSequence(page.url, annual=annual))
            if column.reports:
                self._frontier.paid_off()
            if own and not self._is_index(page.url):
                return
        else:
            self.tally.list_pages += 1
            if listed:
                self._frontier.add(
                    Lead(page.url, "mixed", min(100, len(listed)), f"lists {len(listed)} reports", lead.source)
                )
        source = f"its map page {page.url}" if lead.kind == "map" else lead.source
        yield from self._take_hints(column_hints(listing.links, page.url, on_annual_column=annual), source)
        if lead.kind == "start":
            self._add_last_leads(page, listing.links)

    def _tell_way(self, url: str, name: str, lead: Lead) -> None:
        """How a column was found, into the run's record and the log."""
        by = f", by {lead.source}" if lead.source else ""
        way = f"found from {self.portal.home}: {url} ({name}){by}"
        self.tally.ways.append(way)
        self.logger.info("%s: %s", self.portal.name, way)

    def _take_hints(self, hints: Iterable[ColumnHint], source: str) -> Iterator[Request]:
        for hint in hints:
            if hint.kind == "units":
                if self._is_new(hint.url):
                    yield self._open_hub(hint.url, hint.url, 0)
            else:
                self._add_lead(Lead(hint.url, hint.kind, hint.score, hint.evidence, source))

    def _add_last_leads(self, page: Page, found: Sequence[Link]) -> None:
        """What is tried when no link leads to the column: maps of the site, usual addresses, at last its own search."""
        if chart := map_page(found):
            self._add_lead(Lead(chart, "map", evidence="网站地图"))
        self._add_lead(Lead(urljoin(page.url, "/sitemap.xml"), "sitemap"))
        for at, url in enumerate(known_paths(page.url)):
            self._add_lead(Lead(url, "known_path", 90 - at, source="a usual address that no page links"))
        if search := search_address(page.tree, page.url):
            self._add_lead(Lead(search, "search", source="the site's own search"))

    def _add_lead(self, lead: Lead) -> None:
        if self._frontier is not None and self._is_new(lead.url):
            self._frontier.add(lead)

    def _read_sitemap(self, page: Page) -> None:
        addresses, is_index = sitemap_addresses(page.text, page.url)
        if is_index:
            for url in addresses[:_SITEMAPS]:
                self._add_lead(Lead(url, "sitemap"))
            return
        for hint in column_hints((Link(url, "") for url in addresses), page.url):
            if hint.kind != "units":
                self._add_lead(
                    Lead(hint.url, hint.kind, hint.score, f"sitemap, {hint.evidence}", f"the sitemap {page.url}")
                )

    @property
    def _found_column(self) -> bool:
        return any(column.reports and column.annual for column in self._columns.values())

    def _lead_failed(self, lead: Lead, why: str, url: str, kind: str) -> None:
        """A guess that leads nowhere is nothing; a dead link to what may be the column makes the run partial."""
        if lead.kind in GUESSES and not kind.startswith("blocked:"):
            self.logger.debug("%s: nothing at %s: %s", self.portal.name, url, why)
        elif kind == "http_status" and lead.kind in ("disclosure", "map"):
            self.logger.info("%s: a link leads nowhere: %s: %s", self.portal.name, url, why)
        else:
            self._problem(kind, url, f"not read: {why}", on_list=True)

    def discovery_failed(self, failure: Failure) -> Iterator[Request]:
        """A page on the way to the column that could not be fetched."""
        request = failure.request  # type: ignore[attr-defined]
        told = _told(failure, request)
        self._lead_failed(request.cb_kwargs["lead"], told.message, request.url, _kind(told))
        yield from self._go_on_looking()

    # --- Reports -----------------------------------------------------------------------------------------------------

    def _own_report(self, page: Page, name: str) -> Verdict | None:
        """The verdict where the page shows a report itself (a constant address, or an address given by hand)."""
        if not looks_like_article(page.tree):
            return None
        title = article_title(page.tree)
        verdict = judge(title, page.url, name if is_annual_column(name, page.url) else "")
        return verdict if verdict.is_report and self._is_own_organ(title, page.url) else None

    def _other_spelling(self, url: str, title: str, verdict: Verdict, column: ColumnProgress) -> Output:
        """One page under a second address (without `www.`, as a print view): kept beside the first, not fetched."""
        row = self.store.ledger(self.portal.name, url) if self._is_own_host(url) else None
        if row is not None and row.url != url:
            yield LedgerEntry(
                portal=self.portal.name,
                url=url,
                state="listed",
                reason=verdict.reason,
                title=title,
                column=column.url,
                report_year=verdict.report_year,
            )

    def take_own(self, page: Page, capture: Capture, verdict: Verdict, column: ColumnProgress) -> Output:
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
        plain = capture_of(response)
        if request := self._redrawn(response, plain):
            plain.kind = "undrawn"
            yield plain
            yield request
            return
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
        self._note_unchanged(response)
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
        # The files of a page that came back as it was are read from the archive; recheck=1 asks for them too.
        unchanged = capture.url in self._unchanged and not self.arguments.recheck
        yield from self._next_attachment(PendingReport(report, waiting, unchanged))

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
                meta={
                    "download_maxsize": self.settings.getint("ATTACHMENT_MAXSIZE"),
                    PAGE_UNCHANGED: pending.unchanged,
                },
                priority=1,
                dont_filter=True,
            )
            return
        yield report

    def parse_attachment(self, response: Response, pending: PendingReport) -> Output:
        """A file of a report (附件); then the next one, or the report itself when all were asked for."""
        yield from self._hops(response)
        trouble = self._trouble_of(response)
        if not trouble:
            capture = capture_of(response)
            capture.kind = "attachment"
            pending.report.attachment_captures += (capture,)
        else:
            capture = capture_of(response)
            capture.kind = "refused"
            yield capture
            self._missing(pending, response.url, trouble)
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
            told = f"report page {trouble} ({self._sign_of(response)}): {self._advice_on_block}"
            self._problem(trouble, response.url, told)
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
    def _sign_of(response: Response) -> str:
        headers = {str(name): str(value) for name, value in response.headers.to_unicode_dict().items()}
        return look(response.status, headers, response.body).sign

    @staticmethod
    def _trouble_of(response: Response) -> str:
        headers = {str(name): str(value) for name, value in response.headers.to_unicode_dict().items()}
        sight = look(response.status, headers, response.body).verdict
        if sight != "ok":
            return sight
        if response.request and redirected_home(_asked(response.request), response.url):
            return "soft_404"
        return "" if response.status == 200 else f"HTTP {response.status}"

    def _family_of(self, page: Page) -> tuple[type[PortalSpider], str]:
        """The family a page is of, and its name with the evidence; the spider's own where none is recognised."""
        for family in (type(self), *self._families):
            if evidence := family.recognises(page):
                return family, f"{family.family}: {evidence}"
        return type(self), self.family

    def _archived(self, response: Response, kind: str) -> Generator[Capture, None, Capture]:
        yield from self._hops(response)
        self._note_unchanged(response)
        capture = capture_of(response)
        capture.kind = kind
        yield capture
        return capture

    def _note_unchanged(self, response: Response) -> None:
        if is_unchanged(response):
            self._unchanged.add(response.url)
            self.tally.pages_unchanged += 1

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
        return url_key(url) not in self._looked_at and self._may_follow(url)

    def _may_follow(self, url: str) -> bool:
        """Whether an address is the portal's own, and none of those that a wrong relative link nests without end."""
        if not self._is_own_host(url):
            return False
        if not repeats_itself(url):
            return True
        if not self._already_told("nested"):
            self._problem("trap", url, "not followed, nor any like it: its path repeats a folder again and again")
        return False

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
