"""Runs and their ends, also those that no run could write down."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from crawler.store import StoreError
from crawler.store.overview import Overview
from crawler.store.runs import REPLAY, _process_namespace
from tests.store import making
from tests.store.making import reopened

BEGIN = "from crawler.store import Store; s = Store.open({url!r}); s.start_run({run!r}, 'changde', {{}}); {then}"


def begin(folder: Path, run: str, then: str) -> subprocess.Popen[str]:
    code = BEGIN.format(url=making.url_at(folder), run=run, then=then)
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


def test_a_run_tells_what_it_asked_and_how_it_ended(tmp_path: Path) -> None:
    with reopened(tmp_path) as store:
        store.start_run("r1", "changde", {"years": [2016, 2020], "recheck": False})
        [run] = store.last_runs("changde")
        assert (run.outcome, run.exit_code, run.finished) == ("running", None, None)
        store.finish_run("r1", "partial", 10, {"found": 3})
        [run] = store.last_runs("changde")
        assert (run.arguments, run.outcome, run.exit_code) == ({"years": [2016, 2020], "recheck": False}, "partial", 10)
        assert run.counts == {"found": 3}
        assert run.finished is not None
        assert run.started <= run.finished
        assert run.started.utcoffset() is not None


def test_runs_come_newest_first_by_portal(tmp_path: Path) -> None:
    with reopened(tmp_path) as store:
        for run, portal in (("a", "changde"), ("b", "liwan"), ("c", "changde")):
            store.start_run(run, portal, {})
        assert [run.id for run in store.last_runs("changde")] == ["c", "a"]
        assert [run.id for run in store.last_runs(limit=2)] == ["c", "b"]


def test_a_dead_processs_run_is_marked_and_a_living_ones_is_not(tmp_path: Path) -> None:
    dead = begin(tmp_path, "dead", "print('begun', flush=True); input()")
    living = begin(tmp_path, "living", "print('begun', flush=True); input()")
    dead.kill()
    dead.communicate()
    with reopened(tmp_path) as store:
        store.start_run("next", "wangcheng", {})
        outcomes = {run.id: run.outcome for run in store.last_runs()}
    assert outcomes == {"dead": "killed", "living": "running", "next": "running"}
    living.communicate("\n")


def test_a_later_process_with_the_same_number_does_not_keep_a_run_alive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reopened(tmp_path) as store:
        with monkeypatch.context() as before:
            mark = f"{_process_namespace()}:this boot:another start"
            before.setattr("crawler.store.runs._process_mark", lambda _pid: mark)
            store.start_run("old", "changde", {})
        store.start_run("new", "changde", {})
        assert {run.id: run.outcome for run in store.last_runs()} == {"old": "killed", "new": "running"}


class ThreeHoursAgo(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime.now(tz) - timedelta(hours=3)


@pytest.mark.parametrize("elsewhere", ["another machine", "another container of the same name"])
def test_a_run_elsewhere_lives_while_it_keeps_notes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: str
) -> None:
    """Its process can't be seen from here. It was begun three hours ago, and wrote down its 2 h 50 min just now."""
    with reopened(tmp_path) as store:
        with monkeypatch.context() as there:
            if elsewhere == "another machine":
                there.setattr("socket.gethostname", lambda: "elsewhere")
            there.setattr("crawler.store.runs._process_mark", lambda _pid: "another space:another boot:1")
            there.setattr("crawler.store.runs.datetime", ThreeHoursAgo)
            store.start_run("noting", "changde", {})
            store.start_run("silent", "liwan", {})
        store.note_run("noting", {"seconds": 10_200.0})
        store.note_run("silent", {"seconds": 600.0})
        store.start_run("here", "changde", {})
        assert {run.id: run.outcome for run in store.last_runs()} == {
            "noting": "running",
            "silent": "killed",
            "here": "running",
        }
        store.finish_run("silent", "ok", 0, {})
        assert {run.outcome for run in store.last_runs("liwan")} == {"ok"}, "it was only late"


def test_a_replay_is_a_run_of_no_portal(tmp_path: Path) -> None:
    with reopened(tmp_path) as store:
        store.start_run("r1", "changde", {})
        store.start_run("r2", REPLAY, {"portal": "liwan"})
        with Overview.of(store) as overview:
            assert overview.portals() == ["changde"]


def test_ids_are_used_once_and_must_be_known(tmp_path: Path) -> None:
    with reopened(tmp_path) as store:
        store.start_run("r1", "changde", {})
        with pytest.raises(StoreError, match="'r1'"):
            store.start_run("r1", "changde", {})
        with pytest.raises(StoreError, match="'r2'"):
            store.finish_run("r2", "ok", 0, {})
