"""`scrapy crawl NAME`: one portal, with a verdict and an exit code that mean something."""

from __future__ import annotations

import argparse

from scrapy.commands import BaseRunSpiderCommand

from crawler.arguments import CrawlArguments, WrongUse, unknown
from crawler.command import ProjectCommand
from crawler.monitoring.logs import quiet_framework, start_log
from crawler.monitoring.summary import summary
from crawler.monitoring.verdict import BUG
from crawler.output import prepare_output, store_url
from crawler.portal_spider import PortalSpider


class Command(ProjectCommand, BaseRunSpiderCommand):
    """Exit codes: 0 all well, 1 a bug, 2 wrong use, 10 partial, 11 blocked, 12 nothing found, 13 unreachable."""

    def syntax(self) -> str:
        """How the command is called."""
        return "[options] <spider> [-a years=2016-2020] [-a recheck=1] [-a url=URL]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Crawl one portal (wangcheng, dathonghu, liwan, changde, jiangyuan, or portal -a url=URL)"

    def long_desc(self) -> str:
        """What `--help` tells."""
        return (
            f"{self.short_desc()}. -a years=A-B: only these report years. -a recheck=1: fetch stored reports again. "
            "Exit codes: 0 all well, 1 a bug, 2 wrong use, 10 partial, 11 blocked, 12 nothing found, 13 unreachable."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's own, without those that write scraped items: what is scraped here are parts of documents."""
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FILE", action="append", help=argparse.SUPPRESS)
        parser.add_argument("-O", "--overwrite-output", metavar="FILE", action="append", help=argparse.SUPPRESS)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Runs before Scrapy's process object exists, which logs its start-up lists."""
        if given := [*(opts.output or ()), *(opts.overwrite_output or ())]:
            self.refuse(f"a crawl writes no file of documents, it stores them: afterwards, scrapy export {given[0]}")
        super().process_options(args, opts)
        quiet_framework()

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawls, prints the summary, sets the exit code."""
        assert self.settings is not None
        assert self.crawler_process is not None
        spider_class = self._spider_class(args)
        CrawlArguments.parse(opts.spargs, takes_url=spider_class.takes_url)
        output = prepare_output(self.settings)
        log = start_log(output / "logs", spider_class.name)
        crawler = self.crawler_process.create_crawler(spider_class)
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        spider = crawler.spider
        if not isinstance(spider, PortalSpider) or spider.verdict is None:
            self.fail(f"the crawl could not start; the log tells why: {log}", BUG)
            return
        left = [("documents", store_url(self.settings)), ("raw pages", output / "warc"), ("log", log)]
        self.exitcode = spider.verdict.exit_code
        print(summary(spider.portal, spider.tally, spider.verdict, left))

    def _spider_class(self, args: list[str]) -> type[PortalSpider]:
        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        names = sorted(loader.list())
        if len(args) != 1:
            raise WrongUse(f"give one spider: {', '.join(names)}")
        try:
            spider_class = loader.load(args[0])
        except KeyError:
            raise unknown("spider", args[0], names) from None
        assert issubclass(spider_class, PortalSpider)
        return spider_class
