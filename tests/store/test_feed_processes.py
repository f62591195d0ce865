"""Writers and readers of the feed as processes that are killed: each version at least once, in order, none skipped."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from tests.store import making
from tests.store.making import reopened
from tests.store.test_processes import ROOT, start

WRITERS, EACH = 2, 30


def consume(folder: Path, name: str, up_to: int) -> subprocess.Popen[bytes]:
    words = [making.url_at(folder), name, str(folder / name), str(up_to)]
    return subprocess.Popen([sys.executable, "-m", "tests.store.consumer_process", *words], cwd=ROOT)


def worked_on(folder: Path, name: str) -> list[int]:
    file = folder / name
    return (
        [int(line) for line in file.read_text().splitlines(keepends=True) if line.endswith("\n")]
        if file.exists()
        else []
    )


def test_killed_writers_and_killed_readers_lose_nothing(tmp_path: Path) -> None:
    """Two writers at once, one of them killed on the way and started again; two readers, one of them killed twice."""
    chance = random.Random(20261122)
    making.url_at(tmp_path)
    total = WRITERS * EACH
    steady = consume(tmp_path, "steady", total)
    writers = [start(tmp_path, f"w{number}", EACH) for number in range(WRITERS)]
    for turn in range(2):
        killed = consume(tmp_path, "killed", total)
        before = len(worked_on(tmp_path, "killed"))
        while len(worked_on(tmp_path, "killed")) == before and killed.poll() is None:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.05))
        if turn == 0:
            writers[0].kill()
        killed.kill()
        killed.wait(10)
    for writer in writers:
        writer.communicate()
    start(tmp_path, "again", EACH).communicate()
    with reopened(tmp_path) as store:
        stored = [document.seq for document in store.reports(all_versions=True)]
    assert stored == list(range(1, len(stored) + 1))
    assert total <= len(stored) <= total + EACH
    last = consume(tmp_path, "killed", len(stored))
    last.communicate()
    steady.communicate()
    with reopened(tmp_path) as store:
        rest = [document.seq for document in store.changes("steady")]
        assert worked_on(tmp_path, "steady") + rest == stored, "a reader that lives sees each version once, in order"
        assert list(store.changes("killed")) == []
    seen = worked_on(tmp_path, "killed")
    assert sorted(set(seen)) == stored, "a reader that was killed sees each version at least once"
    highest = 0
    for seq in seen:
        assert seq <= highest + 1, "no version is skipped, whatever comes again"
        highest = max(highest, seq)


def test_a_reader_killed_between_reading_and_acknowledging_sees_the_same_again(tmp_path: Path) -> None:
    writer = start(tmp_path, "w", 7)
    writer.communicate()
    code = (
        "import sys, time; from crawler.store import Store; store = Store.open(sys.argv[1]); "
        "print([d.seq for d in store.changes('one', limit=4)], flush=True); time.sleep(60)"
    )
    for _ in range(2):
        reader = subprocess.Popen(
            [sys.executable, "-c", code, making.url_at(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert reader.stdout is not None
        assert reader.stdout.readline() == "[1, 2, 3, 4]\n"
        reader.kill()
        reader.communicate()
    with reopened(tmp_path) as store:
        assert [document.seq for document in store.changes("one")] == [1, 2, 3, 4, 5, 6, 7]
