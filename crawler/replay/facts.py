"""A portal's facts as today's spider files state them."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.spiderloader import SpiderLoader

from crawler.arguments import CrawlArguments
from crawler.portal_spider import PortalSpider
from crawler.records import Portal


@dataclass(frozen=True, slots=True)
class Facts:
    """A portal, and the body containers its family knows."""

    portal: Portal
    containers: tuple[str, ...]


class FactsOfToday:
    """The facts of a portal by today's code; those that were archived where no spider file has that name."""

    def __init__(self, loader: SpiderLoader) -> None:
        self._loader = loader
        self._known: dict[Portal, Facts] = {}

    def of(self, archived: Portal) -> Facts:
        """Facts of a portal as a note names it. `scrapy crawl portal` names portals that no spider file states."""
        if archived not in self._known:
            self._known[archived] = self._look_up(archived)
        return self._known[archived]

    def _look_up(self, archived: Portal) -> Facts:
        try:
            spider = self._loader.load(archived.name)
        except KeyError:
            return Facts(archived, ())
        if not issubclass(spider, PortalSpider) or spider.takes_url:
            return Facts(archived, ())
        return Facts(spider.describe(CrawlArguments()), spider.containers)
