"""Whatever the bytes and whatever was declared over them, the text is right and the evidence tells why."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.encoding import contradicted, decode
from crawler.records import Declaration
from tests.encoding.texts import SIMPLIFIED, TRADITIONAL, page

SHARED = Path(__file__).resolve().parents[2] / "../shared/real"
LONG = page(SIMPLIFIED, repeat=12)
CODECS = {"utf-8": "utf-8", "gb18030": "gb18030", "big5": "big5", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}

needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the saved pages are not here")


def meta(charset: str) -> str:
    return f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'


# Lies


@pytest.mark.parametrize(
    "header",
    [
        None,
        "text/html",
        "text/html; charset=utf-8",
        "text/html;charset=ISO-8859-1",
        'text/html; charset="gbk"',
        "text/html; charset=big5",
        "text/html; charset=no-such",
    ],
)
@pytest.mark.parametrize("inside", ["", meta("gb2312"), meta("utf-8"), meta("gbk") + '<meta charset="utf-8">'])
@pytest.mark.parametrize("actual", ["utf-8", "gb18030"])
def test_declarations_never_make_the_text_wrong(header: str | None, inside: str, actual: str) -> None:
    text = page(SIMPLIFIED, inside)

    decoded = decode(text.encode(actual), header)

    assert (decoded.text, decoded.encoding, decoded.replaced) == (text, actual, 0)


@pytest.mark.parametrize(
    "header", [None, "text/html; charset=gbk", "text/html; charset=big5", "text/html; charset=utf-8"]
)
@pytest.mark.parametrize("actual", ["big5", "gb18030", "utf-8"])
def test_a_traditional_page_is_read_in_its_own_charset(header: str | None, actual: str) -> None:
    text = page(TRADITIONAL, meta("big5"))

    decoded = decode(text.encode(actual), header)

    assert (decoded.text, decoded.encoding) == (text, actual)


@pytest.mark.parametrize("actual", ["utf-16le", "utf-16be"])
def test_utf16_with_a_mark_beats_the_meta_and_keeps_it_as_evidence(actual: str) -> None:
    text = page(SIMPLIFIED, meta("gb2312"))

    decoded = decode(("\ufeff" + text).encode(CODECS[actual]))

    assert (decoded.text, decoded.encoding, decoded.evidence) == (text, actual, "bom")
    assert decoded.declared == (Declaration("bom", actual), Declaration("meta", "gb2312"))
    assert contradicted(decoded) == (Declaration("meta", "gb2312"),)


@pytest.mark.parametrize("actual", ["utf-16le", "utf-16be"])
def test_utf16_without_a_mark(actual: str) -> None:
    text = page(SIMPLIFIED)

    decoded = decode(text.encode(CODECS[actual]))

    assert (decoded.text, decoded.encoding) == (text, actual)


def test_a_mark_before_a_page_of_another_encoding() -> None:
    text = page(SIMPLIFIED)

    assert decode(b"\xff\xfe" + text.encode("gbk")).text == text
    assert decode(b"\xef\xbb\xbf" + text.encode("gbk")).text == text
    assert decode(b"\xef\xbb\xbf" + text.encode()).text == text


def test_hz() -> None:
    text = "\n".join(SIMPLIFIED)

    decoded = decode(text.encode("hz"))

    assert (decoded.text, decoded.encoding, decoded.evidence) == (text, "hz-gb-2312", "hz escapes")


def test_a_script_that_looks_like_hz_stays_ascii() -> None:
    body = b"<script>var a='~{b}~}'; c=~{};</script>"

    assert decode(body).text == body.decode()


# Declarations


@pytest.mark.parametrize(
    "head",
    [
        '<script src="a.js" charset="gbk"></script>',
        '<script>document.write("<meta charset=gbk>")</script>',
        '<!-- <meta charset="gbk"> -->',
        '<link rel="stylesheet" charset="gbk" href="a.css">',
        '<meta name="description" content="charset=gbk">',
        "<title><meta charset=gbk></title>",
        "<style>/* <meta charset=gbk> */</style>",
    ],
)
def test_a_charset_outside_a_meta_tag_is_no_declaration(head: str) -> None:
    decoded = decode(page(SIMPLIFIED, head + '<meta charset="utf-8">').encode())

    assert decoded.declared == (Declaration("meta", "utf-8"),)
    assert contradicted(decoded) == ()


def test_all_declarations_are_kept_strongest_first() -> None:
    text = '<?xml version="1.0" encoding="gb2312"?>\n' + page(SIMPLIFIED, meta("GBK") + "<META charset='UTF-8'/>")

    decoded = decode(text.encode(), "text/html; charset=ISO-8859-1")

    assert decoded.declared == (
        Declaration("header", "ISO-8859-1"),
        Declaration("xml", "gb2312"),
        Declaration("meta", "GBK"),
        Declaration("meta", "UTF-8"),
    )
    assert contradicted(decoded) == decoded.declared[:3]


def test_a_label_of_the_same_charset_is_no_lie() -> None:
    decoded = decode(page(SIMPLIFIED, meta("gb2312")).encode("gbk"), "text/html; charset=GBK")

    assert decoded.encoding == "gb18030"
    assert contradicted(decoded) == ()


def test_ascii_contradicts_no_declaration() -> None:
    decoded = decode(b'<html><head><meta charset="gb2312"></head></html>')

    assert (decoded.encoding, decoded.evidence) == ("utf-8", "ascii only")
    assert contradicted(decoded) == ()


def test_declared_east_asian_charsets_are_read_where_chinese_is_not() -> None:
    korean = page(["연변조선족자치주 인민정부 정보공개 년도보고", "정부정보공개사업을 적극 추진하였다."])

    assert decode(korean.encode("cp949"), "text/html; charset=euc-kr").text == korean
    assert decode("Годовой отчёт о раскрытии информации".encode("cp1251"), "text/html; charset=windows-1251").text == (
        "Годовой отчёт о раскрытии информации"
    )


def test_a_western_page_is_not_chinese() -> None:
    text = "<p>The café in the old town — “très bien” — costs 5 francs, déjà vu, naïve.</p>"

    assert decode(text.encode("cp1252")).text == text
    assert decode(text.encode()).text == text


# Damage


def test_a_page_cut_in_a_character_loses_that_character_only() -> None:
    for codec in ("utf-8", "gb18030"):
        for length in range(1_000, 1_120):
            whole = len(LONG)
            body = LONG.encode(codec)[:length]
            decoded = decode(body)
            kept = decoded.text.removesuffix("\ufffd")
            assert LONG.startswith(kept)
            assert decoded.replaced == (len(kept.encode(codec)) < length)
            assert whole > len(decoded.text) >= len(kept)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
@pytest.mark.parametrize("count", [1, 5, 20])
def test_bad_bytes_cost_one_character_each(codec: str, count: int) -> None:
    text = page(TRADITIONAL, repeat=10) if codec == "big5" else LONG
    for seed in range(5):
        chosen = random.Random(f"{codec} {count} {seed}")
        han = [number for number, character in enumerate(text) if "\u4e00" <= character <= "\u9fff"]
        hurt = set()
        while len(hurt) < count:
            candidate = chosen.choice(han)
            if all(abs(candidate - other) > 2 for other in hurt):
                hurt.add(candidate)
        pieces = []
        for number, character in enumerate(text):
            piece = bytearray(character.encode(codec))
            if number in hurt:
                piece[chosen.randrange(len(piece))] = 0xFF
            pieces.append(bytes(piece))
        expected = "".join("\ufffd" if number in hurt else character for number, character in enumerate(text))

        decoded = decode(b"".join(pieces))

        assert decoded.text == expected
        assert (decoded.encoding, decoded.replaced) == (codec, count)


def test_a_gbk_include_in_a_utf8_page_is_read_apart() -> None:
    include = (
        '<div class="nav"><a href="/">首页</a> | <a href="/xxgk/">信息公开</a> | 今天是2019年3月12日 星期二</div>\n'
    )
    front, back = page(SIMPLIFIED), "<p>主办单位：云溪县人民政府办公室</p>"

    decoded = decode(front.encode() + include.encode("gbk") + back.encode())

    assert decoded.text == front + include + back
    assert (decoded.encoding, decoded.replaced) == ("utf-8", 0)
    assert [(each.kind, each.detail) for each in decoded.repairs] == [("run_in_other_charset", "gb18030")]


def test_a_gbk_phrase_inside_a_line_of_utf8() -> None:
    body = "<p>当前位置：".encode() + "政府信息公开年度报告".encode("gbk") + "，共一页</p>".encode() + LONG.encode()

    assert decode(body).text == "<p>当前位置：政府信息公开年度报告，共一页</p>" + LONG


def test_a_utf8_include_in_a_gbk_page_is_read_apart() -> None:
    include = "<div>版权所有：云溪县人民政府。联系电话：0000-1234567，地址：人民路1号。</div>\n"
    front = page(SIMPLIFIED)

    decoded = decode(front.encode("gbk") + include.encode() + front.encode("gbk"))

    assert decoded.text == front + include + front
    assert (decoded.encoding, decoded.replaced) == ("gb18030", 0)


def test_chinese_far_behind_ascii() -> None:
    ascii_part = "<!-- " + "x" * 74 + " -->\n"
    few = ascii_part * 375 + "<p>云溪县政府信息公开年度报告</p>"
    late = ascii_part * 3_300 + page(SIMPLIFIED)

    assert decode(few.encode("gbk")).text == few
    assert decode(late.encode("gbk")).text == late


def test_the_euro_of_cp936() -> None:
    body = page(SIMPLIFIED).encode("gbk").replace(b"3562", b"\x803562")

    decoded = decode(body)

    assert decoded.text == page(SIMPLIFIED).replace("3562", "€3562")
    assert decoded.replaced == 0


def test_a_replacement_character_of_the_page_itself_is_not_counted() -> None:
    body = page([*SIMPLIFIED, "已有\ufffd损坏"]).encode()

    assert decode(body).replaced == 0
    assert decode(body + b"\xff").replaced == 1


# Short text


@pytest.mark.parametrize(
    "text",
    [
        "2018年1月2日10:30 共27件 19",
        "第1页 共20页 2016-03-08",
        "受理3562条 办结3500条 12.5%",
        "年度报告",
        "网站2210 微博486 其他866条",
        "1.30平方公里 2,345万元",
    ],
)
def test_short_undeclared_gbk_full_of_digits_is_gbk(text: str) -> None:
    assert decode(text.encode("gbk")).text == text
    assert decode(text.encode("gbk"), host="www.example.gov.cn").text == text
    assert decode(text.encode()).text == text


def test_host_and_history_decide_where_bytes_do_not() -> None:
    # D1 A7 D0 A3 is 学校 in GBK and two letters of other scripts in UTF-8.
    body = "学校".encode("gbk")

    assert decode(body).encoding == "utf-8"
    assert decode(body, "text/html; charset=gb2312").text == "学校"
    assert decode(body, host="xx.example.gov.cn", history="gb18030").text == "学校"


# Whatever comes


@given(st.binary(max_size=400), st.none() | st.text(max_size=60))
@example(b"<meta charset=", "charset=")
@example(b"\xff\xfe\x00\xd8", None)
@example(b"\x00" * 9, None)
@settings(max_examples=300, deadline=None)
def test_no_bytes_and_no_header_raise(body: bytes, content_type: str | None) -> None:
    decoded = decode(body, content_type, host=content_type, history=content_type)

    assert decoded.text.encode("utf-8", "strict") is not None
    assert decoded.replaced <= decoded.text.count("\ufffd")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\ufeff\0"), max_size=200))
@settings(max_examples=200, deadline=None)
def test_declared_utf8_comes_back(text: str) -> None:
    body = page([*SIMPLIFIED, text]).encode()

    assert decode(body, "text/html; charset=utf-8").text == page([*SIMPLIFIED, text])


@given(
    st.lists(st.sampled_from([b"\xe6\x94\xbf", b"\xd5\xfe", b"\xff", b"\x80", b"a", b"<", b"\n", b"\xe6", b"\x81\x30"]))
)
@settings(max_examples=300, deadline=None)
def test_mixtures_lose_no_ascii_marks(pieces: list[bytes]) -> None:
    body = b"".join(pieces)

    assert decode(body).text.count("<") == body.count(b"<")


# Real pages


@needs_shared
@pytest.mark.parametrize(
    ("name", "encoding", "words", "lies"),
    [
        ("charset/11.html", "gb18030", "", 0),
        ("charset/12.html", "gb18030", "", 0),
        ("charset/30.html", "gb18030", "", 0),
        ("details/qzhxiangtan.gov.cn.html", "utf-16le", "", 0),
        ("sites/www.atxlyj.cn/index.html", "utf-8", "", 0),
    ],
)
def test_saved_pages(name: str, encoding: str, words: str, lies: int) -> None:
    decoded = decode((SHARED / name).read_bytes())

    assert (decoded.encoding, decoded.replaced) == (encoding, 0)
    assert "\ufffd" not in decoded.text
    assert words in decoded.text


@needs_shared
def test_every_saved_page_is_read_without_loss() -> None:
    pages = [
        path for path in sorted(SHARED.rglob("*")) if path.is_file() and path.suffix not in (".md", ".tsv", ".docx")
    ]
    for path in pages:
        decoded = decode(path.read_bytes())
        assert decoded.replaced == 0, path
        assert decoded.encoding in ("utf-8", "gb18030", "utf-16le"), path


@pytest.mark.parametrize("name", ["utf-16le", "utf-16be"])
def test_utf16_without_a_mark_that_is_cut_in_a_character(name: str) -> None:
    text = "<html><body><p>某县林业局2022年政府信息公开工作年度报告</p>"
    decoded = decode(text.encode(name)[:-1])
    assert (decoded.text, decoded.encoding, decoded.replaced) == (text[:-1] + "\ufffd", name, 1)
