"""The index of near-copy search in the store: how query, insert, memory and size grow with the number of documents.

Run from the project's root: `nice python -m benchmarks.dedup_index [FOLDER [SIZE ...]]` (default: a temporary folder;
10,000 and 100,000 documents). With 1000000 it takes some minutes and 2 GB of disk.

Signatures are synthetic: documents stand in families of twenty that share a template: a band key is the family's with
a probability of 3/8 (a similarity of 0.78). Rows in `reports` and `versions` are there as in a store, with short
texts. The index is grown in random order, never built sorted. Each size is measured in a process of its own, through
the store's own code:

* query: `candidates.search` for a furnished copy of a stored document; whole: the same where names are compared, and
  `candidates.read` of the likeliest;
* insert: `bands.index` in a writing transaction of its own, committed to the disk, and what `upkeep` files then; the
  slowest are those that end a batch;
* memory: what the process grew by until the end of it; size: the pages of the tables of band keys (dbstat).
"""

from __future__ import annotations

import json
import random
import sqlite3
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import shake_128
from pathlib import Path

from crawler.dedup import Side, nearness
from crawler.store import Store, bands, candidates, dialect, upkeep
from crawler.store.schema import VERSIONS, sequence

SIZES = (10_000, 100_000)
FAMILY = 20
YEARS = 15
BANDS = 32
BATCH = 10_000
QUERIES = 1_000
INSERTS = 640


def keys(number: int) -> list[int]:
    """The band keys of a synthetic document, 64 bits each: its family's or its own."""
    *own, mask = _drawn(f"document {number}", BANDS + 1)
    # A bit is set in three of eight masks: a and (b or c).
    mask &= (mask >> 1 | mask >> 2) & ((1 << 32) - 1)
    shared = _drawn(f"family {number // FAMILY}", BANDS)
    return [ours if mask >> place & 1 else mine for place, (ours, mine) in enumerate(zip(shared, own, strict=True))]


def _drawn(name: str, count: int) -> tuple[int, ...]:
    """Numbers of 64 bits that follow from the name alone."""
    return struct.unpack(f"<{count}q", shake_128(name.encode()).digest(8 * count))


def copy_keys(number: int) -> list[int]:
    """The band keys of a copy with other furniture (similarity 0.9): two of three are the document's."""
    rng = random.Random(f"copy {number}")
    return [key if rng.random() < 0.9**4 else rng.getrandbits(63) for key in keys(number)]


def organ(number: int) -> str:
    """The organ of a document: another one for each member of a family."""
    names = "东西南北中上下大小新老金银铜铁石山水花果"
    return f"第{number // FAMILY}区{names[number % FAMILY]}桥街道办事处"


def year(number: int) -> int:
    """A family is of one year, as offices that report from one template are."""
    return 2008 + number // FAMILY % YEARS


def grow(file: Path, begin: int, end: int) -> None:
    """Add documents to the store at `file`, without waiting for the disk."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -1500000")
        template = {table: connection.execute(f"SELECT * FROM {table}").fetchone() for table in ("versions", "reports")}
        columns = {
            table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            for table in ("versions", "reports")
        }
        for start in range(begin, end, BATCH):
            numbers = range(start, min(end, start + BATCH))
            rows = [(key, number + 2) for number in numbers for key in bands.halves(keys(number))]
            connection.executemany("INSERT INTO bands (band, seq) VALUES (?, ?)", rows)
            for table in ("reports", "versions"):
                changed = [_row(columns[table], template[table], table, number) for number in numbers]
                marks = ", ".join("?" * len(columns[table]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", changed)
            connection.commit()
        connection.execute("UPDATE sequence SET last = ? WHERE name = 'versions'", (end + 1,))
    connection.close()


def _row(columns: list[str], template: tuple[object, ...], table: str, number: int) -> list[object]:
    identity = _identity(number)
    fresh: dict[str, object] = {
        "organ": organ(number),
        "report_year": year(number),
        "title": f"{organ(number)}{year(number)}年政府信息公开工作年度报告",
        "url": f"http://www.example.gov.cn/{number}.html",
        "cluster_id": identity,
    }
    if table == "reports":
        fresh |= {"id": identity, "bands": bands.pack(keys(number))}
    else:
        fresh |= {"seq": number + 2, "report_id": identity}
    return [fresh.get(name, value) for name, value in zip(columns, template, strict=True)]


def _identity(number: int) -> str:
    return shake_128(f"id {number}".encode()).hexdigest(8)


def measure(file: Path, size: int) -> dict[str, float]:
    """What the store at `file` with `size` documents costs now."""
    before = _resident()
    engine, name = dialect.connect(f"sqlite:///{file}")
    rng = random.Random(size)
    asked = [rng.randrange(size) for _ in range(QUERIES)]
    queries, wholes, found = [], [], 0
    for number in asked:
        sought = copy_keys(number)
        side = Side(title="", text="", organ=organ(number), report_year=year(number), language="zh-Hans")
        start = time.perf_counter()
        with dialect.reading(engine, name) as connection:
            candidates.search(connection, sought, None, side.report_year, 50, organ=side.organ)
        middle = time.perf_counter()
        with dialect.reading(engine, name) as connection:
            near = nearness(side)
            nearest = candidates.search(connection, sought, None, side.report_year, 50, organ=side.organ, nearness=near)
            known = candidates.read(connection, nearest)
        wholes.append(time.perf_counter() - middle)
        queries.append(middle - start)
        found += any(one.report_id == _identity(number) for one in known)
    inserts = []
    for number in range(size, size + INSERTS):
        new = bands.pack(keys(number))
        start = time.perf_counter()
        with dialect.writing(engine, name) as connection:
            bands.index(connection, number + 2, new)
            connection.execute(sequence.update().where(sequence.c.name == VERSIONS).values(last=sequence.c.last + 1))
            upkeep.keep_up(connection, range(number + 2, number + 3))
        inserts.append(time.perf_counter() - start)
    engine.dispose()
    with sqlite3.connect(file) as connection:
        (stored,) = connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%bands'").fetchone()
    return {
        "documents": size,
        "found": found / QUERIES,
        "query_ms": 1000 * statistics.median(queries),
        "query_p99_ms": 1000 * statistics.quantiles(queries, n=100)[98],
        "whole_ms": 1000 * statistics.median(wholes),
        "insert_ms": 1000 * statistics.median(inserts),
        "insert_p99_ms": 1000 * statistics.quantiles(inserts, n=100)[98],
        "memory_mb": (_resident() - before) / 1e6,
        "bytes_a_document": stored / (size + INSERTS),
    }


def _resident() -> int:
    """The memory this process has now, in bytes (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def seed(file: Path) -> None:
    """An empty store with one report, whose rows the others are made after."""
    from tests.store.making import report

    with Store.open(f"sqlite:///{file}") as store:
        store.start_run("20260301-0400", "wangcheng", {})
        store.save(report("/template", report_year=1999))


def rows(folder: Path, sizes: list[int]) -> Iterator[dict[str, float]]:
    """Grow the store in `folder` from size to size, and measure each in a process of its own."""
    file = folder / "index.db"
    seed(file)
    reached = 0
    for size in sizes:
        start = time.perf_counter()
        grow(file, reached, size)
        took = time.perf_counter() - start
        print(f"grown from {reached:,} to {size:,} in {took:,.0f} s", file=sys.stderr)
        command = [sys.executable, "-m", "benchmarks.dedup_index", "--measure", str(file), str(size)]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
        yield json.loads(told.stdout)
        reached = size + INSERTS


def main(words: list[str]) -> None:
    """Prints the table."""
    if words[:1] == ["--measure"]:
        print(json.dumps(measure(Path(words[1]), int(words[2]))))
        return
    sizes = sorted(int(word) for word in words[1:]) or list(SIZES)
    with tempfile.TemporaryDirectory(dir=words[0] if words else None) as folder:
        print(
            f"{'documents':>11}{'found':>8}{'query ms':>10}{'p99':>7}{'whole ms':>10}{'insert ms':>11}{'p99':>7}"
            f"{'memory MB':>11}{'bytes/doc':>11}"
        )
        for row in rows(Path(folder), sizes):
            print(
                f"{row['documents']:>11,.0f}{row['found']:>8.3f}{row['query_ms']:>10.2f}{row['query_p99_ms']:>7.2f}{row['whole_ms']:>10.2f}"
                f"{row['insert_ms']:>11.2f}{row['insert_p99_ms']:>7.2f}{row['memory_mb']:>11.0f}"
                f"{row['bytes_a_document']:>11.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
