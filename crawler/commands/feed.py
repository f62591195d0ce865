"""`scrapy feed CONSUMER`: what is new or changed since that consumer's cursor."""

from __future__ import annotations

import argparse
import json
import sys
from io import TextIOWrapper

from crawler.arguments import WrongUse
from crawler.command import ProjectCommand
from crawler.output import open_store


class Command(ProjectCommand):
    """At least once, in `seq` order, nothing skipped: read, work, then acknowledge the last `seq` worked on."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - the name and shape are Scrapy's

    def syntax(self) -> str:
        """How the command is called."""
        return "CONSUMER [--limit N] | CONSUMER --ack SEQ"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Print what is new or changed as JSON lines after a consumer's cursor, or move the cursor"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options beside Scrapy's own."""
        super().add_options(parser)
        parser.add_argument("--limit", type=int, help="at most this many documents")
        parser.add_argument("--ack", type=int, metavar="SEQ", help="this consumer has worked on all up to SEQ")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Prints documents, or moves the cursor."""
        assert self.settings is not None
        if len(args) != 1 or not args[0].strip():
            raise WrongUse("give one name for the consumer, any word: scrapy feed my-parser")
        if opts.limit is not None and opts.limit < 0:
            raise WrongUse(f"--limit {opts.limit} is no number of documents: give 0 or more, or leave it out")
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # JSON between programs is UTF-8 (RFC 8259), on any terminal
        with open_store(self.settings) as store:
            if opts.ack is not None:
                store.ack(args[0], opts.ack)
                return
            for document in store.changes(args[0], limit=opts.limit):
                print(json.dumps(document.as_dict(), ensure_ascii=False), flush=True)
