"""What is wrong with a portal tonight, judged by its own run history: pure functions over runs and what is stored.

A run is compared with the same portal's earlier whole runs only; one that asked for some years or one address is
compared with nothing. What a run says is judged from the strongest statement down: where nothing could be reached,
nothing is said about what was not found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from statistics import median
from typing import Any, Literal

from crawler.host import host_of
from crawler.monitoring.run_counts import count_of, counts_of, problems_of
from crawler.monitoring.season import Season, day_in_china, is_government, organ_key, season
from crawler.monitoring.verdict import HARMLESS, NETWORK_KINDS
from crawler.store import LedgerRow, Run
from crawler.store.overview import ReportFacts

Cause = Literal["not published", "crawler broken", "blocked", "unreachable"]

_RUNS_COMPARED = 30
_LEAST_RUNS = 3
_LEAST_REPORTS_LOST = 2
_LEAST_OF_A_RUN = 3
_LEAST_OF_A_CHARSET = 3
_LATE_SHARE = 0.5
_LEAST_EXPECTED_FOR_SHARE = 4
_COLUMN_GONE = ("HTTP 404", "HTTP 410", "soft_404")
_NO_REASON = HARMLESS | {"cut"}  # what was cut says that the run was, not why
_PARTIAL_ADVICE: dict[Cause, str] = {
    "unreachable": "run again: it costs the list pages and what is not stored yet; if it stays, ask the portal",
    "blocked": "robots.txt forbids the address, or refuses it for now: nothing there is fetched",
    "crawler broken": "the message says which bound or rule cut it; docs/operating.md lists the kinds of problems",
}


@dataclass(frozen=True, slots=True)
class Alert:
    """One line for the morning look.

    `monitor` is the stable name of what noticed it; `cause` where the trouble lies; `evidence` what was seen and
    `advice` what to do, in words. `recovered` alerts say that what stood there has ended, and ask for nothing.
    """

    portal: str
    monitor: str
    cause: Cause
    evidence: str
    advice: str
    run_id: str | None = None
    recovered: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """`drop_share`: fewer reports found than this share of what is usual is a drop. `doubtful_share`: more newly
    stored reports with a doubt than this share is falling quality, where that is not usual for the portal.
    """

    drop_share: float = 0.8
    doubtful_share: float = 0.5


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is stored of a portal, and what its ledger says."""

    facts: Sequence[ReportFacts] = ()
    ledger: Sequence[LedgerRow] = ()

    def as_of(self, moment: datetime) -> Holdings:
        """What was known at that moment of what is known now."""
        return Holdings(
            [fact for fact in self.facts if fact.first_seen <= moment],
            [row for row in self.ledger if row.first_listed is not None and row.first_listed <= moment],
        )


@dataclass(frozen=True, slots=True)
class _Night:
    """One run, and all it is judged by."""

    portal: str
    run: Run
    earlier: Sequence[Run]
    holdings: Holdings
    limits: Limits


@dataclass(frozen=True, slots=True)
class _Finding:
    """An alert before it is said whose and of which run it is."""

    monitor: str
    cause: Cause
    evidence: str
    advice: str


def judge(portal: str, history: Sequence[Run], holdings: Holdings, limits: Limits) -> list[Alert]:
    """What is wrong as of the newest run of `history` (newest first); empty where all is well or nothing ever ran."""
    if not history:
        return []
    run, earlier = history[0], history[1:]
    duration = _duration(run, earlier)
    return [
        Alert(portal, found.monitor, found.cause, found.evidence + duration, found.advice, run.id)
        for found in _findings(_Night(portal, run, earlier, holdings, limits))
    ]


def recovered(portal: str, history: Sequence[Run], before: Sequence[Alert], holdings: Holdings) -> Alert | None:
    """That a portal which is well at the newest run of `history` was in trouble (`before`) at the one before it.

    None where there is nothing to say: falling quality and a new charset are events, told once, and silence ends with
    the first report, not with the season.
    """
    lasting = [one for one in before if one.monitor not in ("quality", "charset")]
    if not lasting:
        return None
    run, previous = history[0], history[1]
    if all(one.monitor == "not_published" for one in lasting) and not _has_newest_year(holdings, run.started):
        return None
    was = ", ".join(dict.fromkeys(one.monitor.replace("_", " ") for one in lasting))
    found = count_of(run, "found")
    if all(one.monitor == "drop" for one in lasting) and found <= count_of(previous, "found"):
        evidence = f"{found} reports are from now on taken as usual (was: {was})"
    else:
        evidence = f"well again (was: {was}): {found} reports found, {count_of(run, 'stored')} stored"
    return Alert(portal, "recovered", lasting[0].cause, evidence, "nothing to do", run.id, recovered=True)


def needs_holdings(run: Run) -> bool:
    """Whether judging the run takes what is stored: it stored something, or reports are due on its day."""
    return bool(count_of(run, "stored")) or season(day_in_china(run.started)) is not None


def _findings(night: _Night) -> Iterator[_Finding]:
    run = night.run
    problems = problems_of(run)
    if stop := _stopped(run, problems):
        yield stop
        return
    if run.outcome == "bug":
        yield _Finding(
            "bug",
            "crawler broken",
            f"errors in the crawler's own code: {run.counts.get('bugs', 'some')}",
            "report them with the run's log file; everything else of the run was kept",
        )
    gone = [problem for problem in problems if problem["on_list"] and _is_gone(problem)]
    if gone:
        yield _Finding(
            "column_gone",
            "crawler broken",
            f"list page gone: {gone[0]['url']}: {gone[0]['message']}{_more(gone)}{_way(run)}",
            f"find it again: scrapy crawl portal -a url={_home(gone[0]['url'])}, then mend spiders/{night.portal}.py",
        )
    if run.outcome == "partial":
        yield from _partial([problem for problem in problems if problem not in gone], told=bool(gone))
    whole = run.outcome in ("ok", "nothing")
    if _compared(run) and (whole or gone) and (less := _less_than_usual(night)):
        yield less
        return
    yield from _quality(night)
    yield from _charset(night)
    if whole and _compared(run) and (due := season(day_in_china(run.started))):
        yield from _silence(night, due)


def _stopped(run: Run, problems: Sequence[dict[str, Any]]) -> _Finding | None:
    """What kept the run from seeing the portal at all: nothing else can be said of it."""
    if trouble := [problem for problem in problems if problem["kind"] == "output"]:
        return _Finding(
            "output",
            "crawler broken",
            f"archive or store could not be written: {trouble[0]['message']}",
            "free the disk or end what locks the store, then run again: nothing that was stored is lost",
        )
    if run.outcome in ("killed", "running"):
        return _Finding(
            "died",
            "crawler broken",
            f"the run begun {run.started:%Y-%m-%d %H:%M} UTC never said how it ended",
            "look for the out-of-memory killer or a restart of the machine at that time; the next run goes on",
        )
    if run.outcome == "unreachable":
        network = [problem for problem in problems if problem["kind"] in NETWORK_KINDS]
        return _Finding(
            "unreachable",
            "unreachable",
            network[0]["message"] if network else "nothing of the portal could be fetched",
            "open the portal in a browser from this network; many answer only from mainland China (set http_proxy)",
        )
    if blocked := [problem for problem in problems if problem["kind"].startswith("blocked:")]:
        vendors = ", ".join(sorted({problem["kind"].partition(":")[2] for problem in blocked}))
        return _Finding(
            "blocked",
            "blocked",
            f"{vendors} answered in place of {_pages(len(blocked))}, first {blocked[0]['url']}",
            "wait a day, slow down (DOWNLOAD_DELAY), or run from another network; nothing was expired",
        )
    return None


def _partial(problems: Sequence[dict[str, Any]], *, told: bool) -> Iterator[_Finding]:
    """Why a run is partial; `told` where another finding has said so."""
    serious = [problem for problem in problems if problem["kind"] not in _NO_REASON]
    if not serious:
        if not told:
            yield _Finding(
                "partial",
                "crawler broken",
                "the run was cut short before its end",
                "run it again: it goes on where it stopped; where a time limit cut it every night, raise that",
            )
        return
    cause = Counter(_cause(problem) for problem in serious).most_common(1)[0][0]
    first = next(problem for problem in serious if _cause(problem) == cause)
    yield _Finding(
        "partial",
        cause,
        f"{first['kind']}: {first['url']}: {first['message']}{_more(serious)}",
        _PARTIAL_ADVICE[cause],
    )


def _cause(problem: dict[str, Any]) -> Cause:
    kind = problem["kind"]
    if kind in NETWORK_KINDS or kind in ("http_status", "attachment"):
        return "unreachable"
    return "blocked" if kind == "robots" else "crawler broken"


def _less_than_usual(night: _Night) -> _Finding | None:
    """Nothing, or plainly less than this portal's own history: a list of old reports does not shrink by itself."""
    run = night.run
    usual, found = _usual(night.earlier), count_of(run, "found")
    if not found and usual:
        return _Finding(
            "nothing_found",
            "crawler broken",
            f"no report found where {usual} are usual ({_looked(run)}){_way(run)}",
            "the column moved or its template changed: look at it in a browser, scrapy crawl portal -a url=HOME",
        )
    if not found:
        return _Finding(
            "nothing_found",
            "crawler broken",
            f"no report was ever found ({_looked(run)}){_way(run)}",
            "the portal's columns are wrong, or hold no annual reports: look at them in a browser",
        )
    if found < night.limits.drop_share * usual and usual - found >= _LEAST_REPORTS_LOST:
        return _Finding(
            "drop",
            "crawler broken",
            f"{found} reports found where {usual} are usual ({_looked(run)}){_way(run)}",
            "compare the list page with a browser: has its paging or template changed, or were old reports removed?",
        )
    return None


def _quality(night: _Night) -> Iterator[_Finding]:
    """Said once, of the run that stored them: doubts stay with their reports, on the coverage page."""
    run, limit = night.run, night.limits.doubtful_share
    fetched, rejected = count_of(run, "fetched"), Counter(counts_of(run, "rejected"))
    if rejected.total() >= _LEAST_OF_A_RUN and rejected.total() > limit * fetched:
        reason, count = rejected.most_common(1)[0]
        yield _Finding(
            "quality",
            "crawler broken",
            f"{rejected.total()} of {fetched} fetched pages were rejected, {count} for: {reason}",
            "open one of them in a browser: the list's links lead elsewhere now, or the article's template changed",
        )
    new, before = _new_and_before(night)
    share, usual = _doubtful(new), _doubtful(before)
    if len(new) >= _LEAST_OF_A_RUN and before and share > limit and share > 2 * usual:
        checks = Counter(name for fact in new for name in fact.doubts)
        told = ", ".join(f"{name} ({count})" for name, count in checks.most_common(3))
        failing = [fact for fact in new if fact.doubts]
        yield _Finding(
            "quality",
            "crawler broken",
            f"{len(failing)} of {len(new)} newly stored reports fail a check: {told}; {usual:.0%} is usual here",
            f"read one beside its page: {failing[0].url}; has the article's template changed?",
        )


def _charset(night: _Night) -> Iterator[_Finding]:
    """A host that always spoke one charset and now speaks another was rebuilt: its templates will have changed too."""
    new, before = (_charsets_by_host(facts) for facts in _new_and_before(night))
    for host, charsets in sorted(new.items()):
        known = before.get(host, Counter())
        charset, count = charsets.most_common(1)[0]
        if known.total() >= _LEAST_OF_A_CHARSET and not known[charset]:
            yield _Finding(
                "charset",
                "crawler broken",
                f"{host} sends {charset} ({_pages(count)}), until now {known.most_common(1)[0][0]} ({known.total()})",
                "read one new report beside its page: the site was rebuilt, or a proxy on the way converts it",
            )


def _silence(night: _Night, due: Season) -> Iterator[_Finding]:
    """Reports that should be public by now and are not, where the same organs had published the year before."""
    expected = _organs_due(night.holdings, due, due.report_year - 1)
    listed = sum(row.report_year == due.report_year and row.state != "stored" for row in night.holdings.ledger)
    here = len(_organs_due(night.holdings, due, due.report_year)) + listed
    late = due.governments and len(expected) >= _LEAST_EXPECTED_FOR_SHARE and here < _LATE_SHARE * len(expected)
    if expected and (not here or late):
        day = day_in_china(night.run.started)
        yield _Finding(
            "not_published",
            "not published",
            f"{here or 'none'} of {len(expected)} reports for {due.report_year} by {day} (due {due.deadline}); the "
            f"lists were read whole ({_looked(night.run)})",
            "look at the column in a browser: if the reports are there, the column has moved; else the portal is late",
        )


def _organs_due(holdings: Holdings, due: Season, year: int) -> set[str]:
    """The organs whose report on that year is stored, of those whose deadline has passed."""
    return {
        organ_key(fact.organ or "")
        for fact in holdings.facts
        if fact.report_year == year and (due.governments or not is_government(fact.organ))
    }


def _has_newest_year(holdings: Holdings, started: datetime) -> bool:
    year = day_in_china(started).year - 1
    stored = any(fact.report_year == year for fact in holdings.facts)
    return stored or any(row.report_year == year for row in holdings.ledger)


def _new_and_before(night: _Night) -> tuple[list[ReportFacts], list[ReportFacts]]:
    """What this run stored, and what was there before it."""
    facts, run = night.holdings.facts, night.run
    before = [fact for fact in facts if fact.run_id != run.id and fact.first_seen < run.started]
    return [fact for fact in facts if fact.run_id == run.id], before


def _doubtful(facts: Sequence[ReportFacts]) -> float:
    return sum(bool(fact.doubts) for fact in facts) / len(facts) if facts else 0.0


def _charsets_by_host(facts: Sequence[ReportFacts]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for fact in facts:
        if fact.charset_used is not None:
            found.setdefault(host_of(fact.url), Counter())[fact.charset_used] += 1
    return found


def _usual(earlier: Sequence[Run]) -> int:
    """Reports that this portal's whole runs usually find: the median of the latest; 0 where too few are known."""
    whole = [count_of(one, "found") for one in earlier if _compared(one) and one.outcome == "ok"][:_RUNS_COMPARED]
    if not whole:
        return 0
    if len(whole) < _LEAST_RUNS:
        return min(whole)
    return int(median(whole))


def _compared(run: Run) -> bool:
    """Whether the run asked for everything; what narrower ones find says nothing about the portal."""
    return not run.arguments.get("years") and not run.arguments.get("url")


def _duration(run: Run, earlier: Sequence[Run]) -> str:
    """How long it has been so, where this is not the first time."""
    if run.outcome == "ok":
        return ""
    same = list(takewhile(lambda one: one.outcome == run.outcome, earlier))
    return f"; {len(same) + 1} runs in a row, since {day_in_china(same[-1].started)}" if same else ""


def _is_gone(problem: dict[str, Any]) -> bool:
    """A list page that the server says is not there; one that only failed today is no gone column."""
    gone_status = problem["kind"] == "http_status" and any(sign in problem["message"] for sign in _COLUMN_GONE)
    return problem["kind"] == "gone" or gone_status


def _looked(run: Run) -> str:
    return f"{count_of(run, 'list_pages')} list pages, {count_of(run, 'found')} reports found"


def _way(run: Run) -> str:
    ways = run.counts.get("ways")
    return f"; {ways[0]}" if isinstance(ways, list) and ways else ""


def _more(problems: Sequence[object]) -> str:
    return f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""


def _pages(count: int) -> str:
    return f"{count} page{'s' if count != 1 else ''}"


def _home(url: str) -> str:
    return f"http://{host_of(url)}/"
