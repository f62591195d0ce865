"""Where an export goes: whole or not at all, and nothing else is replaced by it."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from crawler.export.destination import destination


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
