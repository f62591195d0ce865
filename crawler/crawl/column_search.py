"""The search for the annual-report column, from the home page: the best lead first, within a budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import urljoin

from scrapy.http import Request, Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.crawl import priorities
from crawler.crawl.account import Account
from crawler.crawl.answers import is_block, kind_of, page_of, sitemap_of
from crawler.crawl.arrivals import Arrivals
from crawler.crawl.column_progress import ColumnProgress
from crawler.crawl.columns import Columns
from crawler.crawl.drawings import Drawings
from crawler.crawl.failed_request import failed_request
from crawler.crawl.family import Families
from crawler.crawl.items import Output
from crawler.crawl.list_reading import ListReading, is_index
from crawler.crawl.own_addresses import OwnAddresses
from crawler.crawl.units import Units
from crawler.discovery import (
    GUESSES,
    ColumnHint,
    Frontier,
    Lead,
    ListSequence,
    article_column,
    column_hints,
    column_name,
    frame_sources,
    is_annual_column,
    judge,
    known_paths,
    map_page,
    redirect_target,
    search_address,
    sitemap_addresses,
)
from crawler.discovery.addresses import absolute, folders
from crawler.page import Page
from crawler.records import Capture, Link
from crawler.store import url_key

_SITEMAPS = 5  # sitemaps of a sitemap index, or of a robots.txt, that are read
_NAMED_SITEMAP = 60  # over the 50 of one at the usual address, which is a guess
_COLUMNS_OF_REPORTS = 2  # columns that are guessed from the reports on a page; a news list holds those of many
_KEPT_PAGES = 8  # pages that list reports among other things, in memory until they are needed; more are asked for again
_REQUESTS_BESIDE_LEADS = 4  # robots.txt of two hosts, the column's second page, the report: of DISCOVERY_MAX_PAGES


class ColumnSearch:
    """Follows leads from the portal's `home`. `begun` says whether it was needed.

    `named_sitemaps` gives the sitemaps that the robots.txt of a page's host names, for the address of a page.
    """

    def __init__(
        self,
        home: str | None,
        families: Families,
        arrivals: Arrivals,
        addresses: OwnAddresses,
        columns: Columns,
        drawings: Drawings,
        reading: ListReading,
        units: Units,
        account: Account,
        settings: BaseSettings,
        named_sitemaps: Callable[[str], Sequence[str]],
    ) -> None:
        self._home = home
        self._families = families
        self._arrivals = arrivals
        self._addresses = addresses
        self._columns = columns
        self._drawings = drawings
        self._reading = reading
        self._units = units
        self._account = account
        self._settings = settings
        self._named_sitemaps = named_sitemaps
        self._frontier: Frontier | None = None
        self._kept: dict[str, tuple[Page, Capture]] = {}
        self._answers: set[frozenset[str]] = set()

    @property
    def begun(self) -> bool:
        """Whether a column is or was looked for."""
        return self._frontier is not None

    def begin(self, home: str) -> Request:
        """Asks for the home page; its links, and all that follow, are leads from then on."""
        self._columns.looking = True
        self._frontier = Frontier(self._settings.getint("DISCOVERY_MAX_PAGES") - _REQUESTS_BESIDE_LEADS)
        self._frontier.add(Lead(home, "start"))
        self._addresses.looked_at.discard(url_key(home))
        look = self.next_look()
        assert look is not None
        return look

    def next_look(self) -> Request | None:
        """Asks for the best lead that is still new, where there is one to be followed now."""
        lead = self._next_lead()
        return None if lead is None else self._ask(lead)

    def _ask(self, lead: Lead) -> Request:
        self._addresses.looked_at.add(url_key(lead.url))
        return Request(
            lead.url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"lead": lead},
            priority=priorities.LIST,
            dont_filter=True,
        )

    def _next_lead(self) -> Lead | None:
        """The best lead that is still new; none while lists are being read, since they may make it needless."""
        frontier = self._frontier
        if frontier is None or self._columns.open_pages:
            return None
        while lead := frontier.next(only_annual=self._columns.any_found):
            if lead.kind == "mixed" or self._addresses.is_new(lead.url):
                return lead
            frontier.paid_off()
        if frontier.exhausted:
            told = f"followed {frontier.followed} leads for the annual-report column; the rest was left"
            self._account.problem("discovery_bound", self._home or "", told, on_list=True, once="discovery")
        return None

    def go_on(self) -> Output:
        """After any page, where a column is looked for: the next list to be drawn, or the next lead.

        A page that was read before and is a lead by what it lists is at hand: it is not asked for again.
        """
        if self._frontier is None:
            return
        if drawings := self._drawings.next():
            yield from drawings
            return
        lead = self._next_lead()
        if lead is None:
            return
        if kept := self._kept.pop(lead.url, None):
            yield from self._learn(*kept, lead)
            yield from self.go_on()
        else:
            yield self._ask(lead)

    def parse(self, response: Response, lead: Lead) -> Output:
        """A page on the way from the home page to the annual-report column, or the column, or a report itself."""
        capture = yield from self._arrivals.archived(response, "list")
        page, trouble = sitemap_of(response) if lead.kind == "sitemap" else page_of(response)
        if request := self._drawings.redrawn(response, capture, trouble):
            yield request
            return
        if page is None:
            self._lead_failed(lead, trouble, response.url, kind_of(trouble))
        elif lead.kind == "sitemap":
            self._read_sitemap(page)
        elif target := redirect_target(page.tree, page.url):
            self._add(Lead(target, lead.kind, lead.score, f"{lead.url} sends there", lead.source))
        elif request := self._drawings.drawn_lead(response, page, capture):
            yield request
            return
        else:
            self._addresses.looked_at.add(url_key(page.url))
            yield from self._learn(page, capture, lead)
        yield from self.go_on()

    def failed(self, failure: Failure) -> Output:
        """A page on the way to the column that could not be fetched."""
        told = failed_request(failure)
        self._lead_failed(told.request.cb_kwargs["lead"], told.message, told.request.url, told.kind)
        yield from self.go_on()

    def _learn(self, page: Page, capture: Capture, lead: Lead) -> Output:
        """Reads a page as the column where it is one, and takes the leads on it."""
        assert self._frontier is not None
        name = column_name(page.tree, page.url)
        family, _ = self._families.of(page)
        listing = family.read_list(page)
        own = self._reading.own_report(page, name)
        holds_something = bool(listing.links or listing.next_pages or frame_sources(page.tree, page.url))
        annual = holds_something and (is_annual_column(name, page.url) or family.leads_to_reports(page))
        listed = [link for link in listing.links if judge(link.title, link.url or "", name if annual else "").is_report]
        asked_by_name = lead.kind == "start" and bool(folders(page.url)) and bool(listed)
        if own or annual or asked_by_name or (listed and lead.kind in ("mixed", "search")):
            if page.url != self._home:
                self._tell_way(page.url, "a report itself" if own else name or "without a name", lead)
            column = ColumnProgress(page.url, name, annual or bool(own), True, pages_requested={url_key(page.url)})
            self._columns.known[page.url] = column
            yield from self._reading.read(page, capture, column, 0, ListSequence(page.url, annual=annual))
            if column.reports:
                self._frontier.paid_off()
            if own and not is_index(page.url):
                return
        elif listed:
            self._keep(page, capture, len(listed), lead)
        else:
            self._account.tally.list_pages += 1
        if listed and not annual:
            self._add_columns_of(listed)
        source = f"its map page {page.url}" if lead.kind == "map" else lead.source
        yield from self._take_hints(column_hints(listing.links, page.url, on_annual_column=annual), source)
        self._compare(listing.links, lead)
        if lead.kind == "start":
            self._add_last_leads(page, listing.links)

    def _keep(self, page: Page, capture: Capture, reports: int, lead: Lead) -> None:
        """A page that is no column and lists reports all the same: read as a list, and counted, if none is found."""
        assert self._frontier is not None
        if len(self._kept) < _KEPT_PAGES:
            self._kept[page.url] = page, capture
        self._frontier.add(Lead(page.url, "mixed", min(100, reports), f"lists {reports} reports", lead.source))

    def _add_columns_of(self, reports: Sequence[Link]) -> None:
        """Where the products that write such addresses put the column of a report: a better guess than any name."""
        columns = Counter(column for link in reports if link.url and (column := article_column(link.url)))
        for column, count in columns.most_common(_COLUMNS_OF_REPORTS):
            told = f"{count} reports lie below it"
            self._add(Lead(column, "known_path", 100, told, "the address of a report that should be in it"))

    def _compare(self, found: Sequence[Link], lead: Lead) -> None:
        """A portal that answers any address with one page (its home page, a 404 sent as 200) is not guessed at."""
        assert self._frontier is not None
        answer = frozenset(link.url for link in found if link.url)
        if not answer or lead.kind not in ("start", "known_path"):
            return
        if answer in self._answers:
            self._frontier.drop("known_path")
        self._answers.add(answer)

    def _tell_way(self, url: str, name: str, lead: Lead) -> None:
        """How a column was found, into the run's record and the log."""
        by = f", by {lead.source}" if lead.source else ""
        way = f"found from {self._home}: {url} ({name}){by}"
        self._account.tally.ways.append(way)
        self._account.logger.info("%s: %s", self._account.portal, way)

    def _take_hints(self, hints: Iterable[ColumnHint], source: str) -> Iterator[Request]:
        for hint in hints:
            if hint.kind == "units":
                if self._addresses.is_new(hint.url):
                    yield self._units.open(hint.url)
            else:
                self._add(Lead(hint.url, hint.kind, hint.score, hint.evidence, source))

    def _add_last_leads(self, page: Page, found: Sequence[Link]) -> None:
        """What is tried when no link leads to the column: maps of the site, usual addresses, at last its own search."""
        if chart := map_page(found):
            self._add(Lead(chart, "map", evidence="网站地图"))
        for url in self._named_sitemaps(page.url)[:_SITEMAPS]:
            if named := absolute(url, page.url):
                self._add(Lead(named, "sitemap", _NAMED_SITEMAP, "named by robots.txt"))
        self._add(Lead(urljoin(page.url, "/sitemap.xml"), "sitemap"))
        for at, url in enumerate(known_paths(page.url, [link.url for link in found if link.url])):
            self._add(Lead(url, "known_path", 90 - at, source="a usual address that no page links"))
        if search := search_address(page.tree, page.url):
            self._add(Lead(search, "search", source="the site's own search"))

    def _add(self, lead: Lead) -> None:
        if self._frontier is not None and self._addresses.is_new(lead.url):
            self._frontier.add(lead)

    def _read_sitemap(self, page: Page) -> None:
        addresses, is_sitemap_index = sitemap_addresses(page.text, page.url)
        if is_sitemap_index:
            for url in addresses[:_SITEMAPS]:
                self._add(Lead(url, "sitemap"))
            return
        for hint in column_hints((Link(url, "") for url in addresses), page.url):
            if hint.kind != "units":
                self._add(Lead(hint.url, hint.kind, hint.score, f"sitemap, {hint.evidence}", f"the sitemap {page.url}"))

    def _lead_failed(self, lead: Lead, why: str, url: str, kind: str) -> None:
        """A guess that leads nowhere is nothing; a dead link to what may be the column makes the run partial."""
        if lead.kind in GUESSES and not is_block(kind):
            self._account.logger.debug("%s: nothing at %s: %s", self._account.portal, url, why)
        elif kind == "http_status" and lead.kind in ("disclosure", "map"):
            self._account.logger.info("%s: a link leads nowhere: %s: %s", self._account.portal, url, why)
        else:
            self._account.problem(kind, url, f"not read: {why}", on_list=True)
