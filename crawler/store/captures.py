"""Captures: one row a fetch, naming its record in the raw archive."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, bindparam, select

from crawler.records import Capture, WarcLocation
from crawler.store.dialect import insert_or_find
from crawler.store.prepared import fetch
from crawler.store.schema import captures
from crawler.store.validators import validators_of

_RECORD = ("warc_filename", "warc_record_offset")
_EARLIEST = (
    select(captures.c.warc_filename, captures.c.warc_record_offset, captures.c.warc_record_length)
    .where(
        captures.c.url == bindparam("address"),
        captures.c.payload_sha256 == bindparam("digest"),
        captures.c.warc_filename.is_not(None),
    )
    .order_by(captures.c.id)
    .limit(1)
)


def add(connection: Connection, capture: Capture, run_id: str, portal: str, kind: str) -> int:
    """Add the capture, or find it where its archive record has a row already; its number.

    `kind` is what it was fetched as (`Capture.kind`). `payload_sha256` is over the body with Content-Encoding undone,
    so that the same page compressed otherwise has the same digest.
    """
    warc = capture.warc
    etag, last_modified = validators_of(capture)
    row = {
        "url": capture.url,
        "requested_url": capture.requested_url,
        "portal": portal,
        "kind": kind,
        "fetch_time": capture.fetch_time,
        "http_status": capture.status,
        "content_type": capture.content_type,
        "etag": etag,
        "last_modified": last_modified,
        "payload_sha256": hashlib.sha256(capture.body).hexdigest(),
        "payload_length": len(capture.body),
        "warc_filename": warc.filename if warc else None,
        "warc_record_offset": warc.offset if warc else None,
        "warc_record_length": warc.length if warc else None,
        "run_id": run_id,
        "certificate": capture.certificate,
    }
    (stored,) = fetch(connection, insert_or_find(connection.dialect.name, captures, _RECORD), row)
    return int(stored["id"])


def earlier(connection: Connection, capture: Capture) -> WarcLocation | None:
    """See `Store.earlier`."""
    sought = {"address": capture.url, "digest": hashlib.sha256(capture.body).hexdigest()}
    row = connection.execute(_EARLIEST, sought).first()
    return None if row is None else WarcLocation(*row)
