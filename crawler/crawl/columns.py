"""The columns (栏目) of a run, and the requests for the pages of their lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from scrapy.http import Request
from scrapy.settings import BaseSettings

from crawler.crawl import priorities
from crawler.crawl.account import Account
from crawler.crawl.column_progress import ColumnProgress
from crawler.crawl.own_addresses import OwnAddresses
from crawler.discovery import ListSequence
from crawler.records import PageRequest
from crawler.store import url_key

SUBCOLUMN_DEPTH = 3
_MOST_COLUMNS = 1500  # columns of one run: a city with all its bureaus and streets has some hundreds


class Columns:
    """Knows every column of the run by its address (`known`) and asks for the pages of its lists, one at a time each.

    `open_pages` counts the list pages that were asked for and not answered yet; `looking` says that columns are looked
    for, so that a new one is one nobody configured. The answers go to `parse` and `failed`, with the arguments column,
    depth, sequence and asked. Of each list `pages_of_list` pages are read, all where it is None.
    """

    def __init__(
        self,
        addresses: OwnAddresses,
        account: Account,
        settings: BaseSettings,
        parse: Callable[..., Any],
        failed: Callable[..., Any],
        pages_of_list: int | None = None,
    ) -> None:
        self._addresses = addresses
        self._account = account
        self._settings = settings
        self._parse = parse
        self._failed = failed
        self._pages_of_list = pages_of_list
        self.known: dict[str, ColumnProgress] = {}
        self.open_pages = 0
        self.looking = False

    @property
    def any_found(self) -> bool:
        """Whether a column of annual reports was found to hold some."""
        return any(column.reports and column.annual for column in self.known.values())

    def open(self, url: str, depth: int = 0) -> Request:
        """Makes an address a column of this run, and asks for its page."""
        column = ColumnProgress(url, pages_requested={url_key(url)}, discovered=self.looking)
        self.known[url] = column
        self._addresses.looked_at.add(url_key(url))
        return self.page(PageRequest(url), column, depth, ListSequence(url))

    def has_room(self, url: str) -> bool:
        """Whether one more column may be opened; tells of the first that may not."""
        if len(self.known) < _MOST_COLUMNS:
            return True
        told = f"more than {_MOST_COLUMNS} columns: this one and all after it were not read"
        self._account.problem("bound", url, told, on_list=True, once="columns")
        return False

    def page(self, page: PageRequest, column: ColumnProgress, depth: int, sequence: ListSequence) -> Request:
        """The request for a page of a list."""
        self.open_pages += 1
        headers = dict(page.headers)
        if page.url != column.url:
            headers.setdefault("Referer", column.url)  # some list APIs answer 403 without it
        return Request(
            page.url,
            method=page.method,
            body=page.body,
            headers=headers,
            callback=self._parse,
            errback=self._failed,
            cb_kwargs={
                "column": column,
                "depth": depth,
                "sequence": sequence,
                "asked": PageRequest(page.url, page.method, page.body, tuple(headers.items())),
            },
            priority=priorities.LIST,
            dont_filter=True,
        )

    def next_page(self, sequence: ListSequence, column: ColumnProgress, depth: int) -> Iterator[Request]:
        """The next page of a list, one at a time, so that a list that leads on for nothing is left early."""
        if self._pages_of_list is not None and sequence.pages >= self._pages_of_list:
            sequence.leave()
        page = sequence.next()
        if page is not None:
            yield self.page(page, column, depth, sequence)
        elif sequence.stopped:
            self._account.problem(
                "trap" if sequence.annual else "bound",
                sequence.start,
                f"list not read on after {sequence.pages} pages: {sequence.stopped}",
                on_list=True,
                once=f"stopped {sequence.start}",
            )

    def inner_page(self, url: str, column: ColumnProgress, depth: int) -> Iterator[Request]:
        """A frame of a column's page, or where its page sends the reader on: still the same column."""
        key = url_key(url)
        if depth < SUBCOLUMN_DEPTH and self._addresses.may_follow(url) and key not in column.pages_requested:
            column.pages_requested.add(key)
            sequence = ListSequence(url, annual=column.annual)
            yield self.page(PageRequest(url), column, depth + 1, sequence)

    def not_yet_asked(self, pages: Sequence[PageRequest], column: ColumnProgress) -> Iterator[PageRequest]:
        """Those of a list's further pages that are new, up to LIST_MAX_PAGES of a column."""
        bound = self._settings.getint("LIST_MAX_PAGES")
        for page in pages:
            key = f"{page.method} {page.url} {page.body}" if page.body else url_key(page.url)
            if key in column.pages_requested or not self._addresses.may_follow(page.url):
                continue
            if len(column.pages_requested) >= bound:
                told = f"list longer than LIST_MAX_PAGES={bound}: the rest was not read"
                self._account.problem("bound", column.url, told, on_list=True, once=f"bound {column.url}")
                return
            column.pages_requested.add(key)
            yield page

    def tell_shortages(self) -> None:
        """Where a list said how long it is and less was seen, the run is partial."""
        for column in self.known.values():
            for sequence in column.sequences:
                if shortage := sequence.shortage:
                    told = f"{shortage}: reports may be missing"
                    self._account.problem("short", sequence.start, told, on_list=True, once=f"short {sequence.start}")
