"""The records that travel: what one step of the way of a report hands to the next.

Plain dataclasses without behaviour beyond what can be derived from their own fields. No step imports another step's
insides; it takes and returns these.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Layout = Literal["2019", "2021", "older"]
DuplicateKind = Literal["exact", "near", "cross_script"]
LedgerState = Literal["listed", "fetched", "stored", "blocked", "gone", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """One government site (门户): facts only, stated by a spider file.

    `hosts` are lower-case host names without port; nothing from any other host is stored. `division_code` is the
    six-digit GB/T 2260 code. `columns` (栏目) are absolute addresses of list pages that hold annual reports; `hubs`
    those of pages that list units (各单位, 部门, 街道) below which each unit's own column stands.
    `home` is where the column is looked for when the known ones fail. `collections` are those of the hosts that list
    other organs' reports too: there a title must hold one of the words in `organs`. `copies` are those of the hosts
    that only carry copies (an encyclopedia): what stands there is never canonical.
    `rendered`: every page is drawn by a browser before it is read; `rendered_columns` are the columns of which only the
    list pages are. `static_hosts` are further hosts that the browser may take scripts from, and nothing else.
    `legacy_tls` are those of the hosts that speak TLS 1.0 or 1.1 only.
    """

    name: str
    title: str
    hosts: tuple[str, ...]
    division_code: str | None
    division_name: str | None
    family: str
    columns: tuple[str, ...]
    hubs: tuple[str, ...] = ()
    home: str | None = None
    organs: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    rendered: bool = False
    rendered_columns: tuple[str, ...] = ()
    static_hosts: tuple[str, ...] = ()
    legacy_tls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a list page. `url` is absolute, or None where the page gives a title without an address."""

    url: str | None
    title: str
    date: str | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A further page of a list: an absolute address, and what must be sent where a plain GET is not enough."""

    url: str
    method: str = "GET"
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ListPage:
    """What a family reads from one list page (栏目页).

    `next_pages` are further pages, in page order. `total` is the number of entries the list says it has (共 N 条),
    `page_count` the number of pages; None where it does not say.
    """

    links: tuple[Link, ...]
    next_pages: tuple[PageRequest, ...] = ()
    total: int | None = None
    page_count: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a link or page is an annual report, for which year, and by which rule."""

    is_report: bool
    report_year: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """A charset that was declared: `where` is "bom", "header", "meta" or "xml"; `label` is as written."""

    where: str
    label: str


@dataclass(frozen=True, slots=True)
class Repair:
    """Damage in transport that was undone, `count` times. `kind` is a stable word, `detail` says what was replaced."""

    kind: str
    count: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text from bytes, with the evidence.

    `encoding` is the WHATWG name of what was used. `declared` holds every declaration found, strongest first.
    `evidence` is a stable phrase naming the rule that decided. `replaced` counts U+FFFD that stand for undecodable
    bytes.
    """

    text: str
    encoding: str
    declared: tuple[Declaration, ...] = ()
    evidence: str = ""
    repairs: tuple[Repair, ...] = ()
    replaced: int = 0


@dataclass(frozen=True, slots=True)
class Repaired:
    """Text after repair. With no `repairs`, `text` is the text that was given."""

    text: str
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class WarcLocation:
    """Where a response record stands: file name below the archive folder, byte offset, byte length (gzip member)."""

    filename: str
    offset: int
    length: int


@dataclass(slots=True, kw_only=True)
class Capture:
    """One fetch of one URL.

    `body` is the entity body with Content-Encoding undone; `wire_body` is the body as received where a
    Content-Encoding was applied, else None. Header fields are latin-1 text in the order the client kept them.
    `fetch_time` is UTC. `requested_url` is the address first asked for, before redirects. `kind` tells what it was
    fetched as: "list", "report", "page" (a further page of a report), "attachment", "redirect", "refused", or "undrawn"
    for a page that a browser then drew.
    `certificate` says what is wrong with the server's certificate, or "valid" (fetching.tls); None without TLS.
    `drawn_from` is the capture whose page the browser drew; `body` is then the DOM after drawing, in UTF-8, and the
    record in the archive a conversion. `warc`, `record_id` and `decoded` are filled on the way.
    """

    url: str
    requested_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetch_time: datetime
    wire_body: bytes | None = None
    ip: str | None = None
    method: str = "GET"
    request_headers: tuple[tuple[str, str], ...] = ()
    request_body: bytes = b""
    kind: str = "report"
    certificate: str | None = None
    drawn_from: Capture | None = None
    warc: WarcLocation | None = None
    record_id: str = ""
    decoded: Decoded | None = None

    @property
    def content_type(self) -> str | None:
        """The Content-Type header field as received, or None."""
        return next((value for name, value in self.headers if name.lower() == "content-type"), None)


@dataclass(frozen=True, slots=True)
class Table:
    """A data table with spans expanded: every row has the same number of cells.

    `name` names a statutory table (`proactive_disclosure`, `applications`, `reviews_and_litigation`), else None.
    `caption` is the line that introduces it, or "". Empty cells are "".
    """

    name: str | None
    caption: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a report. `url` is None where the page names a file without an address.

    `sha256` (hex, of the bytes), `media_type` and `char_count` (of its text) are None until it was fetched and read.
    """

    url: str | None
    name: str
    media_type: str | None = None
    sha256: str | None = None
    char_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What a page or file says, under the text contract (README.md).

    `provenance` tells for each metadata field which rule gave it and the raw string it came from, as
    `{"published_on": "meta PubDate: 2017-03-08 10:20"}`. `rung` names the step of the body ladder that answered.
    `notes` are findings of the extraction for `quality` (stable words, with a figure where there is one).
    """

    title: str
    text: str
    tables: tuple[Table, ...] = ()
    organ: str | None = None
    report_year: int | None = None
    published_on: date | None = None
    signed_on: date | None = None
    source: str | None = None
    index_number: str | None = None
    document_number: str | None = None
    attachments: tuple[Attachment, ...] = ()
    language: str = "zh-Hans"
    rung: str = ""
    provenance: dict[str, str] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One check by name. `passed` is None where it could not be evaluated; `figures` are what it looked at."""

    name: str
    passed: bool | None
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Named figures of the statutory tables. A figure is an int, or the string as published where it is no integer."""

    figures: dict[str, int | str | None]
    checks: tuple[Check, ...]
    layout: Layout


@dataclass(frozen=True, slots=True)
class Quality:
    """The gate's answer. A page that is no report has `rejected` set to the reason; all else is stored."""

    checks: tuple[Check, ...]
    rejected: str | None = None

    @property
    def failed(self) -> tuple[str, ...]:
        """Names of the checks that failed."""
        return tuple(check.name for check in self.checks if check.passed is False)


@dataclass(frozen=True, slots=True)
class Signature:
    """What near-copy search needs of one text: the band keys under which it is indexed, and the key of its words."""

    bands: tuple[int, ...]
    text_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored report that shares a band with the one at hand: what the decision needs to know of it."""

    report_id: str
    version: int
    url: str
    portal: str
    organ: str | None
    report_year: int | None
    title: str
    text: str
    text_key: str
    language: str
    cluster_id: str
    published_on: date | None
    own_portal: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether two reports are copies. `kind` is None for "not a copy"; `reason` says why, `scores` the measurements."""

    kind: DuplicateKind | None
    reason: str
    scores: dict[str, float] = field(default_factory=dict)
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One URL's place on the way, as it stands after this sighting, with the reason in words."""

    portal: str
    url: str
    state: LedgerState
    reason: str = ""
    title: str = ""
    column: str = ""
    report_year: int | None = None
    http_status: int | None = None
    capture: Capture | None = None


@dataclass(slots=True, kw_only=True)
class Report:
    """One organ's annual report on its way from capture to store. Each step fills its own field."""

    portal: Portal
    capture: Capture
    listed_title: str
    column: str
    listed_year: int | None = None
    run_id: str = ""
    page_captures: tuple[Capture, ...] = ()  # of its further pages (正文分页), in order
    attachment_captures: tuple[Capture, ...] = ()
    missing_attachments: tuple[tuple[str, str], ...] = ()  # files and further pages that could not be had, and why
    decoded: Decoded | None = None
    extraction: Extraction | None = None
    statistics: Statistics | None = None
    quality: Quality | None = None
    signature: Signature | None = None
    duplicate_of: Candidate | None = None
    decision: Decision | None = None
    compared_until: int = 0  # number in the feed up to which stored versions were compared with this report
