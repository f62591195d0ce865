"""Crawls several portals at once in one process: `python -m tests.crawl.several URL …`; prints how each ended as JSON.

A whole crawl each, with the settings an operator's command has; one process because most of a short crawl is its start.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.utils.project import get_project_settings

from crawler.output import prepare_output
from crawler.portal_spider import PortalSpider
from spiders.portal import AnyPortalSpider


def main(urls: list[str]) -> None:
    settings = get_project_settings()
    settings.set("PROGRESS_ENABLED", False)
    settings.set("LOG_LEVEL", "INFO")
    prepare_output(settings)
    process = CrawlerProcess(settings)
    crawlers: list[Crawler] = []
    for url in urls:
        crawler = process.create_crawler(AnyPortalSpider)
        process.crawl(crawler, url=url)
        crawlers.append(crawler)
    process.start()
    ends = {}
    for crawler in crawlers:
        spider = crawler.spider
        assert isinstance(spider, PortalSpider)
        verdict = spider.verdict
        assert verdict is not None
        problems = [asdict(problem) for problem in spider.tally.problems]
        ends[spider.portal.name] = {"exit_code": verdict.exit_code, "line": verdict.line, "problems": problems}
    print(json.dumps(ends, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
