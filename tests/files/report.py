"""One report, the same in every format: the official form of 2021 with its merged cells, figures of our own."""

from __future__ import annotations

import io
import re
import zipfile

from crawler.sandbox.document import Document, Grid, Paragraph
from crawler.sandbox.docx import docx
from crawler.sandbox.figures import applications, disputes, documents
from crawler.sandbox.forms import disclosure_2021, requests, reviews
from crawler.statistics import name_tables, read

ORGAN, YEAR = "青川市石桥区人民政府办公室", 2022
TITLE = f"{ORGAN}{YEAR}年政府信息公开工作年度报告"
_PREFACE = (
    f"根据《中华人民共和国政府信息公开条例》第四十九条、第五十条的规定，现公布{ORGAN}{YEAR}年政府信息公开工作年度报告。"
    "本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。"
)
_OVERVIEW = (
    "全年主动公开政府信息1286条，其中网站公开902条，政务新媒体公开384条；办理依申请公开61件，均在法定期限内答复。"
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def report() -> Document:
    """The document: title, six sections, three statutory tables, organ and date below."""
    chain = documents(ORGAN, YEAR, 17)
    tables = (
        disclosure_2021(chain, 312, 45, 3, "12.5")[0],
        requests(applications(ORGAN, YEAR, 60), "2021")[0],
        reviews(disputes(ORGAN, YEAR, 60))[0],
    )
    return Document(
        TITLE,
        (
            Paragraph(_PREFACE),
            Paragraph("一、总体情况"),
            Paragraph(_OVERVIEW),
            Paragraph("二、主动公开政府信息情况"),
            tables[0],
            Paragraph("三、收到和处理政府信息公开申请情况"),
            tables[1],
            Paragraph("四、政府信息公开行政复议、行政诉讼情况"),
            tables[2],
            Paragraph("五、存在的主要问题及改进情况"),
            Paragraph("政策解读的形式还不够多样，下一步将增加图解和视频。"),
            Paragraph("六、其他需要报告的事项"),
            Paragraph("本年度未收取信息处理费。"),
            Paragraph(ORGAN),
            Paragraph("2023年1月17日"),
        ),
    )


def figures(document: Document) -> dict[str, int | str | None]:
    """The figures that must come out of every format, read from the document itself, with all 42 sums holding."""
    read_back = read(name_tables(document.tables()), document.text())
    assert read_back is not None
    assert [check.name for check in read_back.checks if check.passed is not True] == []
    return read_back.figures


def word_file(document: Document) -> bytes:
    """The document as .docx with drawn borders and column widths, as an office writes it."""
    source = zipfile.ZipFile(io.BytesIO(docx(document)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            part = source.read(name).decode()
            if name == "word/document.xml":
                part = _drawn(part)
            package.writestr(zipfile.ZipInfo(name, (2018, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _drawn(xml: str) -> str:
    properties = f'<w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
    properties += '<w:tblLayout w:type="fixed"/></w:tblPr>'

    def columns(found: re.Match[str]) -> str:
        count = found.group().count("<w:gridCol/>")
        return f'<w:tblGrid>{f"""<w:gridCol w:w="{9000 // count}"/>""" * count}</w:tblGrid>'

    xml = xml.replace("<w:tblPr/>", properties)
    return re.sub(r"<w:tblGrid>(?:<w:gridCol/>)+</w:tblGrid>", columns, xml)


def grids(document: Document) -> tuple[Grid, ...]:
    """The tables as drawn."""
    return tuple(block for block in document.blocks if isinstance(block, Grid))
