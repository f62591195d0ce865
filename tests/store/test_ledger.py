"""How far an address got, and that nothing it reached is forgotten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler.records import LedgerEntry
from crawler.store import LedgerRow, Store, StoreError
from tests.store.making import HOST, PORTAL, RUN, capture, report, store_at

URL = f"{HOST}/a/1.html"


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with store_at(tmp_path) as opened:
        yield opened


def see(store: Store, state: Any, reason: str = "", run: str = RUN, **more: Any) -> LedgerRow:
    """Record a sighting; the row after it."""
    store.record(LedgerEntry(PORTAL.name, URL, state, reason, **more), run)
    row = store.ledger(PORTAL.name, URL)
    assert row is not None
    return row


def test_an_address_nobody_saw_is_not_there(store: Store) -> None:
    assert store.ledger(PORTAL.name, URL) is None
    assert store.ledger_rows() == []


def test_a_listing_is_kept_with_what_the_list_said(store: Store) -> None:
    row = see(store, "listed", "title names a report", title="2016年报告", column=f"{HOST}/a/", report_year=2016)
    assert (row.state, row.reason, row.title, row.report_year) == ("listed", "title names a report", "2016年报告", 2016)
    assert row.first_listed == row.last_listed is not None
    assert (row.attempts, row.last_attempt, row.run_id) == (0, None, RUN)


def test_another_spelling_is_the_same_address_and_another_portal_is_not(store: Store) -> None:
    see(store, "listed")
    assert store.ledger(PORTAL.name, "https://WWW.wangcheng.gov.cn:443/a/1.html#x") is not None
    assert store.ledger("changde", URL) is None


@pytest.mark.parametrize("state", ["blocked", "gone", "rejected", "fetched"])
def test_a_listing_does_not_undo_what_a_fetch_found(store: Store, state: str) -> None:
    before = see(store, state, "why", http_status=404)
    after = see(store, "listed", "listed again", title="新标题")
    assert (after.state, after.reason, after.http_status) == (state, "why", 404)
    assert after.title == "新标题"
    assert before.last_listed is None
    assert after.last_listed is not None


@pytest.mark.parametrize("state", ["listed", "fetched", "blocked", "gone", "rejected"])
def test_a_stored_address_stays_stored(store: Store, state: str) -> None:
    store.save(report())
    row = see(store, state, "today")
    assert row.state == "stored"
    assert row.report_id is not None
    if state != "listed":
        assert (row.last_state, row.reason) == (state, "today")


def test_a_fetch_is_counted_once_whatever_becomes_of_it(store: Store) -> None:
    see(store, "listed")
    assert see(store, "fetched").attempts == 1
    assert see(store, "rejected").attempts == 1
    assert see(store, "fetched").attempts == 2
    store.save(report())
    row = store.ledger(PORTAL.name, URL)
    assert row is not None
    assert row.attempts == 2
    assert see(store, "blocked").attempts == 3


def test_what_was_whole_and_comes_back_incomplete_is_tried_as_often_as_a_new_one(store: Store) -> None:
    for _ in range(7):
        assert see(store, "stored", "unchanged").settled
    reason = f"incomplete: not fetched: {URL}"
    assert [see(store, "stored", reason).attempts for _ in range(3)] == [1, 2, 3]
    assert not see(store, "stored", reason).settled
    assert see(store, "stored", reason).settled, "the fifth time"
    assert see(store, "stored", "unchanged").attempts == 6


def test_a_failed_fetch_that_leaves_the_address_listed_is_counted(store: Store) -> None:
    see(store, "listed")
    row = see(store, "listed", "failed: 500", http_status=500)
    assert (row.attempts, row.reason, row.http_status) == (1, "failed: 500", 500)


def run_that(store: Store, run: str, state: Any, outcome: str = "ok") -> LedgerRow:
    """A run that sees the address so, and how it ends; the row after it."""
    store.start_run(run, PORTAL.name, {})
    see(store, state, run=run, http_status=404 if state == "gone" else 200)
    store.finish_run(run, outcome, 0 if outcome == "ok" else 10, {}, gone_after=3)
    row = store.ledger(PORTAL.name, URL)
    assert row is not None
    return row


def test_an_address_is_gone_after_three_whole_runs_and_its_document_stays(store: Store) -> None:
    saved = store.save(report())
    assert run_that(store, "r1", "gone").gone_since is None
    assert run_that(store, "r2", "gone").gone_since is None
    row = run_that(store, "r3", "gone")
    assert row.gone_since is not None
    assert (row.state, row.last_state, row.gone_runs, row.report_id) == ("stored", "gone", 3, saved.report_id)
    assert [document.id for document in store.reports()] == [saved.report_id]
    assert run_that(store, "r4", "gone").gone_since == row.gone_since


@pytest.mark.parametrize("outcome", ["partial", "blocked", "nothing", "unreachable", "bug"])
def test_a_run_that_was_not_whole_counts_for_nothing(store: Store, outcome: str) -> None:
    for number in range(5):
        assert run_that(store, f"r{number}", "gone", outcome).gone_runs == 0
    for number in range(5, 7):
        assert run_that(store, f"r{number}", "gone").gone_since is None
    assert run_that(store, "r8", "gone").gone_since is not None


def test_a_run_that_was_killed_counts_for_nothing(store: Store) -> None:
    for number in range(5):
        store.start_run(f"r{number}", PORTAL.name, {})
        see(store, "gone", run=f"r{number}", http_status=404)
    assert run_that(store, "r5", "gone").gone_runs == 1


def test_several_looks_and_two_ends_of_one_run_count_once(store: Store) -> None:
    store.start_run("r1", PORTAL.name, {})
    for _ in range(4):
        see(store, "gone", run="r1", http_status=404)
    for _ in range(4):
        store.finish_run("r1", "ok", 0, {})
    row = store.ledger(PORTAL.name, URL)
    assert row is not None
    assert row.gone_runs == 1


@pytest.mark.parametrize("state", ["fetched", "rejected"])
def test_an_address_that_is_there_again_was_never_gone(store: Store, state: str) -> None:
    for run in ("r1", "r2", "r3"):
        row = run_that(store, run, "gone")
    assert row.gone_since is not None
    row = run_that(store, "r4", state)
    assert (row.gone_since, row.gone_runs) == (None, 0)
    assert run_that(store, "r5", "gone").gone_runs == 1


def test_a_stored_report_that_comes_back_is_gone_no_more(store: Store) -> None:
    store.save(report())
    for run in ("r1", "r2", "r3"):
        run_that(store, run, "gone")
    store.save(report())
    row = store.ledger(PORTAL.name, URL)
    assert row is not None
    assert (row.gone_since, row.gone_runs, row.last_state) == (None, 0, "stored")


@pytest.mark.parametrize("state", ["blocked", "listed"])
def test_a_block_or_a_failure_says_nothing_of_whether_it_is_there(store: Store, state: str) -> None:
    run_that(store, "r1", "gone")
    run_that(store, "r2", "gone")
    assert run_that(store, "r3", state).gone_runs == 2
    assert run_that(store, "r4", "gone").gone_since is not None


def test_how_many_runs_are_enough_is_the_operators(store: Store) -> None:
    store.start_run("r1", PORTAL.name, {})
    see(store, "gone", run="r1", http_status=410)
    store.finish_run("r1", "ok", 0, {}, gone_after=1)
    row = store.ledger(PORTAL.name, URL)
    assert row is not None
    assert row.gone_since is not None


def test_a_sighting_files_its_capture_once(store: Store) -> None:
    seen = capture(URL, serial=1)
    see(store, "rejected", capture=seen)
    see(store, "rejected", capture=seen)
    store.record_capture(seen, RUN, PORTAL.name, "report")
    with store._engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM captures").scalar() == 1


def test_rows_come_by_portal(store: Store) -> None:
    see(store, "listed")
    store.record(LedgerEntry("changde", f"{HOST}/b", "listed"), RUN)
    assert [row.portal for row in store.ledger_rows()] == ["changde", PORTAL.name]
    assert [row.url for row in store.ledger_rows(PORTAL.name)] == [URL]


def test_a_run_that_never_began_is_named(store: Store) -> None:
    with pytest.raises(StoreError, match="'ghost'"):
        see(store, "listed", run="ghost")
    with pytest.raises(StoreError, match="'ghost'"):
        store.save(replace(report(), run_id="ghost"))
    assert store.ledger_rows() == []


def test_text_no_database_can_hold_is_marked_not_dropped(store: Store) -> None:
    row = see(store, "listed", title="报\ud800告\x00")
    assert row.title == "报\ufffd告\ufffd"


@pytest.mark.parametrize(
    ("state", "reason", "attempts", "settled"),
    [
        ("stored", "new", 1, True),
        ("stored", "incomplete: not fetched: http://a.gov.cn/a.doc", 1, False),
        ("stored", "incomplete: not fetched: http://a.gov.cn/a.doc", 5, True),
        ("rejected", "a guide", 1, True),
        ("listed", "", 0, False),
        ("blocked", "blocked:jiasule", 3, False),
        ("gone", "HTTP 404", 1, False),
    ],
)
def test_what_is_settled_is_not_fetched_again(state: Any, reason: str, attempts: int, settled: bool) -> None:
    row = LedgerRow(
        portal="wangcheng",
        url="http://a.gov.cn/a.html",
        url_key="http://a.gov.cn/a.html",
        state=state,
        last_state=state,
        reason=reason,
        title="",
        column="",
        report_year=None,
        report_id=None,
        http_status=None,
        first_listed=None,
        last_listed=None,
        last_attempt=None,
        attempts=attempts,
        gone_runs=0,
        gone_since=None,
        run_id="r",
    )
    assert row.settled is settled
