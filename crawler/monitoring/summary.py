"""What a person reads when a run has ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crawler.monitoring.tally import Tally
from crawler.monitoring.verdict import RunVerdict
from crawler.printable import printable
from crawler.records import Portal

_SHOWN_PROBLEMS = 8


def summary(portal: Portal, tally: Tally, verdict: RunVerdict, left: Sequence[tuple[str, object]]) -> str:
    """A run in a few lines. `left` are (what, where) pairs of what the run made."""
    return "\n".join(map(printable, _lines(portal, tally, verdict, left)))


def _lines(portal: Portal, tally: Tally, verdict: RunVerdict, left: Sequence[tuple[str, object]]) -> Iterator[str]:
    title = "" if portal.title == portal.name else f" {portal.title}"
    yield f"{portal.name}{title}: {verdict.outcome} (exit {verdict.exit_code}): {verdict.line}"
    if verdict.outcome == "unreachable":
        return
    yield (
        f"  reports found {tally.found}: new {tally.new}, changed {tally.changed}, unchanged {tally.unchanged}, "
        f"known {tally.known}, rejected {tally.rejected.total()}"
    )
    if tally.rechecked or tally.pages_unchanged:
        yield f"  looked at again {tally.rechecked}, pages as they were {tally.pages_unchanged}"
    yield (
        f"  list pages {tally.list_pages}, other links passed over {tally.not_reports.total()}, "
        f"duplicates marked {tally.duplicates}, attachments {tally.attachments}, with a doubt {tally.doubtful}"
    )
    for way in tally.ways:
        yield f"  way: {way}"
    for reason, count in tally.rejected.most_common():
        yield f"  rejected {count}: {reason}"
    for problem in tally.problems[:_SHOWN_PROBLEMS]:
        yield f"  problem: {problem.kind}: {problem.url}: {problem.message}"
    if len(tally.problems) > _SHOWN_PROBLEMS:
        yield f"  … and {len(tally.problems) - _SHOWN_PROBLEMS} more problems: see the log"
    for what, where in left:
        yield f"  {what}: {where}"
