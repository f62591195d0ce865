"""The store: runs, the ledger, captures, reports with their versions, and the change feed, in one database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine

from crawler.records import Candidate, Capture, LedgerEntry, Report, WarcLocation
from crawler.store import (
    candidates,
    captures,
    checking,
    dialect,
    feed,
    ledger,
    linking,
    runs,
    saving,
    schedule,
    search,
    validators,
)
from crawler.store.candidates import Nearness
from crawler.store.checking import Checked
from crawler.store.cluster_report import ClusterReport, read_cluster
from crawler.store.difference import Difference, compare
from crawler.store.document import Document
from crawler.store.errors import StoreError
from crawler.store.feed import Documents
from crawler.store.ledger import LedgerRow
from crawler.store.linking import FindCopy
from crawler.store.migrate import migrate, schema_version
from crawler.store.runs import Run
from crawler.store.saving import Saved
from crawler.store.schema import HEAD
from crawler.store.search import Hit
from crawler.store.validators import Held
from crawler.store.words import Query

_ROWS_AT_ONCE = 100


class Store:
    """The one way in and out of the database. Every method is one transaction.

    Several processes may read and write at once. Each method raises StoreError where the database cannot be reached,
    is damaged, full, or locked by another process for too long.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._runs: set[str] = set()

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the store at `url` (`sqlite:///output/corpus.db`), and make it or bring its schema up to date.

        Raises StoreError, in one line, for an unreadable address, a folder that cannot be written, a file that is
        damaged or no store (it is left as it is), and a store made by a later release.
        """
        engine, name = dialect.connect(url)
        try:
            with dialect.reading(engine, name) as connection:
                up_to_date = schema_version(connection, name) == HEAD
            if not up_to_date:
                with dialect.migrating(engine, name) as connection:
                    migrate(connection, name)
                engine.dispose()  # that connection keeps the cache of a writer, and this may be an export
            dialect.let_readers_pass(engine, name)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, name)

    def close(self) -> None:
        """Let go of the database. Everything that was saved is saved already."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def start_run(self, run_id: str, portal: str, arguments: Mapping[str, Any]) -> None:
        """Say that a run begins in this process. Earlier runs of this machine whose process died become "killed".

        Raises StoreError where the id was used before.
        """
        with dialect.writing(self._engine, self._name) as connection:
            runs.start(connection, run_id, portal, arguments)

    def finish_run(
        self, run_id: str, outcome: str, exit_code: int, counts: Mapping[str, Any], *, gone_after: int = 3
    ) -> None:
        """Say how a run ended. Raises StoreError for a run that was never started.

        A run that ended "ok" is counted for every address that it found gone (404, 410); after `gone_after` such runs
        the ledger calls the address gone. Its document stays.
        """
        with dialect.writing(self._engine, self._name) as connection:
            first_time = runs.finish(connection, run_id, outcome, exit_code, counts)
            if first_time and outcome == runs.OK:
                ledger.count_gone(connection, run_id, gone_after)

    def note_run(self, run_id: str, counts: Mapping[str, Any]) -> None:
        """Keep what a running run has done so far, for the case that it is killed."""
        with dialect.writing(self._engine, self._name) as connection:
            runs.note(connection, run_id, counts)

    def mark_killed(self) -> None:
        """Say of runs whose process died, or has been silent for an hour elsewhere, that they were killed."""
        with dialect.writing(self._engine, self._name) as connection:
            runs.mark_killed(connection)

    def last_runs(self, portal: str | None = None, limit: int = 30) -> list[Run]:
        """The latest runs of a portal (of all for None), newest first."""
        with dialect.reading(self._engine, self._name) as connection:
            return runs.last(connection, portal, limit)

    def record(self, entry: LedgerEntry, run_id: str) -> None:
        """Add a sighting to the ledger, with its capture where that was archived.

        A listing never undoes what a fetch found, and a stored address stays stored; the latest sighting is kept
        beside it. Raises StoreError for a run that was never started.
        """
        with dialect.writing(self._engine, self._name) as connection:
            self._require(connection, run_id)
            if entry.capture is not None and entry.capture.warc is not None:
                captures.add(connection, entry.capture, run_id, entry.portal, entry.capture.kind)
            ledger.record(connection, entry, run_id)

    def record_capture(self, capture: Capture, run_id: str, portal: str, kind: str) -> None:
        """Add a capture that is no report page ("list", "redirect", …); once for an archive record."""
        with dialect.writing(self._engine, self._name) as connection:
            self._require(connection, run_id)
            captures.add(connection, capture, run_id, portal, kind)

    def earlier(self, capture: Capture) -> WarcLocation | None:
        """Where the archive holds the first capture of the same bytes at the same address, None where it holds none.

        The bytes are those with Content-Encoding undone.
        """
        with dialect.reading(self._engine, self._name) as connection:
            return captures.earlier(connection, capture)

    def ledger(self, portal: str, url: str) -> LedgerRow | None:
        """What is known of an address, under whichever of its spellings it was seen; None for a new one."""
        with dialect.reading(self._engine, self._name) as connection:
            return ledger.find(connection, portal, url)

    def held(self, portal: str, url: str) -> Held | None:
        """The newest whole answer of exactly this address that the archive holds, with its validators."""
        with dialect.reading(self._engine, self._name) as connection:
            return validators.held(connection, portal, url)

    def due(self, portal: str, now: datetime, share: float) -> list[LedgerRow]:
        """The settled addresses of a portal that are to be looked at again, the longest overdue first.

        At most `share` of all settled ones, at least one.
        """
        with dialect.reading(self._engine, self._name) as connection:
            return schedule.due(connection, portal, now, share)

    def ledger_rows(self, portal: str | None = None) -> list[LedgerRow]:
        """All that is known of a portal's addresses (of all portals' for None), by address."""
        with dialect.reading(self._engine, self._name) as connection:
            return ledger.rows(connection, portal)

    def save(self, report: Report, find_copy: FindCopy | None = None) -> Saved:
        """Store a report at the end of its way: version, ledger row, captures, band keys and cluster, or nothing.

        A version is added only where title, text, tables or attached files differ from the latest one; else only
        `last_seen` moves. Where an attachment that the latest version has read could not be read this time, that
        version stays. With `find_copy`, copies that other processes stored since this report was compared
        (`Report.compared_until`) are found too, and put into the report.

        Raises StoreError for a run that was never started, ValueError for a report without extraction.
        """
        with dialect.writing(self._engine, self._name) as connection:
            self._require(connection, report.run_id)
            return saving.save(connection, report, find_copy)

    def last_seq(self) -> int:
        """The last number that the feed has given; 0 for an empty store."""
        with dialect.reading(self._engine, self._name) as connection:
            return linking.last_seq(connection)

    def cluster(self, identifier: str) -> ClusterReport:
        """The cluster of that id, or of the report of that id, told. Raises StoreError where there is neither."""
        with dialect.reading(self._engine, self._name) as connection:
            return read_cluster(connection, identifier)

    def candidates(
        self,
        keys: Sequence[int],
        exclude_report_id: str | None = None,
        *,
        report_year: int | None = None,
        organ: str | None = None,
        nearness: Nearness | None = None,
        limit: int = 50,
    ) -> list[Candidate]:
        """Stored reports, in their latest version, that may be copies of the one at hand, the likeliest first.

        They share a band key, or bear the name `organ` in the same year. With `report_year`, only reports of that year
        and of unknown year: copies never differ in it. `nearness` (`crawler.dedup.nearness`) judges organ and title:
        other organs' reports take no place in `limit`, however alike. An exact copy shares all keys and comes first,
        then the nearest, then those that share most keys.
        """
        with dialect.reading(self._engine, self._name) as connection:
            found = candidates.search(
                connection, keys, exclude_report_id, report_year, limit, organ=organ, nearness=nearness
            )
            return candidates.read(connection, found)

    def reports(
        self,
        portal: str | None = None,
        years: Collection[int] | None = None,
        *,
        canonical_only: bool = False,
        all_versions: bool = False,
    ) -> Iterator[Document]:
        """Documents in the order of the feed, the latest version of each report unless `all_versions`.

        Streams in bounded memory, and shows the store as it was at the first document.
        """
        query = feed.chosen(portal, years, canonical_only=canonical_only, all_versions=all_versions)
        with dialect.reading(self._engine, self._name) as connection:
            yield from self._stream(connection, query)

    def changes(self, consumer: str, limit: int | None = None) -> Iterator[Document]:
        """What was stored or changed after the consumer's cursor, by `seq`, nothing skipped, as it stands now.

        Every version; and the latest version of a report again, under a later `seq`, where only its cluster or its
        place in it changed. Reading moves nothing: until `ack`, the same documents come again. A new consumer starts at
        the beginning. Raises ValueError for a negative limit.
        """
        if limit is not None and limit < 0:
            raise ValueError(f"limit={limit}: a number of documents is 0 or more, None for all")
        with dialect.reading(self._engine, self._name) as connection:
            yield from self._stream(connection, feed.after(connection, consumer, limit))

    def ack(self, consumer: str, seq: int) -> None:
        """Set the consumer's cursor: what comes next is after `seq`. A smaller number makes versions come again.

        Raises StoreError where the feed has not come that far.
        """
        with dialect.writing(self._engine, self._name) as connection:
            feed.acknowledge(connection, consumer, seq)

    def search(
        self, question: str, portal: str | None = None, years: Collection[int] | None = None, *, limit: int = 20
    ) -> list[Hit]:
        """The reports whose latest version holds all words of the question, stored or changed last first.

        A word is found anywhere in title, organ or text, also inside a longer one; one of a single character too. Both
        scripts are one, and 信息 finds 資訊. Raises StoreError for a question without a letter or digit.
        """
        query = Query.read(question)
        with dialect.reading(self._engine, self._name) as connection:
            return list(search.find(connection, query, portal, years, limit))

    def difference(self, report_id: str, earlier: int | None = None, later: int | None = None) -> Difference:
        """What changed between two versions of a report: the last two, or those named.

        Raises StoreError for an unknown report or version, and for a report that never changed.
        """
        with dialect.reading(self._engine, self._name) as connection:
            known = {one.version: one for one in self._stream(connection, feed.of_report(report_id))}
        if not known:
            raise StoreError(f"no report {report_id!r} in this store: `scrapy status --search` shows ids")
        later = max(known) if later is None else later
        earlier = later - 1 if earlier is None else earlier
        if later not in known or (earlier not in known and earlier != 0):
            raise StoreError(f"{report_id} has versions 1 to {max(known)}")
        if earlier == 0:
            raise StoreError(
                f"{report_id} has one version only: nothing has changed since {known[1].first_seen:%Y-%m-%d}"
            )
        return compare(known[earlier], known[later])

    def check(self, archive: Path) -> Checked:
        """The store held against the WARC files in the folder `archive`, and against itself. Reads all of both."""
        with dialect.reading(self._engine, self._name) as connection:
            return checking.check(connection, archive)

    def _require(self, connection: Connection, run_id: str) -> None:
        """Runs are never taken out: one that was seen once is not looked up again."""
        if run_id not in self._runs:
            runs.require(connection, run_id)
            self._runs.add(run_id)

    @staticmethod
    def _stream(connection: Connection, query: Documents) -> Iterator[Document]:
        rows = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(query)
        for row in rows.mappings():
            yield Document(**row)
