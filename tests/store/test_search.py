"""Search finds what a person would find by reading: words of two characters and of one, in both scripts."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.store import Store, StoreError
from crawler.store.upkeep import BATCH
from crawler.store.words import BREAK, fold
from tests.store.making import HOST, PORTAL, report, store_at

BODY = "一、概述\n全年主动公开政府信息12条，依申请公开３件（ABC 项目）。\n| 申请 | 25 |\n以Windows 10系统办理"


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with store_at(tmp_path) as opened:
        yield opened


def found(store: Store, question: str, **more: object) -> list[str]:
    return [hit.url.removeprefix(HOST) for hit in store.search(question, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "question",
    [
        *("公开", "依申请公开", "主动公开政府信息", "条", "件", "一", "概述"),
        *("3件", "３件", "12", "abc", "ＡＢＣ", "项目", "ABC项目", "windows", "Windows10", "10系统"),
        *("公开 申请", "申请 概述 25", "（ABC", "公开，依", "政府 信息"),
        *("望城区", "2016年", "人民政府", "年度报告"),
        *("依申請公開", "主動公開政府信息", "主動公開政府資訊", "資訊"),
    ],
)
def test_what_stands_there_is_found(store: Store, question: str) -> None:
    store.save(report("/1", text=BODY, organ="望城区人民政府"))
    assert found(store, question) == ["/1"]


@pytest.mark.parametrize(
    "question", ["公信", "开公", "1条", "述全", "申请25", "2017", "诉讼", "公开 诉讼", "档案", "xyz"]
)
def test_what_does_not_stand_there_is_not_found(store: Store, question: str) -> None:
    """The pairs of 公开公 are all there; the word is not. A border of cells, a mark and a line's end part words."""
    store.save(report("/1", text=BODY + "文件，开公司"[:2]))
    assert found(store, question) == []


def test_pairs_alone_are_no_word(store: Store) -> None:
    store.save(report("/1", text="甲乙。乙丙"))
    store.save(report("/2", text="甲乙丙"))
    assert found(store, "甲乙丙") == ["/2"]


def test_a_traditional_report_is_found_by_either_script_and_vocabulary(store: Store) -> None:
    store.save(report("/hant", text="政府資訊公開\n檔案管理", language="zh-Hant"))
    store.save(report("/hans", text="政府信息公开\n文件管理"))
    for question in ("信息公开", "資訊公開", "信息公開", "资讯公开"):
        assert "/hant" in found(store, question)
    assert found(store, "信息公开") == ["/hans", "/hant"]
    assert found(store, "文件") == ["/hans", "/hant"]
    assert found(store, "管理") == ["/hans", "/hant"]


def test_only_the_latest_version_answers(store: Store) -> None:
    store.save(report("/1", text="旧的内容"))
    store.save(report("/1", text="新的文字"))
    assert found(store, "旧的") == []
    [hit] = store.search("新的")
    assert (hit.version, hit.seq, hit.report_year, hit.portal) == (2, 2, 2016, "wangcheng")


def test_the_excerpt_is_the_text_itself_around_the_word(store: Store) -> None:
    store.save(report("/1", text="前" * 40 + "全年 依 申請\u3000公開　ＡＢＣ\n" + "後" * 90, language="zh-Hant"))
    [hit] = store.search("依申请公开abc")
    assert hit.excerpt == "…" + "前" * 13 + "全年 依 申請 公開 ＡＢＣ " + "後" * 43 + "…"


def test_the_latest_come_first_and_no_more_than_asked(store: Store) -> None:
    for number in range(5):
        store.save(report(f"/{number}", text=f"公开{number}", report_year=2016 + number))
    assert found(store, "公开") == ["/4", "/3", "/2", "/1", "/0"]
    assert found(store, "公开", limit=2) == ["/4", "/3"]
    assert found(store, "公开", years=[2017, 2019]) == ["/3", "/1"]
    assert found(store, "公开", portal=PORTAL.name) == ["/4", "/3", "/2", "/1", "/0"]
    assert found(store, "公开", portal="changde") == []


def test_what_waits_for_the_index_is_found_too(store: Store) -> None:
    """Versions go into the index by the batch; around its border nothing is lost and nothing comes twice."""
    for number in range(BATCH + 3):
        store.save(report(f"/{number}", text=f"第{number}号"))
        if number in (0, BATCH - 2, BATCH - 1, BATCH, BATCH + 2):
            assert found(store, "号", limit=500) == [f"/{n}" for n in range(number, -1, -1)]
            assert found(store, f"第{number}号") == [f"/{number}"]


@pytest.mark.parametrize("question", ["", "  ", "，。", "\x00", "字" * 101])
def test_a_question_that_asks_nothing_is_refused_in_a_line(store: Store, question: str) -> None:
    with pytest.raises(StoreError) as said:
        store.search(question)
    assert "\n" not in str(said.value)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(alphabet="公开信息申请𠮷a1'\"*:&|!()<> \n，-", max_size=12), min_size=1, max_size=4), st.data())
def test_any_piece_of_any_text_is_found_and_nothing_breaks(texts: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(texts))
    begin = data.draw(st.integers(0, len(chosen)))
    question = chosen[begin : begin + data.draw(st.integers(1, 6))]
    with tempfile.TemporaryDirectory() as folder, store_at(Path(folder)) as store:
        for number, text in enumerate(texts):
            store.save(report(f"/{number}", text=text, title="", organ=None))
        if not fold(question).replace(BREAK, ""):
            with pytest.raises(StoreError):
                store.search(question)
            return
        words = [word for part in question.split() for word in fold(part).split(BREAK) if word]
        answers = [f"/{number}" for number, text in enumerate(texts) if all(word in fold(text) for word in words)]
        assert sorted(found(store, question)) == answers


@given(st.text(max_size=60))
def test_folding_is_one_for_one_and_done_once(text: str) -> None:
    folded = fold(text)
    assert len(folded) <= len(text)
    assert fold(folded) == folded
