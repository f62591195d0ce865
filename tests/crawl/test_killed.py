"""kill -9 at any moment, then run again: nothing lost, nothing twice, no row without its raw page."""

from __future__ import annotations

import random
import time

from crawler.archive import read
from crawler.records import WarcLocation
from crawler.sandbox import serve, truth
from crawler.store import Store
from tests.crawl.conftest import Operator

SIZE = 150
START = "http://big.sandbox.test/xxgk/ndbg/"


def test_killed_crawls_lose_and_repeat_nothing(operator: Operator) -> None:
    chance = random.Random(20261122)
    expected = {one.url: one.text for one in truth(SIZE) if "big.sandbox.test" in one.url}
    assert len(expected) == SIZE
    with serve(size=SIZE) as sandbox:
        for _ in range(4):
            crawl = operator.start("crawl", "portal", "-a", f"url={START}", proxy=sandbox.proxy_url)
            asked = len(sandbox.requests)
            while len(sandbox.requests) < asked + 3 and crawl.poll() is None:
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 0.8))
            crawl.kill()
            crawl.wait(10)
        ended = operator.run("crawl", "portal", "-a", f"url={START}", proxy=sandbox.proxy_url)
    assert ended.exit_code == 0, ended.out + ended.err
    assert {url: document.text for url, document in ended.documents.items()} == expected
    store = Store.open(f"sqlite:///{operator.output / 'corpus.db'}")
    try:
        versions = list(store.reports(all_versions=True))
        runs = [run.outcome for run in store.last_runs()]
    finally:
        store.close()
    assert len(versions) == SIZE, "no report has a second version"
    assert [one.seq for one in versions] == list(range(1, SIZE + 1))
    assert runs[0] == "ok"
    assert set(runs[1:]) <= {"killed"}
    for document in versions:
        assert document.warc_filename is not None
        assert document.warc_record_offset is not None
        assert document.warc_record_length is not None
        location = WarcLocation(document.warc_filename, document.warc_record_offset, document.warc_record_length)
        assert read(operator.output / "warc", location).url == document.url
