"""Keeps a store as a release made it, so that later releases can be tried on it.

`python -m tests.store.released_schema FILE` writes a store of this release with a few reports, packed with gzip. It is
called once for each release whose schema is new, with `tests/fixtures/store/v{schema}.db.gz`; what stands there stays
as it is. (The first was kept as SQL. A store with a search index cannot be: no statement reads that index back.)
"""

from __future__ import annotations

import gzip
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
        whole = Path(folder) / "whole.db"
        connection = sqlite3.connect(Path(folder) / "corpus.db")
        connection.execute("VACUUM INTO ?", (str(whole),))
        connection.close()
        out.write_bytes(gzip.compress(whole.read_bytes(), mtime=0))


if __name__ == "__main__":
    dump(Path(sys.argv[1]))
