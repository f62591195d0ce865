"""`Store.check` finds what a disk, a careless hand or a half-restored backup did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, text, type_coerce

from crawler.archive import ArchiveWriter
from crawler.archive.metadata import NoteWriter
from crawler.records import Check, Quality
from crawler.store import Checked, Store
from crawler.store.schema import versions
from tests.store.making import HOST, PORTAL, RUN, capture, report, store_at


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "warc"


@pytest.fixture
def store(tmp_path: Path, folder: Path):  # type: ignore[no-untyped-def]
    """Three reports with their pages, one of them fetched again unchanged, and a list page."""
    with store_at(tmp_path) as opened:
        writer, notes = ArchiveWriter(folder, RUN, PORTAL.name), NoteWriter(folder, RUN, PORTAL.name)
        for number in range(3):
            page = capture(f"{HOST}/{number}", f"page {number}".encode() * 50)
            page.warc = writer.write(page)
            notes.write(report(f"/{number}", capture=page))
            opened.save(report(f"/{number}", capture=page))
        again = capture(f"{HOST}/0", b"page 0" * 50, hours=24)
        again.warc = writer.write(again, opened.earlier(again))
        opened.save(report("/0", capture=again))
        column = replace(capture(f"{HOST}/list"), kind="list")
        column.warc = writer.write(column)
        opened.record_capture(column, RUN, PORTAL.name, "list")
        writer.close()
        notes.close()
        yield opened


def said(checked: Checked) -> list[tuple[str, str]]:
    assert checked.wrong == len(checked.findings)
    assert all("\n" not in finding.line for finding in checked.findings)
    return [(finding.kind, finding.line) for finding in checked.findings]


def warc(folder: Path) -> Path:
    [path] = folder.glob(f"*{PORTAL.name}-0*.warc.gz")
    return path


def test_all_is_well(store: Store, folder: Path) -> None:
    checked = store.check(folder)
    assert said(checked) == []
    assert (checked.captures, checked.versions) == (5, 3)


def test_a_missing_file_is_told_once(store: Store, folder: Path) -> None:
    path = warc(folder)
    path.unlink()
    [(kind, line)] = said(store.check(folder))
    assert kind == "file"
    assert str(path) in line
    assert "5 captures" in line


def test_a_cut_file_names_the_pages_that_are_lost(store: Store, folder: Path) -> None:
    path = warc(folder)
    last = max(store.reports(), key=lambda one: one.warc_record_offset or 0)
    assert last.warc_record_offset is not None
    path.write_bytes(path.read_bytes()[: last.warc_record_offset + 20])
    lines = said(store.check(folder))
    assert [kind for kind, _ in lines] == ["record"] * 3
    assert all(str(path) in line for _, line in lines)
    assert f"({HOST}/2)" in lines[0][1]
    assert f"({HOST}/list)" in lines[-1][1]


def test_damage_in_the_middle_does_not_hide_what_is_good_behind(store: Store, folder: Path) -> None:
    """The page itself, and the revisit that stands for it; the others are read and are well."""
    path = warc(folder)
    first = min(store.reports(), key=lambda one: one.warc_record_offset or 0)
    content = bytearray(path.read_bytes())
    assert first.warc_record_offset is not None
    for place in range(first.warc_record_offset + 30, first.warc_record_offset + 60):
        content[place] ^= 0xFF
    path.write_bytes(content)
    lines = said(store.check(folder))
    assert [kind for kind, _ in lines] == ["record", "record"]
    assert all(f"({HOST}/0)" in line for _, line in lines)


@pytest.mark.parametrize(
    ("damage", "kind", "named"),
    [
        ("UPDATE captures SET payload_sha256 = 'ab' WHERE url LIKE '%/1'", "record", f"{HOST}/1"),
        ("UPDATE captures SET http_status = 404 WHERE url LIKE '%/1'", "record", f"{HOST}/1"),
        ("UPDATE captures SET warc_record_offset = 7 WHERE url LIKE '%/1'", "record", f"{HOST}/1"),
        ("UPDATE captures SET warc_filename = '../x' WHERE url LIKE '%/1'", "file", "x"),
        ("UPDATE versions SET text_sha256 = 'ab' WHERE seq = 2", "text", "version 1"),
        ("UPDATE sequence SET last = 5 WHERE name = 'versions'", "feed", "1 to 5"),
        ("UPDATE versions SET version = 3 WHERE seq = 2", "version", "newest version"),
        ("UPDATE reports SET canonical = false WHERE url LIKE '%/1'", "cluster", "canonical"),
        ("UPDATE reports SET mirror = true WHERE url LIKE '%/1'", "cluster", "canonical"),
        ("UPDATE versions SET title = 'x' WHERE seq = 2", "content", "version 1: title, tables or files"),
    ],
)
def test_each_kind_of_damage_is_told(store: Store, folder: Path, damage: str, kind: str, named: str) -> None:
    with store._engine.connect() as connection:
        connection.execute(text(damage))
        connection.commit()
    (found, line), *more = said(store.check(folder))
    assert found == kind
    assert named in line
    assert {kind for kind, _ in more} <= {"note"}, "what stands elsewhere than its note says has none"


@pytest.mark.parametrize(
    ("column", "value"),
    [("tables", [{"name": None, "caption": "", "rows": [["13"]]}]), ("attachments", [{"sha256": "ab"}])],
)
def test_what_a_version_holds_is_what_was_stored(store: Store, folder: Path, column: str, value: object) -> None:
    with store._engine.begin() as connection:
        connection.execute(versions.update().where(versions.c.seq == 2).values({column: value}))
    [(found, line)] = said(store.check(folder))
    assert found == "content"
    assert "version 1: title, tables or files" in line


@pytest.mark.parametrize("column", ["text", "tables", "statistics", "quality", "attachments", "evidence"])
def test_a_damaged_value_does_not_hide_what_else_is_wrong(store: Store, folder: Path, column: str) -> None:
    damaged = type_coerce(b"\x28\xb5\x2f\xfd no frame", LargeBinary)
    with store._engine.begin() as connection:
        connection.execute(versions.update().where(versions.c.seq == 1).values({column: damaged}))
        connection.execute(versions.update().where(versions.c.seq == 3).values(text_sha256="ab"))
    (first, line), (last, _) = said(store.check(folder))
    assert (first, last) == ("value", "text")
    assert f"version 1: `{column}` is damaged" in line


def test_a_tampered_copy_alone_has_no_canonical_member_and_is_well(store: Store, folder: Path) -> None:
    page = capture(f"{HOST}/9", b"page 9")
    writer = ArchiveWriter(folder, "other", PORTAL.name)
    page.warc = writer.write(page)
    writer.close()
    tampered = report("/9", capture=page, quality=Quality((Check("mirror_signs", False),)))
    notes = NoteWriter(folder, "other", PORTAL.name)
    notes.write(tampered)
    notes.close()
    saved = store.save(tampered)
    assert not next(document.canonical for document in store.reports() if document.id == saved.report_id)
    assert said(store.check(folder)) == []


def test_a_version_that_a_replay_would_leave_out_is_told(store: Store, folder: Path) -> None:
    """The notes name each report; without them its pages are there and nothing says what they are."""
    [path] = folder.glob("*-meta-*.warc.gz")
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    (_, damage), (_, missing) = said(store.check(folder))
    assert str(path) in damage
    assert "version 1: no file of notes" in missing
    path.unlink()
    assert [kind for kind, _ in said(store.check(folder))] == ["note"] * 3


def test_an_empty_store_is_well(tmp_path: Path) -> None:
    with store_at(tmp_path / "other") as store:
        assert said(store.check(tmp_path / "nowhere")) == []
