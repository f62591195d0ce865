"""The addresses under which a report was seen: every spelling, however many have one key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from crawler.store.dialect import upsert
from crawler.store.identity import url_key
from crawler.store.prepared import run
from crawler.store.schema import addresses


def put(connection: Connection, report_id: str, url: str, portal: str, seen: datetime) -> None:
    """Note that `url` led to the report at that time, or lists it. An address seen before keeps its `first_seen`."""
    row = {
        "report_id": report_id,
        "url": url,
        "url_key": url_key(url),
        "portal": portal,
        "first_seen": seen,
        "last_seen": seen,
    }
    run(connection, upsert(connection.dialect.name, addresses, ("last_seen",)), row)
