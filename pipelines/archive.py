"""Archive: every capture of an item goes to the run's WARC file before anything else looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Self

from scrapy.crawler import Crawler

from crawler.archive import ArchiveWriter
from crawler.archive.metadata import NoteWriter
from crawler.crawl.items import Item
from crawler.portal_spider import PortalSpider
from crawler.records import Capture, Report
from crawler.store import Store


class ArchivePipeline:
    """Writes captures that have no WARC location yet, gives them one, and notes beside them what a replay needs."""

    def __init__(self, writer: ArchiveWriter, notes: NoteWriter, store: Store) -> None:
        self.writer = writer
        self.notes = notes
        self.store = store

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """One writer a run, below `OUTPUT_DIR/warc`."""
        spider = crawler.spider
        assert isinstance(spider, PortalSpider)
        folder = Path(crawler.settings["OUTPUT_DIR"]) / "warc"
        limit = crawler.settings.getint("WARC_MAX_BYTES")
        return cls(
            ArchiveWriter(folder, spider.run_id, spider.portal.name, max_bytes=limit),
            NoteWriter(folder, spider.run_id, spider.portal.name, spider.arguments.years),
            spider.store,
        )

    def process_item(self, item: Item) -> Item:
        """Archives the captures of an item; returns the item."""
        for capture in _captures(item):
            if capture.warc is None:
                capture.warc = self.writer.write(capture, self.store.earlier(capture))
        if isinstance(item, Report):
            self.notes.write(item)
        return item

    def close_spider(self) -> None:
        """Closes the files."""
        self.writer.close()
        self.notes.close()


def _captures(item: Item) -> Iterator[Capture]:
    if isinstance(item, Capture):
        yield item
    elif isinstance(item, Report):
        yield item.capture
        yield from item.page_captures
        yield from item.attachment_captures
    elif item.capture is not None:
        yield item.capture
