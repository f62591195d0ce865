"""How a run ended, in one word, one exit code and one line."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.monitoring.tally import Problem, Tally

OK, BUG, WRONG_USE, PARTIAL, BLOCKED, NOTHING, UNREACHABLE = 0, 1, 2, 10, 11, 12, 13
NOT_STARTED = "not started"
"""The outcome of a portal whose turn in a night never came."""

NETWORK_KINDS = frozenset({"unreachable", "refused", "timeout", "tls", "stopped"})
HARMLESS = frozenset({"gone", "no_address", "foreign_host", "trap", "incomplete"})
"""Kinds of problems that leave a run whole."""


@dataclass(frozen=True, slots=True)
class RunVerdict:
    """`outcome` is ok, bug, partial, blocked, nothing or unreachable; `line` says it to the operator."""

    outcome: str
    exit_code: int
    line: str


def conclude(tally: Tally, finish_reason: str = "finished") -> RunVerdict:
    """The verdict over a finished run. `finish_reason` is Scrapy's; other than "finished" the run was cut short.

    The strongest statement wins: a bug, nothing reached at all, a block, a part missing, nothing found, all well. A
    report that is gone (404), has no address or came back incomplete is told as a problem and leaves the run whole, and
    so does a list that led on for nothing; one that said it has more than was seen does not.
    """
    serious = [problem for problem in tally.problems if problem.kind not in HARMLESS]
    if tally.bugs:
        return RunVerdict("bug", BUG, f"errors in our own code: {tally.bugs}; the log has them, please report")
    network = [problem for problem in serious if problem.kind in NETWORK_KINDS]
    if network and not tally.list_pages and not tally.fetched and not tally.known:
        return RunVerdict("unreachable", UNREACHABLE, _told(network[0]))
    if blocked := [problem for problem in serious if problem.kind.startswith("blocked:")]:
        return RunVerdict("blocked", BLOCKED, f"{_told(blocked[0])} (pages: {len(blocked)})")
    if unwritten := [problem for problem in serious if problem.kind == "output"]:
        return RunVerdict("partial", PARTIAL, f"cut short: {unwritten[0].message}")
    if finish_reason != "finished":
        return RunVerdict("partial", PARTIAL, f"cut short ({finish_reason}); run it again, it goes on where it stopped")
    if serious:
        more = f" (and {len(serious) - 1} more)" if len(serious) > 1 else ""
        return RunVerdict("partial", PARTIAL, f"{_told(serious[0])}{more}")
    if not tally.found:
        looked = f"{tally.list_pages} list pages read"
        return RunVerdict(
            "nothing",
            NOTHING,
            f"no annual report found ({looked}); has the column moved? try scrapy crawl portal -a url=ITS-ADDRESS",
        )
    return RunVerdict("ok", OK, "all well")


def _told(problem: Problem) -> str:
    return problem.message if problem.url in problem.message else f"{problem.url}: {problem.message}"
