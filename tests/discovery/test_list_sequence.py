"""A list over its pages: read to its end and not further, and short where it says it has more than was seen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import Entry, ListSequence
from crawler.records import PageRequest

URL = "http://www.example.gov.cn/xxgk/ndbg/"
MENU = tuple(Entry(f"menu{number}", "ul.nav", False) for number in range(8))


def lines(first: int, last: int) -> tuple[Entry, ...]:
    return tuple(Entry(f"article{number}", "div.list") for number in range(first, last + 1))


def pages(*numbers: int) -> list[PageRequest]:
    return [PageRequest(f"{URL}index_{number}.html") for number in numbers]


def test_pages_come_in_order_and_then_none() -> None:
    sequence = ListSequence(URL)
    sequence.read(lines(1, 10))
    sequence.plan(pages(1, 2))
    assert [sequence.next(), sequence.next(), sequence.next()] == [*pages(1, 2), None]
    assert not sequence.stopped


def test_a_list_that_repeats_itself_is_left_after_three_pages() -> None:
    sequence = ListSequence(URL)
    asked = 0
    sequence.read(lines(1, 10))
    sequence.plan(pages(*range(1, 100)))
    while sequence.next():
        asked += 1
        sequence.read(lines(1, 10))
    assert asked == 3
    assert sequence.stopped == "3 pages in a row held nothing new"


def test_a_list_whose_pages_fail_is_left_after_three() -> None:
    sequence = ListSequence(URL)
    sequence.plan(pages(*range(1, 100)))
    for _ in range(3):
        assert sequence.next()
        sequence.failed()
    assert sequence.next() is None
    assert "could not be read" in sequence.stopped


def test_an_api_is_asked_no_more_when_its_total_was_seen() -> None:
    sequence = ListSequence(URL, is_data=True)
    sequence.plan(pages(1, 2, 3))
    sequence.read(lines(1, 15), total=15)
    assert sequence.next() is None
    assert (sequence.stopped, sequence.shortage) == ("", None)


def test_furniture_is_not_counted_as_entries() -> None:
    """27 entries said, 20 shown on two pages with a menu of eight on each: the menu fills no gap."""
    sequence = ListSequence(URL)
    sequence.read((*MENU, *lines(1, 10)), total=27)
    sequence.read((*MENU, *lines(11, 20)), total=27)
    assert sequence.seen == 20
    assert sequence.shortage == "the list says it has 27 entries, 20 were seen"


def test_an_entry_that_moved_on_while_reading_is_counted_once() -> None:
    sequence = ListSequence(URL)
    sequence.read((*MENU, *lines(1, 10)), total=19)
    sequence.read((*MENU, *lines(10, 19)), total=19)
    assert (sequence.seen, sequence.shortage) == (19, None)


def test_a_single_page_counts_what_is_dated() -> None:
    sequence = ListSequence(URL)
    sequence.read((*MENU, *lines(1, 6)), total=12)
    assert sequence.shortage == "the list says it has 12 entries, 6 were seen"


def test_pages_that_were_not_read_are_missing() -> None:
    sequence = ListSequence(URL)
    sequence.read(lines(1, 10), page_count=3)
    assert sequence.shortage == "the list says it has 3 pages, 1 were read"
    sequence.read(lines(11, 20), page_count=3)
    sequence.read(lines(21, 27), page_count=3)
    assert sequence.shortage is None


def test_a_page_that_hands_over_to_an_api_is_not_short_itself() -> None:
    sequence = ListSequence(URL, handed_over=True)
    sequence.read(lines(1, 5), total=169)
    assert sequence.shortage is None


@given(
    st.lists(
        st.tuples(
            st.lists(st.builds(Entry, st.text(max_size=3), st.sampled_from("abc"), st.booleans()), max_size=8),
            st.none() | st.integers(0, 50),
            st.none() | st.integers(0, 9),
        ),
        max_size=30,
    ),
    st.booleans(),
)
def test_any_pages_end_and_never_count_more_than_was_shown(
    shown: list[tuple[list[Entry], int | None, int | None]], is_data: bool
) -> None:
    sequence = ListSequence(URL, is_data=is_data)
    for found, total, count in shown:
        sequence.read(found, total=total, page_count=count)
    assert 0 <= sequence.seen <= len({entry.key for found, _, _ in shown for entry in found})
    assert sequence.shortage is None or "were" in sequence.shortage


def test_what_is_left_on_purpose_is_not_missing() -> None:
    sequence = ListSequence(URL)
    sequence.plan(pages(1, 2))
    sequence.read(lines(1, 10), total=30, page_count=3)
    sequence.leave()
    assert (sequence.next(), sequence.left, sequence.stopped, sequence.shortage) == (None, True, "", None)


def test_a_list_that_was_read_whole_leaves_nothing() -> None:
    sequence = ListSequence(URL)
    sequence.read(lines(1, 10), total=30)
    sequence.leave()
    assert not sequence.left
    assert sequence.shortage == "the list says it has 30 entries, 10 were seen"
