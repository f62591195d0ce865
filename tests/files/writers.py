"""Small writers of the formats that no library writes: OFD, RTF as Word writes it, a page in GBK named .doc."""

from __future__ import annotations

import io
import zipfile
from html import escape

from crawler.sandbox.document import Document, Grid

_NAMESPACE = "http://www.ofdspec.org/2016"
_PAGE_HEIGHT, _LEFT, _WIDTH, _LINE = 280.0, 20.0, 170.0, 11.0
_SIZE = 2.0


def ofd(document: Document) -> bytes:
    """An OFD (GB/T 33190-2016) of the document: text objects, and the borders of tables as paths. Millimetres."""
    pages: list[list[str]] = [[]]
    y = 20.0
    for block in (document.title, *(b if isinstance(b, Grid) else b.text for b in document.blocks)):
        if isinstance(block, Grid):
            if y + len(block.rows) * _LINE > _PAGE_HEIGHT:
                pages.append([])
                y = 20.0
            pages[-1] += _drawn(block, y)
            y += len(block.rows) * _LINE + 4
        else:
            for line in _wrapped(block):
                if y > _PAGE_HEIGHT:
                    pages.append([])
                    y = 20.0
                pages[-1].append(_text(line, _LEFT, y, 4.0))
                y += 7
    return _package(pages)


def _wrapped(text: str) -> list[str]:
    count = int(_WIDTH / 4)
    lines: list[str] = []
    line, width = "", 0.0
    for character in text:
        step = 0.5 if character.isascii() else 1
        if width + step > count:
            lines.append(line)
            line, width = "", 0.0
        line += character
        width += step
    return [*lines, line]


def _drawn(grid: Grid, top: float) -> list[str]:
    width = sum(cell.columns for cell in grid.rows[0])
    step = _WIDTH / width
    taken: set[tuple[int, int]] = set()
    out: list[str] = []
    for y, row in enumerate(grid.rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            taken |= {(y + down, x + across) for down in range(cell.rows) for across in range(cell.columns)}
            left, upper = _LEFT + x * step, top + y * _LINE
            across, down = cell.columns * step, cell.rows * _LINE
            out.append(
                f'<ofd:PathObject ID="1" Boundary="{left} {upper} {across} {down}" LineWidth="0.2">'
                f"<ofd:AbbreviatedData>M 0 0 L {across} 0 L {across} {down} L 0 {down} C</ofd:AbbreviatedData>"
                "</ofd:PathObject>"
            )
            most = max(int((across - 1) / _SIZE), 1)
            lines = [cell.text[at : at + most] for at in range(0, len(cell.text), most)]
            out += [_text(line, left + 0.5, upper + at * _SIZE, _SIZE) for at, line in enumerate(lines)]
            x += cell.columns
    return out


def _text(text: str, x: float, y: float, size: float) -> str:
    steps = " ".join(str(size / 2 if character.isascii() else size) for character in text[:-1])
    delta = f' DeltaX="{steps}"' if steps else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y} {_WIDTH} {size}" Font="1" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size * 0.85}"{delta}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def _package(pages: list[list[str]]) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<ofd:{{}} xmlns:ofd="{_NAMESPACE}">'
    listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages)))
    parts = {
        "OFD.xml": head.format("OFD")
        + "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"{head.format('Document')}<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for at, objects in enumerate(pages):
        layer = f'<ofd:Content><ofd:Layer ID="9">{"".join(objects)}</ofd:Layer></ofd:Content>'
        parts[f"Doc_0/Pages/Page_{at}/Content.xml"] = f"{head.format('Page')}{layer}</ofd:Page>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return out.getvalue()


def word_page(document: Document) -> bytes:
    """The document as Word saves a web page, in GBK: what stands in many a file named .doc."""
    pieces = [f"<p class=MsoNormal>{escape(document.title)}</p>"]
    for block in document.blocks:
        if not isinstance(block, Grid):
            pieces.append(f"<p class=MsoNormal>{escape(block.text)}</p>")
            continue
        rows = "".join(
            "<tr>"
            + "".join(
                f"<td colspan={cell.columns} rowspan={cell.rows}><p class=MsoNormal>{escape(cell.text)}</p></td>"
                for cell in row
            )
            + "</tr>"
            for row in block.rows
        )
        pieces.append(f"<table class=MsoNormalTable border=1>{rows}</table>")
    html = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>'
        '<meta http-equiv=Content-Type content="text/html; charset=gb2312"></head>'
        f"<body><div class=WordSection1>{''.join(pieces)}</div></body></html>"
    )
    return html.encode("gb18030")


def web_archive(document: Document) -> bytes:
    """The same as a "single file web page" (MHTML)."""
    import base64

    page = base64.encodebytes(word_page(document))
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="----=_Next.01"\r\n\r\n'
        b"------=_Next.01\r\nContent-Location: file:///C:/report.htm\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Type: text/html; charset="gb2312"\r\n\r\n' + page + b"\r\n------=_Next.01--\r\n"
    )


def word_2003(document: Document) -> bytes:
    """The document as Word 2003's XML."""
    from tests.files.report import word_file

    with zipfile.ZipFile(io.BytesIO(word_file(document))) as package:
        xml = package.read("word/document.xml").decode()
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    xml = xml.replace("http://schemas.openxmlformats.org/wordprocessingml/2006/main", space)
    xml = xml.replace("<w:document ", "<w:wordDocument ").replace("</w:document>", "</w:wordDocument>")
    return xml.replace("w:vMerge", "w:vmerge").encode()
