"""The sandbox's portal of any size, and what a crawl of it must have left when it is whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crawler.archive import captures
from crawler.records import WarcLocation
from crawler.sandbox import truth
from crawler.store import Run, Store
from tests.crawl.conftest import Crawled

BIG = "http://big.sandbox.test/xxgk/ndbg/"
START = ("crawl", "portal", "-a", f"url={BIG}")


def expected(size: int) -> dict[str, str]:
    """Every report of the sandbox's portal of any size, with its text."""
    return {one.url: one.text for one in truth(size) if one.portal == "big.sandbox.test"}


def runs_of(output: Path) -> list[Run]:
    with Store.open(f"sqlite:///{output / 'corpus.db'}") as store:
        return store.last_runs(limit=100)


def assert_whole(ended: Crawled, reports: Mapping[str, str]) -> None:
    """Every report once, in one version, each with its raw page, and every file of the archive whole to its end."""
    with Store.open(f"sqlite:///{ended.output / 'corpus.db'}") as store:
        versions = list(store.reports(all_versions=True))
        ledger = {row.url: row.state for row in store.ledger_rows()}
    assert {one.url: one.text for one in versions} == reports
    assert len(versions) == len(reports), "no report has a second version"
    assert [one.seq for one in versions] == list(range(1, len(reports) + 1))
    assert ledger == dict.fromkeys(reports, "stored")
    archived = {}
    for path in sorted((ended.output / "warc").glob("*.warc.gz")):
        archived |= {location: capture.url for location, capture in captures(path)}
    for one in versions:
        assert one.warc_filename is not None
        assert one.warc_record_offset is not None
        assert one.warc_record_length is not None
        location = WarcLocation(one.warc_filename, one.warc_record_offset, one.warc_record_length)
        assert archived[location] == one.url
