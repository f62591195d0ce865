"""Whole crawls of one column as every CMS family shows it: every report, exactly its text, and few other requests."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.sandbox.families_portal import FamilyPortal
from crawler.sandbox.families_server import serve_portals
from crawler.sandbox.families_shapes import family_portals
from crawler.sandbox.families_traps import trap_portals
from crawler.sandbox.loopback import Request
from crawler.store import Document, Store
from tests import forked
from tests.crawl.conftest import FAST, environment

SHAPES = family_portals()
TRAPS = trap_portals()
LIST_PAGE = re.compile(r"list page (\S+): ([1-9]\d*) reports")
"""The log's line on a list page that held a report."""


@dataclass(frozen=True)
class Ended:
    """What one process of several crawls left: documents by host, how each ended, every request."""

    documents: Mapping[str, Mapping[str, Document]]
    ends: Mapping[str, Mapping[str, Any]]
    requests: tuple[Request, ...]
    log: str
    states: Mapping[str, str]
    """How far the ledger says each address got."""

    def asked(self, host: str) -> list[Request]:
        return [request for request in self.requests if urlsplit(request.url).hostname == host]


def crawl(portals: Mapping[str, FamilyPortal], output: Path, start: str = "", **settings: str) -> Ended:
    """All the portals from their column, or from `start`."""
    with serve_portals({portal.host: portal.reply for portal in portals.values()}) as sandbox:
        urls = [portal.url(start or portal.column) for portal in portals.values()]
        env = environment(sandbox.proxy_url, FAST | {"OUTPUT_DIR": str(output)} | settings)
        ended = forked.run("tests.crawl.several", urls, env=env, timeout=480)
        assert ended.returncode == 0, ended.stderr[-3000:]
        requests = tuple(sandbox.requests)
    documents: dict[str, dict[str, Document]] = {portal.host: {} for portal in portals.values()}
    with Store.open(f"sqlite:///{output / 'corpus.db'}") as store:
        for document in store.reports():
            documents[document.portal][document.url] = document
        states = {row.url: row.state for row in store.ledger_rows()}
    return Ended(documents, json.loads(ended.stdout.splitlines()[-1]), requests, ended.stderr, states)


@pytest.fixture(scope="module")
def from_homes(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return crawl(SHAPES, tmp_path_factory.mktemp("homes") / "output", "/")


@pytest.fixture(scope="module")
def from_traps(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return crawl(TRAPS, tmp_path_factory.mktemp("traps") / "output", LIST_MAX_PAGES="25")


def texts(ended: Ended, portal: FamilyPortal) -> dict[str, str]:
    return {url: document.text for url, document in ended.documents[portal.host].items()}


@pytest.mark.parametrize("name", SHAPES)
def test_a_portal_nobody_configured_gives_all_its_reports_from_its_home_page(from_homes: Ended, name: str) -> None:
    portal = SHAPES[name]
    assert texts(from_homes, portal) == portal.reports
    end = from_homes.ends[portal.host]
    assert (end["exit_code"], end["problems"]) == (0, [])


@pytest.mark.parametrize("name", SHAPES)
def test_most_requests_bring_reports(from_homes: Ended, name: str) -> None:
    """At least 60 % are reports or list pages that held one, and the first report comes within 40 requests."""
    portal = SHAPES[name]
    asked = from_homes.asked(portal.host)
    reports = [request for request in asked if request.url in portal.reports]
    assert len(reports) == len(portal.reports), "each report is asked for once"
    assert len(reports) / len(asked) >= 0.6
    assert asked.index(reports[0]) < 40


@pytest.mark.parametrize("name", ["calendar", "endless", "fresh", "nested"])
def test_a_trap_ends_at_a_bound_with_a_line_in_the_log(from_traps: Ended, name: str) -> None:
    portal = TRAPS[name]
    assert portal.reports.items() <= texts(from_traps, portal).items(), "what stands before the trap is stored"
    assert len(from_traps.asked(portal.host)) <= len(portal.reports) + 30
    kinds = {problem["kind"] for problem in from_traps.ends[portal.host]["problems"]}
    assert kinds & {"trap", "bound"}, from_traps.ends[portal.host]
    lines = [line for line in from_traps.log.splitlines() if portal.host in line and "WARNING" in line]
    assert lines


def test_repeated_pages_leave_a_run_whole_and_pages_without_end_do_not(from_traps: Ended) -> None:
    assert from_traps.ends[TRAPS["calendar"].host]["exit_code"] == 0
    assert from_traps.ends[TRAPS["endless"].host]["exit_code"] == 0
    assert from_traps.ends[TRAPS["fresh"].host]["exit_code"] == 10


def test_nested_paths_give_no_second_copy_of_a_report(from_traps: Ended) -> None:
    portal = TRAPS["nested"]
    assert texts(from_traps, portal) == portal.reports


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("short_total", "18 entries, 6 were seen"),
        ("short_pages", "3 pages, 1 were read"),
        ("lost_page", "HTTP 500"),
    ],
)
def test_a_list_that_says_it_has_more_makes_the_run_partial(from_traps: Ended, name: str, told: str) -> None:
    """Exit 10; what was seen is stored, and nothing in the ledger is called gone."""
    portal = TRAPS[name]
    end = from_traps.ends[portal.host]
    assert end["exit_code"] == 10
    assert any(told in problem["message"] for problem in end["problems"]), end
    assert texts(from_traps, portal).items() <= portal.reports.items()
    assert texts(from_traps, portal)
    assert {state for url, state in from_traps.states.items() if urlsplit(url).hostname == portal.host} == {"stored"}
