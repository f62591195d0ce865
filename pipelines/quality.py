"""Quality gate: a page that is no report is rejected with its reason, a doubtful one is stored and flagged."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from crawler.crawl.items import Item
from crawler.monitoring.tally import Tally
from crawler.portal_spider import PortalSpider
from crawler.reading import gate
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
        item.quality = gate(item, item.statistics)
        if item.quality.rejected is None:
            self.tally.doubtful += bool(item.quality.failed)
            return item
        self.tally.rejected[item.quality.rejected] += 1
        return LedgerEntry(
            portal=item.portal.name,
            url=item.capture.requested_url,
            state="rejected",
            reason=item.quality.rejected,
            title=item.listed_title,
            column=item.column,
            report_year=item.listed_year,
            http_status=item.capture.status,
            capture=item.capture,
        )
