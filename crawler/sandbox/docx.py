"""A .docx made from a document: the smallest package that word processors and readers accept (ECMA-376)."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from crawler.sandbox.document import Cell, Document, Grid

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MEDIA_TYPE}.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="word/document.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    ),
}


def docx(document: Document) -> bytes:
    """The bytes of a .docx that holds the title as its first paragraph, then the blocks. The same bytes every time."""
    body = [_paragraph(document.title, centred=True)]
    for block in document.blocks:
        body.append(_table(block) if isinstance(block, Grid) else _paragraph(block.text))
    xml = f'<w:document xmlns:w="{_MAIN}"><w:body>{"".join(body)}<w:sectPr/></w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in (*_PARTS.items(), ("word/document.xml", xml)):
            package.writestr(zipfile.ZipInfo(name, (2018, 1, 1, 0, 0, 0)), _HEAD + part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _paragraph(text: str, centred: bool = False) -> str:
    style = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    return f'<w:p>{style}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(grid: Grid) -> str:
    width = sum(cell.columns for cell in grid.rows[0])
    covered: dict[tuple[int, int], Cell] = {}
    rows = []
    for top, row in enumerate(grid.rows):
        cells, waiting, left = [], list(row), 0
        while left < width:
            above = covered.get((top, left))
            cell = above or waiting.pop(0)
            if above is None and cell.rows > 1:
                covered.update({(top + below, left): cell for below in range(1, cell.rows)})
            cells.append(_cell(cell, merged="" if cell.rows == 1 else "continue" if above else "restart"))
            left += cell.columns
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    columns = "<w:gridCol/>" * width
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _cell(cell: Cell, merged: str) -> str:
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    merge = f'<w:vMerge w:val="{merged}"/>' if merged else ""
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{_paragraph('' if merged == 'continue' else cell.text)}</w:tc>"
