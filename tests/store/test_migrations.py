"""A store that an earlier release made opens in this one, with all that is in it."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from crawler.store import Store, dialect
from crawler.store.migrate import migrate
from crawler.store.schema import HEAD, metadata
from tests.store import making
from tests.store.making import reopened, store_at

STORES = Path(__file__).parents[1] / "fixtures" / "store"
REVISIONS = [f"{number:04d}" for number in range(1, int(HEAD) + 1)]


def differences(store: Store) -> list[Any]:
    """What the tables are otherwise than the code says. The search index is made by hand and has tables of its own."""
    with store._engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: kind != "table" or not name.startswith("search")}
        )
        assert context.get_current_revision() == HEAD
        found: list[Any] = compare_metadata(context, metadata)
    return found


def test_a_new_store_has_the_tables_of_the_code(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        assert differences(store) == []


def test_every_release_but_this_one_left_a_store_to_try() -> None:
    assert sorted(file.name[1:5] for file in STORES.glob("v*")) == REVISIONS[: len(REVISIONS) - 1]


def test_a_released_store_opens_with_all_that_is_in_it(tmp_path: Path, backend: str) -> None:
    if backend != "sqlite":
        pytest.skip("what releases left are files")
    for file in sorted(STORES.glob("v*")):
        path = tmp_path / f"{file.name[:5]}.db"
        if file.suffix == ".gz":
            path.write_bytes(gzip.decompress(file.read_bytes()))
        else:
            connection = sqlite3.connect(path)
            connection.executescript(file.read_text(encoding="utf-8"))
            connection.close()
        with Store.open(f"sqlite:///{path}") as store:
            assert differences(store) == []
            assert [(one.seq, one.version, one.report_year) for one in store.reports(all_versions=True)] == [
                (1, 1, 2016),
                (2, 1, 2017),
                (3, 2, 2016),
            ]
            assert [one.text for one in store.reports()] == [
                "二、依申请公开\n共收到申请25件",
                "一、概述\n全年主动公开信息13条。",
            ]
            assert [one.seq for one in store.changes("parser")] == [3]
            assert [hit.seq for hit in store.search("申请")] == [2]
            assert [hit.seq for hit in store.search("信息")] == [3, 2]
            row = store.ledger("wangcheng", "http://www.wangcheng.gov.cn/1")
            assert row is not None
            assert (row.state, row.gone_since) == ("stored", None)
            assert [run.outcome for run in store.last_runs()] == ["ok"]


@pytest.mark.parametrize("revision", REVISIONS)
def test_the_tables_of_every_schema_become_todays(tmp_path: Path, revision: str, backend: str) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if backend == "postgresql":
        url = making.url_at(tmp_path)
        engine, name = dialect.connect(url)
        with engine.begin() as connection:
            for table in inspect(connection).get_table_names():
                connection.exec_driver_sql(f'DROP TABLE "{table}" CASCADE')
    else:
        engine, name = dialect.connect(url)
    with dialect.migrating(engine, name) as connection:
        migrate(connection, name, revision)
    engine.dispose()
    with Store.open(url) as store:
        assert differences(store) == []


def test_reopening_changes_nothing(tmp_path: Path) -> None:
    store_at(tmp_path).close()
    with reopened(tmp_path) as store:
        assert differences(store) == []
