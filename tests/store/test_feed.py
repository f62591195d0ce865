"""The change feed: every version once in order, and again until it is acknowledged."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.store import Store, StoreError
from tests.store.making import report, store_at


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with store_at(tmp_path) as opened:
        for number in range(3):
            opened.save(report(f"/{number}"))
        opened.save(report("/0", text="改"))
        yield opened


def seqs(store: Store, consumer: str, limit: int | None = None) -> list[int]:
    return [document.seq for document in store.changes(consumer, limit)]


def test_a_new_consumer_starts_at_the_beginning_with_every_version(store: Store) -> None:
    assert seqs(store, "new") == [1, 2, 3, 4]
    first, *_, last = store.changes("new")
    assert (first.id, first.version, last.version) == (last.id, 1, 2)


def test_what_is_not_acknowledged_comes_again(store: Store) -> None:
    assert seqs(store, "one") == seqs(store, "one")
    store.ack("one", 2)
    assert seqs(store, "one") == [3, 4]
    assert seqs(store, "two") == [1, 2, 3, 4]


def test_a_limit_skips_nothing(store: Store) -> None:
    assert seqs(store, "one", 2) == [1, 2]
    store.ack("one", 2)
    assert seqs(store, "one", 9) == [3, 4]
    assert seqs(store, "one", 0) == []
    assert seqs(store, "one", 10**20) == [3, 4], "more than a database can count to"
    with pytest.raises(ValueError, match="0 or more"):
        seqs(store, "one", -1)


def test_a_consumer_that_is_done_hears_only_of_what_is_new(store: Store) -> None:
    store.ack("one", 4)
    assert seqs(store, "one") == []
    store.save(report("/1"))
    assert seqs(store, "one") == []
    store.save(report("/1", text="又改"))
    assert seqs(store, "one") == [5]


def test_a_cursor_can_be_set_back_but_not_past_the_end(store: Store) -> None:
    store.ack("one", 4)
    store.ack("one", 0)
    assert seqs(store, "one") == [1, 2, 3, 4]
    for beyond in (5, -1):
        with pytest.raises(StoreError, match="1 to 4"):
            store.ack("one", beyond)
    assert seqs(store, "one") == [1, 2, 3, 4]
