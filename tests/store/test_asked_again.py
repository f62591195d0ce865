"""What a second night asks the store: what is held of an address, and which stored addresses are due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.records import Capture, LedgerEntry
from crawler.store import Store
from crawler.store.schema import reports, versions
from tests.store.making import HOST, PORTAL, RUN, capture, report, store_at

URL = f"{HOST}/a/"
NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def answer(serial: int, *headers: tuple[str, str], **changes: Any) -> Capture:
    made = capture(URL, b"page %d" % serial, hours=serial, serial=serial)
    return replace(made, headers=headers, kind=changes.pop("kind", "list"), **changes)


def keep(store: Store, *captures: Capture, portal: str = PORTAL.name) -> None:
    for one in captures:
        store.record_capture(one, RUN, portal, one.kind)


def test_the_newest_whole_answer_is_held(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        assert store.held(PORTAL.name, URL) is None
        keep(store, answer(1, ("ETag", '"one"')), answer(2, ("ETag", '"two"'), ("Last-Modified", "Tue, 03 Mar 2020")))
        held = store.held(PORTAL.name, URL)
        assert held is not None
        assert (held.etag, held.warc) == ('"two"', answer(2).warc)
        assert store.held(PORTAL.name, URL + "?") is None, "another address, even where it is the same page"


def test_refusals_and_what_others_or_nobody_archived_are_not_held(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        tag = ("ETag", '"one"')
        keep(store, answer(1, tag, status=404), answer(2, tag, kind="refused"), answer(3, tag, warc=None))
        keep(store, answer(4, tag), portal="changde")
        assert store.held(PORTAL.name, URL) is None


def test_what_was_never_to_be_sent_back_is_not(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        keep(store, answer(1, ("ETag", "no quotes"), ("Last-Modified", "yesterday\r\nX: y")))
        held = store.held(PORTAL.name, URL)
        assert held is not None
        assert (held.etag, held.last_modified, held.has_validator) == (None, None, False)


def stored(store: Store, count: int) -> list[str]:
    """That many reports, seen for the first time just now."""
    urls = [f"{HOST}/a/{number:03}.html" for number in range(count)]
    for number, url in enumerate(urls):
        seen = replace(capture(url, serial=number + 10), fetch_time=NOW)
        store.save(report(url, f"一、概述\n全年主动公开信息{number}条。", capture=seen))
    return urls


def test_a_share_of_what_is_due_and_at_least_one(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        urls = stored(store, 30)
        assert store.due(PORTAL.name, NOW + 12 * HOUR, 1.0) == []
        later = NOW + 2 * DAY
        assert sorted(row.url for row in store.due(PORTAL.name, later, 1.0)) == urls
        assert len(store.due(PORTAL.name, later, 0.1)) == 3
        assert len(store.due(PORTAL.name, later, 0.001)) == 1
        assert store.due("changde", later, 1.0) == []


def test_what_was_just_looked_at_waits_and_the_longest_overdue_come_first(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        first, second = stored(store, 2)
        store.record(
            LedgerEntry(PORTAL.name, first, "gone", "HTTP 404", "", URL, 2016, 404), RUN
        )  # a look that found nothing is a look
        rows = store.due(PORTAL.name, NOW + 2 * DAY, 1.0)
        assert [row.url for row in rows] == [second, first]


def test_what_came_back_incomplete_is_waited_for_a_day(tmp_path: Path) -> None:
    """A report that had not changed for a year, and that no list names any more."""
    with store_at(tmp_path) as store:
        [url] = stored(store, 1)
        with store._engine.begin() as connection:
            for table in (versions, reports):
                connection.execute(table.update().values(first_seen=NOW - 365 * DAY))
        assert store.due(PORTAL.name, NOW + 2 * DAY, 1.0) == []
        for _ in range(4):
            store.record(LedgerEntry(PORTAL.name, url, "stored", "incomplete: not read this time"), RUN)
            assert [row.url for row in store.due(PORTAL.name, NOW + 2 * DAY, 1.0)] == [url]
            assert store.due(PORTAL.name, NOW + 12 * HOUR, 1.0) == []
        store.record(LedgerEntry(PORTAL.name, url, "stored", "incomplete: not read this time"), RUN)
        assert store.due(PORTAL.name, NOW + 2 * DAY, 1.0) == [], "five times are enough"


def test_looks_that_lie_in_the_future_count_as_none(tmp_path: Path) -> None:
    """The clock was set back by a month after they were made."""
    with store_at(tmp_path) as store:
        urls = stored(store, 3)
        assert sorted(row.url for row in store.due(PORTAL.name, NOW - 30 * DAY, 1.0)) == urls


def test_what_is_only_listed_is_no_matter_of_the_schedule(tmp_path: Path) -> None:
    with store_at(tmp_path) as store:
        store.record(LedgerEntry(PORTAL.name, f"{HOST}/a/1.html", "listed", "title", "", URL, 2016), RUN)
        assert store.due(PORTAL.name, NOW + 900 * DAY, 1.0) == []
