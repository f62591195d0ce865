"""What changed between two versions, as a reader wants to see it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.coverage.difference import compare

LINES = [f"第{number}段。" for number in range(20)]


def told(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    return [(line.kind, "".join(text for text, _ in line.parts)) for line in compare(before, after)]


def test_a_changed_figure_is_marked_within_its_line() -> None:
    after = [*LINES[:10], "第10段，改。", *LINES[11:]]
    shown = list(compare(LINES, after))
    assert [line.kind for line in shown] == ["skipped", "same", "same", "gone", "new", "same", "same", "skipped"]
    assert shown[3].parts == (("第10段", False), ("。", False))  # what both have is not marked
    assert shown[4].parts == (("第10段", False), ("，改", True), ("。", False))


def test_added_and_removed_lines() -> None:
    assert told(["a", "b"], ["a", "b", "c"]) == [("same", "a"), ("same", "b"), ("new", "c")]
    assert told(["a", "b"], ["b"]) == [("gone", "a"), ("same", "b")]


def test_a_long_stretch_alike_is_counted() -> None:
    assert told([*LINES, "x"], [*LINES, "y"])[0] == ("skipped", "18 lines alike")


def test_the_same_text_twice() -> None:
    assert {kind for kind, _ in told(LINES, LINES)} <= {"same", "skipped"}


def test_texts_too_different_to_compare_are_told_as_replaced() -> None:
    before, after = [f"a{number}" for number in range(3000)], [f"b{number}" for number in range(3000)]
    kinds = [kind for kind, _ in told(before, after)]
    assert kinds == ["gone"] * 3000 + ["new"] * 3000


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_every_line_that_is_gone_or_new_is_shown(before: list[str], after: list[str]) -> None:
    shown = told(before, after)
    skipped = sum(int(text.split()[0]) for kind, text in shown if kind == "skipped")
    same = sum(kind == "same" for kind, _ in shown)
    assert same + skipped + sum(kind == "gone" for kind, _ in shown) == len(before)
    assert same + skipped + sum(kind == "new" for kind, _ in shown) == len(after)
