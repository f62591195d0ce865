"""The ledger: for each address of a portal, how far it got on the way and why not further."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from crawler.records import LedgerEntry, LedgerState
from crawler.store import addresses
from crawler.store.dialect import upsert
from crawler.store.identity import url_key
from crawler.store.prepared import fetch, run
from crawler.store.schema import ledger

INCOMPLETE = "incomplete"
"""How the reason of an address begins whose report was stored without a file that belongs to it."""
_TRIES = 5


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One address of one portal.

    `state` is how far it ever got: "stored" stays, whatever later sightings say. `last_state`, `reason`,
    `http_status` and `run_id` are of the last sighting that told something new. `attempts` counts fetches, anew from
    one that found incomplete what was whole; `gone_runs` counts the whole runs that found the address gone since one
    last found it there; `gone_since` is when they were enough to call it gone, None while it is not. `report_id` is
    the report last stored from it, which stays.
    """

    portal: str
    url: str
    url_key: str
    state: LedgerState
    last_state: LedgerState
    reason: str
    title: str
    column: str
    report_year: int | None
    report_id: str | None
    http_status: int | None
    first_listed: datetime | None
    last_listed: datetime | None
    last_attempt: datetime | None
    attempts: int
    gone_runs: int
    run_id: str
    gone_since: datetime | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be fetched: stored whole, or rejected. An incomplete one is tried a few times."""
        incomplete = self.reason.startswith(INCOMPLETE) and self.attempts < _TRIES
        return self.state in ("stored", "rejected") and not incomplete


_COLUMNS = tuple(ledger.c[name] for name in LedgerRow.__dataclass_fields__)
_CHANGED = tuple(name for name in LedgerRow.__dataclass_fields__ if name not in ledger.primary_key.columns)
_ONE = select(*_COLUMNS).where(ledger.c.portal == bindparam("of_portal"), ledger.c.url_key == bindparam("key"))


def find(connection: Connection, portal: str, url: str) -> LedgerRow | None:
    """The row of `url`, under whichever of its spellings it was seen."""
    row = _known(connection, portal, url_key(url))
    return None if row is None else LedgerRow(**row)


def rows(connection: Connection, portal: str | None) -> list[LedgerRow]:
    """Every row of the portal (of all portals for None), by address."""
    query = select(*_COLUMNS).order_by(ledger.c.portal, ledger.c.url_key)
    if portal is not None:
        query = query.where(ledger.c.portal == portal)
    return [LedgerRow(**row) for row in connection.execute(query).mappings()]


def record(connection: Connection, entry: LedgerEntry, run_id: str, report_id: str | None = None) -> None:
    """Add what a sighting says of an address.

    A listing never undoes what a fetch found: it only moves `last_listed`. A stored address stays stored.
    """
    key = url_key(entry.url)
    known = _known(connection, entry.portal, key)
    row = _after(known, entry, run_id) | {"portal": entry.portal, "url_key": key, "url": entry.url}
    if report_id is not None:
        row["report_id"] = report_id
    elif known and known["report_id"] and entry.url != known["url"]:
        addresses.put(connection, known["report_id"], entry.url, entry.portal, datetime.now(UTC))
        row["url"] = known["url"]
    run(connection, upsert(connection.dialect.name, ledger, _CHANGED), row)


def count_gone(connection: Connection, run_id: str, enough: int) -> None:
    """A run has ended whole: count it for every address that it found gone, and call those gone that have `enough`.

    Only now can it be said. A run that turns out partial, blocked or killed may have looked at a portal that was
    falling over: what it did not find counts for nothing.
    """
    now = datetime.now(UTC)
    seen = (ledger.c.run_id == run_id, ledger.c.last_state == "gone")
    connection.execute(ledger.update().where(*seen).values(gone_runs=ledger.c.gone_runs + 1))
    connection.execute(
        ledger.update().where(*seen, ledger.c.gone_runs >= enough, ledger.c.gone_since.is_(None)).values(gone_since=now)
    )


def _known(connection: Connection, portal: str, key: str) -> dict[str, Any] | None:
    return next(iter(fetch(connection, _ONE, {"of_portal": portal, "key": key})), None)


def _after(known: dict[str, Any] | None, entry: LedgerEntry, run_id: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    before: dict[str, Any] = known or {"attempts": 0, "gone_runs": 0}
    row = {
        "title": entry.title or before.get("title", ""),
        "column": entry.column or before.get("column", ""),
        "report_year": entry.report_year if entry.report_year is not None else before.get("report_year"),
        "report_id": before.get("report_id"),
        "first_listed": before.get("first_listed"),
        "last_listed": before.get("last_listed"),
        "last_attempt": before.get("last_attempt"),
        "attempts": before["attempts"],
        "gone_runs": before["gone_runs"],
        "gone_since": before.get("gone_since"),
    }
    if entry.state != "listed" or entry.http_status is not None:
        row["last_attempt"] = now
        row["attempts"] += not _same_fetch(before, entry, run_id)
        if entry.reason.startswith(INCOMPLETE) and not before.get("reason", "").startswith(INCOMPLETE):
            row["attempts"] = 1  # else what was looked at often would not be tried again before its next turn
        if entry.state in ("fetched", "stored", "rejected"):  # a blocked or failed fetch tells nothing
            row["gone_runs"], row["gone_since"] = 0, None
    if entry.state == "listed":
        row["first_listed"] = row["first_listed"] or now
        row["last_listed"] = now
        if known and known["state"] != "listed":
            return row | {name: before[name] for name in ("state", "last_state", "reason", "http_status", "run_id")}
    return row | {
        "state": "stored" if before.get("state") == "stored" else entry.state,
        "last_state": entry.state,
        "reason": entry.reason,
        "http_status": entry.http_status,
        "run_id": run_id,
    }


def _same_fetch(before: dict[str, Any], entry: LedgerEntry, run_id: str) -> bool:
    """Whether the entry is the outcome of the fetch that the row already counts."""
    return before.get("last_state") == "fetched" and before["run_id"] == run_id and entry.state != "fetched"
