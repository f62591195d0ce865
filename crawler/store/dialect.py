"""The one place that knows which database it is: engines, locks, upserts, and what their errors mean."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.sql.dml import ReturningInsert

from crawler.store.column_types import from_json, to_json
from crawler.store.errors import StoreError
from crawler.store.schema import VERSIONS, sequence

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.engine.interfaces import DBAPICursor

_OF_DAMAGE = ("malformed", "not a database", "Could not decode to UTF-8")
_SQLITE_MAGIC = b"SQLite format 3\x00"
_BUSY_SECONDS = 60
_BUSY_PAUSE = 0.02
_CACHE_KIB = 64 * 1024
# Any number will do as long as every Gongkai process takes the same one.
_MIGRATION_LOCK = 0x676F6E676B6169
_LOCK = select(sequence.c.last).where(sequence.c.name == VERSIONS).with_for_update()
_WRITERS: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()


def connect(url: str) -> tuple[Engine, str]:
    """An engine for `url`, and the name messages give the database (a file's path, or the address without password).

    Makes the folder of an SQLite file where it is missing. Raises StoreError for an unreadable address, a missing
    driver, a folder that cannot be made, or a file that is no SQLite database; such a file is not touched.
    """
    parsed = _parsed(url)
    try:
        name = parsed.render_as_string(hide_password=True)
    except UnicodeEncodeError as error:
        raise StoreError(f"the store {url!r} has a name that is not UTF-8: name a folder that is") from error
    path = _file(parsed)
    if path is not None:
        _check_file(path)
        parsed = parsed.set(database=str(path))
        name = str(path)
    return _engine(parsed, name), name


def file_of(url: str) -> Path | None:
    """The file of an SQLite store, None for a store elsewhere. Raises StoreError for an unreadable address."""
    return _file(_parsed(url))


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise StoreError(
            f"STORE_URL {url!r} is not a database address: give one such as sqlite:///output/corpus.db"
        ) from error


def _file(parsed: URL) -> Path | None:
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database).absolute()


def _check_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            with path.open("r+b") as file:
                head = file.read(len(_SQLITE_MAGIC))
            if head and head != _SQLITE_MAGIC:
                raise StoreError(
                    f"{path} is not a corpus store (it is no SQLite file) and was left as it is: "
                    "move it away or restore a backup, then run again"
                )
    except OSError as error:
        raise StoreError(
            f"cannot write the corpus store {path} ({error.strerror}): "
            "make the folder writable, or set OUTPUT_DIR or STORE_URL to another place"
        ) from error


def _engine(url: URL, name: str) -> Engine:
    options: dict[str, Any] = {"json_serializer": to_json, "json_deserializer": from_json}
    if url.get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": _BUSY_SECONDS}
    try:
        engine = create_engine(url, **options)
    except (NoSuchModuleError, ImportError) as error:
        raise StoreError(f"no driver for {name} ({error}): install it, or use sqlite:///…") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # None leaves BEGIN to us: the driver's own comes too late for a read that decides a write.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL: a number of the feed that a consumer has acknowledged must not be given again after a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    # A page that several transactions change is copied back once; the log stays below 16 MB.
    connection.execute("PRAGMA wal_autocheckpoint = 4000")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    if writing and not connection.info.get("wide_cache"):
        # Band keys fall anywhere in their tree: with the 2 MB of the default each page would be read again. Readers go
        # through the store once and keep the default.
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.info["wide_cache"] = True
    cursor = connection.connection.cursor()
    try:
        cursor.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
    finally:
        cursor.close()


@contextmanager
def reading(engine: Engine, name: str) -> Iterator[Connection]:
    """A transaction that sees one state of the store from its first read to its end."""
    with explained(engine, name), engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine, name: str) -> Iterator[Connection]:
    """A transaction that writes, one at a time over all processes; committed at the end, undone on any error.

    SQLite takes its write lock at once; elsewhere the row of the sequence is locked, which also makes the numbers of
    the feed gapless and in the order of commits.
    """
    with explained(engine, name), _writer(engine).begin() as connection:
        if engine.dialect.name != "sqlite":
            connection.execute(_LOCK).scalar_one()
        yield connection


def _writer(engine: Engine) -> Engine:
    """The engine whose transactions begin as writers. Made once: making it takes as long as a statement."""
    writer = _WRITERS.get(engine)
    if writer is None:
        _WRITERS[engine] = writer = engine.execution_options(writing=True)
    return writer


@contextmanager
def migrating(engine: Engine, name: str) -> Iterator[Connection]:
    """A transaction that may make tables, one at a time over all processes."""
    with explained(engine, name), _writer(engine).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        yield connection


def let_readers_pass(engine: Engine, name: str) -> None:
    """Let readers go on while one process writes: SQLite's write-ahead log; other databases do so anyway."""
    if engine.dialect.name == "sqlite":
        with explained(engine, name), engine.connect() as connection:
            cursor = connection.connection.cursor()
            _change_journal(cursor)
            cursor.close()


def _change_journal(cursor: DBAPICursor) -> None:
    """Change the file to the write-ahead log, as soon as the other processes that open it let go of it.

    SQLite reads the file before it takes the write lock for this, and a reader that would become a writer is told at
    once that the file is locked: its own time limit does not hold here.
    """
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_BUSY_PAUSE)
        else:
            return


def damage(connection: Connection) -> list[str]:
    """What the database itself says is wrong with its file; PostgreSQL looks when it reads."""
    if connection.dialect.name != "sqlite":
        return []
    told = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
    return [] if list(told) == ["ok"] else [str(line) for line in told]


@cache
def upsert(dialect: str, table: Table, changed: tuple[str, ...]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that changes the named columns where a row with the same primary key is there already.

    Its values go with the execution. It is built once: SQLAlchemy takes longer to build one than SQLite to run it.
    What happens on a conflict is in SQLAlchemy by database only, though the two say it alike.
    """
    statement = _insert(dialect, table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key), set_={name: statement.excluded[name] for name in changed}
    )


@cache
def insert_or_find(dialect: str, table: Table, key: tuple[str, ...]) -> ReturningInsert[int]:
    """An INSERT that gives the row's `id`, also where a row with the same values in the columns `key` is there already.

    That row stays as it is.
    """
    statement = _insert(dialect, table)
    same = {key[0]: statement.excluded[key[0]]}
    return statement.on_conflict_do_update(index_elements=list(key), set_=same).returning(table.c.id)


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    if dialect != "postgresql":
        return sqlite.insert(table)
    # With this come all of its drivers; every command would wait for them.
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


@contextmanager
def explained(engine: Engine, name: str) -> Iterator[None]:
    """Turn what a database says about its surroundings (damage, disk, rights, locks) into a StoreError.

    It says so by SQLAlchemy's errors or, in a statement that went past it (`crawler.store.prepared`), by its driver's.
    An error in our own statements passes as it is: it is a bug.
    """
    driver = engine.dialect.loaded_dbapi
    try:
        yield
    except (DBAPIError, driver.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        said = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
        damaged = any(words in said for words in _OF_DAMAGE)
        if not damaged and not isinstance(error, (OperationalError, driver.OperationalError)):
            raise
        raise StoreError(f"the store {name} {_meaning(said, damaged)}") from error


def _meaning(said: str, damaged: bool) -> str:
    if damaged:
        return (
            f"is damaged ({said}) and was left as it is: move it away and restore a backup, "
            "or rebuild it from the raw archive with `scrapy replay`"
        )
    if "locked" in said:
        return f"has been locked by another process for {_BUSY_SECONDS} s: end that process, or run again later"
    if "full" in said:
        return f"cannot grow ({said}): free disk space, then run again; nothing stored so far is lost"
    if "disk I/O error" in said:  # so SQLite says that it cannot begin, too, where the disk is full
        return f"cannot be read or written ({said}): free disk space, or have the disk looked at, then run again"
    if "readonly" in said or "unable to open" in said:
        return f"cannot be written ({said}): make the file and its folder writable, or name another in STORE_URL"
    return f"cannot be used ({said}): check that the database runs and STORE_URL is right"
