"""How a run ends: the exit codes of the contract, and which statement wins where several are true."""

from __future__ import annotations

import pytest

from crawler.monitoring.tally import Problem, Tally
from crawler.monitoring.verdict import conclude

URL = "http://www.example.gov.cn/xxgk/"


def tally(*kinds: str, list_pages: int = 1, found: int = 1, fetched: int = 1, bugs: int = 0) -> Tally:
    made = Tally(list_pages=list_pages, found=found, fetched=fetched, bugs=bugs)
    made.problems += [Problem(kind, URL, f"{kind} happened") for kind in kinds]
    return made


@pytest.mark.parametrize(
    ("counted", "reason", "outcome", "exit_code"),
    [
        (tally(), "finished", "ok", 0),
        (tally("gone", "no_address", "foreign_host"), "finished", "ok", 0),
        (tally(bugs=1), "finished", "bug", 1),
        (tally("blocked:jiasule", bugs=1), "finished", "bug", 1),
        (tally("http_status"), "finished", "partial", 10),
        (tally("bound"), "finished", "partial", 10),
        (tally("timeout"), "finished", "partial", 10),
        (tally(), "shutdown", "partial", 10),
        (tally("output"), "output", "partial", 10),
        (tally("blocked:jiasule", "http_status"), "finished", "blocked", 11),
        (tally(found=0, fetched=0), "finished", "nothing", 12),
        (tally("unreachable", list_pages=0, found=0, fetched=0), "finished", "unreachable", 13),
        (tally("refused", "stopped", list_pages=0, found=0, fetched=0), "finished", "unreachable", 13),
        (tally("unreachable", list_pages=1, found=0, fetched=0), "finished", "partial", 10),
    ],
)
def test_exit_codes(counted: Tally, reason: str, outcome: str, exit_code: int) -> None:
    verdict = conclude(counted, reason)
    assert (verdict.outcome, verdict.exit_code) == (outcome, exit_code)
    assert verdict.line
    assert "\n" not in verdict.line


def test_the_line_names_the_address_and_what_happened() -> None:
    assert conclude(tally("http_status")).line == f"{URL}: http_status happened"
