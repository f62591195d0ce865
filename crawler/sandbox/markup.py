"""Drawing a document's blocks as HTML, in the ways that editors of these systems leave behind."""

from __future__ import annotations

import re
from html import escape
from typing import Literal

from crawler.sandbox.document import Document, Grid, Paragraph

Style = Literal["plain", "word", "br", "split", "wrapped"]
"""How paragraphs are drawn.

plain: `<p>` with two ideographic spaces. word: paragraphs pasted from a word processor, a run for each script. br: no
paragraphs, only `<br>`. split: digits of one year in two elements, with a blank
between them where the year opens the paragraph. wrapped: source lines broken inside paragraphs.
"""

_DIGITS = re.compile(r"(\d+)")
_YEAR = re.compile(r"(20[0-2])(\d)(?=年)")
_WRAP = 42
_INDENT = "　　"


def draw(document: Document, style: Style) -> str:
    """The blocks of a document as HTML, without title and container."""
    parts = []
    for block in document.blocks:
        if isinstance(block, Grid):
            parts.append(table(block, pasted=style in ("word", "split")))
        else:
            parts.append(paragraph(block, style))
    return "\n".join(parts)


def paragraph(block: Paragraph, style: Style) -> str:
    """One paragraph as HTML."""
    text, signed = escape(block.text, quote=False), block.role == "sign-off"
    if style == "br":
        return f"{_INDENT}{text}<br />" if not signed else f"<br />{_INDENT * 9}{text}&nbsp;&nbsp;<br />"
    if style == "wrapped":
        lines = [text[at : at + _WRAP] for at in range(0, len(text), _WRAP)] if _breakable(text) else [text]
        return '<p style="text-indent: 2em;">\n  ' + "\n  ".join(lines) + "\n</p>"
    align = ' align="right"' if signed else ' align="center"' if block.role == "caption" else ""
    if style == "plain":
        return f"<p{align}>{_INDENT}{text}</p>" if not signed else f"<p{align}>{text}　　&nbsp;</p>"
    look = "FONT-FAMILY: 仿宋_GB2312; FONT-SIZE: 16pt"
    if style == "split":
        runs = _YEAR.sub(_split_year, text)
    else:
        runs = "".join(
            f'<span lang="EN-US" style="{look}">{run}</span>'
            if run.isdigit()
            else f'<font face="仿宋_GB2312">{run}</font>'
            for run in _DIGITS.split(text)
            if run
        )
    if block.role == "heading":
        runs = f"<strong>{runs}</strong>"
    blank = '<p class="MsoNormal"><span>&nbsp;</span></p>\n' if block.role in ("heading", "sign-off") else ""
    indent = "" if signed else "<span>&nbsp;&nbsp;&nbsp; </span>"
    inner = f'{indent}<span style="{look}">{runs}</span>'
    return f'{blank}<p class="MsoNormal"{align} style="LINE-HEIGHT: 28pt; {look}">{inner}</p>'


def _split_year(match: re.Match[str]) -> str:
    return f"<span>{match[1]}</span>{' ' if match.start() == 0 else ''}<span>{match[2]}</span>"


def _breakable(text: str) -> bool:
    """Whether every break that `wrapped` would make falls between two Han characters or full-width marks."""
    wide = [ord(char) > 0x2FFF for char in text]
    return all(wide[at - 1] and wide[at] for at in range(_WRAP, len(text), _WRAP))


def table(grid: Grid, pasted: bool) -> str:
    """A table with its spans. `pasted`: cells hold styled paragraphs, as pasted from a word processor."""
    rows = []
    for row in grid.rows:
        cells = []
        for cell in row:
            spans = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
            spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
            text = escape(cell.text, quote=False) or "&nbsp;"
            if pasted:
                text = f'<p align="center" class="MsoNormal"><span style="FONT-SIZE: 10.5pt">{text}</span></p>'
            cells.append(f'<td valign="middle"{spans}>{text}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    body = "\n".join(rows)
    return f'<table border="1" cellspacing="0" cellpadding="0" width="640"><tbody>\n{body}\n</tbody></table>'
