"""Text that was misread before it came into the page is read back; good text is never touched."""

from __future__ import annotations

import importlib.resources
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.encoding import decode, lossy_damage, repair
from crawler.encoding.han_frequency import HAN_BY_BITS
from tests.encoding.texts import SIMPLIFIED, TRADITIONAL, page

SHARED = Path(__file__).resolve().parents[2] / "../shared"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the saved pages are not here")


def as_latin1(body: bytes) -> str:
    return body.decode("latin-1")


def as_cp1252(body: bytes) -> str:
    """As browsers read windows-1252: the five unassigned codes are C1 controls."""
    return "".join(chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes([byte]).decode("cp1252") for byte in body)


def as_latin9(body: bytes) -> str:
    return body.decode("iso8859-15")


def as_cp936(body: bytes) -> str | None:
    """As Windows reads GBK, 0x80 being the euro sign; None where a byte is lost."""
    pieces = []
    position = 0
    while position < len(body):
        size = 1 if body[position] <= 0x80 else 2
        pieces.append("€" if body[position] == 0x80 else body[position : position + size].decode("gbk", "replace"))
        position += size
    return None if "\ufffd" in (text := "".join(pieces)) else text


def as_gbk(body: bytes) -> str:
    return body.decode("gb18030", "replace")


DAMAGES = {
    "gbk_read_as_latin1": lambda line: as_latin1(line.encode("gb18030")),
    "gbk_read_as_cp1252": lambda line: as_cp1252(line.encode("gb18030")),
    "gbk_read_as_latin9": lambda line: as_latin9(line.encode("gb18030")),
    "utf8_read_as_latin1": lambda line: as_latin1(line.encode()),
    "utf8_read_as_cp1252": lambda line: as_cp1252(line.encode()),
    "utf8_read_as_latin1 twice": lambda line: as_latin1(as_latin1(line.encode()).encode()),
}


def kinds(text: str) -> set[str]:
    return {each.kind for each in repair(text).repairs}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_misread_text_comes_back_line_for_line(name: str) -> None:
    damaged = "\n".join(DAMAGES[name](line) for line in SIMPLIFIED)

    repaired = repair(damaged)

    assert repaired.text == "\n".join(SIMPLIFIED)
    assert repaired.repairs


@pytest.mark.parametrize("name", DAMAGES)
def test_one_damaged_paragraph_in_a_good_text_is_mended_alone(name: str) -> None:
    lines = list(SIMPLIFIED)
    lines[3] = DAMAGES[name](lines[3])

    repaired = repair("\n".join(lines))

    assert repaired.text == "\n".join(SIMPLIFIED)


@pytest.mark.parametrize("times", [1, 2])
def test_utf8_read_as_gbk_comes_back_where_no_byte_was_lost(times: int) -> None:
    """Each line up to the last place at which the misreading lost nothing."""
    whole, damaged = [], []
    for line in [*SIMPLIFIED, *TRADITIONAL, "管理办法、措施、意见、通知"]:
        for length in range(len(line), 5, -1):
            misread: str | None = line[:length]
            for _ in range(times):
                misread = misread and as_cp936(misread.encode())
            if misread:
                whole.append(line[:length])
                damaged.append(misread)
                break

    assert len(whole) >= 4
    assert repair("\n".join(damaged)).text == "\n".join(whole)


def test_stretches_between_lost_bytes_are_mended_and_the_loss_is_reported() -> None:
    line = SIMPLIFIED[3]
    damaged = as_gbk(line.encode())

    repaired = repair(damaged)

    assert "\ufffd" in damaged
    assert "认真落实上级部署" in repaired.text
    assert lossy_damage(repaired.text)["replacement_character"] <= lossy_damage(damaged)["replacement_character"]


def test_big5_read_as_gbk() -> None:
    damaged = "\n".join(line.encode("big5hkscs").decode("gb18030") for line in TRADITIONAL)

    repaired = repair(damaged)

    assert repaired.text == "\n".join(TRADITIONAL)
    assert kinds(damaged) == {"big5_read_as_gbk"}


def test_a_private_use_blank_becomes_the_blank_it_was() -> None:
    repaired = repair("报告\ue5e5\ue5e5编制")

    assert repaired.text == "报告\u3000\u3000编制"
    assert [(each.kind, each.count, each.detail) for each in repaired.repairs] == [
        ("private_use_replaced", 2, "U+E5E5 2")
    ]


def test_invisible_characters_go_and_are_listed() -> None:
    repaired = repair("公\u200b开\u00ad报\ufeff告\u202e\u2066\u200d。")

    assert repaired.text == "公开报告。"
    assert [(each.kind, each.count) for each in repaired.repairs] == [("invisible_removed", 6)]
    assert "U+200B 1" in repaired.repairs[0].detail


def test_invisible_characters_that_html_names_by_a_reference_go_too() -> None:
    repaired = repair("1,&#8203;234条&zwnj;信&shy;息&#xFEFF;，共&#x200b;12&#58853;件")

    assert repaired.text == "1,234条信息，共12\u3000件"
    assert [(each.kind, each.count) for each in repaired.repairs] == [
        ("private_use_replaced", 1),
        ("invisible_removed", 5),
    ]


@pytest.mark.parametrize(
    "text", ["&#82033;&amp;#8203;", "?a=1&shy=2", "&#160;&nbsp;&#12288;", "&#57345;", "&#1740;&zwnj;&#1582;"]
)
def test_other_references_stay(text: str) -> None:
    assert repair(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",
        "ئۇيغۇر \u200f(2018)\u200e",
        "👨\u200d👩\u200d👧",
        "\u1820\u180b\u1828",
        "葛\U000e0100城",
    ],
)
def test_joiners_and_marks_that_mean_something_stay(text: str) -> None:
    assert repair(text).text == text


# Good text


GOOD = [
    *SIMPLIFIED,
    *TRADITIONAL,
    "气温-5°～30°C，面积3×4=12m²，±0.5，§3，¥100，£5，½，é à ü ñ",
    "“引号”‘单引号’——破折号……省略号·间隔号《书名》【】〔2018〕3号①②③Ⅰ、Ⅱ、",
    "Café déjà vu naïve façade Zürich Ærøskøbing señor",
    "日本語のテキスト：情報公開の年度報告書について",
    "정보공개 년도보고",
    "Годовой отчёт о раскрытии информации",
    "联通 联通公司",
    "澶水、鏈條、骞文、淇县、涓滴、浜、銆、鍏",
    "镕堃喆瑄昇犇淼焱垚頔赟珺璟琰",
    "http://www.example.gov.cn/a/?q=%D5%FE%B8%AE&x=????",
    "饕餮貔貅魑魅魍魉蹀躞彳亍",
]


@pytest.mark.parametrize("text", GOOD)
def test_good_lines_stay(text: str) -> None:
    assert repair(text).text == text
    assert repair(text).repairs == ()
    assert repair("\n".join(SIMPLIFIED) + "\n" + text).repairs == ()


def test_lists_of_rare_characters_stay() -> None:
    """As in a table of rare characters or of names: in any order, with and without marks between them."""
    han = [chr(code) for code in range(0x4E00, 0x9FA6)]
    shuffled = random.Random(2018).sample(han, len(han))
    for characters in (han, shuffled):
        for width in (3, 10, 40):
            for mark in ("", "、"):
                text = "\n".join(
                    mark.join(characters[start : start + width]) for start in range(0, len(characters), width)
                )
                assert repair(text).text == text


@pytest.mark.parametrize("mark", ["", "\n", " "])
def test_made_text_of_every_frequency_stays(mark: str) -> None:
    weights = {character: 2.0**-bits for bits, characters in HAN_BY_BITS.items() for character in characters}
    chosen = random.Random(f"made {mark}").choices(list(weights), list(weights.values()), k=200_000)
    words = ["".join(chosen[start : start + 4]) for start in range(0, len(chosen), 4)]
    text = "\n".join(mark.join(words[start : start + 10]) for start in range(0, len(words), 10))

    assert repair(text).text == text


def test_every_word_of_a_dictionary_stays() -> None:
    """349,046 words, with names, loan words and classical ones, twelve in a line: a million characters."""
    pytest.importorskip("jieba")
    entries = importlib.resources.files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines()
    words = [entry.split(" ")[0] for entry in entries]
    lines = ["，".join(words[start : start + 12]) for start in range(0, len(words), 12)]

    for start in range(0, len(lines), 1_000):
        text = "\n".join(lines[start : start + 1_000])
        assert repair(text).text == text


@needs_shared
def test_seeds_and_saved_pages_stay_but_for_invisible_characters() -> None:
    misread = "20111215_www.northnews.cn"
    files = [*SHARED.glob("seeds/*.txt"), *SHARED.glob("real/details/*"), *SHARED.glob("real/sites/**/*.html")]
    files += [path for path in SHARED.glob("real/charset/*") if not path.name.startswith(misread)]
    assert len(files) > 70
    for path in files:
        text = decode(path.read_bytes()).text
        assert {each.kind for each in repair(text).repairs} <= {"invisible_removed"}, path


@needs_shared
def test_a_saved_page_that_was_misread_twice() -> None:
    """GBK read as latin-9 and then, in UTF-8, as latin-1: its title says so in the page as it was committed."""
    path = next(SHARED.glob("real/charset/20111215_www.northnews.cn*"))

    repaired = repair(decode(path.read_bytes()).text)

    assert "北京西直门附近购物中心" in repaired.text
    assert {each.kind for each in repaired.repairs} >= {"utf8_read_as_latin1", "gbk_read_as_latin1"}


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_raises_and_repair_ends(text: str) -> None:
    once = repair(text)

    assert bool(once.repairs) == (once.text != text)


@given(
    st.lists(
        st.sampled_from(["é", "à", "\x80", "鏀", "垮", "簻", "€", "\ufffd", "\ud800", " ", "\n", "a", "ÐÅÏ¢", "Ã"])
    )
)
@settings(max_examples=300, deadline=None)
def test_broken_mojibake_does_not_raise(pieces: list[str]) -> None:
    text = "".join(pieces)

    assert repair(text).text.count("\n") == text.count("\n")


def test_a_whole_page_of_markup_keeps_its_markup() -> None:
    text = page(SIMPLIFIED)

    assert repair(as_latin1(text.encode("gb18030"))).text == text
