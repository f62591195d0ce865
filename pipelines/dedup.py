"""Dedup: marks a report that is a copy of a stored one. Nothing is dropped."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from crawler.crawl.items import Item
from crawler.dedup import best, nearness, side, sign
from crawler.portal_spider import PortalSpider
from crawler.records import Report
from crawler.store import Store, identity_of


class DedupPipeline:
    """Fills `signature`, and `duplicate_of` and `decision` where a copy is known."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the run's store."""
        spider = crawler.spider
        assert isinstance(spider, PortalSpider)
        return cls(spider.store)

    def process_item(self, item: Item) -> Item:
        """Signs an extracted report and looks for copies; everything else passes."""
        if not isinstance(item, Report) or item.extraction is None or not item.extraction.text:
            return item
        extraction = item.extraction
        if item.signature is None:
            item.signature = sign(extraction.text, extraction.language)
        mine = side(item)
        item.compared_until = self.store.last_seq()
        known = self.store.candidates(
            item.signature.bands,
            identity_of(item),
            report_year=mine.report_year,
            organ=mine.organ,
            nearness=nearness(mine),
        )
        found = best(mine, known)
        if found is not None:
            item.duplicate_of, item.decision = found
        return item
