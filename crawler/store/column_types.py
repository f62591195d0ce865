"""Column types that keep on SQLite what PostgreSQL keeps by itself: time zones, and text that can be encoded."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Dialect, Integer, LargeBinary, String
from sqlalchemy.types import TypeDecorator

from crawler.json_form import json_form
from crawler.store.errors import StoreError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_Reader = Callable[[Any], Any]

# U+0000 cannot stand in a PostgreSQL text, a lone surrogate in no encoded text; a JSON list API can deliver both.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ESCAPED_NUL = "\\u0000"
# One for all: making it takes as long as packing a report. Each call gives a whole frame, in one thread at a time.
_COMPRESSOR = zstd.ZstdCompressor(level=3)
_KEY_BYTES = 1500  # longer than any address that is asked for (URLLENGTH_LIMIT): those come from links and redirects
_KEY_BEGINNING = 350

# SQLite grows a key by itself only in a column of exactly the type INTEGER.
BigKey = BigInteger().with_variant(Integer, "sqlite")


def storable(text: str) -> str:
    """`text` with each character that no database can hold (U+0000, lone surrogates) as U+FFFD, one for one."""
    return text if "\x00" not in text and _can_be_encoded(text) else _UNSTORABLE.sub("\ufffd", text)


def _can_be_encoded(text: str) -> bool:
    """Whether there is no lone surrogate in it: by the encoder, which looks three times as fast as a pattern."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def plain(value: Any) -> Any:
    """`value` as JSON holds it: dataclasses as objects, sequences as lists, dates as ISO 8601, keys as strings.

    Anything else that JSON has no form for is its `str`.
    """
    match value:
        case None | bool() | int():
            return value
        case str():
            return storable(value)
        case float():
            return value if value - value == 0 else str(value)  # JSON has no infinity and no NaN
        case dict():
            return {storable(str(key)): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    return plain(json_form(value))


def to_json(value: Any) -> str:
    """`value` as JSON text with Chinese characters as themselves: what `plain` makes of it, written down."""
    return to_json_bytes(value).decode()


def to_json_bytes(value: Any) -> bytes:
    """`to_json` in UTF-8."""
    # Walking a table cell by cell takes longer than storing it; only what needs mending is walked.
    try:
        quick = _ENCODER.encode(value)
        if _ESCAPED_NUL not in quick:
            return quick.encode()
    except (TypeError, ValueError):  # no form in JSON, or a lone surrogate
        pass
    return _ENCODER.encode(plain(value)).encode()


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=plain)


def from_json(written: str) -> Any:
    """What a JSON column holds. Raises StoreError where it is damaged."""
    try:
        return json.loads(written)
    except ValueError as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> StoreError:
    return StoreError(
        f"the store holds a damaged value ({error}): restore a backup, or rebuild it with `scrapy replay`"
    )


def _told(read: _Reader | None) -> _Reader | None:
    """A reader of values that says of a damaged one that the store holds it."""
    if read is None:
        return None

    def reading(value: Any) -> Any:
        try:
            return read(value)
        except (TypeError, ValueError) as error:
            raise _damaged(error) from error

    return reading


class Day(TypeDecorator[date]):
    """A date."""

    impl = Date
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: Any) -> _Reader | None:
        return _told(super().result_processor(dialect, coltype))


class UtcTime(TypeDecorator[datetime]):
    """A point in time, UTC in and out. A naive value counts as UTC, as records.py says of `fetch_time`."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: Any) -> _Reader | None:
        return _told(super().result_processor(dialect, coltype))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Text(TypeDecorator[str]):
    """Short text from outside; a character that cannot be stored becomes U+FFFD, visibly."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Key(TypeDecorator[str]):
    """Text from outside that an index holds: PostgreSQL takes 2,704 bytes there, and a portal may link to anything.

    What is longer is kept as its beginning and its digest, in comparisons as well: equal stays equal, and other other.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        value = storable(value)
        if len(value.encode()) <= _KEY_BYTES:
            return value
        return f"{value[:_KEY_BEGINNING]}#sha256:{hashlib.sha256(value.encode()).hexdigest()}"


class Packed(TypeDecorator[Any]):
    """A long text or a JSON value as a zstd frame of UTF-8 JSON: half the file for text, a tenth for tables."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else _COMPRESSOR.compress(to_json_bytes(value), _COMPRESSOR.FLUSH_FRAME)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else unpacked(value)


def unpacked(value: bytes) -> Any:
    """What `Packed` keeps as these bytes. Raises StoreError where they are damaged."""
    try:
        return json.loads(zstd.decompress(value))
    except (zstd.ZstdError, ValueError) as error:
        raise _damaged(error) from error
