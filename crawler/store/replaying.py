"""What a replay asks of the store, and how it writes: a fetch that the store knows already is no new sighting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, bindparam, select

from crawler.records import LedgerEntry, Report, WarcLocation
from crawler.store import captures as captures_of
from crawler.store import content, dialect, feed, ledger, runs, saving
from crawler.store.column_types import plain, to_json
from crawler.store.document import Document
from crawler.store.identity import url_key
from crawler.store.linking import FindCopy
from crawler.store.saving import Saved
from crawler.store.schema import IS_LATEST, captures, reports, versions
from crawler.store.schema import ledger as ledger_table

if TYPE_CHECKING:
    from crawler.store.store import Store

_LATEST = feed.documents().add_columns(versions.c.content_sha256).where(reports.c.id == bindparam("report"), IS_LATEST)
_FETCHED = (
    select(captures.c.fetch_time)
    .join(versions, versions.c.capture_id == captures.c.id)
    .join(reports, IS_LATEST)
    .where(reports.c.id == bindparam("report"))
)
_CAPTURE = select(captures.c.id).where(
    and_(captures.c.warc_filename == bindparam("filename"), captures.c.warc_record_offset == bindparam("offset"))
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A report's latest version, and the hash that tells its content from another (`content.content_sha256`)."""

    document: Document
    content_sha256: str


class _Undone(Exception):
    """Ends a transaction that is not to be kept; raised and caught here."""


def latest(store: Store, report_id: str) -> Stored | None:
    """The latest version of a report; None for a report that is not stored."""
    with dialect.reading(store._engine, store._name) as connection:
        row = connection.execute(_LATEST, {"report": report_id}).mappings().first()
    if row is None:
        return None
    columns = dict(row)
    digest = columns.pop("content_sha256")
    return Stored(Document(**columns), digest)


def same_content(report: Report, known: Stored) -> bool:
    """Whether the report would make no new version of what is stored."""
    return content.content_sha256(report, content.attachments(report)) == known.content_sha256


def differing_columns(report: Report, known: Document) -> tuple[str, ...]:
    """The names of the document's columns that today's code fills otherwise, in their order."""
    today = content.version_columns(report) | {"attachments": content.attachments(report)}
    named = [name for name in Document.__dataclass_fields__ if name in today and name != "extractor"]
    return tuple(name for name in named if not _is_as_stored(today[name], getattr(known, name)))


def _is_as_stored(today: Any, stored: Any) -> bool:
    # Nearly always: then the walk through every cell of the tables is spared.
    if today == stored or to_json(today) == to_json(stored):
        return True
    return bool(plain(today) == plain(stored))


def restore(store: Store, report: Report, find_copy: FindCopy | None = None) -> Saved | None:
    """Save a report from the archive, as `Store.save`; None where a crawl has stored a later fetch of it meanwhile.

    Where the store knows the fetch already, what its ledger says of the address stays as it was.
    """
    with dialect.writing(store._engine, store._name) as connection:
        return _restore(connection, report, find_copy)


def rehearse(store: Store, report: Report) -> Saved | None:
    """What `restore` would do, without doing it. The report's run need not have begun."""
    saved: Saved | None = None
    try:
        with dialect.writing(store._engine, store._name) as connection:
            runs.start(connection, report.run_id, report.portal.name, {})
            saved = _restore(connection, report, None)
            raise _Undone
    except _Undone:
        return saved


def restore_entry(store: Store, entry: LedgerEntry, run_id: str) -> bool:
    """Add to the ledger why an archived page is not stored, where nothing is known of its address; whether it was."""
    with dialect.writing(store._engine, store._name) as connection:
        runs.require(connection, run_id)
        if ledger.find(connection, entry.portal, entry.url) is not None:
            return False
        if entry.capture is not None and entry.capture.warc is not None:
            captures_of.add(connection, entry.capture, run_id, entry.portal, entry.capture.kind)
        ledger.record(connection, entry, run_id)
        return True


def _restore(connection: Connection, report: Report, find_copy: FindCopy | None) -> Saved | None:
    # Looked at again by the one who writes: a crawl may be at work, and history is not rewritten.
    fetched = connection.execute(_FETCHED, {"report": content.identity_of(report)}).scalar()
    if fetched is not None and fetched > report.capture.fetch_time:
        return None
    of_address = and_(
        ledger_table.c.portal == report.portal.name,
        ledger_table.c.url_key == url_key(report.capture.requested_url),
    )
    before = connection.execute(select(ledger_table).where(of_address)).mappings().first()
    is_known = _is_known(connection, report.capture.warc)
    saved = saving.save(connection, report, find_copy)
    if before is not None and before["state"] == "stored" and is_known:
        kept = {name: value for name, value in before.items() if name != "report_id"}
        connection.execute(ledger_table.update().where(of_address).values(kept))
    return saved


def _is_known(connection: Connection, warc: WarcLocation | None) -> bool:
    if warc is None:
        return False
    place = {"filename": warc.filename, "offset": warc.offset}
    return connection.execute(_CAPTURE, place).first() is not None
