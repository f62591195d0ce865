"""The child process: killed at its limits, replaced after a crash, never in the way of the next file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from crawler.extraction.files import FileReader, Limits
from crawler.extraction.files.message import from_json, to_json
from tests.files.report import report, word_file

REPORT = word_file(report())


def child_of(reader: FileReader) -> int:
    assert reader._child is not None
    return reader._child.pid


def test_one_warm_child_reads_many_files() -> None:
    with FileReader() as reader:
        first = reader.read(REPORT, "a.docx")
        pid = child_of(reader)
        assert reader.read(REPORT, "a.docx") == first
        assert child_of(reader) == pid
        assert first.text == report().text()


def test_a_killed_child_is_a_note_and_the_next_file_is_read() -> None:
    with FileReader() as reader:
        reader.read(b"x", "a.txt")
        pid = child_of(reader)
        os.kill(pid, signal.SIGKILL)
        said = reader.read(REPORT, "年报.docx")
        assert (said.title, said.text) == ("年报", "")
        assert said.notes == {"reader_stopped": "the reader died: SIGKILL"}
        assert reader.read(REPORT, "年报.docx").text == report().text()
        assert child_of(reader) != pid


def test_a_child_that_hangs_is_killed() -> None:
    with FileReader() as reader:
        reader.read(b"x", "a.txt")
        os.kill(child_of(reader), signal.SIGSTOP)
        reader.limits = Limits(seconds=1)
        assert reader.read(REPORT, "a.docx").notes == {"reader_stopped": "time: more than 1 s"}
        reader.limits = Limits()
        assert reader.read(b"x", "a.txt").text == "x"


def test_memory_is_limited() -> None:
    with FileReader(Limits(memory=150 << 20)) as reader:
        said = reader.read(b"\xe6\x96\x87\n" * 20_000_000, "a.txt")
        assert said.text == ""
        assert "reader_stopped" in said.notes
        assert reader.read(b"x", "a.txt").text == "x"


def test_the_answer_is_limited() -> None:
    with FileReader(Limits(answer=1000)) as reader:
        assert reader.read(REPORT, "a.docx").notes == {"reader_stopped": "output: more than 1000 bytes"}
        assert reader.read(b"x", "a.txt").text == "x"


def test_threads_share_one_child() -> None:
    texts: list[str] = []
    with FileReader() as reader:
        threads = [
            threading.Thread(target=lambda at=at: texts.append(reader.read(f"line {at}".encode(), "a.txt").text))
            for at in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(texts) == [f"line {at}" for at in range(8)]


def test_no_child_outlives_its_crawl(tmp_path: Path) -> None:
    script = (
        "import os, signal\n"
        "from crawler.extraction import extract_file\n"
        "from crawler.extraction.files import child\n"
        "extract_file(b'x', 'a.txt')\n"
        "print(child._shared._child.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    pid = int(done.stdout)
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2]:
            return
        time.sleep(0.05)
    pytest.fail("the child still runs")


def test_messages_come_back_as_they_were() -> None:
    with FileReader() as reader:
        said = reader.read(REPORT, "a.docx")
    assert from_json(to_json(said)) == said
    for bad in (b"", b"{}", b"[]", b'{"tables": 1}', b"\xff"):
        with pytest.raises(ValueError, match=r"."):
            from_json(bad)
