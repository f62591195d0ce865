"""Copies of one report stand in one cluster with one canonical member."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records import Check, Decision, Quality
from crawler.store import Document, Saved, Store
from tests.store.making import HOST, candidate, report, store_at


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with store_at(tmp_path) as opened:
        yield opened


def save(store: Store, path: str, of: Saved | None = None, kind: Any = "near", **changes: Any) -> Saved:
    """Save a report, as a copy `of` another where one is given."""
    if of is not None:
        changes |= {"duplicate_of": candidate(of.report_id), "decision": Decision(kind, "test", {"containment": 0.9})}
    return store.save(report(path, **changes))


def members(store: Store) -> dict[str, Document]:
    return {document.url.removeprefix(HOST): document for document in store.reports()}


def test_a_copy_joins_and_is_marked(store: Store) -> None:
    first = save(store, "/1")
    copy = save(store, "/2", first, "exact", published_on=date(2018, 1, 1))
    assert copy.cluster_id == first.cluster_id == first.report_id
    found = members(store)
    assert (found["/1"].canonical, found["/1"].duplicate_kind) == (True, None)
    assert (found["/2"].canonical, found["/2"].duplicate_kind) == (False, "exact")
    assert found["/2"].cluster_id == first.report_id
    assert [document.url for document in store.reports(canonical_only=True)] == [f"{HOST}/1"]


def test_a_look_that_found_no_copy_joins_nothing(store: Store) -> None:
    first = save(store, "/1")
    second = save(store, "/2", first, None)
    assert second.cluster_id == second.report_id
    assert all(document.canonical for document in store.reports())


FULL = "一、概述\n全文"
MIRROR = Quality((Check("mirror_signs", False),))
TAMPERED = {"rejected": None, "checks": {"mirror_signs": {"passed": False, "figures": {}}}}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"path": "/1", "published_on": date(2020, 1, 1)}, {"path": "http://www.mirror.com/1"}),
        ({"path": "/1"}, {"path": "/2", "quality": MIRROR, "published_on": date(2001, 1, 1), "text": FULL * 9}),
        ({"path": "/1"}, {"path": "/2", "organ": "长沙市人民政府", "published_on": date(2001, 1, 1)}),
        ({"path": "/1", "published_on": date(2017, 3, 1)}, {"path": "/2", "text": FULL * 9}),
        ({"path": "/1"}, {"path": "/2", "published_on": None}),
        ({"path": "/1", "text": FULL * 2}, {"path": "/2", "text": FULL}),
    ],
)
@pytest.mark.parametrize("better_first", [True, False])
def test_the_canonical_member_is_chosen_by_rank_not_by_order(
    store: Store, better: dict[str, Any], worse: dict[str, Any], better_first: bool
) -> None:
    first, second = (better, worse) if better_first else (worse, better)
    saved = save(store, **first)
    save(store, **second, of=saved)
    [canonical] = store.reports(canonical_only=True)
    assert canonical.url == f"{HOST}/1"
    [copy] = [document for document in store.reports() if not document.canonical]
    assert (copy.duplicate_kind, canonical.duplicate_kind) == ("near", None)


def test_the_smallest_id_decides_between_equals(store: Store) -> None:
    first = save(store, "/1")
    second = save(store, "/2", first)
    [canonical] = store.reports(canonical_only=True)
    assert canonical.id == min(first.report_id, second.report_id)


def test_a_copy_of_a_copy_is_told_by_its_weakest_link(store: Store) -> None:
    first = save(store, "/1", published_on=date(2017, 1, 1))
    traditional = save(store, "/2", first, "cross_script", language="zh-Hant")
    save(store, "/3", traditional, "exact", language="zh-Hant")
    save(store, "/4", traditional, "cross_script")
    kinds = {path: document.duplicate_kind for path, document in members(store).items()}
    assert kinds == {"/1": None, "/2": "cross_script", "/3": "cross_script", "/4": "near"}


def test_a_report_that_becomes_another_leaves_and_the_rest_stay_together(store: Store) -> None:
    founder = save(store, "/1", published_on=date(2017, 1, 1))
    save(store, "/2", founder, "exact", published_on=date(2017, 2, 1))
    save(store, "/3", founder, "near", published_on=date(2017, 3, 1))
    gone = save(store, "/1", text="完全不同")
    found = members(store)
    assert found["/1"].cluster_id == gone.report_id == founder.report_id
    assert (found["/1"].canonical, found["/1"].duplicate_kind) == (True, None)
    assert found["/2"].cluster_id == found["/3"].cluster_id
    assert found["/2"].cluster_id in (found["/2"].id, found["/3"].id)
    assert (found["/2"].canonical, found["/3"].canonical) == (True, False)
    assert found["/3"].duplicate_kind == "near"


def test_a_corrected_report_stays_with_its_copies(store: Store) -> None:
    first = save(store, "/1", published_on=date(2017, 1, 1))
    copy = save(store, "/2", first, "exact", published_on=date(2017, 2, 1))
    corrected = save(store, "/1", copy, "near", text="改正", published_on=date(2017, 1, 1))
    assert corrected.outcome == "changed"
    found = members(store)
    assert found["/1"].cluster_id == found["/2"].cluster_id
    assert (found["/1"].canonical, found["/2"].duplicate_kind) == (True, "near")


def test_a_copy_found_later_joins_though_nothing_changed(store: Store) -> None:
    """Two crawls that save copies of each other at once do not see each other; the next look mends it."""
    first = save(store, "/1")
    second = save(store, "/2")
    again = save(store, "/2", first, "exact")
    assert again.outcome == "unchanged"
    assert again.cluster_id == first.report_id
    assert second.cluster_id != first.report_id


STEPS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.integers(0, 2),
        st.none() | st.integers(0, 5),
        st.sampled_from(["exact", "near", "cross_script", None]),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_whatever_happens_every_cluster_has_one_canonical_member(steps: list[Any]) -> None:
    saved: dict[int, Saved] = {}
    with tempfile.TemporaryDirectory() as folder, store_at(Path(folder)) as store:
        for page, text, of, kind in steps:
            changes: dict[str, Any] = {"text": f"文{text}", "language": "zh-Hant" if page == 5 else "zh-Hans"}
            if text == 2:
                changes["quality"] = MIRROR
            saved[page] = save(store, f"/{page}", saved.get(of), kind, **changes)
        clusters = defaultdict(list)
        for document in store.reports():
            clusters[document.cluster_id].append(document)
        for cluster, documents in clusters.items():
            assert cluster in {document.id for document in documents}
            tampered = [document for document in documents if document.quality == TAMPERED]
            assert not any(document.canonical for document in tampered)
            assert [document.canonical for document in documents].count(True) == (len(tampered) < len(documents))
            assert [document.duplicate_kind for document in documents].count(None) == 1
            assert all(document.duplicate_kind is None for document in documents if document.canonical)


def test_a_tampered_copy_is_never_canonical_even_alone(store: Store) -> None:
    first = save(store, "/1", quality=MIRROR)
    assert not members(store)["/1"].canonical
    assert list(store.reports(canonical_only=True)) == []
    second = save(store, "/2", first, "exact", quality=MIRROR)
    assert not any(document.canonical for document in store.reports())
    save(store, "/3", second, "near", published_on=date(2025, 1, 1))
    found = members(store)
    assert [path for path, document in found.items() if document.canonical] == ["/3"]
    assert all(found[path].duplicate_kind for path in ("/1", "/2"))


def test_a_page_that_was_hijacked_stops_being_canonical_and_is_again_once_it_is_mended(store: Store) -> None:
    save(store, "/1")
    save(store, "/1", text="改", quality=MIRROR)
    assert not members(store)["/1"].canonical
    save(store, "/1", text="改回")
    assert members(store)["/1"].canonical


def test_the_decision_can_be_asked_again(store: Store) -> None:
    first = save(store, "/1")
    save(store, "/2", replace(first), "near")
    with store._engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT other_id, kind, reason FROM pairs").all()
    assert rows == [(first.report_id, "near", "test")]
