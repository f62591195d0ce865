"""What an address said of its own state when it last answered: the validators of conditional requests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from sqlalchemy import Connection, bindparam, select

from crawler.records import Capture, WarcLocation
from crawler.store.schema import captures

_PAGES = ("list", "report", "page", "attachment")
_LONGEST_TAG = 256
_LONGEST_DATE = 64
_ENTITY_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')  # RFC 9110, 8.8.3

_NEWEST = (
    select(
        captures.c.etag,
        captures.c.last_modified,
        captures.c.fetch_time,
        captures.c.payload_sha256,
        captures.c.warc_filename,
        captures.c.warc_record_offset,
        captures.c.warc_record_length,
    )
    .where(
        captures.c.url == bindparam("address"),
        captures.c.portal == bindparam("of_portal"),
        captures.c.http_status == 200,
        captures.c.kind.in_(_PAGES),
        captures.c.warc_filename.is_not(None),
    )
    .order_by(captures.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Held:
    """The newest whole answer of an address that the archive holds.

    `etag` and `last_modified` are verbatim, None where the answer had none that can be sent back. `payload_sha256` is
    over the body with Content-Encoding undone, `fetch_time` is when it was last sent with its body.
    """

    etag: str | None
    last_modified: str | None
    fetch_time: datetime
    payload_sha256: str
    warc: WarcLocation

    @property
    def has_validator(self) -> bool:
        """Whether the server can be asked if it has changed."""
        return self.etag is not None or self.last_modified is not None


def held(connection: Connection, portal: str, url: str) -> Held | None:
    """What the archive holds of exactly this address; None where it holds nothing, or only refusals."""
    row = connection.execute(_NEWEST, {"address": url, "of_portal": portal}).first()
    if row is None:
        return None
    location = WarcLocation(row.warc_filename, row.warc_record_offset, row.warc_record_length)
    return Held(row.etag, row.last_modified, row.fetch_time, row.payload_sha256, location)


def validators_of(capture: Capture) -> tuple[str | None, str | None]:
    """ETag and Last-Modified of an answer, verbatim; None where missing or not fit to be sent back."""
    return _entity_tag(_field(capture, "etag")), _date(_field(capture, "last-modified"))


def _field(capture: Capture, name: str) -> str:
    return next((value.strip() for field, value in capture.headers if field.lower() == name), "")


def _entity_tag(value: str) -> str | None:
    return value if len(value) <= _LONGEST_TAG and _ENTITY_TAG.fullmatch(value) else None


def _date(value: str) -> str | None:
    """A date that a server could read: one it can't would make the request unconditional or be refused."""
    if not value or len(value) > _LONGEST_DATE or not value.isascii() or not value.isprintable():
        return None
    try:
        parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return value
