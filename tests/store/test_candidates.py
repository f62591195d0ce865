"""Near-copy search: which stored reports come back for the band keys of another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from crawler.records import Signature
from crawler.store import Store
from tests.store.making import HOST, report, store_at


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with store_at(tmp_path) as opened:
        yield opened


def sign(bands: Sequence[int]) -> Signature:
    return Signature((), tuple(bands), "key")


def urls(store: Store, bands: Sequence[int], exclude: str | None = None, **more: int) -> list[str]:
    return [found.url.removeprefix(HOST) for found in store.candidates(bands, exclude, **more)]


def test_a_candidate_tells_what_the_decision_needs(store: Store) -> None:
    saved = store.save(report("/1"))
    [found] = store.candidates((5, -(2**63)))
    assert (found.report_id, found.version, found.cluster_id) == (saved.report_id, 1, saved.cluster_id)
    assert (found.url, found.portal, found.organ, found.report_year) == (
        f"{HOST}/1",
        "wangcheng",
        "望城区人民政府",
        2016,
    )
    assert found.text == "一、概述\n全年主动公开信息12条。"
    assert found.text_key == f"key of {found.text}"
    assert (found.language, found.published_on, found.own_portal) == ("zh-Hans", date(2017, 3, 8), True)


def test_most_shared_keys_come_first_and_the_report_itself_does_not(store: Store) -> None:
    one = store.save(report("/1", signature=sign([1, 2, 3])))
    store.save(report("/2", signature=sign([3, 4])))
    store.save(report("/3", signature=sign([9])))
    assert urls(store, [1, 2, 3, 4]) == ["/1", "/2"]
    assert urls(store, [3, 4]) == ["/2", "/1"]
    assert urls(store, [1, 2, 3, 4], one.report_id) == ["/2"]
    assert urls(store, []) == []
    assert urls(store, [77]) == []


def test_keys_reach_the_ends_of_64_bits_and_may_repeat(store: Store) -> None:
    store.save(report("/1", signature=sign([2**63 - 1, -(2**63), 0, 0, -1])))
    for key in (2**63 - 1, -(2**63), 0, -1):
        assert urls(store, [key, key]) == ["/1"]


def test_only_the_latest_version_is_found_and_returned(store: Store) -> None:
    store.save(report("/1", text="旧", signature=sign([1, 2])))
    store.save(report("/1", text="新", signature=sign([2, 3])))
    assert urls(store, [1]) == []
    [found] = store.candidates([2, 3])
    assert (found.version, found.text) == (2, "新")


def test_another_year_does_not_crowd_out_this_one(store: Store) -> None:
    for year in range(2000, 2016):
        store.save(report(f"/{year}", report_year=year, signature=sign([1, 2, 3])))
    store.save(report("/unknown", report_year=None, signature=sign([1])))
    store.save(report("/2016", signature=sign([1])))
    assert set(urls(store, [1, 2, 3], report_year=2016, limit=5)) == {"/2016", "/unknown"}
    assert len(urls(store, [1, 2, 3], limit=5)) == 5
    assert len(urls(store, [1, 2, 3])) == 18
