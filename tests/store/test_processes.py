"""Several processes and sudden ends: nothing acknowledged is lost, nothing half done stays, numbers have no gap."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from pathlib import Path

from crawler.archive import read
from crawler.records import WarcLocation
from crawler.store import Document
from tests.store import making
from tests.store.making import RUN, reopened, report, store_at

ROOT = Path(__file__).resolve().parents[2]


def start(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    words = [making.url_at(folder), str(folder / "warc"), name, str(count)]
    command = [sys.executable, "-m", "tests.store.writer_process", *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def saved_lines(output: str) -> list[tuple[int, str]]:
    """What a writer said it saved; its last line may have been cut by its end."""
    whole = output.splitlines() if output.endswith("\n") else output.splitlines()[:-1]
    return [(int(seq), report_id) for seq, report_id in (line.split() for line in whole)]


def check(folder: Path, acknowledged: list[tuple[int, str]]) -> list[Document]:
    """Everything acknowledged is there, in gapless order, with all that belongs to it; the documents."""
    with reopened(folder) as store:
        documents = list(store.reports(all_versions=True))
        rows = store.ledger_rows()
    assert [document.seq for document in documents] == list(range(1, len(documents) + 1))
    assert set(acknowledged) <= {(document.seq, document.id) for document in documents}
    assert {row.report_id for row in rows} == {document.id for document in documents}
    for document in documents:
        assert document.warc_filename is not None
        assert document.warc_record_offset is not None
        assert document.warc_record_length is not None
        place = WarcLocation(document.warc_filename, document.warc_record_offset, document.warc_record_length)
        body = read(folder / "warc", place).body
        assert hashlib.sha256(body).hexdigest() == document.payload_sha256
    return documents


def test_kill_9_at_any_moment_loses_nothing_and_a_rerun_adds_only_what_is_missing(tmp_path: Path) -> None:
    acknowledged: list[tuple[int, str]] = []
    for turn in range(4):
        process = start(tmp_path, f"run{turn}", 10_000)
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(random.randint(1, 12))]
        process.kill()
        acknowledged += saved_lines("".join(lines) + process.communicate()[0])
        check(tmp_path, acknowledged)
    with reopened(tmp_path) as store:
        store.start_run("after", "wangcheng", {})
        outcomes = {run.id: run.outcome for run in store.last_runs()}
    assert outcomes == {"run0": "killed", "run1": "killed", "run2": "killed", "run3": "killed", "after": "running"}


def test_two_writers_number_without_gap_in_the_order_of_commits(tmp_path: Path) -> None:
    """A reader that looks while they write never sees a number before all smaller ones."""
    store = reopened(tmp_path)
    writers = [start(tmp_path, name, 30) for name in ("one", "two")]
    while any(writer.poll() is None for writer in writers):
        seen = [document.seq for document in store.changes("reader")]
        assert seen == list(range(1, len(seen) + 1))
    acknowledged = [line for writer in writers for line in saved_lines(writer.communicate()[0])]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert len(check(tmp_path, acknowledged)) == len(acknowledged) == 60
    store.close()


def test_a_rerun_of_everything_changes_nothing(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        for _ in range(2):
            for number in range(5):
                store.save(report(f"/{number}"))
        assert [run.id for run in store.last_runs()] == [RUN]
        assert [(document.seq, document.version) for document in store.reports(all_versions=True)] == [
            (number, 1) for number in range(1, 6)
        ]
        assert len(store.ledger_rows()) == 5
