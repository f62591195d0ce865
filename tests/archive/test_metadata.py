"""The notes of reports: what a replay needs beside the raw pages, read back exactly, also behind a torn end."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive import ArchiveError
from crawler.archive.mending import mend
from crawler.archive.metadata import NoteWriter, ReportNote, note_files, notes
from crawler.records import Decoded
from tests.store.making import HOST, PORTAL, RUN, capture, report

TEXT = st.text(st.characters(codec=None), max_size=30)


def noted(path: str = "/1", **changes: object) -> ReportNote:
    page = replace(capture(HOST + path, serial=1), url=HOST + path + "?to", kind="list")
    made = replace(
        report(path, capture=page),
        attachment_captures=(replace(capture(HOST + "/附件.pdf", serial=2), kind="attachment"),),
        missing_attachments=((HOST + "/b.pdf", "HTTP 404"),),
        **changes,
    )
    return ReportNote.of(made, (2016, 2020))


def test_a_note_comes_back_as_it_was(tmp_path: Path) -> None:
    writer = NoteWriter(tmp_path, RUN, "wangcheng", (2016, 2020))
    reports = [
        report(f"/{at}", capture=capture(f"{HOST}/{at}", serial=at), listed_title=f"第{at}份") for at in range(3)
    ]
    for one in reports:
        writer.write(one)
    writer.close()
    (path,) = note_files(tmp_path)
    assert path.name == f"{RUN}-wangcheng-meta-00000.warc.gz"
    read = list(notes(path))
    assert read == [ReportNote.of(one, (2016, 2020)) for one in reports]
    assert read[0].portal == PORTAL
    assert read[2].listed_title == "第2份"


@given(title=TEXT, column=TEXT, why=TEXT, url=TEXT)
def test_any_page_can_be_noted(title: str, column: str, why: str, url: str) -> None:
    note = noted(listed_title=title, column=column)
    note = replace(note, missing_attachments=((url, why),), capture=replace(note.capture, url=url))
    assert ReportNote.from_json(note.to_json()) == note
    assert "\n" not in note.to_json()


@pytest.mark.parametrize(
    "text", ["{}", "[]", "null", '{"format":"gongkai-report/1"}', '{"format":"gongkai-report/2"}', "x"]
)
def test_what_is_no_note_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        ReportNote.from_json(text)


def test_the_charset_is_noted_only_where_the_bytes_left_a_doubt() -> None:
    def charset(evidence: str) -> str | None:
        page = replace(capture(HOST, serial=1), decoded=Decoded("", "gb18030", (), evidence))
        return ReportNote.of(report("/1", capture=page), None).capture.charset

    assert charset("valid utf-8") is None
    assert charset("likeliest of the valid readings") == "gb18030"


def test_a_capture_that_is_not_archived_cannot_be_noted(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not archived"):
        NoteWriter(tmp_path, RUN, "wangcheng").write(report("/1"))
    assert list(tmp_path.iterdir()) == []


def test_a_torn_end_leaves_all_notes_before_it(tmp_path: Path) -> None:
    writer = NoteWriter(tmp_path, RUN, "wangcheng")
    for at in range(3):
        writer.write(report(f"/{at}", capture=capture(f"{HOST}/{at}", serial=at)))
    writer.close()
    (path,) = note_files(tmp_path)
    whole = path.read_bytes()
    for cut in range(30, 200, 7):
        path.write_bytes(whole[:-cut])
        found = notes(path)
        assert [next(found).capture.url for _ in range(2)] == [f"{HOST}/0", f"{HOST}/1"]
        with pytest.raises(ArchiveError, match="cut short"):
            next(found)


def test_wherever_a_file_is_cut_it_is_said(tmp_path: Path) -> None:
    """A copy that was cut short must not look like an archive with one report less."""
    writer = NoteWriter(tmp_path, RUN, "wangcheng")
    ends = []
    for at in range(2):
        writer.write(report(f"/{at}", capture=capture(f"{HOST}/{at}", serial=at)))
        (path,) = note_files(tmp_path)
        ends.append(path.stat().st_size)
    writer.close()
    whole = path.read_bytes()
    for length in range(ends[0] + 1, ends[1]):
        path.write_bytes(whole[:length])
        found = notes(path)
        assert next(found).capture.url == f"{HOST}/0"
        with pytest.raises(ArchiveError, match="cut short"):
            list(found)


def test_the_torn_end_of_a_file_that_is_written_is_no_damage(tmp_path: Path) -> None:
    writer = NoteWriter(tmp_path, RUN, "wangcheng")
    for at in range(2):
        writer.write(report(f"/{at}", capture=capture(f"{HOST}/{at}", serial=at)))
    (path,) = note_files(tmp_path)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 40)
    assert [note.capture.url for note in notes(path)] == [f"{HOST}/0"]
    writer.close()
    with pytest.raises(ArchiveError, match="cut short"):
        list(notes(path))


def test_a_torn_end_is_cut_at_the_next_start_but_not_while_the_file_is_written(tmp_path: Path) -> None:
    writer = NoteWriter(tmp_path, RUN, "wangcheng")
    for at in range(3):
        writer.write(report(f"/{at}", capture=capture(f"{HOST}/{at}", serial=at)))
    (path,) = note_files(tmp_path)
    whole = path.read_bytes()
    assert mend(tmp_path) == []
    writer.close()
    assert mend(tmp_path) == []
    path.write_bytes(whole[:-40])
    path.with_name(path.name.replace(".warc.gz", ".cdxj")).unlink()
    (mended,) = mend(tmp_path)
    assert mended.path == path
    assert mended.cut > 0
    assert [note.capture.url for note in notes(path)] == [f"{HOST}/0", f"{HOST}/1"]


def test_the_file_is_a_sound_warc_file(tmp_path: Path) -> None:
    writer = NoteWriter(tmp_path, RUN, "wangcheng")
    writer.write(report("/1", capture=capture(f"{HOST}/1", serial=1)))
    writer.close()
    (path,) = note_files(tmp_path)
    ended = subprocess.run([sys.executable, "-m", "warcio.cli", "check", "-v", path], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_disk_that_is_full_is_an_archive_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="cannot write to the raw archive"):
        NoteWriter(tmp_path / "file" / "warc", RUN, "wangcheng").write(
            report("/1", capture=capture(f"{HOST}/1", serial=1))
        )
