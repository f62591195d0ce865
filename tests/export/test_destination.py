"""Where an export goes: whole or not at all, and nothing else is replaced by it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from crawler.export.destination import destination, folder_destination

# Writes to a part of what it is given and says so; then it waits to be killed.
WRITER = """
import sys, time
from pathlib import Path
from crawler.export.destination import destination, folder_destination
out = Path(sys.argv[2])
with destination(out) if sys.argv[1] == "file" else folder_destination(out, lambda folder: True) as part:
    part.write(b"x") if sys.argv[1] == "file" else (part / "x").touch()
    print("begun", flush=True)
    time.sleep(600)
"""


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    """A file renamed onto `/dev/stdout` or `/dev/null` would take its place on the whole machine."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    with destination(pipe) as stream:
        stream.write(b"a document\n")
    reader.join(60)
    assert read == [b"a document\n"]
    assert pipe.is_fifo()


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    link = tmp_path / "latest.jsonl"
    link.symlink_to(tmp_path / "disk" / "corpus.jsonl")
    with destination(link) as stream:
        stream.write(b"a document\n")
    assert link.is_symlink()
    assert (tmp_path / "disk" / "corpus.jsonl").read_bytes() == b"a document\n"
    assert sorted(path.name for path in (tmp_path / "disk").iterdir()) == ["corpus.jsonl"]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_a_killed_export_left_goes_and_what_a_living_one_writes_stays(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "corpus"

    def begin() -> subprocess.Popen[str]:
        writer = subprocess.Popen([sys.executable, "-c", WRITER, kind, str(out)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "begun\n"
        return writer

    def export() -> None:
        if kind == "file":
            with destination(out) as stream:
                stream.write(b"whole")
        else:
            with folder_destination(out, lambda _: True) as folder:
                (folder / "whole").touch()

    killed, living = begin(), begin()
    try:
        killed.kill()
        killed.wait()
        (tmp_path / ".corpus.notes.part").touch()
        export()
        names = {f".corpus.{living.pid}.part", ".corpus.notes.part", "corpus"}
        assert {path.name for path in tmp_path.iterdir()} == names
    finally:
        for writer in (killed, living):
            writer.kill()
            writer.communicate()
    export()
    assert {path.name for path in tmp_path.iterdir()} == {".corpus.notes.part", "corpus"}
