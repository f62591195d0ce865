"""What stands on a page of a column: reports, columns below it, frames, further pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import urlsplit

from scrapy.http import Request

from crawler.crawl.account import Account
from crawler.crawl.column_progress import ColumnProgress
from crawler.crawl.columns import SUBCOLUMN_DEPTH, Columns
from crawler.crawl.drawings import Drawings
from crawler.crawl.family import Families, Family
from crawler.crawl.items import Output
from crawler.crawl.own_addresses import OwnAddresses
from crawler.discovery import (
    Entry,
    ListSequence,
    column_hints,
    column_name,
    entries,
    frame_sources,
    is_annual_column,
    judge,
    looks_like_article,
)
from crawler.discovery.addresses import is_list_address
from crawler.discovery.article_title import article_title
from crawler.fetching.rendering import Outcome
from crawler.page import Page
from crawler.records import Capture, Link, Verdict


class Taker(Protocol):
    """Who takes what is found on list pages: a spider, which may override any of it. PortalSpider says what each is."""

    def take(self, url: str, title: str, verdict: Verdict, column: ColumnProgress) -> Output: ...

    def take_own(self, page: Page, capture: Capture, verdict: Verdict, column: ColumnProgress) -> Output: ...

    def list_page_read(
        self, column: ColumnProgress, capture: Capture, family: type[Family], evidence: str, reports: int
    ) -> None: ...


class ListReading:
    """Reads list pages and hands the reports on them to a `taker`."""

    def __init__(
        self,
        taker: Taker,
        families: Families,
        addresses: OwnAddresses,
        columns: Columns,
        drawings: Drawings,
        account: Account,
    ) -> None:
        self._taker = taker
        self._families = families
        self._addresses = addresses
        self._columns = columns
        self._drawings = drawings
        self._account = account

    def read(
        self,
        page: Page,
        capture: Capture,
        column: ColumnProgress,
        depth: int,
        sequence: ListSequence,
        outcome: Outcome | None = None,
    ) -> Output:
        """Reads one page of a column; `outcome` is what its drawing brought beside it, None for one not drawn."""
        self._account.tally.list_pages += 1
        column.pages += 1
        family, evidence = self._families.of(page)
        listing = family.read_list(page)
        is_data = family.is_data(page)
        sequence = _sequence_of(page, sequence, is_data)
        if sequence not in column.sequences:
            column.sequences.append(sequence)
        name = "" if is_data else column_name(page.tree, page.url)
        if not is_annual_column(name, page.url) and is_annual_column(column.name, column.url):
            name = column.name
        column.name = column.name or name
        annual = name if is_annual_column(name, page.url) else ""
        before = column.reports
        own = None if is_data else self.own_report(page, name)
        if own:
            yield from self._taker.take_own(page, capture, own, column)
        if not own or is_index(page.url):
            for link in listing.links:
                yield from self._judge(link, annual, column, depth)
            yield from self._columns_below(listing.links, page, column, depth, annual=bool(annual))
            for url in frame_sources(page.tree, page.url):
                yield from self._columns.inner_page(url, column, depth)
            sequence.plan(self._columns.not_yet_asked(listing.next_pages, column))
        found = column.reports - before
        sequence.read(
            tuple(Entry(link.url or link.title, "") for link in listing.links)
            if is_data
            else entries(page.tree, page.url, listing.links),
            total=None if own else listing.total,
            page_count=None if own else listing.page_count,
            reports=found,
        )
        self._taker.list_page_read(column, capture, family, evidence, found)
        if not is_data and not own:
            self._drawings.note(page, capture, column, depth, sequence, listing, found, outcome)
        yield from self._columns.next_page(sequence, column, depth)

    def read_clicked(
        self, outcome: Outcome | None, capture: Capture, column: ColumnProgress, depth: int, sequence: ListSequence
    ) -> Output:
        """The further pages of a list that clicks led to; each is a capture of its own."""
        if outcome is None:
            return
        for one in outcome.further:
            clicked = replace(capture, url=one.url, body=one.html.encode("utf-8", "replace"), decoded=None)
            clicked.warc, clicked.record_id = None, ""
            yield clicked
            yield from self.read(Page(one.url, one.html), clicked, column, depth, sequence)
        if outcome.stopped:
            told = f"list not read to its end: {outcome.stopped}"
            self._account.problem("bound", capture.url, told, on_list=True)

    def own_report(self, page: Page, name: str) -> Verdict | None:
        """The verdict where the page shows a report itself (a constant address, or an address given by hand)."""
        if not looks_like_article(page.tree):
            return None
        title = article_title(page.tree)
        verdict = judge(title, page.url, name if is_annual_column(name, page.url) else "")
        return verdict if verdict.is_report and self._addresses.is_own_organ(title, page.url) else None

    def _judge(self, link: Link, annual: str, column: ColumnProgress, depth: int) -> Output:
        verdict = judge(link.title, link.url or "", annual)
        if not verdict.is_report:
            if link.title:
                self._account.tally.not_reports[verdict.reason] += 1
            return
        if link.url is None:
            column.reports += 1
            told = f"listed without an address: {link.title}"
            self._account.problem("no_address", column.url, told, on_list=True)
            return
        if not self._addresses.is_own_organ(link.title, link.url):
            self._account.tally.other_organs += 1
            return
        if is_list_address(link.url):
            yield from self._column_or_report(link.url, column, depth)
            return
        column.reports += 1
        yield from self._taker.take(link.url, link.title, verdict, column)

    def _column_or_report(self, url: str, column: ColumnProgress, depth: int) -> Iterator[Request]:
        """A report's title over a list's address: a unit's column or a report at a constant address, the page tells."""
        if depth < SUBCOLUMN_DEPTH and self._addresses.is_new(url) and self._columns.has_room(url):
            column.reports += 1
            yield self._columns.open(url, depth + 1)

    def _columns_below(
        self, found: Sequence[Link], page: Page, column: ColumnProgress, depth: int, *, annual: bool
    ) -> Iterator[Request]:
        """Columns by unit or by year below this one."""
        if depth >= SUBCOLUMN_DEPTH:
            return
        below = column.url.partition("?")[0].rpartition("/")[0] + "/"
        for hint in column_hints(found, page.url, on_annual_column=annual):
            near = hint.url.startswith(below) or column.discovered
            if hint.kind == "annual" and near and self._addresses.is_new(hint.url) and self._columns.has_room(hint.url):
                yield self._columns.open(hint.url, depth + 1)


def is_index(url: str) -> bool:
    """Whether an address is by its form that of a folder's first page."""
    name = PurePosixPath(urlsplit(url).path).name if not urlsplit(url).path.endswith("/") else ""
    return not name or name.partition(".")[0].lower().startswith(("index", "list", "default"))


def _sequence_of(page: Page, sequence: ListSequence, is_data: bool) -> ListSequence:
    """The list a page belongs to: the answers of an API are a list of their own, which the column page leads to."""
    if not is_data or sequence.is_data:
        return sequence
    sequence.handed_over = True
    return ListSequence(page.url, is_data=True, annual=sequence.annual)
