"""Quality gate: a page that is no report is rejected with its reason, a doubtful one is stored and flagged."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from crawler.crawl.items import Item
from crawler.monitoring.tally import Tally
from crawler.portal_spider import PortalSpider
from crawler.reading import judged
from crawler.records import LedgerEntry, Report


class QualityPipeline:
    """Fills `quality` of a report, or turns it into the ledger entry of a rejection."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the run's tally."""
        spider = crawler.spider
        assert isinstance(spider, PortalSpider)
        return cls(spider.tally)

    def process_item(self, item: Item) -> Item:
        """Judges an extracted report; everything else passes."""
        if not isinstance(item, Report):
            return item
        passed = judged(item)
        if isinstance(passed, LedgerEntry):
            self.tally.rejected[passed.reason] += 1
        else:
            self.tally.doubtful += bool(passed.quality and passed.quality.failed)
        return passed
