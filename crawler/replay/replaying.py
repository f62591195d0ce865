"""The reports of the archive into the store again: a version where today's code reads another text, else nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from crawler.archive import ArchiveError
from crawler.archive.metadata import ReportNote, note_files, notes
from crawler.dedup import find_copy
from crawler.records import Capture, LedgerEntry, Report
from crawler.replay.facts import FactsOfToday
from crawler.replay.pool import Pool
from crawler.replay.rereading import archived_capture
from crawler.replay.wire import Reread, read_answer, task_line
from crawler.store import Store, identity_of
from crawler.store.replaying import (
    Stored,
    differing_columns,
    latest,
    rehearse,
    restore,
    restore_entry,
    same_content,
)
from pipelines.dedup import DedupPipeline

_LINES_TOLD = 6
_LINE_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Change:
    """One report that the replay stored, or would: its address, what it became, and what differs.

    `columns` are the columns of the document that differ from the version before; `lines` some of the text's lines,
    each with "-" (before) or "+" (now) in front.
    """

    outcome: Literal["new", "changed", "rejected", "failed"]
    url: str
    report_year: int | None
    reason: str = ""
    columns: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0
    lines: tuple[str, ...] = ()


@dataclass(slots=True)
class ReplayTally:
    """What a replay saw. `elsewhere` counts, by column, documents whose text is the same and that column is not."""

    reports: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    rejected: int = 0
    other_years: int = 0
    failed: int = 0
    damaged: list[str] = field(default_factory=list)
    elsewhere: Counter[str] = field(default_factory=Counter)
    differ_elsewhere: int = 0

    def as_dict(self) -> dict[str, int]:
        """The counts, for the run's record."""
        names = ("reports", "new", "changed", "unchanged", "older", "rejected", "other_years", "failed")
        return {name: getattr(self, name) for name in names} | {"differ_elsewhere": self.differ_elsewhere}


@dataclass(frozen=True, slots=True)
class Replay:
    """The parts of one replay."""

    store: Store
    folder: Path
    facts: FactsOfToday
    run_id: str
    dry_run: bool
    tally: ReplayTally

    def notes(self, portal: str | None) -> Iterator[ReportNote]:
        """The notes of the archive in the order of runs; a damaged file's good part, and a line in the tally."""
        for path in note_files(self.folder):
            try:
                for note in notes(path):
                    if portal is None or note.portal.name == portal:
                        yield note
            except ArchiveError as error:
                self.tally.damaged.append(str(error))

    def take(self, note: ReportNote, reread: Reread) -> Change | None:
        """Store what a worker read of one note, where it is new; what changed."""
        self.tally.reports += 1
        if reread.error is not None:
            return self._failed(note, reread.error)
        try:
            return self._no_report(note, reread.entry) if reread.entry is not None else self._take_report(note, reread)
        except ArchiveError as error:
            return self._failed(note, str(error))

    def _take_report(self, note: ReportNote, reread: Reread) -> Change | None:
        url = note.capture.requested_url
        report = self._report(note, reread)
        known = latest(self.store, identity_of(report))
        if known is not None and known.document.fetch_time > report.capture.fetch_time:
            self.tally.older += 1
            return None
        if known is not None and same_content(report, known):
            if report.capture.fetch_time > known.document.last_seen and not self.dry_run:
                restore(self.store, self._with_captures(report, note))
            self.tally.unchanged += 1
            self._note_elsewhere(report, known)
            return None
        report = self._with_captures(report, note)
        saved = rehearse(self.store, report) if self.dry_run else restore(self.store, self._marked(report), find_copy)
        if saved is None:
            self.tally.older += 1
            return None
        if saved.outcome == "unchanged":
            self.tally.unchanged += 1
            return None
        assert report.extraction is not None
        year = report.extraction.report_year or report.listed_year
        if saved.outcome == "new":
            self.tally.new += 1
            return Change("new", url, year)
        self.tally.changed += 1
        if known is None:  # another replay has stored an earlier fetch meanwhile
            return Change("changed", url, year)
        return _change(url, year, differing_columns(report, known.document), known.document.text, report)

    def _report(self, note: ReportNote, reread: Reread) -> Report:
        """The report as the worker read it. Its capture has the addresses and the time; the page is not read again."""
        assert reread.fetch_time is not None
        return Report(
            portal=self.facts.of(note.portal).portal,
            capture=Capture(
                url=note.capture.url,
                requested_url=note.capture.requested_url,
                status=0,
                headers=(),
                body=b"",
                fetch_time=reread.fetch_time,
            ),
            listed_title=note.listed_title,
            column=note.column,
            listed_year=note.listed_year,
            run_id=self.run_id,
            missing_attachments=note.missing_attachments,
            decoded=reread.decoded,
            extraction=reread.extraction,
            statistics=reread.statistics,
            quality=reread.quality,
            signature=reread.signature,
        )

    def _with_captures(self, report: Report, note: ReportNote) -> Report:
        """The report with page and files from the archive, as it must be to be written. Raises ArchiveError."""
        return replace(
            report,
            capture=archived_capture(self.folder, note.capture),
            page_captures=tuple(archived_capture(self.folder, one) for one in note.pages),
            attachment_captures=tuple(archived_capture(self.folder, one) for one in note.attachments),
        )

    def _marked(self, report: Report) -> Report:
        marked = DedupPipeline(self.store).process_item(report)
        assert isinstance(marked, Report)
        return marked

    def _note_elsewhere(self, report: Report, known: Stored) -> None:
        columns = differing_columns(report, known.document)
        self.tally.differ_elsewhere += bool(columns)
        self.tally.elsewhere.update(columns)

    def _no_report(self, note: ReportNote, entry: LedgerEntry) -> Change | None:
        if not self.dry_run:
            entry = replace(entry, capture=archived_capture(self.folder, note.capture))
            restore_entry(self.store, entry, self.run_id)
        if entry.state != "rejected":
            self.tally.other_years += 1
        else:
            self.tally.rejected += 1
        return Change("rejected", entry.url, entry.report_year, entry.reason) if entry.state == "rejected" else None

    def _failed(self, note: ReportNote, reason: str) -> Change:
        self.tally.failed += 1
        return Change("failed", note.capture.requested_url, note.listed_year, reason)


def replay(parts: Replay, pool: Pool, portal: str | None = None) -> Iterator[Change | None]:
    """Replay the notes of the archive (of one portal), and tell of each what changed; None for what stays as it is.

    The store's run has begun, unless it is a dry run. Reports are read by the pool's processes and stored here, in the
    order of the archive, so that two replays into empty stores give the same corpus. A capture older than the version
    that is stored changes nothing: history is not rewritten. Raises StoreError and PoolError.
    """
    asked: list[ReportNote] = []
    for answer in pool.answers(_questions(parts.notes(portal), asked, parts.facts)):
        yield parts.take(asked.pop(0), read_answer(answer))


def _questions(found: Iterable[ReportNote], asked: list[ReportNote], facts: FactsOfToday) -> Iterator[bytes]:
    for note in found:
        asked.append(note)
        yield task_line(note, facts.of(note.portal).containers)


def _change(url: str, year: int | None, columns: tuple[str, ...], before: str, report: Report) -> Change:
    assert report.extraction is not None
    old, new = before.split("\n"), report.extraction.text.split("\n")
    # Two counted bags of lines, not an alignment, which is quadratic in what a page may hold.
    removed, added = Counter(old) - Counter(new), Counter(new) - Counter(old)
    told = [f"-{line[:_LINE_LENGTH]}" for line in old if line in removed][: _LINES_TOLD // 2]
    told += [f"+{line[:_LINE_LENGTH]}" for line in new if line in added][: _LINES_TOLD // 2]
    return Change(
        "changed", url, year, columns=columns, added=added.total(), removed=removed.total(), lines=tuple(told)
    )
