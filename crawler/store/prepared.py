"""Statements that every save runs: compiled once, and then given to the driver as they are.

SQLAlchemy takes five to ten times as long to run a short statement as SQLite does; a save has a dozen. So those that
stand on the way of every document go past its machinery, with their parameters and rows converted by its own types.
What a database says against them is the driver's error, which `crawler.store.dialect` explains like SQLAlchemy's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Insert
from sqlalchemy.engine.interfaces import DBAPICursor

_Converters = tuple[tuple[int, Callable[[Any], Any]], ...]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as the driver takes it.

    `names` are its parameters in their order, `own` the values that it brings itself (the offset of a limit), `columns`
    those of its rows. `to_driver` and `from_driver` convert the places that need it.
    """

    text: str
    positional: bool
    names: tuple[str, ...]
    own: dict[str, Any]
    to_driver: _Converters
    columns: tuple[str, ...]
    from_driver: _Converters

    def parameters(self, given: Mapping[str, Any]) -> Any:
        values = {**self.own, **given} if self.own else given
        made = [values[name] for name in self.names]
        for place, convert in self.to_driver:
            made[place] = convert(made[place])
        return tuple(made) if self.positional else dict(zip(self.names, made, strict=True))

    def row(self, found: Iterable[Any]) -> dict[str, Any]:
        values = list(found)
        for place, convert in self.from_driver:
            values[place] = convert(values[place])
        return dict(zip(self.columns, values, strict=True))


def fetch(connection: Connection, statement: Any, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All rows of a statement, by column; `values` are those of its `bindparam`s, or the row of an INSERT.

    The statement has to live as long as the process: made once in a module, or cached.
    """
    compiled, cursor = _run(connection, statement, values)
    try:
        return [compiled.row(found) for found in cursor.fetchall()]
    finally:
        cursor.close()


def run(connection: Connection, statement: Any, values: Mapping[str, Any]) -> None:
    """A statement without rows; see `fetch`."""
    _run(connection, statement, values)[1].close()


def run_many(connection: Connection, statement: Any, rows: list[dict[str, Any]]) -> None:
    """A statement once for each of `rows`, of which there is at least one and which have the same keys; see `fetch`."""
    compiled = _compiled(connection.dialect, statement, _keys(statement, rows[0]))
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(compiled.text, [compiled.parameters(row) for row in rows])
    finally:
        cursor.close()


def _run(connection: Connection, statement: Any, values: Mapping[str, Any]) -> tuple[_Compiled, DBAPICursor]:
    compiled = _compiled(connection.dialect, statement, _keys(statement, values))
    cursor = connection.connection.cursor()
    try:
        cursor.execute(compiled.text, compiled.parameters(values))
    except BaseException:
        cursor.close()
        raise
    return compiled, cursor


def _keys(statement: Any, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns that an INSERT has to name."""
    return tuple(values) if isinstance(statement, Insert) else ()


@lru_cache(maxsize=256)
def _compiled(dialect: Dialect, statement: Any, keys: tuple[str, ...]) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=list(keys) or None)
    names = tuple(compiled.positiontup if compiled.positional else compiled.params)
    binds = [compiled.binds[name] for name in names]
    columns = tuple(statement.exported_columns)
    into = [bind.type.dialect_impl(dialect).bind_processor(dialect) for bind in binds]
    out = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    return _Compiled(
        text=compiled.string,
        positional=bool(compiled.positional),
        names=names,
        own={name: bind.effective_value for name, bind in zip(names, binds, strict=True) if not bind.required},
        to_driver=_those(into),
        columns=tuple(column.key for column in columns),
        from_driver=_those(out),
    )


def _those(converters: Iterable[Callable[[Any], Any] | None]) -> _Converters:
    return tuple((place, convert) for place, convert in enumerate(converters) if convert is not None)
