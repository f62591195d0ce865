"""What `scrapy probe` prints."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.commands.probe_spider import ProbeSpider, SeenReport

_SHOWN_REPORTS = 40
_SHOWN_PROBLEMS = 8


def probe_text(spider: ProbeSpider) -> str:
    """Family with its evidence, columns, reports, and what was in the way, for a person to judge."""
    return "\n".join(_lines(spider))


def _lines(spider: ProbeSpider) -> Iterator[str]:
    assert spider.verdict is not None
    yield f"{spider.portal.name}: {spider.verdict.outcome} (exit {spider.verdict.exit_code}): {spider.verdict.line}"
    columns = [seen for seen in spider.seen.values() if seen.reports]
    yield f"columns ({len(columns)}, of {len(spider.seen)} lists read)"
    for seen in columns:
        name = f" {seen.progress.name}" if seen.progress.name else ""
        yield f"  {seen.progress.url}{name}"
        yield f"    family {seen.evidence}"
        yield f"    {seen.progress.pages} pages, {len(seen.reports)} reports{_years(seen.reports)}"
        if seen.goes_on:
            yield f"    the list goes on: a probe reads {spider.pages_of_list} pages of each"
    for way in spider.tally.ways:
        yield f"  way: {way}"
    reports = [report for seen in columns for report in seen.reports]
    yield f"reports ({len(reports)})"
    for report in sorted(reports, key=lambda report: -(report.year or 0))[:_SHOWN_REPORTS]:
        yield f"  {report.year or '????'}  {report.title}  {report.url}"
    if len(reports) > _SHOWN_REPORTS:
        yield f"  … and {len(reports) - _SHOWN_REPORTS} more"
    passed = spider.tally.not_reports.total()
    yield f"other links passed over: {passed}"
    for reason, count in spider.tally.not_reports.most_common(5):
        yield f"  {count}: {reason}"
    for problem in spider.tally.problems[:_SHOWN_PROBLEMS]:
        yield f"problem: {problem.kind}: {problem.url}: {problem.message}"
    if len(spider.tally.problems) > _SHOWN_PROBLEMS:
        yield f"… and {len(spider.tally.problems) - _SHOWN_PROBLEMS} more problems"


def _years(reports: list[SeenReport]) -> str:
    years = sorted(report.year for report in reports if report.year)
    return f", {years[0]} to {years[-1]}" if years else ""
