"""Where the processor time of an archived page goes, stage by stage: `python -m benchmarks.stages [ARCHIVE]`.

ARCHIVE is the `warc` folder of a corpus (default: that of `make demo`). Milliseconds a report, the least of several
runs of one process: what a replay's worker does, then what its writer does with the answer before the store comes in.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from crawler.archive.metadata import ReportNote, note_files, notes
from crawler.dedup import sign
from crawler.encoding import decode, repair
from crawler.extraction import extract
from crawler.extraction.page import parse, read
from crawler.quality import assess
from crawler.reading import read_statistics
from crawler.replay.rereading import archived_capture
from crawler.replay.wire import read_answer, read_task, task_line
from crawler.replay.worker import answer

RUNS = 5
MOST = 100

Given = TypeVar("Given")
Found = TypeVar("Found")


def stage(name: str, step: Callable[[Given], Found], over: Sequence[Given]) -> list[Found]:
    """What `step` makes of each of `over`; prints the time of one."""
    least = float("inf")
    for _ in range(RUNS):
        begun = time.process_time()
        found = [step(one) for one in over]
        least = min(least, time.process_time() - begun)
    print(f"{name:32} {least / len(over) * 1000:6.2f} ms")
    return found


def main(archive: Path) -> None:
    """The table. Reports that have files are left out: a file's time is its child process's."""
    found: list[ReportNote] = [note for path in note_files(archive) for note in notes(path) if not note.attachments]
    pages = found[:: len(found) // MOST + 1]
    if not pages:
        raise SystemExit(f"no archived report without files in {archive}")
    captures = stage("archive record", lambda note: archived_capture(archive, note.capture), pages)
    decoded = stage("bytes to text", lambda one: decode(one.body, one.content_type), captures)
    texts = stage("repair of the text", lambda one: repair(one.text).text, decoded)
    trees = stage("HTML parse", parse, texts)
    stage("  walk", lambda tree: read(tree, {}), [tree for tree in trees if tree is not None])
    said = stage("extract, parse and walk with it", lambda text: extract(text, "http://www.example.gov.cn/"), texts)
    figures = stage("tables named, figures, sums", read_statistics, said)
    stage("quality gate", lambda both: assess(both[0], both[1], None, None), figures)
    stage("signature", lambda one: sign(one.text, one.language), said)
    questions = stage("question", lambda note: task_line(note, ()), pages)
    stage("  read", read_task, questions)
    answers = stage("worker, all of it", lambda question: answer(archive, question), questions)
    stage("answer read", read_answer, answers)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("output/demo/warc"))
