"""Report pages: asked for, and handed on with their files, or with the reason why they are not there."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.http import Request, Response, TextResponse
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.arguments import CrawlArguments
from crawler.crawl import priorities
from crawler.crawl.account import Account
from crawler.crawl.answers import block_told, is_block, trouble_of
from crawler.crawl.arrivals import Arrivals, redirects
from crawler.crawl.drawings import Drawings
from crawler.crawl.failed_request import failed_request
from crawler.crawl.file_fetch import FileFetch, PendingReport
from crawler.crawl.further_pages import FurtherPages
from crawler.crawl.items import Output
from crawler.crawl.own_addresses import OwnAddresses
from crawler.discovery import redirect_target
from crawler.extraction import attachments, mentions_files
from crawler.fetching.capture import capture_of, requested_url
from crawler.page import Page
from crawler.records import Attachment, Capture, LedgerEntry, Portal, Report
from crawler.store import url_key


class ReportFetch:
    """Fetches the reports of one run. `seen` holds the keys (store.url_key) of their addresses."""

    def __init__(
        self,
        portal: Portal,
        run_id: str,
        arguments: CrawlArguments,
        containers: tuple[str, ...],
        arrivals: Arrivals,
        addresses: OwnAddresses,
        drawings: Drawings,
        files: FileFetch,
        account: Account,
        settings: BaseSettings,
    ) -> None:
        self._portal = portal
        self._run_id = run_id
        self._arguments = arguments
        self._containers = containers
        self._arrivals = arrivals
        self._addresses = addresses
        self._drawings = drawings
        self._files = files
        self._account = account
        self._settings = settings
        self._pages = FurtherPages(addresses, account, arrivals, drawings, containers, self._whole)
        self.seen: set[str] = set()

    def request(
        self, url: str, title: str, year: int | None, column: str, priority: int = priorities.REPORT
    ) -> Request:
        """The request for a report that a column lists under that title and year."""
        return Request(
            url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"title": title, "year": year, "column": column},
            priority=priority,
            dont_filter=True,
        )

    def parse(self, response: Response, title: str, year: int | None, column: str) -> Output:
        """A report page, or a file listed as a report: its capture, and requests for its files."""
        yield from redirects(response)
        plain = capture_of(response)
        trouble = trouble_of(response)
        if request := self._drawings.redrawn(response, plain, trouble):
            plain.kind = "undrawn"
            yield plain
            yield request
            return
        if trouble:
            yield self._refused(response, title, year, column, trouble)
            return
        page = Page(response.url, response.text) if isinstance(response, TextResponse) else None
        if page is not None and (target := redirect_target(page.tree, page.url)):
            yield from self._sent_on(plain, target, title, year, column)
            return
        self._arrivals.note(response)
        yield from self.fetched(plain, page, title, year, column)

    def _sent_on(self, stub: Capture, target: str, title: str, year: int | None, column: str) -> Output:
        """A page that only sends the reader on (meta refresh, `location.href`): a redirect, and followed as one."""
        stub.kind = "redirect"
        yield stub
        if url_key(target) in self.seen:
            yield self._still_listed(
                stub.requested_url, title, year, column, f"sends on to {target}, fetched by itself"
            )
        elif not self._addresses.may_follow(target):
            self._account.problem("foreign_host", stub.url, f"report page not followed: it sends on to {target}")
            yield self._still_listed(stub.requested_url, title, year, column, f"sends on to {target}, not followed")
        else:
            self.seen.add(url_key(target))
            request = self.request(target, title, year, column)
            request.meta["redirect_urls"] = list(dict.fromkeys((stub.requested_url, stub.url)))
            yield request

    def _still_listed(self, url: str, title: str, year: int | None, column: str, reason: str) -> LedgerEntry:
        return LedgerEntry(
            portal=self._portal.name,
            url=url,
            state="listed",
            reason=reason,
            title=title,
            column=column,
            report_year=year,
        )

    def fetched(self, capture: Capture, page: Page | None, title: str, year: int | None, column: str) -> Output:
        """The report that a capture is, when its further pages and files are there.

        `page` is None where it is a file itself.
        """
        self._account.tally.fetched += 1
        report = Report(
            portal=self._portal,
            capture=capture,
            listed_title=title,
            column=column,
            listed_year=year,
            run_id=self._run_id,
            decoded=capture.decoded,
        )
        yield from self._whole(report, []) if page is None else self._pages.of(report, page)

    def _whole(self, report: Report, pages: list[Page]) -> Output:
        """A report whose pages are there: now its files are asked for."""
        found: dict[str, Attachment] = {}
        for page in pages:
            if mentions_files(page.text):
                files = attachments(page.tree, page.url, containers=self._containers)
                found |= {file.url: file for file in files if file.url and file.url not in found}
        waiting = list(found.values())[: self._settings.getint("ATTACHMENTS_PER_REPORT")]
        # The files of pages that came back as they were are read from the archive; recheck=1 asks for them too.
        captures = (report.capture, *report.page_captures)
        unchanged = all(one.url in self._arrivals.unchanged for one in captures) and not self._arguments.recheck
        yield from self._files.next(PendingReport(report, waiting, unchanged))

    def _refused(self, response: Response, title: str, year: int | None, column: str, trouble: str) -> LedgerEntry:
        capture = capture_of(response)
        capture.kind = "refused"
        blocked = is_block(trouble)
        gone = response.status in (404, 410) or trouble == "soft_404"
        if blocked:
            self._account.problem(trouble, response.url, block_told("report page", response, trouble))
        else:
            kind = "gone" if gone else "http_status"
            self._account.problem(kind, response.url, f"report page not there: {trouble}")
        return LedgerEntry(
            portal=self._portal.name,
            url=capture.requested_url,
            state="blocked" if blocked else "gone" if gone else "listed",
            reason=trouble,
            title=title,
            column=column,
            report_year=year,
            http_status=response.status,
            capture=capture,
        )

    def failed(self, failure: Failure) -> Iterator[LedgerEntry]:
        """A report page that could not be fetched: it stays listed, with the reason, for the next run."""
        told = failed_request(failure)
        self._account.problem(told.kind, told.request.url, told.message)
        url = requested_url(told.request)
        yield self._still_listed(url, **told.request.cb_kwargs, reason=f"failed: {told.message}")
