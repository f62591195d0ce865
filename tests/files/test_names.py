"""Names of files: RFC 6266, what portals send beyond it, and what any file system takes."""

from __future__ import annotations

import pytest

from crawler.extraction.files import name_of_file, safe_name, unlike
from crawler.extraction.files.names import name_in_address, name_in_header

NAME = "2022年年报.doc"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="report.doc"', "report.doc"),
        ("attachment; filename=report.doc", "report.doc"),
        ("attachment; filename*=UTF-8''2022%E5%B9%B4%E5%B9%B4%E6%8A%A5.doc", NAME),
        ("attachment; filename=\"x.doc\"; filename*=UTF-8''2022%E5%B9%B4%E5%B9%B4%E6%8A%A5.doc", NAME),
        ("attachment; filename*=GBK''2022%C4%EA%C4%EA%B1%A8.doc", NAME),
        (f'attachment; filename="{NAME.encode().decode("latin-1")}"', NAME),
        (f'attachment; filename="{NAME.encode("gbk").decode("latin-1")}"', NAME),
        (f"attachment;filename={NAME.encode('gbk').decode('latin-1')}", NAME),
        ('attachment; filename="2022%E5%B9%B4%E5%B9%B4%E6%8A%A5.doc"', NAME),
        ('attachment; filename="2022%C4%EA%C4%EA%B1%A8.doc"', NAME),
        ('attachment; filename="=?UTF-8?B?MjAyMuW5tOW5tOaKpS5kb2M=?="', NAME),
        ('attachment; filename="C:\\\\data\\\\report.doc"', "report.doc"),
        ('ATTACHMENT; FILENAME="report.doc"', "report.doc"),
        ("inline", None),
        ("", None),
        (None, None),
    ],
)
def test_content_disposition(header: str | None, name: str | None) -> None:
    assert name_in_header(header) == name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://a.gov.cn/x/P020190924343547454138.pdf", "P020190924343547454138.pdf"),
        ("http://a.gov.cn/x/2022%E5%B9%B4%E5%B9%B4%E6%8A%A5.doc?v=1", NAME),
        ("http://a.gov.cn/x/2022%C4%EA%C4%EA%B1%A8.doc", NAME),
        ("http://a.gov.cn/module/download/downfile.jsp?classid=0&filename=abc123.pdf", "abc123.pdf"),
        ("http://a.gov.cn/down?id=3", "down"),
        ("http://a.gov.cn/", ""),
        ("http://[a", ""),
    ],
)
def test_address(url: str, name: str) -> None:
    assert name_in_address(url) == name


def test_the_name_that_says_something() -> None:
    header, url = 'attachment; filename="report.doc"', "http://a.gov.cn/W020220101.doc"
    assert name_of_file(NAME, header, url) == NAME
    for nothing in ("附件", "附件1", "点击下载", "附件下载", "【查看附件】", "PDF版下载", ""):
        assert name_of_file(nothing, header, url) == "report.doc"
        assert name_of_file(nothing, None, url) == "W020220101.doc"
    assert name_of_file("附件1", None, "http://a.gov.cn/") == "附件1"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        (NAME, NAME),
        ('a/b\\c:d*e?f"g<h>i|j.doc', "a_b_c_d_e_f_g_h_i_j.doc"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("con.doc", "_con.doc"),
        ("LPT1", "_LPT1"),
        ("年报\u202ecod.exe", "年报_cod.exe"),
        ("年报\r\n.doc", "年报__.doc"),
        (" 年报. ", "年报"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_long_names_keep_their_ending() -> None:
    name = safe_name("年" * 300 + ".docx")
    assert name.endswith("年.docx")
    assert len(name.encode()) <= 200


def test_names_alike_are_told_apart() -> None:
    taken: set[str] = set()
    names = ("附件.pdf", "附件.PDF", "附件.pdf", "其他.pdf")
    assert [unlike(name, taken) for name in names] == ["附件.pdf", "附件 (2).PDF", "附件 (3).pdf", "其他.pdf"]
