"""The store on PostgreSQL, used as an operator uses it: crawled into, exported from, rebuilt from the archive."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.sandbox import Sandbox
from tests.crawl.conftest import Operator
from tests.crawl.test_replay import NOT_REBUILT
from tests.postgres.server import UnavailableError, running


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server. In CI its absence is a failure."""
    try:
        with running() as address:
            yield address
    except UnavailableError as error:
        if os.environ.get("CI"):
            pytest.fail(f"PostgreSQL must be there in CI: {error}")
        pytest.skip(str(error))


def rows(operator: Operator, address: str) -> dict[str, dict[str, Any]]:
    """What `scrapy export` prints of a store, by id."""
    exported = operator.run("export", "-", STORE_URL=address)
    assert exported.exit_code == 0, exported.err
    read = [json.loads(line) for line in exported.out.splitlines()]
    return {row["id"]: {name: value for name, value in row.items() if name not in NOT_REBUILT} for row in read}


def test_crawled_exported_and_rebuilt_as_on_sqlite(server: str, sandbox: Sandbox, tmp_path: Path) -> None:
    # The maintenance database is as good as any: the server is this test's own.
    on_server, operator = f"{server}/postgres", Operator(tmp_path / "output")
    crawled = operator.run("crawl", "dathonghu", proxy=sandbox.proxy_url, STORE_URL=on_server)
    assert crawled.exit_code == 0, crawled.err
    assert not (operator.output / "corpus.db").exists()
    here = rows(operator, on_server)
    assert here

    rebuilt = operator.run("replay")
    assert rebuilt.exit_code == 0, rebuilt.out + rebuilt.err
    there = rows(operator, f"sqlite:///{operator.output / 'corpus.db'}")
    assert set(there) == set(here)
    for identity, row in there.items():
        assert row == here[identity]

    replayed = operator.run("replay", STORE_URL=on_server)
    assert "reports read: 0 new, 0 changed, " in replayed.out, replayed.err
    checked = operator.run("status", "--check", STORE_URL=on_server)
    assert checked.exit_code == 0, checked.out
