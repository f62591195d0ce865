"""`scrapy demo`: the real spiders against the sandbox, an offline web of portals on loopback."""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.table import Table
from scrapy.crawler import Crawler
from twisted.internet.task import LoopingCall

from crawler.command import ProjectCommand, Screen
from crawler.monitoring.logs import quiet_framework, start_log
from crawler.monitoring.verdict import BUG
from crawler.output import prepare_output, store_url
from crawler.portal_spider import PortalSpider
from crawler.store import Store

PORTALS = ("wangcheng", "dathonghu", "liwan", "changde", "jiangyuan")

_PLAIN_WIDTH = 120

# The sandbox is this machine: the delays that portals are owed would only make the demo slow.
_SETTINGS = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "BACK_OFF_FIRST_DELAY": 0.2,
    "USER_AGENT": "Gongkai/demo (sandbox on loopback)",
    "PROGRESS_ENABLED": False,
    "LOG_LEVEL": "ERROR",
}


class Command(ProjectCommand):
    """Writes to `OUTPUT_DIR/demo`, never to the corpus, and compares what it stored with what the sandbox serves."""

    def syntax(self) -> str:
        """How the command is called."""
        return "[options]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Crawl the sandbox (five portals, offline) and show what comes out"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """The demo's settings, which must stand before Scrapy's process object exists."""
        super().process_options(args, opts)
        assert self.settings is not None
        folder = Path(self.settings["OUTPUT_DIR"]) / "demo"
        self.settings.setdict(_SETTINGS | {"OUTPUT_DIR": str(folder), "STORE_URL": ""}, priority="cmdline")
        quiet_framework()

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawls, prints the table, and fails where the store differs from the sandbox's truth."""
        # Scrapy imports every command for each of them: what only this one needs is imported here.
        from crawler.sandbox import serve

        assert self.settings is not None
        folder = Path(self.settings["OUTPUT_DIR"])
        shutil.rmtree(folder, ignore_errors=True)
        prepare_output(self.settings)
        log = start_log(folder / "logs", "demo")
        console = Screen(_PLAIN_WIDTH)
        with serve() as sandbox:
            os.environ.update(http_proxy=sandbox.proxy_url, https_proxy=sandbox.proxy_url, no_proxy="")
            console.print(f"Sandbox of {len(PORTALS)} portals at {sandbox.proxy_url}; crawling …")
            spiders = self._crawl(console)
            asked = len(sandbox.requests)
        console.print(table(spiders))
        for spider in spiders:
            for problem in spider.tally.problems:
                console.print(f"  {spider.name}: {problem.kind}: {problem.url}", style="yellow", soft_wrap=True)
        told, right = compare(store_url(self.settings))
        console.print(told, style="green" if right else "bold red", soft_wrap=True)
        console.print(
            f"requests {asked}\ndocuments {folder / 'corpus.db'}\nraw pages {folder / 'warc'}\nlog {log}",
            soft_wrap=True,
        )
        told = f"one document a line: .venv/bin/scrapy export - -s OUTPUT_DIR={folder} | head -1"
        console.print(told, soft_wrap=True)
        self.exitcode = 0 if right else BUG

    def _crawl(self, console: Console) -> list[PortalSpider]:
        assert self.crawler_process is not None
        crawlers = [self.crawler_process.create_crawler(name) for name in PORTALS]
        for crawler in crawlers:
            self.crawler_process.crawl(crawler)
        if console.is_terminal:
            with Live(console=console, auto_refresh=False, transient=True) as live:
                loop = LoopingCall(lambda: live.update(table(opened(crawlers)), refresh=True))
                loop.start(0.5, now=False)
                self.crawler_process.start()
        else:
            loop = LoopingCall(lambda: console.print(progress(opened(crawlers))))
            loop.start(5, now=False)
            self.crawler_process.start()
        return opened(crawlers)


def opened(crawlers: list[Crawler]) -> list[PortalSpider]:
    """The spiders that run or ran, in the order of the demo."""
    return [crawler.spider for crawler in crawlers if isinstance(crawler.spider, PortalSpider)]


def progress(spiders: list[PortalSpider]) -> str:
    """One plain line over all spiders."""
    return "  " + ", ".join(f"{spider.name} {spider.tally.stored} stored" for spider in spiders)


def table(spiders: list[PortalSpider]) -> Table:
    """What each portal gave, as a table a person can read."""
    shown = Table(title="Annual disclosure reports (政府信息公开工作年度报告)")
    shown.add_column("portal", no_wrap=True)
    for name in ("reports found", "stored", "duplicates", "attachments", "problems"):
        shown.add_column(name, justify="right")
    shown.add_column("ended", no_wrap=True)
    for spider in spiders:
        tally, verdict = spider.tally, spider.verdict
        counts = (tally.found, tally.stored, tally.duplicates, tally.attachments, len(tally.problems))
        ended = f"{verdict.outcome} ({verdict.exit_code})" if verdict else "…"
        shown.add_row(f"{spider.name} {spider.title}", *map(str, counts), ended)
    return shown


def compare(address: str) -> tuple[str, bool]:
    """One line that says how the store compares with the sandbox's truth, and whether it is all there and right."""
    from crawler.sandbox import truth

    with Store.open(address) as store:
        stored = {document.url: document.text for document in store.reports()}
    expected = {report.url: report for report in truth()}
    same = sum(stored.get(url) == report.text for url, report in expected.items())
    missing, surplus = expected.keys() - stored.keys(), stored.keys() - expected.keys()
    told = f"{same} of {len(expected)} reports stored with exactly the text the sandbox was made from"
    for name, urls in (("missing", missing), ("not expected", surplus)):
        if urls:
            told += f"; {name}: {', '.join(sorted(urls))}"
    return told, same == len(expected) and not surplus
