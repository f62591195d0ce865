"""A document as Arrow types: what Parquet and the Hugging Face layout hold."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.json  # type: ignore[import-untyped]

from crawler.store import COLUMNS, Document

_TEXT = pa.string()
_CHECKS = pa.list_(
    pa.struct(
        [
            pa.field("name", _TEXT),
            pa.field("passed", pa.bool_()),
            # What a check looked at differs from check to check: JSON.
            pa.field("figures", _TEXT),
        ]
    )
)
_TABLES = pa.list_(
    pa.struct(
        [
            pa.field("name", _TEXT),
            pa.field("caption", _TEXT),
            pa.field("rows", pa.list_(pa.list_(_TEXT))),
        ]
    )
)
# A figure is an integer, or the string as published (“/”, “—”, “”), or was not found: then both are null. A list of
# keys and not one column a key, because the keys of the forms differ and a new form must not change the schema.
_FIGURES = pa.list_(pa.struct([pa.field("key", _TEXT), pa.field("number", pa.int64()), pa.field("published", _TEXT)]))
_STATISTICS = pa.struct([pa.field("layout", _TEXT), pa.field("figures", _FIGURES), pa.field("checks", _CHECKS)])
_QUALITY = pa.struct([pa.field("rejected", _TEXT), pa.field("checks", _CHECKS)])
_ACROSS_YEARS = pa.struct([pa.field("last_year", _TEXT), pa.field("checks", _CHECKS)])
_ATTACHMENTS = pa.list_(
    pa.struct(
        [
            pa.field("url", _TEXT),
            pa.field("name", _TEXT),
            pa.field("media_type", _TEXT),
            pa.field("sha256", _TEXT),
            pa.field("char_count", pa.int64()),
        ]
    )
)
_REPAIRS = pa.list_(
    pa.struct(
        [
            pa.field("kind", _TEXT),
            pa.field("count", pa.int64()),
            pa.field("detail", _TEXT),
        ]
    )
)
_DAY = pa.date32()
_TIME = pa.timestamp("us", tz="UTC")
_TYPES: dict[str, pa.DataType] = {
    "version": pa.int32(),
    "seq": pa.int64(),
    "report_year": pa.int32(),
    "published_on": _DAY,
    "signed_on": _DAY,
    "char_count": pa.int64(),
    "tables": _TABLES,
    "statistics": _STATISTICS,
    "quality": _QUALITY,
    "across_years": _ACROSS_YEARS,
    "attachments": _ATTACHMENTS,
    "canonical": pa.bool_(),
    "repairs": _REPAIRS,
    "http_status": pa.int32(),
    "fetch_time": _TIME,
    "first_seen": _TIME,
    "last_seen": _TIME,
    "warc_record_offset": pa.int64(),
    "warc_record_length": pa.int64(),
}

SCHEMA = pa.schema([pa.field(name, _TYPES.get(name, _TEXT)) for name in COLUMNS])
"""The columns of a document, in their order; all that is no number, date or list is text."""


# `json.dumps` makes one for each value that it is given options with; a document has some fifty.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# The reader of JSON takes times, and no dates.
_AS_READ = pa.schema([pa.field(one.name, _TEXT if one.type == _DAY else one.type) for one in SCHEMA])


def batch(documents: list[Document]) -> pa.Table:
    """Documents as rows of `SCHEMA`.

    By way of JSON: that takes half the time of building the columns from Python objects, for which pyarrow would also
    load pandas, where that is installed, and 70 MB with it.
    """
    lines = "\n".join(_ENCODER.encode(_row(document)) for document in documents).encode()
    read = pyarrow.json.read_json(
        pa.BufferReader(lines),
        read_options=pyarrow.json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
        parse_options=pyarrow.json.ParseOptions(explicit_schema=_AS_READ, unexpected_field_behavior="error"),
    )
    return read.cast(SCHEMA)


def _row(document: Document) -> dict[str, Any]:
    row = document.as_dict()
    if document.statistics is not None:
        figures = document.statistics["figures"]
        row["statistics"] = {
            "layout": document.statistics["layout"],
            "figures": [_figure(key, value) for key, value in figures.items()],
            "checks": _checks(document.statistics["checks"]),
        }
    if document.quality is not None:
        row["quality"] = {
            "rejected": document.quality["rejected"],
            "checks": _checks(document.quality["checks"]),
        }
    if document.across_years is not None:
        row["across_years"] = {
            "last_year": document.across_years["last_year"],
            "checks": _checks(document.across_years["checks"]),
        }
    return row


def _figure(key: str, value: int | str | None) -> dict[str, Any]:
    number = isinstance(value, int) and -(2**63) <= value < 2**63
    published = None if value is None or number else str(value)
    return {"key": key, "number": value if number else None, "published": published}


def _checks(checks: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "passed": check["passed"],
            "figures": _ENCODER.encode(check["figures"]),
        }
        for name, check in checks.items()
    ]
