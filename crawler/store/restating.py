"""Reports that the feed announces again: their text stayed, and the store says something else of them now.

A copy found later may make another report canonical. Who keeps a copy of the corpus must hear of it, so such a report
gets a number of the feed of its own. Each at most once in a transaction, however many steps changed it, and only where
it differs in the end from what it was before.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select

from crawler.store import feed_numbers, upkeep
from crawler.store.prepared import run_many
from crawler.store.schema import reports, restatements

_AT_ONCE = 500
_TOLD = (reports.c.id, reports.c.cluster_id, reports.c.canonical, reports.c.duplicate_kind)
_OF_CLUSTER = select(*_TOLD).where(reports.c.cluster_id == bindparam("cluster"))
_OF_REPORTS = select(*_TOLD).where(reports.c.id.in_(bindparam("named", expanding=True)))
_ADD = restatements.insert()
_ANNOUNCED = reports.update().where(reports.c.id == bindparam("report")).values(last_seq=bindparam("number"))


class Restating:
    """What one transaction changes of clusters."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._before: dict[str, Any] = {}

    def remember(self, cluster: str) -> None:
        """Keep how the members of a cluster stand. Called before anything about them is changed."""
        for row in self._connection.execute(_OF_CLUSTER, {"cluster": cluster}):
            self._before.setdefault(row.id, tuple(row))

    def announce(self, but: str | None) -> None:
        """Give each changed report a number of the feed; none to `but`, whose new version has one in this transaction.

        Called once, after all changes.
        """
        told = sorted(self._differing() - {but})
        if not told:
            return
        numbers = feed_numbers.take(self._connection, len(told))
        given = list(zip(numbers, told, strict=True))
        run_many(self._connection, _ADD, [{"seq": seq, "report_id": report} for seq, report in given])
        run_many(self._connection, _ANNOUNCED, [{"number": seq, "report": report} for seq, report in given])
        upkeep.keep_up(self._connection, numbers)

    def _differing(self) -> set[str]:
        found: set[str] = set()
        known = list(self._before)
        for first in range(0, len(known), _AT_ONCE):
            named = known[first : first + _AT_ONCE]
            rows = self._connection.execute(_OF_REPORTS, {"named": named})
            found.update(row.id for row in rows if tuple(row) != self._before[row.id])
        return found
