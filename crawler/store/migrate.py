"""Bring a database to the schema of this code."""

from __future__ import annotations

import tempfile
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from crawler.store.errors import StoreError
from crawler.store.schema import HEAD


def schema_version(connection: Connection, name: str) -> str | None:
    """The last migration the database has seen, None for an empty one. Raises StoreError where it is no store."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables:
        version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return version
    if tables:
        raise StoreError(
            f"{name} is a database, but not a Gongkai store (it holds {', '.join(sorted(tables)[:3])}): "
            "name another file or database in STORE_URL"
        )
    return None


def migrate(connection: Connection, name: str, to: str = HEAD) -> None:
    """Run the missing migrations up to `to` inside the transaction of `connection`; nothing where none is missing.

    `name` is what messages call the database. The caller holds the write lock, so that two processes that open a new
    store at once do not both make it. Raises StoreError where the database belongs to something else, or was made by
    a later release of this code.
    """
    current = schema_version(connection, name)
    if current == to:
        return
    with tempfile.TemporaryDirectory(prefix="gongkai-migrations-") as folder:
        _unpack(Path(folder))
        _upgrade(connection, Path(folder), current, name, to)


def _unpack(folder: Path) -> None:
    """Alembic reads migrations from a folder only, and this package may be inside a zip file (a Scrapyd egg)."""
    (folder / "versions").mkdir()
    for script in (files("crawler.store.migrations") / "versions").iterdir():
        if script.name.startswith("v") and script.name.endswith(".py"):
            (folder / "versions" / script.name).write_bytes(script.read_bytes())


def _upgrade(connection: Connection, folder: Path, current: str | None, name: str, to: str) -> None:
    # Imported only here: Alembic takes longer to import than an up-to-date store takes to open.
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(folder))
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreError(
            f"{name} was made by a later release (its schema is {current}, this code knows {HEAD}): "
            "install that release, or name another store in STORE_URL"
        )
    context = MigrationContext.configure(connection)
    with Operations.context(context):
        for script in reversed(list(scripts.iterate_revisions(to, current or "base"))):
            script.module.upgrade()
            context.stamp(scripts, script.revision)
