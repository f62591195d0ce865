"""Whole crawls of portals where every way to the column fails but one: it is taken, and the run says which it was."""

from __future__ import annotations

import pytest

from crawler.discovery import known_paths
from crawler.sandbox.families_last_resorts import last_resort_portals
from tests.crawl.test_discovery_families import LIST_PAGE, Ended, crawl, texts

PORTALS = last_resort_portals()


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return crawl(PORTALS, tmp_path_factory.mktemp("last_resorts") / "output", "/")


@pytest.mark.parametrize("name", PORTALS)
def test_every_report_is_found_and_nothing_else(ended: Ended, name: str) -> None:
    portal = PORTALS[name]
    assert texts(ended, portal) == portal.reports
    assert (ended.ends[portal.host]["exit_code"], ended.ends[portal.host]["problems"]) == (0, [])


@pytest.mark.parametrize("name", PORTALS)
def test_most_requests_bring_reports_and_the_first_comes_soon(ended: Ended, name: str) -> None:
    """At least 60 % are reports or list pages that held one, as on every portal, though guesses cost something."""
    portal = PORTALS[name]
    asked = [request.url for request in ended.asked(portal.host)]
    fruitful = portal.reports.keys() | {match[1] for match in LIST_PAGE.finditer(ended.log)}
    assert sum(url in fruitful for url in asked) / len(asked) >= 0.6, asked
    assert min(asked.index(url) for url in portal.reports) < 40
    assert len(asked) == len(set(asked)), "nothing is asked for twice, though the home page is read twice"


def test_a_portal_that_answers_anything_is_guessed_at_once(ended: Ended) -> None:
    """One usual address; that of the reports' own folder is no usual one."""
    portal = PORTALS["any_address"]
    asked = {request.url for request in ended.asked(portal.host)}
    assert len(asked & set(known_paths(portal.url("/")))) == 2
    assert portal.url("/xxgk/ndbg/") in asked


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("map_only", "its map page http://map-only.sandbox.test/wzdt.html"),
        ("sitemap_only", "the sitemap http://sitemap-only.sandbox.test/sitemap2.xml"),
        ("robots_sitemap", "the sitemap http://robots-sitemap.sandbox.test/map/all.xml.gz"),
        ("report_only", "the address of a report that should be in it"),
        ("usual_path_only", "a usual address that no page links"),
        ("search_only", "the site's own search"),
        ("any_address", "the site's own search"),
    ],
)
def test_the_log_says_how_the_column_was_found(ended: Ended, name: str, way: str) -> None:
    portal = PORTALS[name]
    lines = [line for line in ended.log.splitlines() if f"{portal.host}: found from http://{portal.host}/: " in line]
    assert len(lines) == 1
    assert lines[0].endswith(f"by {way}")
