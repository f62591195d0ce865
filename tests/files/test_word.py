"""What Word shows of a .docx is what is stored of it: struck-out text, text boxes, tracked changes, frames."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from crawler.extraction.files.file import read_file
from crawler.records import Extraction

_NAMES = (
    nsdecls("w", "wp", "a")
    + " xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    + " xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'"
    + " xmlns:v='urn:schemas-microsoft-com:vml'"
    + " xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'"
)


def run(text: str, look: str = "") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*inside: str) -> Callable[[Document], None]:
    def add(document: Document) -> None:
        body = document.element.body
        body.insert(len(body) - 1, parse_xml(f"<w:p {_NAMES}>{''.join(inside)}</w:p>"))

    return add


def said(add: Callable[[Document], object]) -> tuple[list[str], Extraction]:
    document = docx.Document()
    document.add_paragraph("某县林业局2022年政府信息公开工作年度报告")
    document.add_paragraph("一、总体情况")
    add(document)
    kept = io.BytesIO()
    document.save(kept)
    extraction = read_file(kept.getvalue(), "报告.docx")
    return extraction.text.split("\n")[1:], extraction


def test_struck_out_and_raised_digits_join_no_number() -> None:
    lines, extraction = said(
        paragraph(
            run("收到申请"),
            run("15", "<w:strike/>"),
            run("16件，面积10"),
            run("5", "<w:vertAlign w:val='superscript'/>"),
            run("米"),
        )
    )
    assert lines == ["收到申请16件，面积10⁵米"]
    assert extraction.notes == {"struck_out": 2, "raised_digits": 1}


def test_a_text_box_stands_once_behind_its_paragraph() -> None:
    box = f"<w:txbxContent><w:p>{run('主动公开12条')}</w:p></w:txbxContent>"
    lines, extraction = said(
        paragraph(
            run("文前"),
            "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:inline><a:graphic><a:graphicData>"
            f"<wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
            f"</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>",
            run("文后"),
        )
    )
    assert lines == ["文前文后", "主动公开12条"]
    assert extraction.notes == {"text_boxes": 1}


def test_deleted_text_and_rows_are_gone_and_noted() -> None:
    def add(document: Document) -> None:
        paragraph(
            run("收到"),
            "<w:del w:id='1'><w:r><w:delText>15</w:delText></w:r></w:del>",
            f"<w:ins w:id='2'>{run('16')}</w:ins>",
            run("件"),
        )(document)
        table = document.add_table(3, 2)
        for at, text in enumerate(["项", "数", "旧", "1", "新", "2"]):
            table.cell(at // 2, at % 2).text = text
        table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')} w:id='3'/>"))

    lines, extraction = said(add)
    assert lines == ["收到16件", "| 项 | 数 |", "| 新 | 2 |"]
    assert extraction.notes == {"tracked_changes": 2}


def test_formulas_are_text_and_pictures_and_symbols_are_told() -> None:
    def add(document: Document) -> None:
        paragraph(run("收到"), "<m:oMath><m:r><m:t>16</m:t></m:r></m:oMath>", run("件"))(document)
        paragraph(run("完成"), "<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>")(document)
        picture = io.BytesIO()
        Image.new("RGB", (300, 200)).save(picture, "PNG")
        picture.seek(0)
        document.add_picture(picture)

    lines, extraction = said(add)
    assert lines == ["收到16件", "完成"]
    assert extraction.notes == {"unread": {"symbol": 1, "picture": 1}}


def test_a_table_in_a_frame_is_a_table() -> None:
    def add(document: Document) -> None:
        frame = document.add_table(1, 1)
        frame.cell(0, 0).paragraphs[0].text = "附表"
        inner = frame.cell(0, 0).add_table(2, 2)
        for at, text in enumerate(["项", "数", "申请", "16"]):
            inner.cell(at // 2, at % 2).text = text

    lines, extraction = said(add)
    assert lines == ["附表", "| 项 | 数 |", "| 申请 | 16 |"]
    assert [table.rows for table in extraction.tables] == [(("项", "数"), ("申请", "16"))]


def test_characters_that_show_nothing_go_and_are_counted() -> None:
    lines, extraction = said(paragraph(run("公开1,\u200b234条信\u00ad息")))
    assert lines == ["公开1,234条信息"]
    assert extraction.notes == {"invisible_removed": 2}
