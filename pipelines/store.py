"""Store: a version with its ledger row in one transaction, and every other sighting in the ledger."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from crawler.crawl.items import Item
from crawler.dedup import find_copy
from crawler.portal_spider import PortalSpider
from crawler.records import Capture, LedgerEntry, Report


class StorePipeline:
    """The last step. Counts what became of each report."""

    def __init__(self, spider: PortalSpider) -> None:
        self.spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the run's store and tally."""
        spider = crawler.spider
        assert isinstance(spider, PortalSpider)
        return cls(spider)

    def process_item(self, item: Item) -> Item:
        """Writes an item; returns it."""
        store, run_id = self.spider.store, self.spider.run_id
        if isinstance(item, Report):
            self._save(item)
        elif isinstance(item, LedgerEntry):
            store.record(item, run_id)
        elif isinstance(item, Capture):
            store.record_capture(item, run_id, self.spider.portal.name, item.kind)
        return item

    def _save(self, report: Report) -> None:
        tally = self.spider.tally
        saved = self.spider.store.save(report, find_copy)
        tally.new += saved.outcome == "new"
        tally.changed += saved.outcome == "changed"
        tally.unchanged += saved.outcome == "unchanged"
        if saved.incomplete:
            self.spider.tell("incomplete", report.capture.requested_url, saved.incomplete)
        if saved.outcome == "unchanged":
            return
        tally.attachments += len(report.attachment_captures)
        tally.duplicates += report.decision is not None and report.decision.kind is not None
        self.spider.logger.info(
            "%s: stored %s %s (%s, version %d)",
            report.portal.name,
            report.extraction.report_year if report.extraction else None,
            report.capture.requested_url,
            saved.outcome,
            saved.version,
        )
