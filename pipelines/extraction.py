"""Extraction: the page or file becomes title, body, tables, metadata and figures."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from crawler.arguments import CrawlArguments
from crawler.portal_spider import Item, PortalSpider
from crawler.reading import extract_report, read_statistics
from crawler.records import LedgerEntry, Report


class ExtractionPipeline:
    """Fills `extraction` and `statistics` of a report; one for another year than asked stays listed."""

    def __init__(self, containers: tuple[str, ...], arguments: CrawlArguments) -> None:
        self.containers = containers
        self.arguments = arguments

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the body containers of the portal's family."""
        spider = crawler.spider
        assert isinstance(spider, PortalSpider)
        return cls(spider.containers, spider.arguments)

    def process_item(self, item: Item) -> Item:
        """Reads a report's page and files; everything else passes."""
        if not isinstance(item, Report):
            return item
        item.extraction, item.statistics = read_statistics(extract_report(item, self.containers))
        year = item.extraction.report_year
        if self.arguments.wants(year):
            return item
        return LedgerEntry(
            portal=item.portal.name,
            url=item.capture.requested_url,
            state="listed",
            reason=f"not stored: it is the report of {year}, other years were asked for",
            title=item.listed_title,
            column=item.column,
            report_year=year,
            http_status=item.capture.status,
            capture=item.capture,
        )
