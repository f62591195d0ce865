"""A document: one version of one report, as everything outside the crawl sees it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Annotated, Any, get_type_hints


@dataclass(frozen=True, slots=True)
class Column:
    """What docs/data-dictionary.md says of a column: its type in words, and its meaning."""

    kind: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One version of a report, as it is exported: a field a column, in this order; later ones only behind the others.

    docs/data-dictionary.md is made from these (`python -m crawler.store.dictionary`).
    """

    id: Annotated[
        str,
        Column(
            "text",
            "16 hex digits, stable for one report: its address and its year. A constant address gets a new id each "
            "year",
        ),
    ]
    version: Annotated[
        int,
        Column(
            "integer", "1, 2, …: a new one only when title, text, tables or attached files change, never for furniture"
        ),
    ]
    seq: Annotated[
        int,
        Column(
            "integer",
            "place in the change feed, which is gapless and in the order of commits: where the version was stored, or, "
            "for the latest one, where `cluster_id`, `canonical` or `duplicate_kind` changed since",
        ),
    ]
    url: Annotated[str, Column("text", "the address as the portal lists it; where redirects led is in the archive")]
    portal: Annotated[str, Column("text", "the spider's name, or the host for `scrapy crawl portal`")]
    title: Annotated[str, Column("text", "as published")]
    report_year: Annotated[int | None, Column("integer or null", "the year reported on, not the year of publication")]
    organ: Annotated[
        str | None, Column("text or null", "who made the report (编制机关), in the fullest form the page gives")
    ]
    division_code: Annotated[str | None, Column("text or null", "GB/T 2260 code of the portal's division, six digits")]
    division_name: Annotated[str | None, Column("text or null", "its name")]
    published_on: Annotated[
        date | None, Column("date or null", "when it was put on the portal, by the portal's own words")
    ]
    signed_on: Annotated[date | None, Column("date or null", "the date under the text")]
    source: Annotated[str | None, Column("text or null", "来源 as published")]
    language: Annotated[str, Column("text", "`zh-Hans` or `zh-Hant`")]
    text: Annotated[
        str,
        Column(
            "text", "the report under the text contract: NFC, one paragraph a line, tables as pipe rows, no furniture"
        ),
    ]
    text_sha256: Annotated[str, Column("text", "hex, of the UTF-8 of `text`")]
    char_count: Annotated[int, Column("integer", "characters (code points) of `text`")]
    tables: Annotated[
        list[dict[str, Any]],
        Column(
            "list",
            "`{name, caption, rows}`; merged cells repeat their value; `name` is `proactive_disclosure`, "
            "`applications` or `reviews_and_litigation` for a statutory table, else null",
        ),
    ]
    statistics: Annotated[dict[str, Any] | None, Column("object or null", "see Figures")]
    quality: Annotated[
        dict[str, Any] | None,
        Column("object or null", "`checks` by name: `passed` (true, false, null for not evaluable) and `figures`"),
    ]
    attachments: Annotated[
        list[dict[str, Any]],
        Column(
            "list",
            "`{url, name, media_type, sha256, char_count}`; `url` is null where the page names a file without an "
            "address; the last three are null where it was not fetched",
        ),
    ]
    cluster_id: Annotated[str, Column("text", "the same for copies of one report")]
    canonical: Annotated[
        bool,
        Column(
            "true/false",
            "whether this is the copy to use: the organ's own portal, then published first, then most complete",
        ),
    ]
    duplicate_kind: Annotated[
        str | None, Column("text or null", "how it is a copy of the canonical one: `exact`, `near`, `cross_script`")
    ]
    charset_declared: Annotated[
        str | None, Column("text or null", "what header and meta said, strongest first, as `header=gbk; meta=utf-8`")
    ]
    charset_used: Annotated[
        str | None, Column("text or null", "WHATWG name of what the bytes were read as; null for a file")
    ]
    charset_evidence: Annotated[str | None, Column("text or null", "the rule that decided")]
    repairs: Annotated[
        list[dict[str, Any]], Column("list", "`{kind, count, detail}`: damage in transport that was undone")
    ]
    extractor: Annotated[str, Column("text", "the release and the step that found the body")]
    http_status: Annotated[int, Column("integer", "as received")]
    content_type: Annotated[str | None, Column("text or null", "as received")]
    fetch_time: Annotated[datetime, Column("time", "when this version was fetched")]
    first_seen: Annotated[datetime, Column("time", "when the report was first seen")]
    last_seen: Annotated[datetime, Column("time", "when this version was last seen unchanged")]
    warc_filename: Annotated[str | None, Column("text or null", "the file below `warc/` in which the raw page stands")]
    warc_record_offset: Annotated[
        int | None, Column("integer or null", "the byte of that file where its record begins")
    ]
    warc_record_length: Annotated[int | None, Column("integer or null", "the length of the record in the file")]
    payload_sha256: Annotated[str, Column("text", "hex, of the body with Content-Encoding undone")]
    run_id: Annotated[str, Column("text", "the run that stored this version")]
    across_years: Annotated[
        dict[str, Any] | None,
        Column(
            "object or null",
            "the figures beside those of the same organ's report for the year before on this portal: `last_year` (its "
            "id) and `checks` as in `quality` (`carried_over`: 上年结转 is last year's 结转下年度; `in_force`: "
            "现行有效 follows from last year's, 制发 and 废止); null where no such report is stored",
        ),
    ]

    def as_dict(self) -> dict[str, Any]:
        """The columns in order, ready for JSON: dates as `2021-02-26`, times as `2021-02-26T08:00:00.000000Z`."""
        return {name: _plain(getattr(self, name)) for name in COLUMNS}


COLUMNS = tuple(column.name for column in fields(Document))
"""The names of a document's columns, in their order."""


def described() -> dict[str, Column]:
    """What is said of each column, in their order."""
    hints = get_type_hints(Document, include_extras=True)
    return {name: next(said for said in hints[name].__metadata__ if isinstance(said, Column)) for name in COLUMNS}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
        case date():
            return value.isoformat()
    return value
