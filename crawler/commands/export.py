"""`scrapy export OUT`: the corpus as JSON lines or CSV, one document a line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand

from crawler.arguments import WrongUse, parse_years
from crawler.export import csv, jsonl
from crawler.monitoring.verdict import NOTHING, WRONG_USE
from crawler.output import open_store
from crawler.store import StoreError

_WRITERS = {"jsonl": jsonl.export, "csv": csv.export}


class Command(ScrapyCommand):
    """Columns are those of docs/data-dictionary.md."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - the name and shape are Scrapy's

    def syntax(self) -> str:
        """How the command is called."""
        return "OUT [--format jsonl|csv] [--portal N] [--years A-B] [--canonical-only] [--all-versions]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Write the corpus to a file, or to stdout with OUT '-'"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options beside Scrapy's own."""
        super().add_options(parser)
        parser.add_argument("--format", choices=sorted(_WRITERS), default="jsonl")
        parser.add_argument("--portal", help="only this portal")
        parser.add_argument("--years", help="only these report years: 2016 or 2016-2020")
        parser.add_argument("--canonical-only", action="store_true", help="leave out marked duplicates")
        parser.add_argument("--all-versions", action="store_true", help="every version, not only the newest")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Exports; exit 12 where no document fits."""
        assert self.settings is not None
        try:
            if len(args) != 1:
                raise WrongUse("give one place to write to: a file, or - for stdout")
            years = parse_years(opts.years)
            store = open_store(self.settings)
        except (WrongUse, StoreError) as error:
            self._fail(str(error), WRONG_USE)
            return
        wanted = range(years[0], years[1] + 1) if years else None
        documents = store.reports(
            portal=opts.portal, years=wanted, canonical_only=opts.canonical_only, all_versions=opts.all_versions
        )
        try:
            written = _WRITERS[opts.format](documents, None if args[0] == "-" else Path(args[0]))
        except (OSError, StoreError) as error:
            told = error.strerror if isinstance(error, OSError) else error
            self._fail(f"{args[0]} was not written: {told}", WRONG_USE)
            return
        finally:
            store.close()
        if not written:
            self._fail("no document fits", NOTHING)
        elif args[0] != "-":
            print(f"{written} documents written to {args[0]}")

    def _fail(self, message: str, code: int) -> None:
        print(f"scrapy export: {message}", file=sys.stderr)
        self.exitcode = code
