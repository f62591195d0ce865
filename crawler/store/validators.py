"""What an address said of its own state when it last answered: the validators of conditional requests."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

from crawler.records import Capture

_LONGEST_TAG = 256
_LONGEST_DATE = 64
_ENTITY_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')  # RFC 9110, 8.8.3


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
