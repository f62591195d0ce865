"""Who keeps a copy of the corpus by its feed has what the store has: copies found later are announced as well."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.records import Decision
from crawler.store import Document, Saved, Store, search, upkeep
from crawler.store.delta import reports_since
from tests.store.making import candidate, report, store_at

EARLIER, LATER = date(2017, 1, 1), date(2018, 1, 1)


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with store_at(tmp_path) as opened:
        yield opened


def save(store: Store, path: str, of: Saved | None = None, **changes: Any) -> Saved:
    """Save a report, as a near copy `of` another where one is given."""
    if of is not None:
        changes |= {"duplicate_of": candidate(of.report_id), "decision": Decision("near", "test")}
    return store.save(report(path, **changes))


def heard(store: Store, consumer: str = "copy") -> list[Document]:
    """What the feed tells the consumer, who acknowledges it."""
    told = list(store.changes(consumer))
    if told:
        store.ack(consumer, told[-1].seq)
    return told


def as_seen(documents: list[Document]) -> dict[tuple[str, int], Document]:
    """Documents without the time of the last look, which moves with every crawl and is no news."""
    return {(one.id, one.version): replace(one, last_seen=one.first_seen) for one in documents}


def test_a_better_copy_found_later_is_told_of_both(store: Store) -> None:
    first = save(store, "/1", published_on=LATER)
    assert [one.canonical for one in heard(store)] == [True]
    second = save(store, "/2", first, published_on=EARLIER)
    told = heard(store)
    assert [(one.seq, one.id, one.version, one.canonical, one.duplicate_kind) for one in told] == [
        (2, second.report_id, 1, True, None),
        (3, first.report_id, 1, False, "near"),
    ]
    assert {one.cluster_id for one in told} == {first.report_id}
    assert [(one.seq, one.id) for one in store.reports()] == [(2, second.report_id), (3, first.report_id)]
    assert [one.id for one in reports_since(store, 2)] == [first.report_id]
    assert second.seq == 2, "the number of the version itself"


def test_a_new_consumer_hears_of_every_number(store: Store) -> None:
    first = save(store, "/1", published_on=LATER)
    save(store, "/2", first, published_on=EARLIER)
    assert [(one.seq, one.id == first.report_id) for one in store.changes("new")] == [(1, True), (2, False), (3, True)]
    assert [one.seq for one in store.changes("new", limit=2)] == [1, 2]
    store.ack("new", 2)
    assert [one.seq for one in store.changes("new")] == [3]


def test_what_changes_nothing_is_not_told(store: Store) -> None:
    first = save(store, "/1")
    copy = save(store, "/2", first, published_on=LATER)
    assert [one.seq for one in heard(store)] == [1, 2], "the first one is canonical as before, in its cluster as before"
    save(store, "/1")
    save(store, "/2", first, published_on=LATER)
    store.save(report("/3", duplicate_of=candidate(copy.report_id), decision=Decision(None, "no copy")))
    assert [one.seq for one in heard(store)] == [3]


def test_a_report_that_leaves_its_cluster_and_comes_back_moves_nobody(store: Store) -> None:
    first = save(store, "/1")
    save(store, "/2", first, published_on=LATER)
    heard(store)
    changed = save(store, "/2", first, published_on=LATER, text="改了一个字")
    assert [(one.seq, one.id) for one in heard(store)] == [(3, changed.report_id)]


def test_one_that_leaves_for_good_is_told_of_those_it_leaves(store: Store) -> None:
    first = save(store, "/1", published_on=EARLIER)
    second = save(store, "/2", first, published_on=LATER)
    heard(store)
    save(store, "/1", published_on=EARLIER, text="完全另一份报告")
    told = heard(store)
    assert [(one.seq, one.id, one.version, one.canonical) for one in told] == [
        (3, first.report_id, 2, True),
        (4, second.report_id, 1, True),
    ]
    assert len({one.cluster_id for one in told}) == 2


def test_two_clusters_that_become_one_are_told_once_each(store: Store) -> None:
    ones = [save(store, "/0")]
    others = [save(store, "/100", published_on=EARLIER)]
    for number in range(1, 40):
        ones.append(save(store, f"/{number}", ones[0]))
        others.append(save(store, f"/{100 + number}", others[0]))
    heard(store)
    before = store.last_seq()
    save(store, "/0", others[0])
    told = heard(store)
    assert sorted(one.id for one in told) == sorted(one.report_id for one in ones)
    assert [one.seq for one in told] == [*range(before + 1, before + 41)]
    assert {one.cluster_id for one in told} == {others[0].cluster_id}


def test_the_year_before_that_comes_in_late_is_no_news_of_the_year_after(store: Store) -> None:
    """A crawl from the newest year to the oldest would tell of nearly every report twice."""
    later = save(store, "/2018", report_year=2018)
    heard(store)
    earlier = save(store, "/2017", report_year=2017)
    assert [(one.seq, one.id) for one in heard(store)] == [(2, earlier.report_id)]
    (stands,) = [one for one in store.reports() if one.id == later.report_id]
    assert stands.across_years is not None
    assert stands.across_years["last_year"] == earlier.report_id


def test_the_store_finds_its_feed_whole(store: Store, tmp_path: Path) -> None:
    first = save(store, "/1", published_on=LATER)
    save(store, "/2", first, published_on=EARLIER)
    assert not [one for one in store.check(tmp_path).findings if one.kind == "feed"]
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE reports SET last_seq = 1")
    assert [one.kind for one in store.check(tmp_path).findings if one.kind == "feed"] == ["feed", "feed"]


def test_the_search_index_keeps_up_whatever_the_numbers_are_used_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "BATCH", 3)
    first = save(store, "/0", published_on=date(2018, 12, 31))
    for day in range(31, 1, -1):  # each is published before the last and takes its place: two numbers each
        save(store, f"/{day}", first, published_on=date(2018, 1, day))
    with store._engine.connect() as connection:
        assert len(connection.execute(search._TAIL).all()) < 3


@pytest.mark.parametrize("seed", range(6))
def test_a_copy_kept_by_the_feed_or_by_deltas_is_the_store(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    saved: dict[str, Saved] = {}
    by_feed: dict[tuple[str, int], Document] = {}
    by_delta: dict[tuple[str, int], Document] = {}
    last = 0
    for _ in range(40):
        path = f"/{chance.randrange(9)}"
        of = saved[chance.choice(sorted(saved))] if saved and chance.random() < 0.6 else None
        text = f"{path} {chance.randrange(3)}"
        made = save(store, path, of, text=text, published_on=date(2017, 1, 1 + chance.randrange(28)))
        saved[path] = made
        told = heard(store)
        assert [one.seq for one in told] == [*range(last + 1, store.last_seq() + 1)]
        news = as_seen(told)
        assert len(news) == len(told), "each once"
        for key, one in news.items():
            assert key not in by_feed or replace(one, seq=by_feed[key].seq) != by_feed[key], "no news"
        by_feed |= news
        if chance.random() < 0.3:
            by_delta |= as_seen(list(reports_since(store, last_delta(by_delta), all_versions=True)))
        last = store.last_seq()
    latest = as_seen(list(store.reports()))
    newest = {one.id: one for one in sorted(by_feed.values(), key=lambda one: one.version)}
    assert newest == {one.id: one for one in latest.values()}
    by_delta |= as_seen(list(reports_since(store, last_delta(by_delta), all_versions=True)))
    everything = list(store.reports(all_versions=True))
    assert by_delta == as_seen(everything)
    for documents in (everything, list(store.reports())):
        assert [one.seq for one in documents] == sorted({one.seq for one in documents})


def last_delta(kept: dict[tuple[str, int], Document]) -> int:
    return max((one.seq for one in kept.values()), default=0)
