"""What changed between two versions, as a person reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records import Attachment, Statistics, Table
from crawler.store import Difference, Document, Store, StoreError, tell
from crawler.store.difference import compare
from tests.store.making import HOST, report, store_at

TEXT = "一、概述\n全年主动公开政府信息1,234条，收到申请25件。\n二、申请\n三、存在问题"


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with store_at(tmp_path) as opened:
        yield opened


def changed(store: Store, text: str = TEXT, **more: Any) -> Difference:
    """The difference between a report and what it became."""
    first = store.save(report("/1", text=TEXT, statistics=Statistics({"a": 25, "b": 0}, (), "2021")))
    again = {"statistics": Statistics({"a": 25, "b": 0}, (), "2021")} | more
    assert store.save(report("/1", text=text, **again)).outcome == "changed"
    return store.difference(first.report_id)


def test_a_corrected_number_is_told_in_its_line(store: Store) -> None:
    told = tell(changed(store, TEXT.replace("25件", "26件"), statistics=Statistics({"a": 26, "b": 0}, (), "2021")))
    assert told.splitlines()[1:3] == [
        f"{HOST}/1",
        "version 1 (fetched 2026-03-01, run 20260301-0400) -> version 2 (fetched 2026-03-01, run 20260301-0400)",
    ]
    assert told.splitlines()[3:] == [
        "figure a: 25 -> 26",
        "text: 1 lines differ",
        "    2  全年主动公开政府信息1,234条，收到申请[-25-]{+26+}件。",
    ]


def test_a_number_changes_as_a_whole(store: Store) -> None:
    told = tell(changed(store, TEXT.replace("1,234", "1,235")))
    assert "信息[-1,234-]{+1,235+}条" in told


def test_lines_that_came_and_went(store: Store) -> None:
    told = tell(changed(store, "一、概述\n新增的一段\n全年主动公开政府信息1,234条，收到申请25件。\n三、存在问题"))
    assert told.splitlines()[3:] == ["text: 2 lines differ", "    2  {+新增的一段+}", "    4  [-二、申请-]"]


def test_a_line_that_became_another_is_shown_whole(store: Store) -> None:
    told = tell(changed(store, TEXT.replace("三、存在问题", "四、其他需要报告的事项")))
    assert told.splitlines()[-1] == "    4  [-三、存在问题-]{+四、其他需要报告的事项+}"


def test_far_from_the_change_a_long_line_is_cut(store: Store) -> None:
    first = store.save(report("/1", text="前" * 300 + "25" + "后" * 300))
    store.save(report("/1", text="前" * 300 + "26" + "后" * 300))
    told = tell(store.difference(first.report_id))
    assert told.splitlines()[-1] == f"    1  …{'前' * 24}[-25-]{{+26+}}{'后' * 24}…"


def test_fields_files_and_tables_are_told(store: Store) -> None:
    file = Attachment(f"{HOST}/a.docx", "a.docx", "application/msword", "ab" * 32, 9)
    difference = changed(
        store,
        title="更正后的标题",
        organ=None,
        signed_on=date(2017, 3, 1),
        attachments=(file,),
        tables=(Table(None, "", (("1",),)),),
    )
    assert tell(difference).splitlines()[3:] == [
        "title: 望城区2016年政府信息公开工作年度报告 -> 更正后的标题",
        "organ: 望城区人民政府 -> nothing",
        "signed_on: nothing -> 2017-03-01",
        f"file {HOST}/a.docx: not there or not read -> abababababab",
        "tables that differ: 1",
        "text: the same",
    ]


def test_a_files_new_bytes_are_told(store: Store) -> None:
    file = Attachment(f"{HOST}/a.docx", "a.docx", "application/msword", "ab" * 32, 9)
    first = store.save(report("/1", attachments=(file,)))
    store.save(report("/1", attachments=(replace(file, sha256="cd" * 32),)))
    assert f"file {HOST}/a.docx: abababababab -> cdcdcdcdcdcd" in tell(store.difference(first.report_id))


def test_any_two_versions_can_be_named(store: Store) -> None:
    first = store.save(report("/1", text="甲"))
    store.save(report("/1", text="乙"))
    store.save(report("/1", text="丙"))
    assert tell(store.difference(first.report_id)).splitlines()[-1] == "    1  [-乙-]{+丙+}"
    assert tell(store.difference(first.report_id, 1, 3)).splitlines()[-1] == "    1  [-甲-]{+丙+}"
    assert tell(store.difference(first.report_id, later=2)).splitlines()[-1] == "    1  [-甲-]{+乙+}"
    for versions in ((1, 4), (7, 2)):
        with pytest.raises(StoreError, match="versions 1 to 3"):
            store.difference(first.report_id, *versions)


def test_what_never_changed_and_what_is_not_there_are_said(store: Store) -> None:
    saved = store.save(report("/1"))
    with pytest.raises(StoreError, match="one version only"):
        store.difference(saved.report_id)
    with pytest.raises(StoreError, match="no report 'x'"):
        store.difference("x")


def test_a_pages_control_characters_do_not_reach_the_terminal(store: Store) -> None:
    told = tell(changed(store, TEXT + "\n\x1b[2J\x07", title="\x1b]0;evil\x07"))
    assert not {character for character in told if character < " "} - {"\n"}


def test_very_long_texts_are_compared_in_bounded_time(store: Store) -> None:
    first = store.save(report("/1", text="\n".join(f"甲{number}" for number in range(20_000))))
    store.save(report("/1", text="\n".join(f"乙{number}" for number in range(20_000))))
    assert len(store.difference(first.report_id).lines) == 20_000


def test_the_same_text_twice_has_no_difference() -> None:
    assert compare(document(TEXT), document(TEXT)).lines == ()


def test_a_changed_word_is_marked_within_its_line_and_counted_from_the_top() -> None:
    lines = [f"第{number}段，无变化。" for number in range(20)]
    (change,) = compare(
        document("\n".join(lines)), document("\n".join([*lines[:10], "第10段，有变化。", *lines[11:]]))
    ).lines
    assert change.number == 11
    assert [(piece.sign, piece.text) for piece in change.pieces] == [
        (" ", "第10段，"),
        ("-", "无"),
        ("+", "有"),
        (" ", "变化。"),
    ]


LINES = st.lists(st.text(alphabet="甲乙1 2", max_size=6), max_size=8).map("\n".join)


@settings(max_examples=200, deadline=None)
@given(LINES, LINES)
def test_both_texts_can_be_read_from_the_difference(old: str, new: str) -> None:
    """Whatever the change, the pieces of a line make the line before and the line after."""
    difference = compare(document(old), document(new))
    removed = [side(change.pieces, "-") for change in difference.lines]
    added = [side(change.pieces, "+") for change in difference.lines]
    rest = new.split("\n")
    for line in [line for line in added if line is not None]:
        rest.remove(line)
    assert sorted(rest + [line for line in removed if line is not None]) == sorted(old.split("\n"))


def side(pieces: Any, sign: str) -> str | None:
    if all(piece.sign not in (sign, " ") for piece in pieces):
        return None
    return "".join(piece.text for piece in pieces if piece.sign in (sign, " "))


def document(text: str) -> Document:
    values: dict[str, Any] = dict.fromkeys(Document.__dataclass_fields__)
    return Document(**values | {"text": text, "attachments": [], "tables": []})
