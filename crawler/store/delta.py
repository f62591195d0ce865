"""Documents that are new since a number of the feed: what a daily delta of an export holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from crawler.store import dialect, feed
from crawler.store.document import Document

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
    """As `Store.reports`, only reports that the feed has announced after the number given (0 for all).

    They may be new, changed, or have another cluster or place in it; with `all_versions` all theirs come.

    With `by_year` in the order of report years, those without one first, and in the order of the feed within a year.
    """
    query = feed.chosen(
        portal, years, canonical_only=canonical_only, all_versions=all_versions, since=seq, by_year=by_year
    )
    with dialect.reading(store._engine, store._name) as connection:
        yield from store._stream(connection, query)
