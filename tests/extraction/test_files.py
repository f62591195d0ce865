"""Files: kinds by their bytes, .docx with its merged cells, .pdf text."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from crawler.extraction import extract_file, media_type
from tests.extraction.saved import REAL, SHARED

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.4\n", "application/pdf"),
        (b"\n\n%PDF-1.4\n", "application/pdf"),
        (OLE + "WordDocument\0".encode("utf-16-le"), "application/msword"),
        (OLE + "Workbook\0".encode("utf-16-le"), "application/vnd.ms-excel"),
        (zipped("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
        (
            zipped("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (zipped("报告.pdf"), "application/zip"),
        (b"PK\x03\x04 cut off", "application/zip"),
        (b"Rar!\x1a\x07\x01\x00", "application/vnd.rar"),
        (b"<!DOCTYPE html><html>", "text/html"),
        (b"\xef\xbb\xbf <html>", "text/html"),
        ("年报".encode("gb18030"), "text/plain"),
        (b"", "application/octet-stream"),
        (b"\x00\x01\x02", "application/octet-stream"),
    ],
)
def test_kinds_by_bytes(body: bytes, kind: str) -> None:
    assert media_type(body, "年报.pdf", "application/pdf") == kind


def test_official_form_of_2021_has_its_merged_cells() -> None:
    if not SHARED.exists():
        pytest.skip("saved pages are not on this machine")
    page = extract_file((REAL / "forms/2021-form.docx").read_bytes(), "附件.doc")
    assert [(len(table.rows), len(table.rows[0])) for table in page.tables] == [(14, 4), (28, 10), (4, 15)]
    proactive, applications, reviews = page.tables
    assert proactive.rows[0] == ("第二十条第（一）项",) * 4
    assert proactive.rows[13][1:] == ("",) * 3
    assert applications.rows[1][3:] == ("自然人", *["法人或其他组织"] * 5, "总计")
    assert applications.rows[2][3:] == (
        "自然人",
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "其他",
        "总计",
    )
    assert {row[0] for row in applications.rows[5:27]} == {"三、本年度办理结果"}
    assert reviews.rows[0] == ("行政复议",) * 5 + ("行政诉讼",) * 10
    headings = [line for line in page.text.split("\n") if line[1:2] == "、" and not line.startswith("|")]
    assert [line[0] for line in headings] == list("一二三四五六")


def test_docx_in_document_order_with_its_title_and_sign_off() -> None:
    document = docx.Document()
    for line in ("某某县2021年政府信息公开工作年度报告", "　　一、总体情况", "申请数量如下："):
        document.add_paragraph(line)
    table = document.add_table(3, 3)
    for row, values in zip(table.rows, (("指标", "", "数量"), ("申请", "网上", "1"), ("", "当面", "")), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 0).merge(table.cell(2, 0))
    for line in ("某某县财政局", "2022年1月9日"):
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    page = extract_file(buffer.getvalue(), "W0202.pdf")
    assert page.text.split("\n") == [
        "一、总体情况",
        "申请数量如下：",
        "| 指标 | 指标 | 数量 |",
        "| 申请 | 网上 | 1 |",
        "| 申请 | 当面 |  |",
        "某某县财政局",
        "2022年1月9日",
    ]
    assert (page.title, page.organ, page.report_year) == ("某某县2021年政府信息公开工作年度报告", "某某县", 2021)
    assert page.tables[0].caption == "申请数量如下："


def simple_pdf(lines: list[str]) -> bytes:
    """A PDF of one page with one text line each, in Latin letters (a base font holds no Chinese)."""
    content = "BT /F1 12 Tf 14 TL 72 720 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    ]
    body = "%PDF-1.4\n" + "".join(f"{n} 0 obj\n{text}\nendobj\n" for n, text in enumerate(objects, 1))
    return (body + "trailer << /Root 1 0 R /Size 5 >>\n").encode("latin-1")


def test_pdf_lines_go_on_to_the_margin_and_page_numbers_go() -> None:
    page = extract_file(simple_pdf(["the first line that is full", "and goes on.", "1. heading", "- 4 -"]), "a.pdf")
    assert page.text.split("\n") == ["the first line that is full and goes on.", "1. heading"]
    assert page.notes == {}


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (OLE + "PowerPoint Document\0".encode("utf-16-le"), ("unread_file", "application/vnd.ms-powerpoint")),
        (b"", ("unread_file", "application/octet-stream")),
        (b"\x00\x01\x02\x03", ("unread_file", "application/octet-stream")),
    ],
)
def test_kinds_that_are_not_read_say_so(body: bytes, note: tuple[str, str]) -> None:
    page = extract_file(body, "2021年报.ppt")
    assert (page.text, page.title) == ("", "2021年报")
    assert page.notes == dict([note])


def test_a_name_that_says_another_kind_is_a_note() -> None:
    page = extract_file(simple_pdf(["text"]), "2021年报.doc")
    assert (page.text, page.notes) == ("text", {"mislabelled": ".doc holds application/pdf"})


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.4 cut off",
        zipped("word/document.xml"),
        OLE + "WordDocument\0".encode("utf-16-le"),
        OLE + "Workbook\0".encode("utf-16-le"),
        zipped("OFD.xml"),
        b"Rar!\x1a\x07\x01\x00 cut off",
        b"\x89PNG\r\n\x1a\n cut off",
        b"\x1f\x8b cut off",
    ],
)
def test_damaged_files_say_so(body: bytes) -> None:
    assert "damaged_file" in extract_file(body, "a").notes
