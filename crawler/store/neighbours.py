"""A report held against the same organ's report for the year before, whichever of the two was stored first.

Lists bring the newest year first, and an old report may come years later; so each report that is stored is compared
with its neighbours on both sides, and what was found stands with the later of the two.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select

from crawler.records import Statistics
from crawler.statistics import across_years
from crawler.store.column_types import plain
from crawler.store.content import checks_by_name
from crawler.store.prepared import fetch
from crawler.store.schema import IS_LATEST, reports, versions

_MOST = 20
"""Reports of one organ and year that are looked at: a portal may list one at several addresses, not at hundreds."""

_OF_YEARS = (
    select(reports.c.id, reports.c.report_year, reports.c.across_years, versions.c.statistics)
    .join(versions, IS_LATEST)
    .where(
        reports.c.portal == bindparam("portal"),
        reports.c.organ == bindparam("organ"),
        reports.c.report_year.between(bindparam("first"), bindparam("last")),
    )
    .order_by(reports.c.canonical.desc(), reports.c.id)
    .limit(3 * _MOST)
)
_FILE = reports.update().where(reports.c.id == bindparam("report")).values(across_years=bindparam("told"))
_ALL = select(reports.c.portal, reports.c.organ, reports.c.report_year).where(
    reports.c.organ.is_not(None), reports.c.report_year.is_not(None)
)


def compare(connection: Connection, portal: str, organ: str | None, year: int | None) -> None:
    """Hold the portal's reports of an organ for `year` and the year after against those for the year before each.

    The organ's name must be the same; where a year has several reports, the canonical one is what the next is held
    against. A report without one for the year before has null there. The feed does not announce it: a crawl that goes
    from the newest year to the oldest would tell of nearly every report twice.
    """
    if organ is None or year is None:
        return
    years = (year - 1, year, year + 1)
    asked = {"portal": portal, "organ": organ, "first": years[0], "last": years[-1]}
    found = fetch(connection, _OF_YEARS, asked)
    if len(found) < 2 and all(row["across_years"] is None for row in found):
        return
    of_year = {number: [row for row in found if row["report_year"] == number] for number in years}
    for later in (year, year + 1):
        last = next(iter(of_year[later - 1]), None)
        for row in of_year[later]:
            told = None if last is None else plain(_compared(row, last))
            if told != row["across_years"]:
                connection.execute(_FILE, {"report": row["id"], "told": told})


def compare_all(connection: Connection) -> None:
    """Compare every report there is: for a store that a release made which did not."""
    for portal, organ, year in connection.execute(_ALL.distinct()).all():
        compare(connection, portal, organ, year)


def _compared(row: dict[str, Any], last: dict[str, Any]) -> dict[str, Any]:
    checks = across_years(_statistics(row["statistics"]), _statistics(last["statistics"]))
    return {"last_year": last["id"], "checks": checks_by_name(checks)}


def _statistics(stored: dict[str, Any] | None) -> Statistics | None:
    return None if stored is None else Statistics(stored["figures"], (), stored["layout"])
