"""The store held against the raw archive and against itself: what is wrong, and what to do about it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, Row, case, func, or_, select, type_coerce, union

from crawler import archive
from crawler.records import Capture, WarcLocation
from crawler.store import content, dialect
from crawler.store.column_types import Packed, unpacked
from crawler.store.errors import StoreError
from crawler.store.schema import VERSIONS, captures, reports, restatements, sequence, versions

_AT_ONCE = 200
_MOST_FINDINGS = 1000
_RESTORE = "restore the file from a backup"
_PACKED = tuple(column.name for column in versions.columns if isinstance(column.type, Packed))
_REPLAY = "restore a backup of the store, or rebuild it with `scrapy replay`"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong. `kind` is a stable word, `line` says what, where, and what to do."""

    kind: str
    line: str


@dataclass(slots=True)
class Checked:
    """What was looked at. Of very many findings the first thousand are told; `wrong` counts them all."""

    captures: int = 0
    versions: int = 0
    wrong: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        """Count a finding, and keep it while there are few."""
        self.wrong += 1
        if len(self.findings) < _MOST_FINDINGS:
            self.findings.append(finding)


def check(connection: Connection, folder: Path) -> Checked:
    """Every row of a capture against its record below `folder`, every version against its digests, and the feed.

    Every version must also have its note in the archive: a lost store is rebuilt from the notes.
    """
    checked = Checked()
    for said in dialect.damage(connection):
        checked.add(Finding("database", f"the database says: {said}; {_REPLAY}"))
    for finding in _against_itself(connection):
        checked.add(finding)
    for version in _versions(connection):
        checked.versions += 1
        if damage := _damaged(version):
            checked.add(damage)
    for finding in _unreadable(connection):
        checked.add(finding)
    for filename, rows in _by_file(connection):
        _check_file(folder, filename, rows, checked)
    _check_notes(connection, folder, checked)
    return checked


def _against_itself(connection: Connection) -> Iterator[Finding]:
    last = connection.execute(select(sequence.c.last).where(sequence.c.name == VERSIONS)).scalar_one()
    given = union(select(versions.c.seq), select(restatements.c.seq)).subquery()
    count, highest = connection.execute(select(func.count(), func.max(given.c.seq)).select_from(given)).one()
    if (count, highest or 0) != (last, last):
        yield Finding(
            "feed", f"the feed should hold 1 to {last} and holds {count} numbers up to {highest or 0}: {_REPLAY}"
        )
    placed = (
        select(versions.c.report_id, versions.c.seq)
        .union_all(select(restatements.c.report_id, restatements.c.seq))
        .subquery()
    )
    last_of = select(placed.c.report_id, func.max(placed.c.seq).label("seq")).group_by(placed.c.report_id).subquery()
    misplaced = select(reports.c.id).join(last_of, last_of.c.report_id == reports.c.id)
    for report_id in connection.execute(misplaced.where(reports.c.last_seq != last_of.c.seq)).scalars():
        yield Finding("feed", f"{report_id} does not name the last number of the feed that announced it: {_REPLAY}")
    newest = select(versions.c.report_id, func.max(versions.c.version).label("version")).group_by(versions.c.report_id)
    newest_of = newest.subquery()
    behind = (
        select(reports.c.id)
        .outerjoin(newest_of, newest_of.c.report_id == reports.c.id)
        .where(reports.c.latest_version != func.coalesce(newest_of.c.version, 0))
    )
    for report_id in connection.execute(behind).scalars():
        yield Finding("version", f"{report_id} does not name its newest version as the latest: {_REPLAY}")
    # A tampered copy is never canonical, even where it is all that was found.
    canonical, expected = func.count().filter(reports.c.canonical), func.max(case((reports.c.mirror, 0), else_=1))
    wrong = or_(canonical != expected, func.count().filter(reports.c.canonical, reports.c.mirror) > 0)
    for cluster in connection.execute(
        select(reports.c.cluster_id).group_by(reports.c.cluster_id).having(wrong)
    ).scalars():
        yield Finding("cluster", f"cluster {cluster} has not one canonical member: {_REPLAY}")


def _versions(connection: Connection) -> Iterator[Row[Any]]:
    """Packed columns as their bytes: one that is damaged must not end the reading of all others."""
    names = ("report_id", "version", "title", "text_sha256", "content_sha256")
    packed = (type_coerce(versions.c[name], LargeBinary).label(name) for name in _PACKED)
    query = select(*(versions.c[name] for name in names), *packed).order_by(versions.c.seq)
    return iter(connection.execution_options(yield_per=_AT_ONCE).execute(query))


def _damaged(version: Row[Any]) -> Finding | None:
    said = f"{version.report_id} version {version.version}"
    packed = {name: getattr(version, name) for name in _PACKED}
    held: dict[str, Any] = {}
    for name, value in packed.items():
        try:
            held[name] = None if value is None else unpacked(value)
        except StoreError:
            return Finding("value", f"{said}: `{name}` is damaged: {_REPLAY}")
    if hashlib.sha256(held["text"].encode()).hexdigest() != version.text_sha256:
        return Finding("text", f"{said}: {_REPLAY}")
    tables = [(table["caption"], table["rows"]) for table in held["tables"]]
    if content.hash_of(version.title, held["text"], tables, held["attachments"]) != version.content_sha256:
        return Finding("content", f"{said}: title, tables or files are not those that were stored: {_REPLAY}")
    return None


def _unreadable(connection: Connection) -> Iterator[Finding]:
    """The first date, time or JSON value of a document that cannot be read: it ends every export and feed."""
    tables = (versions, reports, captures)
    columns = [column for table in tables for column in table.columns if not isinstance(column.type, Packed)]
    query = (
        select(*columns)
        .join_from(versions, reports, reports.c.id == versions.c.report_id)
        .join(captures, captures.c.id == versions.c.capture_id)
    )
    try:
        for _ in connection.execution_options(yield_per=_AT_ONCE).execute(query):
            continue
    except StoreError as error:
        yield Finding("value", str(error))


def _by_file(connection: Connection) -> Iterator[tuple[str, list[Any]]]:
    """The captures of each WARC file, in the order of the file."""
    query = (
        select(
            captures.c.url,
            captures.c.http_status,
            captures.c.payload_sha256,
            captures.c.warc_filename,
            captures.c.warc_record_offset,
            captures.c.warc_record_length,
        )
        .where(captures.c.warc_filename.is_not(None))
        .order_by(captures.c.warc_filename, captures.c.warc_record_offset)
    )
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(query)
    for filename, of_file in groupby(rows, key=attrgetter("warc_filename")):
        yield filename, list(of_file)


def _check_file(folder: Path, filename: str, rows: Sequence[Any], checked: Checked) -> None:
    checked.captures += len(rows)
    path = folder / filename
    if not path.is_file():
        checked.add(Finding("file", f"{path} is missing, and {len(rows)} captures are in it: {_RESTORE}"))
        return
    expected = {(row.warc_record_offset, row.warc_record_length): row for row in rows}
    for location, capture in _readable(path):
        row = expected.pop((location.offset, location.length), None)
        if row is not None and (wrong := _difference(row, capture)):
            checked.add(Finding("record", f"{path} at byte {location.offset}: {wrong}; {_RESTORE}"))
    for (offset, length), row in expected.items():
        try:
            capture = archive.read(folder, WarcLocation(filename, offset, length))
        except archive.ArchiveError as error:
            checked.add(Finding("record", f"{error} ({row.url})"))
        else:
            if wrong := _difference(row, capture):
                checked.add(Finding("record", f"{path} at byte {offset}: {wrong}; {_RESTORE}"))


def _check_notes(connection: Connection, folder: Path, checked: Checked) -> None:
    # Not at the top: notes know of encodings, and every command that opens a store would load them.
    from crawler.archive.metadata import note_files, notes

    noted: set[int] = set()  # hashes of places: of 200,000 reports some 15 MB
    for path in note_files(folder):
        try:
            noted.update(hash((note.capture.warc.filename, note.capture.warc.offset)) for note in notes(path))
        except archive.ArchiveError as error:
            checked.add(Finding("note", str(error)))
    query = (
        select(versions.c.report_id, versions.c.version, captures.c.warc_filename, captures.c.warc_record_offset)
        .join(captures, captures.c.id == versions.c.capture_id)
        .where(captures.c.warc_filename.is_not(None))
        .order_by(versions.c.seq)
    )
    for version in connection.execution_options(yield_per=_AT_ONCE).execute(query):
        place = (version.warc_filename, version.warc_record_offset)
        if hash(place) not in noted and (folder / version.warc_filename).is_file():
            told = f"{version.report_id} version {version.version}: no file of notes (-meta-) names it"
            checked.add(Finding("note", f"{told}, so a replay would leave it out; restore these files from a backup"))


def _readable(path: Path) -> Iterator[tuple[WarcLocation, Capture]]:
    """The captures up to where the file is damaged; those behind are then read one by one."""
    try:
        yield from archive.captures(path)
    except archive.ArchiveError:
        return


def _difference(row: Any, capture: Capture) -> str | None:
    if capture.status != row.http_status:
        return f"the record has status {capture.status}, the store {row.http_status} ({row.url})"
    if hashlib.sha256(capture.body).hexdigest() != row.payload_sha256:
        return f"the record holds other bytes than were stored ({row.url})"
    return None
