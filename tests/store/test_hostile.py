"""What a hostile portal can make a store take: very long addresses and titles, and values no column expects."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from crawler.records import LedgerEntry
from crawler.store import Store
from tests.store.making import HOST, PORTAL, RUN, report, store_at


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with store_at(tmp_path) as opened:
        yield opened


def long_url(length: int) -> str:
    """An address that does not compress: an index of a database has a limit in bytes."""
    chance = random.Random(length)
    return f"{HOST}/" + "".join(chance.choice("0123456789abcdefghijklmnopqrstuvwxyz年报公开") for _ in range(length))


@pytest.mark.parametrize("length", [1000, 5000, 100_000])
def test_a_very_long_address_is_an_address(store: Store, length: int) -> None:
    url = long_url(length)
    store.record(LedgerEntry(PORTAL.name, url, "listed"), RUN)
    row = store.ledger(PORTAL.name, url)
    assert row is not None
    assert row.url == url
    store.save(report(url))
    [document] = store.reports()
    assert document.url == url
    row = store.ledger(PORTAL.name, url)
    assert row is not None
    assert (row.state, row.report_id) == ("stored", document.id)
    assert store.save(report(url)).outcome == "unchanged"


def test_a_very_long_text_of_many_characters_is_stored_and_found(store: Store) -> None:
    chance = random.Random(1)
    text = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(300_000))
    for number in range(64):
        store.save(report(f"/{number}", text=text if number == 3 else "短"))
    assert [hit.url for hit in store.search("短", limit=3)] == [f"{HOST}/63", f"{HOST}/62", f"{HOST}/61"]
    [document] = [one for one in store.reports() if one.char_count > 1000]
    assert document.text == text


def test_names_of_any_length_are_kept_and_told_apart(store: Store) -> None:
    name = long_url(9000)
    store.save(report("/1", organ=name, title=name, source=name))
    store.save(report("/2", organ=name + "甲", title=name))
    assert [document.organ for document in store.reports()] == [name, name + "甲"]


def test_two_long_addresses_that_begin_alike_are_two(store: Store) -> None:
    url = long_url(5000)
    for number in range(2):
        store.record(LedgerEntry(PORTAL.name, f"{url}{number}", "listed", f"number {number}"), RUN)
    assert {row.reason for row in store.ledger_rows()} == {"number 0", "number 1"}
    row = store.ledger(PORTAL.name, f"{url}1")
    assert row is not None
    assert row.reason == "number 1"
