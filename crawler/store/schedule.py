"""When a stored report is to be looked at again: ever more seldom while it does not change, more often in season."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from crawler.china import CHINA
from crawler.store.ledger import LedgerRow
from crawler.store.schema import IS_LATEST, ledger, reports, versions

_SEASON = (1, 2, 3)  # organs publish by 31 January, governments' offices by 31 March, and corrections come at once
_SHORTEST = timedelta(days=1)
_LONGEST = timedelta(days=180)
_LONGEST_IN_SEASON = timedelta(days=30)
_CLOCK_SLACK = timedelta(days=1)

_SETTLED = (
    select(*(ledger.c[name] for name in LedgerRow.__dataclass_fields__), versions.c.first_seen.label("changed"))
    .outerjoin(reports, reports.c.id == ledger.c.report_id)
    .outerjoin(versions, IS_LATEST)
    .where(ledger.c.state.in_(("stored", "rejected")))
)


def interval(unchanged_for: timedelta, now: datetime) -> timedelta:
    """How long to wait after a look at a page that by then had not changed for `unchanged_for`.

    As long again, so that the looks come at 1, 2, 4, 8 … days, up to half a year; in January, February and March
    (Asia/Shanghai) a quarter of that, up to a month. Never under a day.
    """
    if now.astimezone(CHINA).month in _SEASON:
        return min(max(unchanged_for / 4, _SHORTEST), _LONGEST_IN_SEASON)
    return min(max(unchanged_for, _SHORTEST), _LONGEST)


def due(connection: Connection, portal: str, now: datetime, share: float) -> list[LedgerRow]:
    """The stored and rejected addresses of a portal that are to be looked at again, the longest overdue first.

    At most `share` of all, and one where that is less than one: a night's cost stays bounded, what
    is left over comes first the next time. A look that lies in the future (the clock was set back) counts as none.
    """
    settled = connection.execute(_SETTLED.where(ledger.c.portal == portal)).mappings().all()
    waiting: list[tuple[timedelta, LedgerRow]] = []
    for row in settled:
        known = dict(row)
        changed = known.pop("changed") or known["first_listed"]
        entry = LedgerRow(**known)
        # What is not whole is waited for a day, however long it had not changed before.
        overdue = _overdue(entry.last_attempt, changed if entry.settled else entry.last_attempt, now)
        if overdue >= timedelta(0):
            waiting.append((overdue, entry))
    waiting.sort(key=lambda pair: (-pair[0], pair[1].url_key))
    return [entry for _, entry in waiting[: max(1, int(len(settled) * share))]]


def _overdue(looked: datetime | None, changed: datetime | None, now: datetime) -> timedelta:
    """How long the next look has been due; negative while it is not."""
    if looked is None or looked > now + _CLOCK_SLACK:
        return now - datetime.min.replace(tzinfo=UTC)
    unchanged_for = looked - changed if changed is not None else timedelta(0)
    return now - looked - interval(unchanged_for, now)
