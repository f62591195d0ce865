"""What saving puts off until there is a batch of it: the rows of both indexes, which cost far less together."""

from __future__ import annotations

from sqlalchemy import Connection

from crawler.store import bands, search

BATCH = 64
"""So many numbers of the feed make a batch. Alone, each version would cost the search index eight times as much."""


def keep_up(connection: Connection, numbers: range) -> None:
    """File what waits, where these numbers of the feed, just given, end a batch."""
    batches = range((numbers[0] - 1) // BATCH, numbers[-1] // BATCH)
    if batches:
        search.catch_up(connection, numbers[-1])
        bands.catch_up(connection, batches)
