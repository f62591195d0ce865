"""Encoding: text already wrong in the page (mojibake) is mended, and what was mended is kept as evidence."""

from __future__ import annotations

from dataclasses import replace

from crawler.encoding import repair
from crawler.portal_spider import Item
from crawler.records import Report


class EncodingFixPipeline:
    """Takes the decoded text of a report's page (bytes were decoded as the response came in) and repairs it."""

    def process_item(self, item: Item) -> Item:
        """Fills `decoded` with the repaired text and the repairs; a file without text passes."""
        if isinstance(item, Report) and item.decoded is not None:
            repaired = repair(item.decoded.text)
            item.decoded = replace(item.decoded, text=repaired.text, repairs=item.decoded.repairs + repaired.repairs)
        return item
