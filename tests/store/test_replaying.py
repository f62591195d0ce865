"""A replay and a crawl at once: what the crawl has stored meanwhile counts."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from crawler.dedup import find_copy
from crawler.records import Report
from crawler.store.replaying import rehearse, restore
from pipelines.dedup import DedupPipeline
from tests.dedup import generator
from tests.store.making import HOST, capture, report, store_at


def test_a_later_fetch_that_a_crawl_has_stored_meanwhile_stays_the_latest(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        store.save(report("/1", text="爬取的。", capture=capture(f"{HOST}/1", hours=2)))
        archived = report("/1", text="存档的。", capture=capture(f"{HOST}/1", hours=1))
        assert restore(store, archived) is None
        assert rehearse(store, replace(archived, run_id="rehearsal")) is None
        [document] = store.reports(all_versions=True)
        assert (document.text, store.last_seq()) == ("爬取的。", 1)


def made(path: str) -> Report:
    side = generator.side(generator.plan(random.Random(1), "望城区水利局", "望城区", 2016))
    return replace(report(path, side.text, title=side.title, organ=side.organ), signature=None)


def test_a_copy_that_a_crawl_has_stored_meanwhile_is_found(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        dedup = DedupPipeline(store)
        replayed = dedup.process_item(made("/one"))
        assert isinstance(replayed, Report)
        store.save(dedup.process_item(made("/two")), find_copy)  # type: ignore[arg-type]
        assert replayed.decision is None, "it was looked for before the copy was there"
        saved = restore(store, replayed, find_copy)
        assert saved is not None
        assert len(store.cluster(saved.cluster_id).members) == 2
