"""`scrapy export OUT`: the corpus as files that others read."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from types import ModuleType

from scrapy.spiderloader import get_spider_loader

from crawler.archive import ArchiveError
from crawler.arguments import WrongUse, parse_years
from crawler.command import ProjectCommand
from crawler.monitoring.verdict import NOTHING, PARTIAL
from crawler.output import UnknownPortal, check_portal, open_store
from crawler.store import Document, Store, StoreError
from crawler.store.delta import reports_since

_RUNS_LOOKED_AT = 1_000
# What each format needs that is not always installed, and the extra that brings it.
_NEEDS = {"parquet": ("pyarrow", "parquet"), "hf": ("pyarrow", "parquet")}
_FORMATS = ("jsonl", "csv", "parquet", "hf", "wacz")
_BY_NAME = {".csv": "csv", ".parquet": "parquet", ".wacz": "wacz"}
# A program that goes by such a name could not open what the export would write there.
_OTHER_FORMATS = frozenset((".xlsx", ".xls", ".ods", ".et", ".json", ".tsv", ".xml", ".html", ".zip", ".db", ".sqlite"))
# So would one that unpacks by such a name. Parquet and WACZ are compressed inside, and tools read parts of them.
_OTHER_PACKINGS = frozenset((".bz2", ".xz", ".lzma", ".lz4", ".br", ".7z", ".rar", ".tar", ".tgz"))
_PACKINGS = frozenset((".gz", ".zst"))


class Command(ProjectCommand):
    """Columns are those of docs/data-dictionary.md."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - the name and shape are Scrapy's

    def syntax(self) -> str:
        """How the command is called."""
        return (
            "OUT [--format jsonl|csv|parquet|hf|wacz] [--portal N] [--years A-B] [--canonical-only] [--all-versions] "
            "[--since SEQ]"
        )

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Write the corpus to a file or folder, or to stdout with OUT '-'"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options beside Scrapy's own."""
        super().add_options(parser)
        parser.add_argument("--format", choices=_FORMATS, help="jsonl where the name of OUT tells no other")
        parser.add_argument("--portal", help="only this portal")
        parser.add_argument("--years", help="only these report years: 2016 or 2016-2020")
        parser.add_argument("--canonical-only", action="store_true", help="leave out marked duplicates")
        parser.add_argument("--all-versions", action="store_true", help="every version, not only the newest")
        parser.add_argument(
            "--since", type=int, default=0, metavar="SEQ", help="only what is new or changed after change SEQ"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Exports; exit 12 where no document fits, unless only what is new of a known portal was asked for; 10 where a
        WACZ lacks the pages of some.
        """
        assert self.settings is not None
        if len(args) != 1:
            raise WrongUse("give one place to write to: a file, or - for stdout")
        out = None if args[0] == "-" else Path(args[0])
        name = opts.format or _format_by_name(out)
        if out is not None:
            _check_packing(out, name)
        years = parse_years(opts.years)
        if opts.since < 0:
            raise WrongUse(f"--since {opts.since} is no place in the change feed: give the last SEQ you have, or 0")
        if out is None and name in ("hf", "wacz"):
            raise WrongUse(f"--format {name} cannot go to stdout: give a {'folder' if name == 'hf' else 'file'}")
        writer = _writer(name)
        try:
            store = self._store(opts.portal, opts.since)
        except UnknownPortal as error:
            self.fail(str(error), NOTHING)
            return
        seen = _Seen()
        documents = seen.passing(
            reports_since(
                store,
                opts.since,
                opts.portal,
                range(years[0], years[1] + 1) if years else None,
                canonical_only=opts.canonical_only,
                all_versions=opts.all_versions,
                by_year=name == "hf",
            )
        )
        try:
            first = list(islice(documents, 1))  # a reader may leave before one is written: that is not "nothing fits"
            if not first and not opts.since:
                self.fail("no document fits: nothing was written, and what stood there stays", NOTHING)
                return
            documents = chain(first, documents)
            if name == "wacz":
                assert out is not None
                written = self._wacz(writer, documents, out, store, opts.portal)
            else:
                written = writer.export(documents, out)
        except (OSError, ArchiveError, StoreError, WrongUse) as error:
            told = error.strerror or error if isinstance(error, OSError) else error
            self.fail(f"{args[0]} was not written: {told}")
            return
        finally:
            store.close()
        if out is not None:
            print(f"{written} documents written to {out}" + (f", up to change {seen.last}" if written else ""))
        if out is not None and written < seen.count:
            self.fail(
                f"{seen.count - written} reports are not in it: the WARC files that hold their pages are missing, or a "
                "run still writes to them; scrapy status --check tells which are missing",
                PARTIAL,
            )

    def _store(self, portal: str | None, since: int) -> Store:
        """The store, which knows the portal and has the change. A mistyped one would give an empty delta every day."""
        assert self.settings is not None
        store = open_store(self.settings)
        try:
            if portal is not None:
                check_portal(store, portal, get_spider_loader(self.settings).list())
            if since > (last := store.last_seq()):
                raise WrongUse(f"--since {since} is after the last change, {last}: is it from another store?")
        except (WrongUse, StoreError):
            store.close()
            raise
        return store

    def _wacz(
        self, writer: ModuleType, documents: Iterator[Document], out: Path, store: Store, portal: str | None
    ) -> int:
        assert self.settings is not None
        if not portal:
            raise WrongUse("a WACZ holds one portal: add --portal NAME")
        folder = Path(self.settings["OUTPUT_DIR"]) / "warc"
        running = {run.id for run in store.last_runs(limit=_RUNS_LOOKED_AT) if run.outcome == "running"}
        warcs = writer.archive_files(folder, portal, running)
        if not warcs:
            raise WrongUse(f"the raw archive {folder} holds no finished run of portal {portal}")
        count: int = writer.export(documents, out, warcs, f"Gongkai: {portal}")
        return count


class _Seen:
    """How many documents passed, and the greatest `seq` of them: where the next delta begins."""

    count = 0
    last = 0

    def passing(self, documents: Iterator[Document]) -> Iterator[Document]:
        for document in documents:
            self.count += 1
            self.last = max(self.last, document.seq)
            yield document


def _format_by_name(out: Path | None) -> str:
    """The format that the name of OUT tells, jsonl where it tells none. Raises WrongUse where it tells another one."""
    suffixes = [] if out is None else [suffix.lower() for suffix in reversed(out.suffixes)]
    if known := next((_BY_NAME[suffix] for suffix in suffixes if suffix in _BY_NAME), None):
        return known
    if other := next((suffix for suffix in suffixes if suffix in _OTHER_FORMATS), None):
        raise WrongUse(
            f"{out} has the name of a format that export does not write ({other}): name it .jsonl, .csv (spreadsheets "
            "open it), .parquet or .wacz, or give --format"
        )
    return "jsonl"


def _check_packing(out: Path, name: str) -> None:
    """Raises WrongUse where the end of a file's name promises a compression that its content would not have."""
    last = out.suffix.lower()
    if last in _OTHER_PACKINGS and name != "hf":
        raise WrongUse(f"{out} has the name of a compression that export does not write ({last}): .gz and .zst it does")
    if last in _PACKINGS and name in ("parquet", "wacz"):
        raise WrongUse(f"a {name} file is compressed inside: leave out the {last} in {out}")


def _writer(name: str) -> ModuleType:
    """The module of a format. Raises WrongUse where a package it needs is not installed."""
    try:
        return importlib.import_module(f"crawler.export.{name}")
    except ModuleNotFoundError as error:
        package, extra = _NEEDS.get(name, ("", ""))
        if error.name is None or error.name.partition(".")[0] != package:
            raise
        raise WrongUse(f"--format {name} needs {package}: pip install 'gongkai[{extra}]'") from None
