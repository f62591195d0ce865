"""After kill -9: the torn record is cut at the next start, and nothing else is touched."""

from __future__ import annotations

import gzip
import logging
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.archive import ArchiveError, ArchiveWriter, captures, mend
from crawler.archive.cdxj import index_path
from crawler.archive.metadata import notes
from crawler.export import wacz
from crawler.records import WarcLocation
from tests.archive.test_archive import capture

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = """
import sys, os
from pathlib import Path
from crawler.archive import ArchiveWriter
from tests.archive.test_archive import capture
writer = ArchiveWriter(Path(sys.argv[1]), sys.argv[2], "wangcheng")
while True:
    location = writer.write(capture(body=os.urandom(300_000)))
    print(location.filename, location.offset, location.length, flush=True)
"""


def left_behind(folder: Path, *bodies: bytes) -> tuple[Path, list[WarcLocation]]:
    """A file as a crash leaves it: without an index."""
    writer = ArchiveWriter(folder, "killed", "wangcheng")
    locations = [writer.write(capture(body=body)) for body in bodies]
    writer.close()
    path = folder / locations[0].filename
    index_path(path).unlink()
    return path, locations


def test_a_torn_record_is_cut_wherever_it_tore(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path, (_, second) = left_behind(tmp_path, b"first", b"second")
    whole = path.read_bytes()
    for size in range(second.offset + 1, len(whole), 7):
        path.write_bytes(whole[:size])
        [mended] = mend(tmp_path)
        good = second.offset + second.length if size >= second.offset + second.length else second.offset
        assert (mended.path, mended.cut) == (path, size - good)
        assert path.read_bytes() == whole[:good]
        bodies = [one.body for _, one in captures(path)]
        assert bodies == ([b"first"] if good == second.offset else [b"first", b"second"])
        assert index_path(path).exists()
        index_path(path).unlink()
    assert all("\n" not in record.getMessage() for record in caplog.records)


def test_the_next_writer_mends_what_the_last_one_left(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path, (first, _) = left_behind(tmp_path, b"first", os.urandom(5000))
    path.write_bytes(path.read_bytes()[:-3000])
    with caplog.at_level(logging.WARNING):
        ArchiveWriter(tmp_path, "next", "changde").close()
    assert [(location, one.body) for location, one in captures(path)] == [(first, b"first")]
    assert "cut" in caplog.text
    assert path.name in caplog.text


def test_a_tail_of_zeros_is_cut(tmp_path: Path) -> None:
    """A power cut can leave the length of a file and not its bytes."""
    path, _ = left_behind(tmp_path, b"first")
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(9000))
    assert [mended.cut for mended in mend(tmp_path)] == [9000]
    assert path.read_bytes() == whole


def test_damage_with_records_behind_it_is_no_crash_and_is_left(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, (first, second, _) = left_behind(tmp_path, b"first", os.urandom(5000), b"third")
    content = bytearray(path.read_bytes())
    content[second.offset + 2000] ^= 0xFF
    path.write_bytes(content)
    assert mend(tmp_path) == []
    assert path.read_bytes() == content
    assert "left as it is" in caplog.text
    found = captures(path)
    assert next(found)[0] == first
    with pytest.raises(ArchiveError):
        next(found)


def test_a_closed_file_is_not_even_opened(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "run", "wangcheng")
    location = writer.write(capture())
    writer.close()
    path = tmp_path / location.filename
    before = path.stat()
    assert mend(tmp_path) == []
    after = path.stat()
    assert (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)


def test_a_file_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "run", "wangcheng")
    writer.write(capture())
    code = "import sys; from pathlib import Path; from crawler.archive import mend; print(mend(Path(sys.argv[1])))"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "[]\n"
    writer.close()


def test_a_folder_that_is_not_there_and_a_file_that_is_nothing_are_no_trouble(tmp_path: Path) -> None:
    assert mend(tmp_path / "nowhere") == []
    (tmp_path / "x.warc.gz").touch()
    (tmp_path / "y.warc.gz").mkdir()
    assert mend(tmp_path) == []
    (tmp_path / "z.warc.gz").write_bytes(b"no archive at all")
    assert [mended.cut for mended in mend(tmp_path)] == [17]


def test_kill_9_while_writing_leaves_nothing_torn_after_the_next_start(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    for turn in range(3):
        command = [sys.executable, "-c", ENDLESS, str(tmp_path), f"run{turn}"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.2))
        process.kill()
        told = [line.split() for line in process.communicate()[0].splitlines(keepends=True) if line.endswith("\n")]
        mend(tmp_path)
        [path] = tmp_path.glob(f"run{turn}-*.warc.gz")
        found = [location for location, _ in captures(path)]
        written = {WarcLocation(name, int(offset), int(length)) for name, offset, length in told}
        assert written <= set(found), "what was said to be written is there"
        assert len(index_path(path).read_text().splitlines()) == len(found)


@pytest.mark.parametrize("length", ["99999999999999999999", "-5", "x"])
def test_a_record_of_an_impossible_length_keeps_no_run_from_beginning(tmp_path: Path, length: str) -> None:
    head = f"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\n"
    path = tmp_path / "run-00000.warc.gz"
    path.write_bytes(gzip.compress(head.encode() + b"abc\r\n\r\n"))
    with pytest.raises(ArchiveError, match="damaged"):
        list(captures(path))
    assert len(mend(tmp_path)) == 1


def test_a_file_that_a_crash_left_empty_holds_nothing_and_is_no_damage(tmp_path: Path) -> None:
    """It has no index and never gets one: what reads the archive must pass it."""
    for name in ("20260301T040000Z-aaaaaa-x-00000.warc.gz", "20260301T040000Z-aaaaaa-x-meta-00000.warc.gz"):
        (tmp_path / name).touch()
    assert mend(tmp_path) == []
    pages, meta = sorted(tmp_path.iterdir())
    assert (list(captures(pages)), list(notes(meta))) == ([], [])
    assert wacz.export([], tmp_path / "x.wacz", wacz.archive_files(tmp_path, "x"), "x") == 0
