"""What the crawl loop hands on: to the pipelines what they keep, to Scrapy what is to be fetched next."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.http import Request

from crawler.records import Capture, LedgerEntry, Report

Item = Capture | LedgerEntry | Report
Output = Iterator[Item | Request]
