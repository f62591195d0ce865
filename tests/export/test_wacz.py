"""WACZ: the raw archive of a portal in one file that standard tools read."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import ArchiveWriter
from crawler.archive.metadata import NoteWriter
from crawler.export import wacz
from crawler.store import Store
from tests.store.making import HOST, RUN, capture, report, store_at

RUNS = ("20260301T040000Z-aaaaaa", "20260302T040000Z-bbbbbb")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "warc"


@pytest.fixture
def store(tmp_path: Path, folder: Path) -> Iterator[Store]:
    """Two runs of one portal with a report each, and another portal's run."""
    with store_at(tmp_path) as opened:
        for run, path, portal in ((RUNS[0], "/1", "wangcheng"), (RUNS[1], "/2", "wangcheng"), (RUNS[1], "/3", "wang")):
            writer, notes = ArchiveWriter(folder, run, portal), NoteWriter(folder, run, portal)
            made = capture(HOST + path, f"<html><p>{path}</p></html>".encode(), hours=int(path[1:]))
            made = replace(made, headers=(("Content-Type", "text/html"),))
            made.warc = writer.write(made)
            kept = report(path, capture=made, run_id=RUN)
            notes.write(kept)
            opened.save(kept)
            writer.close()
            notes.close()
        yield opened


def exported(store: Store, folder: Path, out: Path) -> int:
    return wacz.export(store.reports(), out, wacz.archive_files(folder, "wangcheng"), "Gongkai: wangcheng")


def test_files_are_those_of_the_portal(store: Store, folder: Path) -> None:
    names = [path.name for path in wacz.archive_files(folder, "wangcheng")]
    assert names == [f"{run}-wangcheng-{part}00000.warc.gz" for run in RUNS for part in ("", "meta-")]
    assert len(wacz.archive_files(folder, "wang")) == 2
    assert [path.name[:23] for path in wacz.archive_files(folder, "wangcheng", {RUNS[1]})] == [RUNS[0]] * 2
    assert wacz.archive_files(folder, "nowhere") == []


def test_the_validator_of_the_format_accepts_it(store: Store, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "w.wacz"
    assert exported(store, folder, out) == 2
    tool = Path(sys.executable).with_name("wacz")
    ended = subprocess.run([tool, "validate", "-f", out], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "valid" in ended.stdout


def test_every_page_is_found_as_a_replay_tool_finds_it(store: Store, folder: Path, tmp_path: Path) -> None:
    """Page list → index → record in the WARC file, which stands uncompressed in the package."""
    out = tmp_path / "w.wacz"
    exported(store, folder, out)
    with zipfile.ZipFile(out) as package:
        pages = [json.loads(line) for line in package.read("pages/pages.jsonl").splitlines()][1:]
        index = {}
        for line in gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines():
            _, _, said = line.split(" ", 2)
            index[json.loads(said)["url"]] = json.loads(said)
        assert [page["url"] for page in pages] == [f"{HOST}/1", f"{HOST}/2"]
        assert [page["ts"] for page in pages] == ["2026-03-01T05:00:00Z", "2026-03-01T06:00:00Z"]
        assert pages[0]["title"] == "望城区2016年政府信息公开工作年度报告"
        assert set(index) == {f"{HOST}/1", f"{HOST}/2"}, "the notes about reports are no pages"
        for page in pages:
            said = index[page["url"]]
            name = f"archive/{said['filename']}"
            assert package.getinfo(name).compress_type == zipfile.ZIP_STORED
            content = package.read(name)[int(said["offset"]) :][: int(said["length"])]
            record = next(ArchiveIterator(io.BytesIO(content)))
            assert record.rec_headers.get_header("WARC-Target-URI") == page["url"]
            assert record.content_stream().read() == f"<html><p>{page['url'][-2:]}</p></html>".encode()


def test_warc_files_go_in_as_they_are(store: Store, folder: Path, tmp_path: Path) -> None:
    exported(store, folder, tmp_path / "w.wacz")
    with zipfile.ZipFile(tmp_path / "w.wacz") as package:
        assert package.testzip() is None
        for path in wacz.archive_files(folder, "wangcheng"):
            assert package.read(f"archive/{path.name}") == path.read_bytes()


def test_the_same_archive_gives_the_same_bytes(store: Store, folder: Path, tmp_path: Path) -> None:
    exported(store, folder, tmp_path / "one")
    exported(store, folder, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_file_that_is_gone_leaves_the_earlier_export(store: Store, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "w.wacz"
    exported(store, folder, out)
    before = out.read_bytes()
    warcs = wacz.archive_files(folder, "wangcheng")
    warcs[0].unlink()
    with pytest.raises(OSError, match="No such file"):
        wacz.export(store.reports(), out, warcs, "x")
    assert out.read_bytes() == before
