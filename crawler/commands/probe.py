"""`scrapy probe URL`: what a portal is made of, and with `--write NAME` the first draft of its spider and test."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from scrapy.utils.conf import closest_scrapy_cfg

from crawler.arguments import CrawlArguments, WrongUse
from crawler.command import ProjectCommand
from crawler.commands.probe_draft import check_name, write_draft
from crawler.commands.probe_spider import ProbeSpider
from crawler.commands.probe_text import probe_text
from crawler.monitoring.logs import quiet_framework
from crawler.monitoring.verdict import BUG, OK
from crawler.output import prepare_output

_ASIDE = {"ITEM_PIPELINES": {}, "PROGRESS_ENABLED": False, "LOG_LEVEL": "ERROR", "STORE_URL": ""}


class Command(ProjectCommand):
    """Reads the first pages of lists and one report, politely as a crawl does, and stores nothing in the corpus."""

    def syntax(self) -> str:
        """How the command is called."""
        return "URL [--write NAME]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show a portal's family, columns and reports; write its spider, fixtures and test"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options beside Scrapy's own."""
        super().add_options(parser)
        parser.add_argument("--write", metavar="NAME", help="write spiders/NAME.py, saved pages and their test")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """A probe keeps its pages in a folder of its own, which must stand before Scrapy's process object exists."""
        super().process_options(args, opts)
        assert self.settings is not None
        self._folder = tempfile.TemporaryDirectory(prefix="probe-")
        self.settings.setdict(_ASIDE | {"OUTPUT_DIR": self._folder.name}, priority="cmdline")
        quiet_framework()

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Probes, prints, writes; the exit code is that of a crawl."""
        assert self.settings is not None
        assert self.crawler_process is not None
        root = Path(closest_scrapy_cfg()).parent
        with self._folder:
            if len(args) != 1:
                raise WrongUse("give one address: a home page, a column (栏目) or a report")
            CrawlArguments.parse({"url": args[0]}, takes_url=True)
            if opts.write:
                check_name(opts.write, root, self.crawler_process.spider_loader.list())
            prepare_output(self.settings)
            crawler = self.crawler_process.create_crawler(ProbeSpider)
            self.crawler_process.crawl(crawler, url=args[0])
            self.crawler_process.start()
            spider = crawler.spider
            if not isinstance(spider, ProbeSpider) or spider.verdict is None:
                self.fail("the probe could not start", BUG)
                return
            self.exitcode = spider.verdict.exit_code
            print(probe_text(spider), flush=True)
            if opts.write:
                for path in write_draft(opts.write, spider, root):
                    print(f"wrote {path.relative_to(root)}")
                self.exitcode = OK
