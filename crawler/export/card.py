"""The card of a data set: what it holds, where it comes from, how it was made, and what is known of its licence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawler import __version__
from crawler.export.schema import SCHEMA
from crawler.host import host_of
from crawler.store import Document, described

CARD = "README.md"
MARK = "pretty_name: Annual reports on government information disclosure of China"
"""A line of every card, by which an earlier export is known again."""
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_LARGEST = "1M<n<10M"
_LANGUAGES = {"zh-Hans": "Simplified", "zh-Hant": "Traditional"}
_SEE = {"statistics": ": figures by key (`number`, or the string as `published`), and the checks of their sums"}


@dataclass(slots=True)
class _Source:
    """What one portal gave."""

    division: str = ""
    hosts: set[str] = field(default_factory=set)
    documents: int = 0
    first: datetime | None = None
    last: datetime | None = None


@dataclass(slots=True)
class Census:
    """Counts over the documents of an export, for its card."""

    documents: int = 0
    canonical: int = 0
    characters: int = 0
    with_statistics: int = 0
    last_seq: int = 0
    years: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    sources: defaultdict[str, _Source] = field(default_factory=lambda: defaultdict(_Source))

    def count(self, document: Document) -> None:
        """Add a document."""
        self.documents += 1
        self.canonical += document.canonical
        self.characters += document.char_count
        self.with_statistics += document.statistics is not None
        self.last_seq = max(self.last_seq, document.seq)
        self.years["unknown" if document.report_year is None else str(document.report_year)] += 1
        self.languages[document.language] += 1
        source = self.sources[document.portal]
        source.documents += 1
        source.division = source.division or document.division_name or ""
        source.hosts.add(host_of(document.url))
        source.first = min(source.first or document.fetch_time, document.fetch_time)
        source.last = max(source.last or document.fetch_time, document.fetch_time)


def card(census: Census, years: Sequence[str]) -> str:
    """The text of the card, with the header that the Hub and `datasets` read. The same census gives the same text."""
    return f"{_header(census, years)}\n{_body(census)}"


def _header(census: Census, years: Sequence[str]) -> str:
    size = next((name for bound, name in _SIZES if census.documents < bound), _LARGEST)
    lines = [
        "---",
        MARK,
        "language:",
        "- zh",
        "license: other",
        "license_name: public-documents-see-card",
        "size_categories:",
        f"- {size}",
        "task_categories:",
        "- text-generation",
        "- feature-extraction",
        "tags:",
        "- government",
        "- china",
        "- freedom-of-information",
        "configs:",
    ]
    if years:
        lines += ["- config_name: default", "  default: true", *_files("data/*.parquet")]
    for year in years:
        lines += [f'- config_name: "{year}"', *_files(f"data/{year}-*.parquet")]
    if not years:
        lines[-1] = "configs: []"
    return "\n".join([*lines, "---", ""])


def _files(pattern: str) -> list[str]:
    return ["  data_files:", "  - split: train", f"    path: {pattern}"]


def _body(census: Census) -> str:
    languages = ", ".join(f"{_LANGUAGES.get(name, name)} {count:,}" for name, count in sorted(census.languages.items()))
    years = "\n".join(f"| {year} | {count:,} |" for year, count in sorted(census.years.items()))
    sources = "\n".join(_source_row(name, source) for name, source in sorted(census.sources.items()))
    columns = "\n".join(_column_row(name, str(SCHEMA.field(name).type)) for name in SCHEMA.names)
    return f"""\
# Annual reports on government information disclosure (政府信息公开工作年度报告)

Every organ of government in China must publish one each year (Regulation on the Disclosure of Government Information,
articles 49 and 50). One row is one version of one organ's report for one year, as a public portal showed it.

{census.documents:,} documents ({census.canonical:,} of them canonical, the others marked copies), {census.characters:,}
characters, {census.with_statistics:,} with figures. Script: {languages or "none"}. State of the corpus: change
{census.last_seq}.

```python
from datasets import load_dataset

reports = load_dataset("PATH OF THIS FOLDER", split="train")  # all years; with "2021" as second argument that year's
canonical = reports.filter(lambda row: row["canonical"])      # without the marked copies
```

## Documents by report year

| report year | documents |
|---|---|
{years}

## Sources

| portal | division | hosts | documents | fetched |
|---|---|---|---|---|
{sources}

## Columns

| column | type |
|---|---|
{columns}

`text` is UTF-8 in NFC, one paragraph a line, without navigation; figures and punctuation are as published, and `/`,
`—`, `0` and an empty cell stay different things. `tables` holds the tables that stand in the text, merged cells
expanded. Nothing is translated, converted between scripts or corrected; damage in transport that was undone is listed
in `repairs`, and doubts are in `quality`.

## How it was made

By Gongkai {__version__}. Portals are crawled slowly and under robots.txt, with an honest User-Agent; protection systems
are not circumvented. Each page is archived byte for byte (WARC 1.1) and named by `warc_filename`, `warc_record_offset`
and `warc_record_length`; `payload_sha256` is the hash of what came. Text, tables, dates and figures are taken from the
page or its attached file by rules, not by a model, and `extractor` names the release and the rule. Copies of a report
are marked by `cluster_id`, `canonical` and `duplicate_kind`, not removed. A report that changed on its portal has
several versions.

Known limits: a portal that could not be read, or that shields itself, is missing without a trace here; report years
and organs are read from titles and texts and can be wrong; scanned reports have no text.

## Licence

The texts are works of Chinese state organs. Article 5 of the Copyright Law of the People's Republic of China
(《中华人民共和国著作权法》第五条) leaves laws, and resolutions, decisions, orders and other documents of state organs
that are of a legislative, administrative or judicial nature, without copyright. **That annual reports are documents of
an administrative nature in this sense is a reading, not something a court or authority has confirmed for them**;
reports of bodies that are no state organs (schools, hospitals, enterprises) and pictures in reports may be protected,
and the law of the country where you use the data set may differ. Nothing here grants rights in the texts. They can hold
names of officials and, against the rules, of private persons: `quality` has a check named `personal_data`.
"""


def _source_row(name: str, source: _Source) -> str:
    days = f"{source.first:%Y-%m-%d} to {source.last:%Y-%m-%d}" if source.first and source.last else ""
    hosts = ", ".join(sorted(source.hosts))
    return f"| {_cell(name)} | {_cell(source.division)} | {_cell(hosts)} | {source.documents:,} | {days} |"


def _column_row(name: str, arrow_type: str) -> str:
    shown = arrow_type.replace(" not null", "")
    return f"| `{name}` | `{shown}`{_meaning(name)} |"


def _meaning(name: str) -> str:
    """What the store's own description of the column says, where it has one."""
    said = described().get(name)
    return f": {_cell(said.meaning)}" if said else _SEE.get(name, "")


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
