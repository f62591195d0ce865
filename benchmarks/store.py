"""How fast versions go into the store with every index, how large it gets, and how fast words are found.

`python benchmarks/store.py [COUNT] [URL]`: COUNT reports (20,000), each in a transaction of its own as a crawl writes
them, into an SQLite file or the empty database at URL. Figures go to the standard output. With nothing else on the
machine: what waits for the disk shows between the rate and the processor's time.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from crawler.records import Capture, Check, Extraction, Portal, Quality, Report, Signature, Table, WarcLocation
from crawler.sandbox import truth
from crawler.store import Store

PORTAL = Portal(
    name="bench",
    title="",
    hosts=("bench.gov.cn",),
    division_code="430112",
    division_name="长沙市望城区",
    family="",
    columns=(),
)
QUESTIONS = ("公开", "依申请公开", "行政复议", "依申請公開", "不存在的词语", "水")
_A_STEP = 10


def reports(count: int) -> Iterator[Report]:
    """Reports of real length (about 2,000 characters and the three statutory tables), no two the same."""
    chance = random.Random(20261122)
    texts = [one.text for one in truth(2000)]
    table = Table("applications", "三、", tuple(tuple(str(chance.randrange(99)) for _ in range(10)) for _ in range(28)))
    for number in range(count):
        text = f"{texts[number % len(texts)]}\n第{number}号，{chance.randrange(10**9)}。"
        url = f"http://bench.gov.cn/xxgk/ndbg/{number // 100}/t{number}.html"
        bands = tuple(chance.getrandbits(64) - 2**63 for _ in range(32))
        yield Report(
            portal=PORTAL,
            capture=Capture(
                url=url,
                requested_url=url,
                status=200,
                headers=(("Content-Type", "text/html"),),
                body=text.encode(),
                fetch_time=datetime(2026, 3, 1, tzinfo=UTC),
                warc=WarcLocation(f"run-bench-{number // 10_000:05d}.warc.gz", number % 10_000 * 6000, 5000),
            ),
            listed_title="",
            column="http://bench.gov.cn/xxgk/ndbg/",
            run_id="bench",
            extraction=Extraction(
                title=f"某局{2008 + number % 18}年政府信息公开工作年度报告",
                text=text,
                tables=(table,),
                organ=f"某局{number}",
                report_year=2008 + number % 18,
                published_on=date(2020, 1, 1),
            ),
            quality=Quality((Check("headings", True),)),
            signature=Signature(bands, f"{number}"),
        )


def insert(store: Store, count: int) -> None:
    """Save them, and say after each tenth how fast that tenth was."""
    made = reports(count)
    step = max(count // _A_STEP, 1)
    for done in range(0, count, step):
        batch = [next(made) for _ in range(min(step, count - done))]
        began, worked = time.perf_counter(), time.process_time()
        for report in batch:
            store.save(report)
        seconds, busy = time.perf_counter() - began, time.process_time() - worked
        each = busy / len(batch) * 1000
        print(
            f"  {done + len(batch):>8,} in: {len(batch) / seconds:6,.0f} versions/s, {each:.2f} ms of processor each",
            flush=True,
        )


def ask(store: Store) -> None:
    """The best of three for each question."""
    for question in QUESTIONS:
        times = []
        for _ in range(3):
            began = time.perf_counter()
            hits = store.search(question)
            times.append(time.perf_counter() - began)
        print(f"  {question}: {len(hits)} of the newest in {min(times) * 1000:.1f} ms")


def main(count: int, url: str | None) -> None:
    """Run it all."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        file = Path(folder) / "corpus.db"
        with Store.open(url or f"sqlite:///{file}") as store:
            store.start_run("bench", PORTAL.name, {})
            print(f"{count:,} reports, one transaction each:")
            insert(store, count)
            print("search:")
            ask(store)
        if url is None:
            size = sum(path.stat().st_size for path in Path(folder).iterdir())
            print(f"file: {size / 1e6:,.0f} MB, {size / count:,.0f} bytes a version")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, sys.argv[2] if len(sys.argv) > 2 else None)
