"""The workers of a replay: answers in order, and no page that kills or stops one ends the others' work."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from crawler.archive.metadata import ArchivedCapture, ReportNote
from crawler.records import WarcLocation
from crawler.replay.pool import Pool, PoolError
from crawler.replay.wire import task_line
from tests.store.making import PORTAL

# Stands for the interpreter: dies at one question, is silent at another, answers all others with what was asked.
STAND_IN = """#!{python}
import json, os, sys, time
for line in sys.stdin.buffer:
    said = json.loads(line)
    if said == "die":
        os._exit(9)
    if said == "hang":
        time.sleep(600)
    print(json.dumps({{"error": None, "said": said, "pid": os.getpid()}}), flush=True)
"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "python"
    program.write_text(STAND_IN.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    return tmp_path


def asked(pool: Pool, *questions: object) -> list[dict[str, object]]:
    return [json.loads(answer) for answer in pool.answers(json.dumps(one).encode() + b"\n" for one in questions)]


def test_answers_come_in_the_order_of_the_questions(stand_in: Path) -> None:
    with Pool(stand_in, processes=3) as pool:
        answers = asked(pool, *range(100))
    assert [one["said"] for one in answers] == list(range(100))
    assert len({one["pid"] for one in answers}) == 3


def test_a_page_that_kills_its_worker_costs_only_itself(stand_in: Path) -> None:
    with Pool(stand_in) as pool:
        answers = asked(pool, *range(10), "die", *range(10, 20), "die", *range(20, 30))
    assert [one.get("said") for one in answers] == [*range(10), None, *range(10, 20), None, *range(20, 30)]
    assert "ended its process (exit code 9)" in str(answers[10]["error"])


def test_a_page_that_takes_too_long_costs_only_itself(stand_in: Path) -> None:
    with Pool(stand_in, seconds=5) as pool:
        answers = asked(pool, 1, "hang", 2, 3)
    assert [one.get("said") for one in answers] == [1, None, 2, 3]
    assert "took longer than 5 s" in str(answers[1]["error"])


def test_workers_that_never_answer_are_an_error_in_one_line(stand_in: Path) -> None:
    with Pool(stand_in) as pool, pytest.raises(PoolError, match="end before they answer") as said:
        asked(pool, *["die"] * 50)
    assert "\n" not in str(said.value)


def test_no_process_is_left(stand_in: Path) -> None:
    with Pool(stand_in) as pool:
        pids = {one["pid"] for one in asked(pool, *range(8))}
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(int(str(pid)), 0)


def test_a_missing_record_is_an_answer(tmp_path: Path) -> None:
    """The worker itself, on an archive that lacks the file a note names."""
    there = ArchivedCapture(
        url="http://www.wangcheng.gov.cn/1",
        requested_url="http://www.wangcheng.gov.cn/1",
        kind="report",
        warc=WarcLocation("gone.warc.gz", 0, 10),
    )
    note = ReportNote(
        run_id="r", portal=PORTAL, listed_title="2016", column="", listed_year=None, years=None, capture=there
    )
    with Pool(tmp_path, processes=1) as pool:
        (answer,) = pool.answers([task_line(note, ())])
    assert "cannot read" in json.loads(answer)["error"]
