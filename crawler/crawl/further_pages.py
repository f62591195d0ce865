"""The further pages of a report (正文分页), fetched one after the other before its files are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scrapy.http import Request, Response, TextResponse
from twisted.python.failure import Failure

from crawler.crawl import priorities
from crawler.crawl.account import Account
from crawler.crawl.answers import trouble_of
from crawler.crawl.arrivals import Arrivals, redirects
from crawler.crawl.drawings import Drawings
from crawler.crawl.failed_request import failed_request
from crawler.crawl.items import Output
from crawler.crawl.own_addresses import OwnAddresses
from crawler.discovery import article_pages, is_paged, page_between
from crawler.extraction import JoinedPages, extract, extract_further
from crawler.fetching.capture import capture_of
from crawler.page import Page
from crawler.records import Report


@dataclass(slots=True)
class PagedReport:
    """A report whose further pages are being fetched: `pages` are those that are there, in order, the first included.

    `known` are the addresses that they lead to, by page number, `joined` is what the pages say; None before the second.
    """

    report: Report
    pages: list[Page]
    known: dict[int, str]
    joined: JoinedPages | None = None


class FurtherPages:
    """Fetches the pages of a document in their order. Where one is not there, the report ends before it and says so.

    `whole` takes the report and its pages when all were asked for.
    """

    def __init__(
        self,
        addresses: OwnAddresses,
        account: Account,
        arrivals: Arrivals,
        drawings: Drawings,
        containers: tuple[str, ...],
        whole: Callable[[Report, list[Page]], Output],
    ) -> None:
        self._addresses = addresses
        self._account = account
        self._arrivals = arrivals
        self._drawings = drawings
        self._containers = containers
        self._whole = whole

    def of(self, report: Report, first: Page) -> Output:
        """The report with all its pages, when they are there; at once where it has one."""
        yield from self._next(PagedReport(report, [first], article_pages(first, first.url)))

    def _next(self, pending: PagedReport) -> Output:
        number = len(pending.pages) + 1
        url = pending.known.get(number) or page_between(pending.known, number, pending.pages[0].url)
        if url is None and (beyond := [one for one in pending.known if one > number]):
            yield from self._ended(pending, pending.known[min(beyond)], f"no page leads to page {number}")
            return
        if url is None or not self._addresses.is_own_host(url):
            yield from self._whole(pending.report, pending.pages)
            return
        yield Request(
            url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"pending": pending},
            priority=priorities.FILE,
            dont_filter=True,
        )

    def parse(self, response: Response, pending: PagedReport) -> Output:
        """A further page of a report; then the next one, or the report when there is none."""
        yield from redirects(response)
        capture = capture_of(response)
        trouble = trouble_of(response)
        drawn = pending.report.capture.drawn_from is not None
        if request := self._drawings.redrawn(response, capture, trouble, like_first=drawn):
            capture.kind = "undrawn"
            yield capture
            yield request
            return
        trouble = trouble or ("" if isinstance(response, TextResponse) else "it is a file, no page")
        if trouble or not isinstance(response, TextResponse):
            capture.kind = "refused"
            yield capture
            yield from self._ended(pending, capture.requested_url, trouble)
            return
        self._arrivals.note(response)
        capture.kind = "page"
        page = Page(response.url, response.text)
        pending.report.page_captures += (capture,)
        if self._goes_on(pending, page):
            pending.pages.append(page)
            for number, url in article_pages(page, pending.pages[0].url, len(pending.pages)).items():
                pending.known.setdefault(number, url)
        else:
            pending.known.clear()
        yield from self._next(pending)

    def _goes_on(self, pending: PagedReport, page: Page) -> bool:
        """Whether a page is the next one of the document: behind another nothing more is asked for, nor its files."""
        first, title = pending.pages[0], pending.report.listed_title
        if pending.joined is None:
            said = extract(first.text, first.url, containers=self._containers, listed_title=title)
            pending.joined = JoinedPages(said)
        paged = is_paged(page, first.url)
        return pending.joined.add(extract_further(page, first, self._containers, title, paged=paged))

    def failed(self, failure: Failure) -> Output:
        """A page that could not be fetched: the report is stored without it and what follows, and says so."""
        told = failed_request(failure)
        yield from self._ended(told.request.cb_kwargs["pending"], told.request.url, told.message)

    def _ended(self, pending: PagedReport, url: str, why: str) -> Output:
        report = pending.report
        report.missing_attachments += ((url, why),)
        told = f"page {len(pending.pages) + 1} of {report.capture.url} not fetched: {why}"
        self._account.problem("attachment", url, told)
        yield from self._whole(report, pending.pages)
