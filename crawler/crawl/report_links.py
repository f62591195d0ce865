"""Which reports are fetched: those that lists name and the store has not, and stored ones that are due again."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy.http import Request
from scrapy.settings import BaseSettings

from crawler.arguments import CrawlArguments
from crawler.crawl import priorities
from crawler.crawl.account import Account
from crawler.crawl.answers import is_block
from crawler.crawl.column_progress import ColumnProgress
from crawler.crawl.items import Output
from crawler.crawl.own_addresses import OwnAddresses
from crawler.crawl.report_fetch import ReportFetch
from crawler.discovery.article_title import article_title
from crawler.monitoring.verdict import NETWORK_KINDS
from crawler.page import Page
from crawler.records import Capture, LedgerEntry, Verdict
from crawler.store import Store, StoreError, url_key


class ReportLinks:
    """Puts every report that a list names into the ledger, and asks for those that are not stored."""

    def __init__(
        self,
        store: Store,
        arguments: CrawlArguments,
        addresses: OwnAddresses,
        reports: ReportFetch,
        account: Account,
        settings: BaseSettings,
    ) -> None:
        self._store = store
        self._arguments = arguments
        self._addresses = addresses
        self._reports = reports
        self._account = account
        self._settings = settings
        self._first_asked = False

    def take(self, url: str, title: str, verdict: Verdict, column: ColumnProgress) -> Output:
        """A link judged to be a report: into the ledger, and fetched unless the store has it."""
        tally = self._account.tally
        key = url_key(url)
        if key in self._reports.seen:
            yield from self._other_spelling(url, title, verdict, column)
            return
        self._reports.seen.add(key)
        if not self._addresses.is_own_host(url):
            self._account.problem("foreign_host", url, f"not fetched: {url} is on no host of this portal")
            return
        if not self._addresses.may_follow(url):
            return
        if not self._arguments.wants(verdict.report_year):
            tally.outside_years += 1
            return
        tally.found += 1
        self._addresses.looked_at.add(key)
        row = self._store.ledger(self._account.portal, url)
        yield self._listed(url, title, verdict, column)
        if row is not None and row.settled and not self._arguments.recheck:
            tally.known += 1
            return
        priority = priorities.REPORT if self._first_asked else priorities.FIRST_REPORT
        self._first_asked = True
        yield self._reports.request(url, title, verdict.report_year, column.url, priority)

    def _other_spelling(self, url: str, title: str, verdict: Verdict, column: ColumnProgress) -> Output:
        """One page under a second address (without `www.`, as a print view): kept beside the first, not fetched."""
        row = self._store.ledger(self._account.portal, url) if self._addresses.is_own_host(url) else None
        if row is not None and row.url != url:
            yield self._listed(url, title, verdict, column)

    def _listed(self, url: str, title: str, verdict: Verdict, column: ColumnProgress) -> LedgerEntry:
        return LedgerEntry(
            portal=self._account.portal,
            url=url,
            state="listed",
            reason=verdict.reason,
            title=title,
            column=column.url,
            report_year=verdict.report_year,
        )

    def take_own(self, page: Page, capture: Capture, verdict: Verdict, column: ColumnProgress) -> Output:
        """A page of a column that is a report itself: it is not fetched a second time."""
        column.reports += 1
        key = url_key(page.url)
        if key in self._reports.seen:
            return
        self._reports.seen.add(key)
        if not self._arguments.wants(verdict.report_year):
            self._account.tally.outside_years += 1
            return
        self._account.tally.found += 1
        title = article_title(page.tree)
        yield from self._reports.fetched(capture, page, title, verdict.report_year, column.url)

    def due(self) -> list[Request]:
        """The stored reports that are due to be looked at again, after all lists.

        None in a run that was blocked or lost the network: it would only add to the burden.
        """
        tally = self._account.tally
        if any(is_block(one.kind) or one.kind in NETWORK_KINDS for one in tally.problems):
            return []
        portal, now = self._account.portal, datetime.now(UTC)
        share = self._settings.getfloat("RECHECK_SHARE", 0.04)
        try:
            due = [] if self._arguments.recheck else self._store.due(portal, now, share)
        except StoreError as error:
            self._account.problem("output", portal, str(error))
            return []
        # What is not settled was asked for already where a list names it.
        wanted = [
            row
            for row in due
            if (row.settled or url_key(row.url) not in self._reports.seen)
            and self._addresses.is_own_host(row.url)
            and self._arguments.wants(row.report_year)
        ]
        tally.rechecked = len(wanted)
        self._reports.seen.update(url_key(row.url) for row in wanted)
        return [self._reports.request(row.url, row.title, row.report_year, row.column) for row in wanted]
