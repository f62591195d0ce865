"""Databases on the tests' server: one a folder, copied from an empty store that is made once."""

from __future__ import annotations

from pathlib import Path

import psycopg

from crawler.store import Store

_TEMPLATE = "gongkai_empty"


class Databases:
    """Hands out stores. `server` is the address that `running` gives."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._by_folder: dict[Path, str] = {}
        self._made = 0
        self._do(f"CREATE DATABASE {_TEMPLATE}")
        Store.open(f"{server}/{_TEMPLATE}").close()

    def url_at(self, folder: Path) -> str:
        """The address of the folder's store, which is made empty when it is first asked for."""
        if folder not in self._by_folder:
            self._made += 1
            self._by_folder[folder] = name = f"gongkai_{self._made}"
            self._do(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} STRATEGY FILE_COPY")
        return f"{self._server}/{self._by_folder[folder]}"

    def drop_all(self) -> None:
        """Take away what was handed out, and whoever is still connected to it."""
        for name in self._by_folder.values():
            self._do(f"DROP DATABASE {name} WITH (FORCE)")
        self._by_folder.clear()

    def _do(self, statement: str) -> None:
        address = self._server.replace("+psycopg", "") + "/postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]
