"""Where to look next: a link that names the column before one that leads towards it, guesses late, the search last."""

from __future__ import annotations

from crawler.discovery import Frontier, Lead

HOME = "http://www.example.gov.cn"


def test_best_first_and_the_search_only_when_all_else_failed() -> None:
    frontier = Frontier(bound=40)
    for lead in (
        Lead(f"{HOME}/search?q=x", "search"),
        Lead(f"{HOME}/sitemap.xml", "sitemap"),
        Lead(f"{HOME}/zwgk/", "disclosure", 45),
        Lead(f"{HOME}/zfxxgk/", "disclosure", 60),
        Lead(f"{HOME}/xxgk/", "known_path", 80),
        Lead(f"{HOME}/nb/", "annual", 80),
        Lead(f"{HOME}/map.html", "map"),
    ):
        frontier.add(lead)
    order = []
    while lead := frontier.next():
        order.append(lead.url.removeprefix(HOME))
    assert order == ["/nb/", "/zfxxgk/", "/zwgk/", "/map.html", "/sitemap.xml", "/xxgk/", "/search?q=x"]


def test_once_a_column_is_found_only_columns_are_looked_at() -> None:
    frontier = Frontier(bound=40)
    frontier.add(Lead(f"{HOME}/zwgk/", "disclosure"))
    assert frontier.next(only_annual=True) is None
    frontier.add(Lead(f"{HOME}/bmnb/", "annual"))
    lead = frontier.next(only_annual=True)
    assert lead is not None
    assert lead.url == f"{HOME}/bmnb/"


def test_the_budget_ends_the_search_and_columns_cost_nothing() -> None:
    frontier = Frontier(bound=2)
    for number in range(5):
        frontier.add(Lead(f"{HOME}/{number}/", "disclosure"))
    assert frontier.next()
    frontier.paid_off()
    assert frontier.next()
    assert frontier.next()
    assert frontier.next() is None
    assert frontier.exhausted


def test_leads_of_one_kind_can_be_forgotten() -> None:
    frontier = Frontier(bound=9)
    for lead in (Lead(f"{HOME}/s", "search"), Lead(f"{HOME}/xxgk/", "known_path"), Lead(f"{HOME}/1/", "disclosure")):
        frontier.add(lead)
    frontier.drop("known_path")
    given = [frontier.next(), frontier.next(), frontier.next()]
    assert [lead and lead.kind for lead in given] == ["disclosure", "search", None]


def test_an_empty_frontier_is_not_exhausted() -> None:
    frontier = Frontier(bound=2)
    assert frontier.next() is None
    assert not frontier.exhausted
