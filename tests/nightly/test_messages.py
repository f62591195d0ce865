"""What a crawl tells its night, in whatever pieces the pipe hands over."""

from __future__ import annotations

import json
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crawler.nightly.messages import Inbox, Message

PROGRESS = {"kind": "progress", "run_id": "r1", "counts": {"found": 3}}
END = {"kind": "end", "run_id": "r1", "counts": {"found": 4}, "outcome": "ok", "exit_code": 0, "line": "一切正常"}
STREAM = b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in (PROGRESS, PROGRESS, END))
TOLD = [Message("r1", {"found": 3}), Message("r1", {"found": 3}), Message("r1", {"found": 4}, "ok", 0, "一切正常")]


@given(st.lists(st.integers(0, len(STREAM)), max_size=30))
def test_messages_survive_any_cutting(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    inbox = Inbox()
    got = [one for begin, end in pairwise(edges) for one in inbox.feed(STREAM[begin:end])]
    assert got == TOLD


@given(st.lists(st.binary(max_size=200)))
def test_anything_else_is_passed_over(pieces: list[bytes]) -> None:
    inbox = Inbox()
    for piece in pieces:
        inbox.feed(piece)
    assert inbox.feed(b"\n" + STREAM)[-3:] == TOLD


def test_a_line_without_end_does_not_fill_the_memory() -> None:
    inbox = Inbox()
    for _ in range(100):
        inbox.feed(b"x" * 65536)
    assert len(inbox._rest) <= 65536
    assert inbox.feed(b"\n" + STREAM) == TOLD


@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_json_that_is_no_message(value: object) -> None:
    assert Inbox().feed(json.dumps(value).encode() + b"\n") == []
