"""Nothing that a page can hold raises, and what comes out keeps the text contract."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction import attachments, extract, extract_file, media_type
from crawler.records import Extraction

_TAGS = (
    "<table> </table> <tr> <td> <td/rowspan=0> <td/colspan=9> <th> <tbody> <caption> <div> </div> <p> </p> <br> <pre>"
    " </pre> <a/href=x.pdf> <a/href='//['> </a> <span/style=display:none> </span> <div/class=TRS_Editor> <script>"
    " </script> <form> <meta/name=ContentStart> <meta/name=ContentEnd> <!--ZJEG_RSS.content.begin-->"
    " <!--ZJEG_RSS.content.end--> <ucapcontent> <h1> <title> </title> <select> <svg> &#0; &#xd800; <?xml <![CDATA[ <"
)
_WORDS = "来源： 2016年政府信息公开年报 二〇一六年一月一日 相关文档 附件： 版权所有 | 。 ０"
PIECES = st.sampled_from([*_TAGS.split(), *_WORDS.split(), "\x00", "\ud800", "\u2028", "\u3000"])


def keeps_the_contract(page: Extraction) -> None:
    lines = page.text.split("\n") if page.text else []
    assert all(line and line == line.strip() and len(line.splitlines()) == 1 for line in lines)
    rows = [row for table in page.tables for row in table.rows]
    assert all(len(row) == len(table.rows[0]) for table in page.tables for row in table.rows)
    printed = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    assert [line for line in lines if line in set(printed)][: len(printed)] == printed


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_markup(html: str) -> None:
    page = extract(html, "https://a.cn/b/c.html")
    keeps_the_contract(page)
    assert attachments(html, "https://a.cn/b/c.html") == page.attachments


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=50), st.text(max_size=50))
def test_any_text(html: str, url: str, title: str) -> None:
    keeps_the_contract(extract(html, url, listed_title=title))


@settings(deadline=None)
@given(
    st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
)
def test_any_file(body: bytes, magic: bytes) -> None:
    page = extract_file(magic + body, "x.docx")
    keeps_the_contract(page)
    assert media_type(magic + body)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "文" * 100,
        "<table><tr><td>" * 20_000 + "文" * 100,
        "<span>" * 50_000 + "文" * 100,
        "<div class=TRS_Editor>" * 1500 + "文字。" * 100,
        '<p title="' + "文" * 500_000 + '">文字</p>',
        "<table><tr><td rowspan=99999999 colspan=99999999>a<td>b</tr><tr><td>c<td>d</table>",
        "<p>" + "打印 " * 60 + "。</p>",
        "<p>" + " " * 300_000 + "x",
        "<p>" + "\u0315\u0300" * 20_000 + "</p>",
        "<title>" + " -" * 100_000 + "</title>",
        "<script>" + '<a href="x' * 20_000 + ".pdf</script>",
        "<script>" + ("<a " + "href=" * 160) * 300 + ".pdf</script>",
        "<p>" + "统计期限" * 50_000 + "</p>",
        "<p>" + "索 " * 250 + "引号</p>",
    ],
    ids=range(14),
)
def test_large_nonsense_ends(html: str) -> None:
    keeps_the_contract(extract(html, "https://a.cn/"))


def test_many_comments_before_nothing() -> None:
    assert media_type(b"<!---->" * 500 + b"x") == "text/plain"
    assert media_type(b"<?xml version='1.0'?><!-- a --><!-- b --> <html>") == "text/html"
