"""`make eval`: what extraction and the quality gate get right, over the sandbox and the saved pages, beside what was
accepted last.

Run as `python -m benchmarks.evaluation [--accept]`. Each figure is a share of pages, 1.0 at best. A test holds every
figure to its floor in `accepted.json`; floors only go up: `--accept` writes today's figures where they are better.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from crawler.discovery import article_pages
from crawler.encoding import read_text
from crawler.extraction import extract
from crawler.page import Page
from crawler.quality import assess
from crawler.reading import extract_report, read_statistics
from crawler.records import Capture, Portal, Quality, Report
from crawler.sandbox import TrueReport, truth
from crawler.sandbox.truth import world
from crawler.sandbox.world import key_of

ACCEPTED = Path(__file__).with_name("accepted.json")
SAVED = Path(__file__).resolve().parents[2] / "shared" / "real"
PLANTED_SUMS = "sums_wrong"
# Read page by page: these four are annual reports, everything else of these folders is news, notices or work tables.
SAVED_REPORTS = frozenset(
    {
        "sites/www.atxlyj.cn/xxgk/ndbg/201708/t20170804_633603.html",
        "sites/www.atxlyj.cn/xxgk/ndbg/201812/t20181224_633607.html",
        "sites/www.atxlyj.cn/xxgk/ndbg/201903/t20190307_633608.html",
        "sites/www.lgedu.net/contents/2146/133484.html",
    }
)


def figures() -> dict[str, float]:
    """Every figure by name; those of the saved pages only where ../shared exists."""
    return dict(_sandbox()) | (dict(_saved()) if SAVED.exists() else {})


def _sandbox() -> Iterator[tuple[str, float]]:
    read = [(true, *_read(true)) for true in truth()]
    total = len(read)

    def share(name: str, right: list[bool]) -> tuple[str, float]:
        return f"sandbox: {name}", round(sum(right) / total, 4)

    yield share("text exact", [report.extraction.text == true.text for true, report, _ in read if report.extraction])
    yield share(
        "tables exact",
        [
            [table.rows for table in report.extraction.tables] == [table.rows for table in true.tables]
            for true, report, _ in read
            if report.extraction
        ],
    )
    for name in ("title", "report_year", "organ", "published_on", "signed_on", "language"):
        yield share(name, [getattr(report.extraction, name) == getattr(true, name) for true, report, _ in read])
    yield share("kept by the gate", [quality.rejected is None for _, _, quality in read])
    yield share(
        "sums hold where they should",
        [("sums" in quality.failed) == (PLANTED_SUMS in true.traits) for true, _, quality in read],
    )
    yield share("no furniture left", ["furniture" not in quality.failed for _, _, quality in read])


def _read(true: TrueReport) -> tuple[Report, Quality]:
    report = Report(portal=_PORTAL, capture=_capture(true.url), listed_title=true.title, column="")
    report.decoded = report.capture.decoded
    first = Page(true.url, report.decoded.text if report.decoded else "")
    further = article_pages(first, true.url)
    report.page_captures = tuple(_capture(further[number]) for number in sorted(further))
    report.attachment_captures = tuple(
        _capture(address) for address in _addresses_of_files(true) if key_of(address) in world().pages
    )
    report.extraction, report.statistics = read_statistics(extract_report(report))
    return report, assess(report.extraction, report.statistics, report.decoded, true.report_year)


def _addresses_of_files(true: TrueReport) -> list[str]:
    page = extract(_capture(true.url).decoded.text, true.url)  # type: ignore[union-attr]
    return [file.url for file in page.attachments if file.url]


def _capture(url: str) -> Capture:
    page = world().pages[key_of(url)]
    is_text = page.content_type.startswith("text/")
    return Capture(
        url=url,
        requested_url=url,
        status=page.status,
        headers=(("Content-Type", page.content_type),),
        body=page.body,
        fetch_time=datetime(2026, 1, 1, tzinfo=UTC),
        decoded=read_text(page.body, page.content_type, host="") if is_text else None,
    )


def _saved() -> Iterator[tuple[str, float]]:
    kept, rejected = [], []
    for path in sorted(SAVED.rglob("t20*.html")) + sorted((SAVED / "details").glob("*.html")) + [SAVED / LGEDU]:
        name = path.relative_to(SAVED).as_posix()
        decoded = read_text(path.read_bytes(), "text/html")
        said, statistics = read_statistics(extract(decoded.text, f"http://{name.partition('/')[2]}"))
        quality = assess(said, statistics, decoded, None)
        (kept if name in SAVED_REPORTS else rejected).append((quality.rejected is None) == (name in SAVED_REPORTS))
    yield "saved pages: reports kept", round(sum(kept) / len(SAVED_REPORTS), 4)
    yield "saved pages: others rejected", round(sum(rejected) / len(rejected), 4)


LGEDU = "sites/www.lgedu.net/contents/2146/133484.html"
_PORTAL = Portal(
    name="evaluation",
    title="",
    hosts=(),
    division_code=None,
    division_name=None,
    family="generic",
    columns=(),
)


def main() -> int:
    """Prints the figures beside the accepted ones; 1 where one fell."""
    today, accepted = figures(), json.loads(ACCEPTED.read_text(encoding="utf-8"))
    shown = Table(title="Extraction and quality gate")
    for heading in ("figure", "accepted", "today"):
        shown.add_column(heading)
    for name, value in today.items():
        floor = accepted.get(name)
        fell = floor is not None and value < floor
        shown.add_row(name, "new" if floor is None else f"{floor:.4f}", f"[red]{value:.4f}" if fell else f"{value:.4f}")
    Console().print(shown)
    if "--accept" in sys.argv:
        better = {name: max(value, accepted.get(name, 0.0)) for name, value in today.items()}
        ACCEPTED.write_text(json.dumps(accepted | better, indent=1) + "\n", encoding="utf-8")
    return int(any(today.get(name, floor) < floor for name, floor in accepted.items()))


if __name__ == "__main__":
    sys.exit(main())
