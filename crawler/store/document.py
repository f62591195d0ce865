"""A document: one version of one report, as everything outside the crawl sees it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One version of a report: the columns of DESIGN.md 4.3, in that order.

    `url` is the address as the portal lists it; where redirects led is in the archive. `first_seen` is when the report
    was first seen, `last_seen` when this version's content was last seen. `text_sha256` is over the UTF-8 of `text`,
    `payload_sha256` over the body as fetched with Content-Encoding undone. `char_count` counts characters (code
    points) of `text`.
    """

    id: str
    version: int
    seq: int
    url: str
    portal: str
    title: str
    report_year: int | None
    organ: str | None
    division_code: str | None
    division_name: str | None
    published_on: date | None
    signed_on: date | None
    source: str | None
    language: str
    text: str
    text_sha256: str
    char_count: int
    tables: list[dict[str, Any]]
    statistics: dict[str, Any] | None
    quality: dict[str, Any] | None
    attachments: list[dict[str, Any]]
    cluster_id: str
    canonical: bool
    duplicate_kind: str | None
    charset_declared: str | None
    charset_used: str | None
    charset_evidence: str | None
    repairs: list[dict[str, Any]]
    extractor: str
    http_status: int
    content_type: str | None
    fetch_time: datetime
    first_seen: datetime
    last_seen: datetime
    warc_filename: str | None
    warc_record_offset: int | None
    warc_record_length: int | None
    payload_sha256: str
    run_id: str

    def as_dict(self) -> dict[str, Any]:
        """The columns in order, ready for JSON: dates as `2021-02-26`, times as `2021-02-26T08:00:00.000000Z`."""
        return {name: _plain(getattr(self, name)) for name in COLUMNS}


COLUMNS = tuple(field.name for field in fields(Document))
"""The names of a document's columns, in their order."""


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
        case date():
            return value.isoformat()
    return value
