"""Near-copy search: which stored reports come back for the band keys of another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.dedup import Side, nearness
from crawler.records import Signature
from crawler.store import Store, candidates
from tests.store.making import HOST, report, store_at


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with store_at(tmp_path) as opened:
        yield opened


def sign(bands: Sequence[int]) -> Signature:
    return Signature(tuple(bands), "key")


def urls(store: Store, bands: Sequence[int], exclude: str | None = None, **more: Any) -> list[str]:
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


def test_keys_that_differ_in_their_upper_half_alone_are_one_in_the_index(store: Store) -> None:
    """The index keeps 32 bits: a stranger may come in, a copy is never missed."""
    store.save(report("/1", signature=sign([7])))
    assert urls(store, [7 + 2**32]) == ["/1"]


def test_the_very_name_in_the_same_year_is_found_without_a_common_key(store: Store) -> None:
    store.save(report("/1", signature=sign([1])))
    store.save(report("/2", signature=sign([2]), report_year=2017))
    store.save(report("/3", signature=sign([3]), organ="望城区水利局"))
    mine = store.save(report("/4", signature=sign([4])))
    assert urls(store, [9], report_year=2016, organ="望城区人民政府") == ["/1", "/4"]
    assert urls(store, [9], mine.report_id, report_year=2016, organ="望城区人民政府") == ["/1"]
    assert urls(store, [9], report_year=2016) == []


def test_names_go_before_shared_keys_and_another_organ_takes_no_place(store: Store) -> None:
    store.save(report("/other", organ="望城区水利局", title="望城区水利局2016年报告", signature=sign([1, 2, 3, 4])))
    store.save(report("/unknown", organ=None, title="年报", signature=sign([1, 2, 3])))
    store.save(report("/same", signature=sign([1])))
    me = Side(title="望城区财政局2016年报告", text="", organ="望城区财政局", report_year=2016, language="zh-Hans")
    assert urls(store, [1, 2, 3, 4], nearness=nearness(me)) == ["/unknown"]
    government = Side(title="", text="", organ="长沙市望城区人民政府", report_year=2016, language="zh-Hans")
    assert urls(store, [1, 2, 3, 4], nearness=nearness(government)) == ["/same", "/unknown"]
    assert urls(store, [1, 2, 3, 4], nearness=nearness(government), limit=1) == ["/same"]


def test_an_exact_copy_comes_first_whatever_it_is_called(store: Store) -> None:
    store.save(report("/near", signature=sign([1, 2, 3])))
    store.save(report("/exact", organ=None, title="年报", signature=sign([1, 2, 3, 4])))
    me = Side(title="", text="", organ="望城区人民政府", report_year=2016, language="zh-Hans")
    assert urls(store, [1, 2, 3, 4], nearness=nearness(me), limit=1) == ["/exact"]


def test_only_what_was_stored_since_where_that_is_asked_for(store: Store) -> None:
    first = store.save(report("/1", signature=sign([1, 2])))
    store.save(report("/2", signature=sign([1, 2])))
    with store._engine.connect() as connection:
        found = candidates.search(connection, [1, 2], None, 2016, 50, organ="望城区人民政府", newer_than=first.seq)
        newer = candidates.read(connection, found)
    assert [one.url for one in newer] == [f"{HOST}/2"]


def test_more_keys_than_a_signature_has_are_no_error(store: Store) -> None:
    store.save(report("/1", signature=sign([-5])))
    assert urls(store, range(-5, 5_000)) == ["/1"]
