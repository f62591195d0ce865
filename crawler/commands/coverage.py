"""`scrapy coverage`: what is held of every portal and year, as a folder of HTML to look at."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.spiderloader import get_spider_loader

from crawler.arguments import WrongUse
from crawler.command import ProjectCommand
from crawler.output import open_store
from crawler.portal_spider import PortalSpider

if TYPE_CHECKING:
    from crawler.coverage.gather import PortalFacts

_REPORT_PAGES = 5000


class Command(ProjectCommand):
    """Writes `OUTPUT_DIR/report`, or the folder named with --to, in place of what an earlier call wrote there."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - the name and shape are Scrapy's

    def syntax(self) -> str:
        """How the command is called."""
        return "[--to FOLDER] [--limit N]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Write the coverage page: portals and years, freshness, quality, every report with its evidence"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options beside Scrapy's own."""
        super().add_options(parser)
        parser.add_argument("--to", metavar="FOLDER", help="write there instead of OUTPUT_DIR/report")
        parser.add_argument(
            "--limit",
            type=int,
            default=_REPORT_PAGES,
            metavar="N",
            help="how many reports get a page of their own, canonical and newest first (default %(default)s)",
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Writes the folder and says where it lies."""
        # Scrapy imports every command for each of them: what only this one needs is imported here.
        from crawler.coverage import write_pages
        from crawler.monitoring.alerts import limits_of

        assert self.settings is not None
        folder = Path(opts.to) if opts.to else Path(self.settings["OUTPUT_DIR"]) / "report"
        if args:
            raise WrongUse(f"takes no words, only options: {self.syntax()}")
        if opts.limit < 0:
            raise WrongUse("--limit takes 0 or more")
        try:
            with open_store(self.settings) as store:
                limits = limits_of(self.settings)
                written = write_pages(store, folder, self._spiders(), datetime.now(UTC), opts.limit, self._say, limits)
        except OSError as error:
            self.fail(f"{folder} was not written: {error.strerror or error}")
            return
        left = (
            f"; {written.reports - written.report_pages} more are listed"
            if written.report_pages < written.reports
            else ""
        )
        print(f"{written.portals} portals, {written.report_pages} reports with a page of their own{left}")
        print(f"coverage page: {written.first_page}")

    def _spiders(self) -> list[PortalFacts]:
        from crawler.coverage.gather import PortalFacts

        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        spiders = [loader.load(name) for name in sorted(loader.list())]
        return [
            PortalFacts(spider.name, spider.title, spider.home, spider.division_name)
            for spider in spiders
            if issubclass(spider, PortalSpider) and not spider.takes_url
        ]

    def _say(self, line: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\x1b[K{line[:100]}", end="", file=sys.stderr, flush=True)
