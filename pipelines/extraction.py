"""Extraction: the page or file becomes title, body, tables, metadata and figures."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.threads import deferToThread

from crawler.arguments import CrawlArguments
from crawler.crawl.items import Item
from crawler.portal_spider import PortalSpider
from crawler.reading import extract_report, with_extraction
from crawler.records import Report


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

    async def process_item(self, item: Item) -> Item:
        """Reads a report's page and files; everything else passes.

        A file may take a minute in its child process: it is waited for in a thread, so that the crawl goes on.
        """
        if not isinstance(item, Report):
            return item
        if item.decoded is None or item.attachment_captures:
            said = await maybe_deferred_to_future(deferToThread(extract_report, item, self.containers))
        else:
            said = extract_report(item, self.containers)
        return with_extraction(item, said, self.arguments)
