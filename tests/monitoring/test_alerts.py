"""A night's alerts, from the run history of a real store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawler.monitoring.alerts import check_night
from crawler.monitoring.tally import Problem, Tally
from crawler.monitoring.verdict import RunVerdict, conclude
from crawler.store import Store, StoreError

URL = "http://www.example.gov.cn/xxgk/"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(f"sqlite:///{tmp_path / 'corpus.db'}")


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, Any]:
    return {"OUTPUT_DIR": str(tmp_path), "DISK_MIN_FREE_MB": "1"}


class Nights:
    """Runs portals the way the recorder writes them down."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.count = 0

    def run(self, portal: str, *kinds: str, found: int = 30, fetched: int = 0) -> dict[str, RunVerdict]:
        self.count += 1
        tally = Tally(list_pages=4 if found else 0, found=found, known=found, fetched=fetched)
        tally.problems += [Problem(kind, URL, f"{kind} happened") for kind in kinds]
        verdict = conclude(tally)
        run_id = f"run-{self.count}"
        self.store.start_run(run_id, portal, {"years": None, "recheck": False, "url": None})
        self.store.finish_run(run_id, verdict.outcome, verdict.exit_code, tally.as_dict())
        return {portal: verdict}


def test_a_healthy_night_says_nothing(store: Store, settings: dict[str, Any]) -> None:
    nights = Nights(store)
    for _ in range(4):
        assert check_night(store, nights.run("a") | nights.run("b"), settings) == []


def test_each_portal_with_its_cause(store: Store, settings: dict[str, Any]) -> None:
    nights = Nights(store)
    verdicts = nights.run("shielded", "blocked:jiasule") | nights.run("silent", "timeout", found=0) | nights.run("well")
    told = [(alert.portal, alert.cause) for alert in check_night(store, verdicts, settings)]
    assert told == [("shielded", "blocked"), ("silent", "unreachable")]


def test_a_recovered_portal_says_so_once(store: Store, settings: dict[str, Any]) -> None:
    nights = Nights(store)
    for _ in range(2):
        (alert,) = check_night(store, nights.run("a", "blocked:jiasule"), settings)
        assert not alert.recovered
    (alert,) = check_night(store, nights.run("a"), settings)
    assert (alert.portal, alert.recovered, alert.cause) == ("a", True, "blocked")
    assert check_night(store, nights.run("a"), settings) == []


def test_a_run_that_never_began_is_told_by_its_verdict(store: Store, settings: dict[str, Any]) -> None:
    nights = Nights(store)
    nights.run("a", "blocked:jiasule")
    nights.run("a")
    verdict = RunVerdict("bug", 1, "the child ended with signal 9")
    (alert,) = check_night(store, {"a": verdict, "never": verdict}, settings)[:1]
    assert (alert.portal, alert.cause, alert.recovered) == ("a", "crawler broken", False)
    assert "signal 9" in alert.evidence


def test_a_killed_run_is_told_and_so_is_its_recovery(store: Store, settings: dict[str, Any]) -> None:
    nights = Nights(store)
    nights.run("a")
    store.start_run("killed", "a", {})
    (alert,) = check_night(store, {"a": RunVerdict("partial", 10, "killed by its time limit")}, settings)
    assert "time limit" in alert.evidence
    store.finish_run("killed", "killed", 1, {})  # what the next run's start finds and writes
    (alert,) = check_night(store, nights.run("a"), settings)
    assert alert.recovered


def test_portals_whose_turn_never_came_are_told_together(store: Store, settings: dict[str, Any]) -> None:
    nights = Nights(store)
    nights.run("p01", "blocked:jiasule")
    over = RunVerdict("not started", 10, "the night was over; it stays due")
    verdicts = {f"p{number:02}": over for number in range(1, 13)}
    (alert,) = check_night(store, verdicts, settings)
    assert alert.monitor == "not_started"
    assert "p08 and 4 more not begun: the night was over" in alert.evidence


def test_too_little_disk(store: Store, settings: dict[str, Any]) -> None:
    (alert,) = check_night(store, {}, settings | {"DISK_MIN_FREE_MB": "1e12"})
    assert (alert.monitor, alert.cause) == ("disk", "crawler broken")
    (alert,) = check_night(store, {}, settings | {"OUTPUT_DIR": "/nowhere/at/all"})
    assert "/nowhere/at/all" in alert.evidence


def test_a_store_that_cannot_be_read_is_an_alert(tmp_path: Path, settings: dict[str, Any]) -> None:
    path = tmp_path / "corpus.db"
    store = Store.open(f"sqlite:///{path}")
    verdicts = Nights(store).run("a")
    store.close()
    for file in tmp_path.glob("corpus.db*"):
        file.unlink()
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    with pytest.raises(StoreError):
        store.last_runs("a")
    (alert,) = check_night(store, verdicts, settings)
    assert (alert.monitor, alert.cause) == ("store", "crawler broken")
    assert "corpus.db" in alert.evidence


def test_a_setting_that_is_no_number_counts_as_not_given(store: Store, settings: dict[str, Any]) -> None:
    assert check_night(store, Nights(store).run("a"), settings | {"MONITOR_DROP_SHARE": "much"}) == []
