"""Every test of the store that takes its store from `making` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.postgres.server import UnavailableError, running
from tests.store import making

_BOTH = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A module may say `BACKENDS`; one that asks `making` for no store has none."""
    takes_a_store = any(hasattr(metafunc.module, name) for name in ("store_at", "reopened"))
    backends = getattr(metafunc.module, "BACKENDS", _BOTH) if takes_a_store else ("sqlite",)
    metafunc.parametrize("backend", backends, indirect=True)


@pytest.fixture(scope="session")
def databases() -> Iterator[object]:
    """The tests' own PostgreSQL server. In CI its absence is a failure."""
    with ExitStack() as stack:
        try:
            from tests.postgres.databases import Databases

            yield Databases(stack.enter_context(running()))
        except (UnavailableError, ImportError) as error:
            if os.environ.get("CI"):
                pytest.fail(f"PostgreSQL must be there in CI: {error}")
            pytest.skip(str(error))


@pytest.fixture(autouse=True)
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where `making` puts its stores."""
    if request.param == "sqlite":
        yield request.param
        return
    databases = request.getfixturevalue("databases")
    monkeypatch.setattr(making, "url_at", databases.url_at)
    yield request.param
    databases.drop_all()
