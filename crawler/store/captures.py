"""Captures: one row a fetch, naming its record in the raw archive."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, bindparam, select

from crawler.records import Capture
from crawler.store.schema import captures

_ADD = captures.insert().returning(captures.c.id)
_BY_RECORD = select(captures.c.id).where(
    captures.c.warc_filename == bindparam("filename"), captures.c.warc_record_offset == bindparam("offset")
)


def add(connection: Connection, capture: Capture, run_id: str, portal: str, kind: str) -> int:
    """Add the capture, or find it where its archive record has a row already; its number.

    `kind` is what it was fetched as (`Capture.kind`). `payload_sha256` is over the body with Content-Encoding undone,
    so that the same page compressed otherwise has the same digest.
    """
    warc = capture.warc
    row = {
        "url": capture.url,
        "requested_url": capture.requested_url,
        "portal": portal,
        "kind": kind,
        "fetch_time": capture.fetch_time,
        "http_status": capture.status,
        "content_type": capture.content_type,
        "payload_sha256": hashlib.sha256(capture.body).hexdigest(),
        "payload_length": len(capture.body),
        "warc_filename": warc.filename if warc else None,
        "warc_record_offset": warc.offset if warc else None,
        "warc_record_length": warc.length if warc else None,
        "run_id": run_id,
    }
    if warc is not None:
        known = connection.execute(_BY_RECORD, {"filename": warc.filename, "offset": warc.offset}).scalar()
        if known is not None:
            return int(known)
    return int(connection.execute(_ADD, row).scalar_one())
