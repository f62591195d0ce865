"""Encoding: the text of a report's page with the evidence, and a count of the pages that lie about their charset."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from crawler.crawl.items import Item
from crawler.encoding import contradicted
from crawler.monitoring.tally import Tally
from crawler.portal_spider import PortalSpider
from crawler.reading import decoded_of
from crawler.records import Report


class EncodingFixPipeline:
    """Fills `decoded`: decoded and repaired as the response came in, so that list pages read right too."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the run's tally."""
        spider = crawler.spider
        assert isinstance(spider, PortalSpider)
        return cls(spider.tally)

    def process_item(self, item: Item) -> Item:
        """Takes over the capture's text; everything else passes, and so does a file, which has none."""
        if isinstance(item, Report) and item.capture.decoded is not None:
            item.decoded = decoded_of(item)
            self.tally.lies += bool(contradicted(item.capture.decoded))
        return item
