"""A cluster can be explained: who is in it, what was measured, and why one member is the canonical one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crawler.records import Candidate, Check, Decision, Quality
from crawler.store import Saved, Store, StoreError
from crawler.store.cluster_report import render
from tests.store.making import HOST, RUN, report, store_at


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with store_at(tmp_path) as opened:
        yield opened


def of(store: Store, saved: Saved, decision: Decision) -> dict[str, object]:
    """The fields of a report that is a copy of a saved one."""
    candidates = store.candidates((1, 2, -(2**63), 2**63 - 1))
    other: Candidate = next(one for one in candidates if one.report_id == saved.report_id)
    return {"duplicate_of": other, "decision": decision}


def fill(store: Store) -> tuple[Saved, Saved, Saved]:
    first = store.save(report("/1"))
    scores = {"containment": 0.98765, "numbers": 1.0, "numbers_compared": 37.0}
    near = Decision("near", "corrected", scores, ("一、概述 … 收到申请 12 → 13",))
    second = store.save(report("/2", text="另一", published_on=date(2017, 4, 16), **of(store, first, near)))
    mirror = Quality((Check("mirror_signs", False),))
    exact = Decision("exact", "same_text", {"containment": 1.0})
    third = store.save(report("/3", quality=mirror, published_on=date(2016, 1, 1), **of(store, first, exact)))
    return first, second, third


def test_members_stand_by_rank_with_what_puts_them_behind(store: Store) -> None:
    first, second, third = fill(store)
    cluster = store.cluster(first.report_id)
    assert [member.id for member in cluster.members] == [first.report_id, second.report_id, third.report_id]
    assert [member.canonical for member in cluster.members] == [True, False, False]
    assert [member.duplicate_kind for member in cluster.members] == [None, "near", "exact"]
    assert [member.behind for member in cluster.members] == ["", "published first", "no tampered copy"]
    assert [member.addresses for member in cluster.members] == [(f"{HOST}/1",), (f"{HOST}/2",), (f"{HOST}/3",)]
    decisions = {pair.report_id: (pair.other_id, pair.kind, pair.reason, pair.run_id) for pair in cluster.pairs}
    assert decisions == {
        second.report_id: (first.report_id, "near", "corrected", RUN),
        third.report_id: (first.report_id, "exact", "same_text", RUN),
    }


def test_any_member_and_the_cluster_itself_lead_to_it(store: Store) -> None:
    saved = fill(store)
    whole = store.cluster(saved[0].cluster_id)
    assert all(store.cluster(one.report_id) == whole for one in saved)
    assert store.cluster(f" {saved[1].report_id.upper()} ") == whole


def test_the_text_names_members_scores_reason_and_difference(store: Store) -> None:
    first, second, _ = fill(store)
    lines = render(store.cluster(second.report_id)).splitlines()
    assert lines[0] == f"cluster {first.report_id}: 3 copies of one report"
    assert f"[1] canonical: {first.report_id} version 1, wangcheng" in lines
    assert f"[2] near: {second.report_id} version 1, wangcheng" in lines
    assert "    behind [1]: that one is published first" in lines
    scores = "containment 0.988, numbers 1.000, numbers_compared 37"
    assert f"[2] and [1]: near, corrected ({scores}), run {RUN}" in lines
    assert "    differs: 一、概述 … 收到申请 12 → 13" in lines
    assert sum("TAMPERED COPY" in line for line in lines) == 1


def test_a_report_without_copies_is_a_cluster_too(store: Store) -> None:
    saved = store.save(
        report("/1", title="甲\x1b[2J\n乙" + "长" * 100, organ=None, report_year=None, published_on=None)
    )
    told = render(store.cluster(saved.report_id))
    assert told.startswith(f"cluster {saved.report_id}: 1 report, no copy known\n")
    assert "organ unknown, 2016" not in told
    assert "published at an unknown date" in told
    assert "\x1b" not in told, "titles come from pages and must not move the cursor"
    assert "decisions" not in told


@pytest.mark.parametrize("wrong", ["", "0000000000000000", "x' OR 1=1 --", "望城", "a" * 10_000])
def test_an_unknown_id_is_told_in_one_line(store: Store, wrong: str) -> None:
    fill(store)
    with pytest.raises(StoreError, match="no report and no cluster") as told:
        store.cluster(wrong)
    assert "\n" not in str(told.value)
