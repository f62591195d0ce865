"""The files (附件) of a report, fetched one after the other before the report is handed on."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.http import Request, Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.crawl import priorities
from crawler.crawl.account import Account
from crawler.crawl.answers import trouble_of
from crawler.crawl.arrivals import redirects
from crawler.crawl.failed_request import failed_request
from crawler.crawl.items import Output
from crawler.crawl.own_addresses import OwnAddresses
from crawler.fetching.capture import capture_of
from crawler.fetching.conditional import PAGE_UNCHANGED
from crawler.records import Attachment, Report


@dataclass(slots=True)
class PendingReport:
    """A report page whose files are still being fetched, one after the other."""

    report: Report
    waiting: list[Attachment]
    unchanged: bool = False


class FileFetch:
    """Fetches what a pending report waits for. A file that is not there leaves its report without it."""

    def __init__(self, addresses: OwnAddresses, account: Account, settings: BaseSettings) -> None:
        self._addresses = addresses
        self._account = account
        self._settings = settings

    def next(self, pending: PendingReport) -> Output:
        """The request for the next file, or the report itself when all were asked for."""
        report = pending.report
        while pending.waiting:
            attachment = pending.waiting.pop(0)
            assert attachment.url is not None
            if not self._addresses.is_own_host(attachment.url):
                told = f"attachment of {report.capture.url} not fetched: not a host of this portal"
                self._account.problem("foreign_host", attachment.url, told)
                continue
            yield Request(
                attachment.url,
                callback=self.parse,
                errback=self.failed,
                cb_kwargs={"pending": pending},
                meta={
                    "download_maxsize": self._settings.getint("ATTACHMENT_MAXSIZE"),
                    PAGE_UNCHANGED: pending.unchanged,
                },
                priority=priorities.FILE,
                dont_filter=True,
            )
            return
        yield report

    def parse(self, response: Response, pending: PendingReport) -> Output:
        """A file of a report (附件); then the next one, or the report itself when all were asked for."""
        yield from redirects(response)
        trouble = trouble_of(response)
        if not trouble:
            capture = capture_of(response)
            capture.kind = "attachment"
            pending.report.attachment_captures += (capture,)
        else:
            capture = capture_of(response)
            capture.kind = "refused"
            yield capture
            self._missing(pending, response.url, trouble)
        yield from self.next(pending)

    def failed(self, failure: Failure) -> Output:
        """A file that could not be fetched: the report is stored without it and says so."""
        told = failed_request(failure)
        pending: PendingReport = told.request.cb_kwargs["pending"]
        self._missing(pending, told.request.url, told.message)
        yield from self.next(pending)

    def _missing(self, pending: PendingReport, url: str, why: str) -> None:
        pending.report.missing_attachments += ((url, why),)
        self._account.problem("attachment", url, f"attachment of {pending.report.capture.url} not fetched: {why}")
