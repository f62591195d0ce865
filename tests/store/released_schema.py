"""Keeps a store as a release made it, so that later releases can be tried on it.

`python -m tests.store.released_schema FILE` writes a store of this release with a few reports as SQL. It is called once
for each release whose schema is new, with `tests/fixtures/store/v{schema}.sql`; what stands there is never made again.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from pathlib import Path

from tests.store.making import report, store_at


def dump(out: Path) -> None:
    """Write the store."""
    with tempfile.TemporaryDirectory() as folder:
        with store_at(Path(folder)) as store:
            store.save(report("/1"))
            store.save(report("/2", text="二、依申请公开\n共收到申请25件", report_year=2017))
            store.save(report("/1", text="一、概述\n全年主动公开信息13条。"))
            store.finish_run("20260301-0400", "ok", 0, {})
            store.ack("parser", 2)
        connection = sqlite3.connect(Path(folder) / "corpus.db")
        out.write_text("\n".join(connection.iterdump()) + "\n", encoding="utf-8")
        connection.close()


if __name__ == "__main__":
    dump(Path(sys.argv[1]))
