"""Backup and restore as docs/operating.md tells it, taken in the middle of a crawl."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from crawler.archive import read
from crawler.records import WarcLocation
from crawler.sandbox import serve, truth
from tests.crawl.conftest import Crawled, Operator

SIZE = 60
START = ("crawl", "portal", "-a", "url=http://big.sandbox.test/xxgk/ndbg/")


def test_a_backup_of_a_working_crawl_is_whole_and_goes_on(operator: Operator, tmp_path: Path) -> None:
    reports = {one.url: one.text for one in truth(SIZE) if one.portal == "big.sandbox.test"}
    restored = Operator(tmp_path / "restored")
    restored.output.mkdir()
    with serve(size=SIZE) as sandbox:
        crawl = operator.start(*START, proxy=sandbox.proxy_url, DOWNLOAD_DELAY="0.1")
        while len(sandbox.requests) < 20 and crawl.poll() is None:
            time.sleep(0.05)
        copy = restored.output / "corpus.db"
        with closing(sqlite3.connect(operator.output / "corpus.db")) as live, closing(sqlite3.connect(copy)) as backup:
            live.backup(backup)
        shutil.copytree(operator.output / "warc", restored.output / "warc")
        crawl.kill()
        crawl.wait(10)
        documents = Crawled(0, "", "", restored.output).documents
        assert 0 < len(documents) < SIZE
        for url, one in documents.items():
            assert one.text == reports[url]
            assert one.warc_filename is not None
            assert one.warc_record_offset is not None
            assert one.warc_record_length is not None
            where = WarcLocation(one.warc_filename, one.warc_record_offset, one.warc_record_length)
            assert read(restored.output / "warc", where).url == url
        ended = restored.run(*START, proxy=sandbox.proxy_url)
    assert ended.exit_code == 0, ended.out + ended.err
    assert {url: one.text for url, one in ended.documents.items()} == reports
