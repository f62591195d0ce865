"""Statements past SQLAlchemy's machinery: the same values in and out, the same words for what goes wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import bindparam, select, text

from crawler.store import Store, StoreError, dialect
from crawler.store.prepared import fetch, run, run_many
from crawler.store.schema import addresses, bands, captures, reports, versions
from tests.store.making import capture, report, store_at

_VERSION = select(versions).where(versions.c.seq == bindparam("number"))
_REPORT = select(reports).where(reports.c.id == bindparam("of")).limit(1)
_CAPTURES = select(captures).order_by(captures.c.id)
_BANDS = select(bands).where(bands.c.band < bindparam("below")).order_by(bands.c.band)
_FILE = bands.insert()
_ADDRESS = addresses.insert()
_ADDRESSES = select(addresses).where(addresses.c.url == bindparam("address"))


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with store_at(tmp_path) as opened:
        yield opened


def test_every_column_comes_back_as_it_does_from_sqlalchemy(store: Store) -> None:
    saved = store.save(report("/1", signed_on=date(2017, 1, 2), capture=capture("http://www.wangcheng.gov.cn/1")))
    with dialect.reading(store._engine, store._name) as connection:
        for statement, values in (
            (_VERSION, {"number": saved.seq}),
            (_REPORT, {"of": saved.report_id}),
            (_CAPTURES, {}),
        ):
            (found,) = fetch(connection, statement, values)
            assert found == dict(connection.execute(statement, values).mappings().one())
        assert fetch(connection, _VERSION, {"number": 99}) == []


def test_what_goes_in_goes_through_the_types_of_the_columns(store: Store) -> None:
    saved = store.save(report("/1"))
    late = datetime(2026, 3, 2, 8, 0, tzinfo=timezone(timedelta(hours=8)))
    long = "http://www.wangcheng.gov.cn/" + "长" * 2_000
    row = {"report_id": saved.report_id, "url": long, "url_key": "a\x00b\ud800", "portal": "p"}
    with dialect.writing(store._engine, store._name) as connection:
        run(connection, _ADDRESS, {**row, "first_seen": late, "last_seen": late})
        (found,) = fetch(connection, _ADDRESSES, {"address": long})
    assert (found["url_key"], found["first_seen"]) == ("a\ufffdb\ufffd", datetime(2026, 3, 2, tzinfo=UTC))
    assert len(found["url"].encode()) < 2_704, "what an index of PostgreSQL takes"


def test_many_rows_and_a_value_that_is_missing(store: Store) -> None:
    with dialect.writing(store._engine, store._name) as connection:
        run_many(connection, _FILE, [{"band": number, "seq": 7} for number in (-(2**31), 5, 2**31 - 1)])
        found = fetch(connection, _BANDS, {"below": 6})
        with pytest.raises(KeyError, match="below"):
            fetch(connection, _BANDS, {"above": 6})
    assert found == [{"band": -(2**31), "seq": 7}, {"band": 5, "seq": 7}]


def test_a_full_disk_is_told_and_undone(store: Store, backend: str) -> None:
    if backend != "sqlite":
        pytest.skip("PostgreSQL has no limit to set on one connection")
    with store._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="cannot grow"):
        _save_many(store)
    with store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    kept = store.last_seq()
    assert store.save(report("/more", text="又一份")).seq == kept + 1
    assert [document.seq for document in store.reports()] == list(range(1, kept + 2))


def test_a_server_that_went_away_is_told_and_found_again(store: Store, backend: str) -> None:
    if backend != "postgresql":
        pytest.skip("SQLite is no server")
    with pytest.raises(StoreError, match="cannot be used"):
        _read_after_the_end(store)
    assert store.save(report("/1")).seq == 1


def test_a_mistake_of_ours_is_no_trouble_of_the_database(store: Store) -> None:
    twice = [{"band": 1, "seq": 1}, {"band": 1, "seq": 1}]
    with (
        pytest.raises(Exception, match=r"(?i)unique") as error,
        dialect.writing(store._engine, store._name) as connection,
    ):
        run_many(connection, _FILE, twice)
    assert not isinstance(error.value, StoreError)


def _save_many(store: Store) -> None:
    for number in range(200):
        store.save(report(f"/{number}", text=f"第{number}号"))


def _read_after_the_end(store: Store) -> None:
    with dialect.writing(store._engine, store._name) as connection:
        own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with store._engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:own, 5000)"), {"own": own})
        fetch(connection, _CAPTURES, {})
