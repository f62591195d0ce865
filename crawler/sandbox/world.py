"""What the sandbox holds: pages by address, and the truth about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.records import Table
from crawler.sandbox.document import Document
from crawler.sandbox.forms import Figures
from crawler.sandbox.prose import Composed

Key = tuple[str, str, tuple[tuple[str, str], ...]]
"""Host, decoded path, sorted query."""


@dataclass(frozen=True, slots=True)
class Charset:
    """How a page's bytes are encoded, and what its header and meta say of it (None: nothing)."""

    actual: Literal["gb18030", "utf-8"]
    header: str | None = None
    meta: str | None = None

    @property
    def declared(self) -> str:
        """The strongest declaration as written, "" for none."""
        return self.header or self.meta or ""

    @property
    def content_type(self) -> str:
        """The Content-Type field of an HTML page."""
        return f"text/html; charset={self.header}" if self.header else "text/html"

    def encode(self, html: str) -> bytes:
        """The page's bytes; GBK codes only where `actual` is gb18030, as portals of that age send."""
        return html.encode("gbk" if self.actual == "gb18030" else self.actual)


UTF8 = Charset("utf-8", None, "utf-8")
UTF8_HEADER = Charset("utf-8", "utf-8", "utf-8")
UTF8_META_GB2312 = Charset("utf-8", None, "gb2312")
GBK = Charset("gb18030", None, "gb2312")
GBK_HEADER_UTF8 = Charset("gb18030", "utf-8", "gb2312")
GBK_META_UTF8 = Charset("gb18030", None, "utf-8")
GBK_UNDECLARED = Charset("gb18030")


@dataclass(frozen=True, slots=True)
class Page:
    """One response. `modified` is the day of its Last-Modified field, None for pages made per request."""

    body: bytes
    content_type: str
    modified: date | None = None
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list page; `url` is absolute, None where the page gives only a title."""

    title: str
    url: str | None
    published: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueReport:
    """What a crawl must find at `url`.

    `text` and `tables` are exact under the text contract (README.md); for kind "attachment" they are those of the
    attached file, the page itself saying nothing. A table's `caption` is the line of `text` straight before it.
    `figures` are the statistical cells by (row label, column label), as published. `same_as` is the URL of the report
    this one copies, with "exact" (every character of the text), "near" (figures corrected) or "cross_script".
    `published_on` is None where the page shows no date. `charset_declared` is the strongest declaration as written, ""
    for none.
    """

    portal: str
    url: str
    title: str
    organ: str
    report_year: int
    published_on: date | None
    signed_on: date | None
    language: str
    charset_actual: str
    charset_declared: str
    form: str
    text: str
    tables: tuple[Table, ...]
    figures: Figures
    attachments: tuple[str, ...] = ()
    kind: Literal["page", "attachment", "constant_address"] = "page"
    same_as: tuple[str, Literal["exact", "near", "cross_script"]] | None = None
    traits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with a portal on purpose.

    "dead_list": a column that answers `status`; "blocked": a report behind a challenge; "no_address": a report whose
    list line has a title and `javascript:;` (`url` is then the list page).
    """

    kind: Literal["dead_list", "blocked", "no_address"]
    portal: str
    url: str
    title: str
    status: int | None = None


def key_of(url: str) -> Key:
    """What a URL is looked up by; the scheme and the port do not count. Raises ValueError where it is no URL."""
    parts = urlsplit(url)
    query = tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return (parts.hostname or "").lower(), unquote(parts.path) or "/", query


@dataclass(slots=True)
class World:
    """All pages and all truth, filled by the portals' modules."""

    pages: dict[Key, Page] = field(default_factory=dict)
    made: dict[tuple[str, str], Callable[[dict[str, str]], Page]] = field(default_factory=dict)
    reports: list[TrueReport] = field(default_factory=list)
    non_reports: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    gzip_hosts: set[str] = field(default_factory=set)

    @property
    def hosts(self) -> frozenset[str]:
        """Host names the sandbox answers for."""
        return frozenset({key[0] for key in self.pages} | {host for host, _ in self.made})

    def add(self, url: str, page: Page) -> None:
        """Puts a page at a URL; one at "…/index.html" or "…/index.htm" also answers for its folder."""
        host, path, query = key_of(url)
        if (host, path, query) in self.pages:
            raise ValueError(f"two sandbox pages at {url}")
        self.pages[host, path, query] = page
        folder, _, name = path.rpartition("/")
        if name in ("index.html", "index.htm"):
            self.pages[host, folder + "/", query] = page

    def page(self, url: str) -> Page | None:
        """The page at a URL, also where an unknown query was added; None where there is none."""
        host, path, query = key_of(url)
        if maker := self.made.get((host, path)):
            return maker(dict(query))
        return self.pages.get((host, path, query)) or self.pages.get((host, path, ()))

    def report(
        self,
        portal: str,
        url: str,
        composed: Composed,
        *,
        organ: str,
        year: int,
        published: date | None,
        signed: date | None,
        charset: Charset,
        title: str | None = None,
        attachments: tuple[str, ...] = (),
        kind: Literal["page", "attachment", "constant_address"] = "page",
        same_as: tuple[str, Literal["exact", "near", "cross_script"]] | None = None,
        traits: frozenset[str] = frozenset(),
        language: str = "zh-Hans",
    ) -> None:
        """Writes a report into the truth; its page is added apart."""
        document: Document = composed.document
        self.reports.append(
            TrueReport(
                portal=portal,
                url=url,
                title=title or document.title,
                organ=organ,
                report_year=year,
                published_on=published,
                signed_on=signed,
                language=language,
                charset_actual=charset.actual,
                charset_declared=charset.declared,
                form=composed.form,
                text=document.text(),
                tables=document.tables(),
                figures=composed.figures,
                attachments=attachments,
                kind=kind,
                same_as=same_as,
                traits=traits,
            )
        )
