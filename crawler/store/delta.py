"""Documents that are new since a number of the feed: what a daily delta of an export holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from crawler.store import dialect, feed
from crawler.store.document import Document
from crawler.store.schema import versions

if TYPE_CHECKING:
    from crawler.store.store import Store


def reports_since(
    store: Store,
    seq: int,
    portal: str | None = None,
    years: Collection[int] | None = None,
    *,
    canonical_only: bool = False,
    all_versions: bool = False,
    by_year: bool = False,
) -> Iterator[Document]:
    """As `Store.reports`, only versions whose `seq` is greater than the one given (0 for all).

    With `by_year` in the order of report years, those without one first, and in the order of the feed within a year.
    """
    query = feed.chosen(portal, years, canonical_only=canonical_only, all_versions=all_versions)
    if by_year:
        year = versions.c.report_year
        query = query.order_by(None).order_by(year.is_not(None), year, versions.c.seq)
    with dialect.reading(store._engine, store._name) as connection:
        yield from store._stream(connection, query.where(versions.c.seq > seq))
