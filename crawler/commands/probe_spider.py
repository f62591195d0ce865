"""The spider behind `scrapy probe`: reads lists as a crawl does, their first pages only, and the first report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scrapy.http import Request, Response

from crawler.crawl.answers import trouble_of
from crawler.crawl.column_progress import ColumnProgress
from crawler.crawl.family import Family
from crawler.crawl.items import Output
from crawler.discovery.article_title import article_title
from crawler.fetching.capture import capture_of
from crawler.page import Page
from crawler.portal_spider import PortalSpider
from crawler.records import Capture, Verdict
from crawler.store import url_key
from spiders.portal import AnyPortalSpider


@dataclass(frozen=True, slots=True)
class SeenReport:
    """A report a list names; `year` is None where its title has none."""

    year: int | None
    title: str
    url: str


@dataclass(slots=True)
class SeenColumn:
    """A column as a probe saw it. `first` is its own page, `listing` the first page with reports on it."""

    progress: ColumnProgress
    family: type[Family]
    evidence: str
    first: Capture
    listing: Capture | None = None
    listing_family: type[Family] | None = None
    reports: list[SeenReport] = field(default_factory=list)

    @property
    def goes_on(self) -> bool:
        """Whether further pages of its list were left unread."""
        return any(sequence.left for sequence in self.progress.sequences)


class ProbeSpider(AnyPortalSpider):
    """Keeps what it saw in `seen`, and the first report page in `sample`."""

    name = "probe"
    pages_of_list = 3  # the first, one in the middle and perhaps the last: family and paging show on them

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[str, SeenColumn] = {}
        self.reports: dict[str, list[SeenReport]] = {}
        self.sample: Capture | None = None
        self._probed: set[str] = set()

    def list_page_read(
        self, column: ColumnProgress, capture: Capture, family: type[Family], evidence: str, reports: int
    ) -> None:
        """Keeps the page where it is the first of its column, or the first with reports."""
        super().list_page_read(column, capture, family, evidence, reports)
        family = PortalSpider if family is type(self) else family  # the generic one: a draft must not name the probe
        seen = self.seen.setdefault(column.url, SeenColumn(column, family, evidence, capture))
        if reports and seen.listing is None:
            seen.listing, seen.listing_family = capture, family
            seen.evidence = evidence
        seen.reports = self.reports.get(column.url, [])

    def take(self, url: str, title: str, verdict: Verdict, column: ColumnProgress) -> Output:
        """Notes a report, and asks for the very first."""
        key = url_key(url)
        if key in self._probed or not self.addresses.may_follow(url):
            return
        self._probed.add(key)
        self.addresses.looked_at.add(key)
        self.tally.found += 1
        self.reports.setdefault(column.url, []).append(SeenReport(verdict.report_year, title, url))
        if len(self._probed) == 1:
            yield Request(url, callback=self.parse_sample, errback=self.sample_failed, dont_filter=True)

    def parse_sample(self, response: Response) -> Iterator[Any]:
        """Keeps the report page as it came."""
        if response.status == 200 and not trouble_of(response):
            self.sample = capture_of(response)
            self.tally.fetched += 1
        yield from ()

    def sample_failed(self, failure: object) -> None:
        """The report is not there: the probe goes on without it."""
        self.logger.info("%s: the first report could not be read", self.portal.name)

    def take_own(self, page: Page, capture: Capture, verdict: Verdict, column: ColumnProgress) -> Output:
        """A page that is a report itself is the sample too."""
        self.sample = self.sample or capture
        self.reports.setdefault(column.url, []).append(
            SeenReport(verdict.report_year, article_title(page.tree), page.url)
        )
        column.reports += 1
        self.tally.found += 1
        yield from ()
