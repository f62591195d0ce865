"""Whatever ends a crawl before its time, the next one makes it whole: nothing lost, nothing twice, nothing torn."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from crawler.sandbox import serve
from crawler.store import Store
from tests.crawl.big_portal import START, assert_whole, expected, runs_of
from tests.crawl.conftest import FAST, ROOT, Crawled, Operator, environment


def test_a_killed_run_leaves_what_it_did(operator: Operator) -> None:
    """The row and the file of a run that was killed tell how far it had come."""
    with serve(size=100) as sandbox:
        crawl = operator.start(
            *START, proxy=sandbox.proxy_url, RUN_NOTE_SECONDS="0.2", DOWNLOAD_DELAY="0.2", DOWNLOAD_DELAY_JITTER="0"
        )
        while sum(one.url.endswith(".html") for one in sandbox.requests) < 10 and crawl.poll() is None:
            time.sleep(0.05)
        crawl.kill()
        crawl.wait(10)
    with Store.open(f"sqlite:///{operator.output / 'corpus.db'}") as store:
        store.mark_killed()
        (run,) = store.last_runs()
    assert run.outcome == "killed"
    assert run.counts["new"] >= 1
    assert run.counts["requests"] >= 5
    (path,) = (operator.output / "runs").glob("*.json")
    record = json.loads(path.read_text())
    assert (record["run_id"], record["outcome"], record["finished"]) == (run.id, "running", None)
    assert record["hosts"]["big.sandbox.test"]["requests"] >= 5


def test_a_crawl_asked_to_end_ends_cleanly(operator: Operator) -> None:
    """SIGTERM: what waits for its turn is not sent any more, however slow the pace; the rest comes the next time."""
    reports = expected(40)
    with serve(size=40) as sandbox:
        crawl = operator.start(*START, proxy=sandbox.proxy_url, DOWNLOAD_DELAY="6", DOWNLOAD_DELAY_JITTER="0")
        while not list_is_read(operator.output) and crawl.poll() is None:
            time.sleep(0.05)
        asked = len(sandbox.requests)
        crawl.send_signal(signal.SIGTERM)
        assert crawl.wait(120) == 10
        assert len(sandbox.requests) <= asked + 1, "the one under way"
        (run,) = runs_of(operator.output)
        assert (run.outcome, run.exit_code) == ("partial", 10)
        assert {problem["kind"] for problem in run.counts["problems"]} == {"cut"}
        ended = operator.run(*START, proxy=sandbox.proxy_url)
    assert ended.exit_code == 0, ended.out + ended.err
    assert_whole(ended, reports)


def list_is_read(output: Path) -> bool:
    return any(": list page " in log.read_text() for log in output.glob("logs/*.log"))


# --- Disk full -------------------------------------------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """A file system of that size at `folder`; skips where this user may mount none."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"this user may not mount a small disk: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> None:
    """Takes what room is left, to the last byte."""
    with (disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(bytes(1024))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="tmpfs is Linux's")
def test_a_full_disk_ends_the_run_and_loses_nothing(tmp_path: Path) -> None:
    """The run says what to do in one line and ends as partial; with room again the next run makes it whole."""
    reports = expected(80)
    disk = tmp_path / "disk"
    with serve(size=80) as sandbox, small_disk(disk, 2):
        operator = Operator(disk / "output")
        ended = operator.run(*START, proxy=sandbox.proxy_url)
        assert ended.exit_code == 10, ended.out + ended.err
        assert "Traceback" not in ended.err
        assert re.search("No space left on device|free disk space", ended.out), ended.out
        assert len(ended.documents) < len(reports)
        fill(disk)
        nothing = operator.run(*START, proxy=sandbox.proxy_url)
        assert nothing.exit_code == 10, nothing.out + nothing.err
        assert "Traceback" not in nothing.err
        assert "free disk space" in nothing.out
        subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
        again = operator.run(*START, proxy=sandbox.proxy_url)
        assert again.exit_code == 0, again.out + again.err
        assert_whole(again, reports)


# --- Store locked ----------------------------------------------------------------------------------------------------

_IMPATIENT = """
import sys
from crawler.store import dialect
dialect._BUSY_SECONDS = 1
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[1:]])
"""


def test_a_store_locked_by_another_process_is_told(operator: Operator) -> None:
    """Another program holds the database for good. The run ends with one line; later the next one makes it whole."""
    reports = expected(40)
    env_settings = FAST | {"OUTPUT_DIR": str(operator.output), "DOWNLOAD_DELAY": "0.1"}
    with serve(size=40) as sandbox:
        crawl = subprocess.Popen(
            [sys.executable, "-c", _IMPATIENT, *START],
            cwd=ROOT,
            env=environment(sandbox.proxy_url, env_settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        while len(sandbox.requests) < 8 and crawl.poll() is None:
            time.sleep(0.02)
        with closing(sqlite3.connect(operator.output / "corpus.db", timeout=30)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            out, _ = crawl.communicate(timeout=240)
            holder.rollback()
        assert crawl.returncode == 10, out
        assert "locked by another process" in out
        assert "Traceback" not in out
        ended = operator.run(*START, proxy=sandbox.proxy_url)
    assert ended.exit_code == 0, ended.out + ended.err
    assert_whole(ended, reports)


def test_a_store_locked_for_a_moment_is_waited_for(operator: Operator) -> None:
    with serve(size=20) as sandbox:
        crawl = operator.start(*START, proxy=sandbox.proxy_url, DOWNLOAD_DELAY="0.1")
        while len(sandbox.requests) < 5 and crawl.poll() is None:
            time.sleep(0.02)
        with closing(sqlite3.connect(operator.output / "corpus.db", timeout=30)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            time.sleep(2)
            holder.rollback()
        assert crawl.wait(120) == 0


# --- Clock and network -----------------------------------------------------------------------------------------------


def test_a_clock_set_back_neither_stops_nor_repeats_anything(operator: Operator) -> None:
    """The first run was made under a clock that stood two years ahead: now everything stored lies in the future."""
    reports = expected(40)
    columns = {
        "ledger": ("first_listed", "last_listed", "last_attempt"),
        "versions": ("first_seen", "last_seen"),
        "reports": ("first_seen", "last_seen"),
        "captures": ("fetch_time",),
        "runs": ("started", "finished"),
    }
    with serve(size=40) as sandbox:
        assert operator.run(*START, proxy=sandbox.proxy_url).exit_code == 0
        with closing(sqlite3.connect(operator.output / "corpus.db")) as store, store:
            for table, names in columns.items():
                for name in names:
                    moved = f"strftime('%Y-%m-%d %H:%M:%f', {name}, '+730 days') || '000'"
                    store.execute(f"UPDATE {table} SET {name} = {moved} WHERE {name} IS NOT NULL")
        before = len(sandbox.requests)
        ended = operator.run(*START, proxy=sandbox.proxy_url)
        looked = [one for one in sandbox.requests[before:] if one.url in reports]
    assert ended.exit_code == 0, ended.out + ended.err
    assert_whole(ended, reports)
    assert len(looked) == 1, "a look that lies in the future counts as none; the share of 40 reports is one"


def test_the_network_is_cut_in_the_middle(operator: Operator) -> None:
    """The proxy dies in mid-crawl. Nothing that was stored is touched, and the next run brings the rest."""
    reports = expected(60)
    words = [sys.executable, "-m", "crawler.sandbox", "--size", "60", "--port"]

    def network(port: int) -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen([*words, str(port)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert found
        return process, found[0]

    process, proxy = network(0)
    try:
        crawl = operator.start(*START, proxy=proxy, DOWNLOAD_DELAY="0.1")
        stored = 0
        while stored < 5 and crawl.poll() is None:
            time.sleep(0.2)
            stored = sum(log.read_text().count(": stored ") for log in operator.output.glob("logs/*.log"))
    finally:
        process.kill()
        process.wait(10)
    code = crawl.wait(240)
    assert code == 10, "reports were read, so it is partial, not unreachable"
    kept = Crawled(code, "", "", operator.output).documents
    assert {url: one.text for url, one in kept.items()}.items() <= reports.items()
    assert stored <= len(kept) < len(reports)
    process, proxy = network(0)
    try:
        ended = operator.run(*START, proxy=proxy)
    finally:
        process.kill()
        process.wait(10)
    assert ended.exit_code == 0, ended.out + ended.err
    assert_whole(ended, reports)
