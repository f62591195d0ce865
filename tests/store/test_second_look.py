"""Two crawls that store copies of each other at the same moment: whichever comes second finds the first."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from crawler.dedup import find_copy
from crawler.records import Report
from crawler.store import Store
from pipelines.dedup import DedupPipeline
from tests.dedup import generator
from tests.store.making import report, store_at

ROOT = Path(__file__).resolve().parents[2]


def start(folder: Path, path: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.copier_process", str(folder), path]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_two_processes_that_look_before_either_has_stored_end_in_one_cluster(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path / 'corpus.db'}").close()
    writers = {path: start(tmp_path, path) for path in ("/one", "/two")}
    for writer in writers.values():
        assert writer.stdout is not None
        assert writer.stdout.readline() == "looked 0\n", "nothing is stored yet"
    for writer in writers.values():
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    told = {path: writer.communicate()[0].split() for path, writer in writers.items()}
    assert [writer.returncode for writer in writers.values()] == [0, 0]
    assert sorted([told["/one"][1], told["/two"][1]]) == ["None", "near"]
    assert told["/one"][2] == told["/two"][2]
    with Store.open(f"sqlite:///{tmp_path / 'corpus.db'}") as store:
        assert sorted(document.canonical for document in store.reports()) == [False, True]
        assert len(store.cluster(told["/one"][2]).members) == 2


def made(path: str, text: str | None = None, seed: int = 1) -> Report:
    side = generator.side(generator.plan(random.Random(seed), "望城区水利局", "望城区", 2016))
    return replace(report(path, text or side.text, title=side.title, organ=side.organ), signature=None)


def test_a_copy_that_changed_while_the_report_waited_is_judged_as_it_is_now(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        dedup = DedupPipeline(store)
        store.save(dedup.process_item(made("/one")), find_copy)  # type: ignore[arg-type]
        waiting = made("/two")
        dedup.process_item(waiting)
        assert waiting.decision is not None
        assert waiting.decision.kind == "exact"
        store.save(dedup.process_item(made("/one", seed=2)), find_copy)  # type: ignore[arg-type]
        saved = store.save(waiting, find_copy)
        assert waiting.decision is None
        assert saved.cluster_id == saved.report_id
        assert all(document.canonical for document in store.reports())


def test_the_report_itself_stored_again_is_no_copy_of_itself(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        dedup = DedupPipeline(store)
        for _ in range(2):
            mine = made("/one")
            dedup.process_item(mine)
            saved = store.save(mine, find_copy)
            assert mine.decision is None
        assert saved.outcome == "unchanged"
        [document] = store.reports()
        assert document.canonical
