"""Opening a store: from nothing, again, from anywhere, and what is said where it cannot be."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from crawler.store import Store, StoreError
from tests.store.making import reopened, report, store_at

BACKENDS = ("sqlite",)  # most of it is about files


def refused(url: str) -> str:
    """What opening `url` says, which must be one line."""
    with pytest.raises(StoreError) as refusal:
        Store.open(url)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def test_an_empty_folder_gets_a_store(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "down" / "corpus.db"
    Store.open(f"sqlite:///{file}").close()
    with Store.open(f"sqlite:///{file}") as store:
        assert list(store.reports()) == []


def test_an_empty_file_counts_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "corpus.db").touch()
    Store.open(f"sqlite:///{tmp_path / 'corpus.db'}").close()


def test_opening_again_keeps_everything(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        saved = store.save(report())
    with Store.open(f"sqlite:///{tmp_path / 'corpus.db'}") as store:
        assert [document.id for document in store.reports()] == [saved.report_id]


def test_it_opens_from_any_folder_and_keeps_its_file_when_the_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = Store.open("sqlite:///output/corpus.db")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    store.start_run("r", "wangcheng", {})
    store.close()
    with Store.open(f"sqlite:///{tmp_path / 'output/corpus.db'}") as store:
        assert len(store.last_runs()) == 1


def test_processes_that_open_a_new_store_at_once_all_succeed(tmp_path: Path) -> None:
    code = f"from crawler.store import Store; Store.open('sqlite:///{tmp_path / 'corpus.db'}').close()"
    processes = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(4)]
    assert [process.communicate()[1] for process in processes] == [b""] * 4
    assert [process.returncode for process in processes] == [0] * 4


@pytest.mark.parametrize("content", [b"not a database at all", b"PK\x03\x04" * 5000, b"\x00" * 4096])
def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "corpus.db"
    file.write_bytes(content)
    said = refused(f"sqlite:///{file}")
    assert str(file) in said
    assert "restore a backup" in said
    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("damage", ["cut", "overwritten"])
def test_a_damaged_store_is_named_and_left_as_it_is(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "corpus.db"
    with store_at(tmp_path) as store:
        for number in range(30):
            store.save(report(f"/{number}", text="文" * 50 + str(number)))
    content = file.read_bytes()
    content = content[: len(content) // 2] if damage == "cut" else content[:4096] + b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises(StoreError, match="damaged") as said, Store.open(f"sqlite:///{file}") as store:
        list(store.reports())
    assert "scrapy replay" in str(said.value)
    assert file.read_bytes() == content


def test_a_later_releases_store_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "corpus.db"
    store_at(tmp_path).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "later release" in refused(f"sqlite:///{file}")


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "corpus.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE stars (name)")
    connection.close()
    content = file.read_bytes()
    assert "stars" in refused(f"sqlite:///{file}")
    assert file.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = refused(f"sqlite:///{tmp_path}/file/corpus.db")
    assert f"{tmp_path}/file/corpus.db" in said
    assert "STORE_URL" in said


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    assert str(tmp_path) in refused(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize("url", ["corpus.db", "", "oracle9://x", "sqlite+nothing:///x"])
def test_an_unreadable_address_is_named(url: str) -> None:
    refused(url)


def test_a_password_is_not_shown() -> None:
    assert "secret" not in refused("nodriver://me:secret@127.0.0.1/corpus")


def test_a_store_that_is_being_written_can_be_opened_and_read(tmp_path: Path) -> None:
    store_at(tmp_path).close()
    other = sqlite3.connect(tmp_path / "corpus.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Store.open(f"sqlite:///{tmp_path / 'corpus.db'}") as store:
        assert len(store.last_runs()) == 1
    other.close()


def test_a_new_store_that_another_process_still_prepares_is_waited_for(tmp_path: Path) -> None:
    # Two processes that begin a night at once: the second finds the tables made, the journal not yet changed.
    store_at(tmp_path).close()
    other = sqlite3.connect(tmp_path / "corpus.db", isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN IMMEDIATE")
    ending = threading.Timer(0.5, other.rollback)
    ending.start()
    with Store.open(f"sqlite:///{tmp_path / 'corpus.db'}") as store:
        assert len(store.last_runs()) == 1
    ending.join()
    other.close()
    with closing(sqlite3.connect(tmp_path / "corpus.db")) as later:
        assert later.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_store_locked_for_too_long_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.store.dialect._BUSY_SECONDS", 0)
    store = store_at(tmp_path)
    other = sqlite3.connect(tmp_path / "corpus.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked by another process"):
        store.save(report())
    other.rollback()
    assert store.save(report()).outcome == "new"
    other.close()
    store.close()


NO_ROOM = """
import resource, sys
from crawler.store import Store, StoreError
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))  # as a disk on which no file can grow
try:
    Store.open(sys.argv[1])
except StoreError as error:
    print(error)
"""


def test_a_disk_so_full_that_nothing_can_begin_is_told(tmp_path: Path) -> None:
    store_at(tmp_path).close()
    command = [sys.executable, "-c", NO_ROOM, f"sqlite:///{tmp_path / 'corpus.db'}"]
    told = subprocess.run(command, capture_output=True, text=True).stdout
    assert "free disk space" in told
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    "damage",
    [
        "versions SET published_on = '2017-0x-08'",
        "versions SET repairs = '[{'",
        "versions SET text = X'28B52FFD00'",
        "reports SET first_seen = 'noon'",
        "reports SET across_years = '}'",
        "captures SET fetch_time = 17",
        "captures SET content_type = CAST(X'FFFE' AS TEXT)",
    ],
)
def test_a_damaged_value_is_told_as_one(tmp_path: Path, damage: str) -> None:
    """A disk that loses bits leaves SQLite's pages well and what is in them not."""
    with store_at(tmp_path) as store:
        store.save(report("/1"))
    with closing(sqlite3.connect(tmp_path / "corpus.db")) as connection:
        connection.execute(f"UPDATE {damage}")
        connection.commit()
    with reopened(tmp_path) as store:
        with pytest.raises(StoreError, match=r"damaged .*restore a backup"):
            list(store.changes("parser"))
        # What is no text at all the driver itself refuses, and the check ends there.
        with pytest.raises(StoreError, match="is damaged") if "CAST" in damage else nullcontext():
            assert [finding.kind for finding in store.check(tmp_path).findings] == ["value"]
