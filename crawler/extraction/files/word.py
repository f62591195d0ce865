"""A .docx (Office Open XML) → blocks, tables with merged cells in document order."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any, Literal

import docx
from lxml import etree

from crawler.extraction.blocks import Block
from crawler.extraction.files.package import PackageError, open_package
from crawler.extraction.files.paragraphs import lines_of
from crawler.extraction.files.trouble import in_words
from crawler.extraction.grid import Cell, expand
from crawler.extraction.line import one_line
from crawler.extraction.raised import raised

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAIN_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
_W = f"{{{_MAIN}}}"
_P, _TBL, _TR, _TC = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_BOX, _DELETED = f"{_W}txbxContent", frozenset((f"{_W}del", f"{_W}moveFrom"))
_NOT_SHOWN = _DELETED | {_FALLBACK}
_NOT_TEXT = _NOT_SHOWN | {_BOX, f"{_W}instrText", f"{_W}pPr", f"{_W}rPr"}
_TEXT = frozenset((f"{_W}t", _MATH_TEXT))
# What shows and is no text: a picture (DrawingML, VML), a character of a symbol font, the mark of a footnote.
_UNREAD = {
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip": "picture",
    "{urn:schemas-microsoft-com:vml}imagedata": "picture",
    f"{_W}sym": "symbol",
    f"{_W}footnoteReference": "footnote",
    f"{_W}endnoteReference": "footnote",
}
_RAISED: dict[str, Literal["sup", "sub"]] = {"superscript": "sup", "subscript": "sub"}
_SPACES = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_docx(body: bytes) -> tuple[list[Block], dict[str, Any]]:
    """The blocks of a .docx and notes.

    Text that is hidden, struck out or deleted by a tracked change is left out, with the notes `struck_out` and
    `tracked_changes`; that of a text box stands behind its paragraph. `unread` counts pictures, symbols and footnotes.
    Numbers that Word computes for list paragraphs are not in the file, so such paragraphs are counted in the note
    `auto_numbered`. A file that cannot be read gives no blocks and the note `damaged_file`.
    """
    try:
        with open_package(body, "utf-8"):
            root: etree._Element = docx.Document(io.BytesIO(body)).element.body
    except PackageError as error:
        return [], {error.note: str(error)}
    except MemoryError:
        raise
    except Exception as error:  # the reader raises whatever its parts raise on damaged packages
        return [], {"damaged_file": in_words(error)}
    return _blocks(root)


def read_word_xml(body: bytes) -> tuple[list[Block], dict[str, Any]]:
    """The blocks of a document saved as one XML file: Word 2003's own XML, or a "flat" package of 2007 and later."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=True)
    try:
        root = etree.fromstring(body.lstrip().replace(_MAIN_2003.encode(), _MAIN.encode()), parser)
    except (etree.LxmlError, ValueError) as error:
        return [], {"damaged_file": in_words(error)}
    found = None if root is None else next(root.iter(f"{_W}body"), None)
    return _blocks(found) if found is not None else ([], {"damaged_file": "no document in the XML"})


def _blocks(root: etree._Element) -> tuple[list[Block], dict[str, Any]]:
    notes: Counter[str] = Counter()
    blocks = _content(root, notes)
    unread = Counter(kind for element in _nearest(root, _UNREAD, _NOT_SHOWN) if (kind := _UNREAD[str(element.tag)]))
    return blocks, dict(+notes) | ({"unread": dict(unread)} if unread else {})


def _content(root: etree._Element, notes: Counter[str]) -> list[Block]:
    blocks: list[Block] = []
    for element in _nearest(root, (_P, _TBL)):
        if element.tag == _TBL:
            blocks.extend(_table(element, notes))
            continue
        lines = lines_of(_text(element, notes))
        blocks.extend(Block(line) for line in lines)
        if lines and element.find(f"{_W}pPr/{_W}numPr") is not None:
            notes["auto_numbered"] += 1
        for box in _boxes(element):
            notes["text_boxes"] += 1
            blocks.extend(_content(box, notes))
    return blocks


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes anchored in a paragraph; the older drawing of one (Fallback) repeats it."""
    return _nearest(paragraph, (_BOX,), _NOT_SHOWN)


def _nearest(
    root: etree._Element, tags: Collection[str], skipped: Collection[str] = _NOT_TEXT
) -> Iterator[etree._Element]:
    """The nearest descendants with one of `tags`, in order, not looking inside them nor inside what is `skipped`."""
    walker = etree.iterwalk(root, events=("start",))
    for _, element in walker:
        if element is root:
            continue
        if element.tag in tags:
            yield element
            walker.skip_subtree()
        elif element.tag in skipped:
            walker.skip_subtree()


def _text(paragraph: etree._Element, notes: Counter[str]) -> str:
    pieces: list[str] = []
    how: Literal["sup", "sub"] | None = None
    walker = etree.iterwalk(paragraph, events=("start",))
    for _, element in walker:
        tag = element.tag
        if tag in _NOT_TEXT:
            notes["tracked_changes"] += tag in _DELETED
            walker.skip_subtree()
        elif tag == f"{_W}r":
            look = element.find(f"{_W}rPr")
            how = None
            if look is None:
                continue
            struck = _is_on(look, "strike") or _is_on(look, "dstrike")
            if struck:
                notes["struck_out"] += sum(len(text.text or "") for text in element.iter(f"{_W}t"))
            if struck or _is_on(look, "vanish"):
                walker.skip_subtree()
                continue
            placed = look.find(f"{_W}vertAlign")
            how = None if placed is None else _RAISED.get(placed.get(f"{_W}val", ""))
        elif tag in _TEXT:
            text = element.text or ""
            digits = raised(pieces[-1] if pieces else "", text, how) if how is not None else None
            notes["raised_digits"] += digits is not None
            pieces.append(text if digits is None else digits)
        elif tag in _SPACES:
            pieces.append(_SPACES[tag])
    return "".join(pieces)


def _is_on(look: etree._Element, name: str) -> bool:
    mark = look.find(f"{_W}{name}")
    return mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false", "off")


def _cell_text(cell: etree._Element, notes: Counter[str]) -> str:
    """The paragraphs of a cell as one, those of text boxes and of inner tables included."""
    pieces: list[str] = []
    for paragraph in _nearest(cell, (_P,)):
        pieces.append(_text(paragraph, notes))
        pieces += [_text(inner, notes) for box in _boxes(paragraph) for inner in _nearest(box, (_P,))]
    return one_line("\n".join(pieces))


def _table(table: etree._Element, notes: Counter[str]) -> list[Block]:
    """A data table, or what stands in a table of one column or row: a frame around paragraphs and other tables."""
    counted: Counter[str] = Counter()
    rows: list[list[Cell]] = []
    open_cells: dict[int, list[Any]] = {}
    drafts: list[list[list[Any]]] = []
    lines = list(_nearest(table, (_TR,)))
    for row in lines if len(lines) > 1 else ():
        if row.find(f"{_W}trPr/{_W}del") is not None:
            counted["tracked_changes"] += 1
            continue
        draft: list[list[Any]] = []
        column = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        for _ in range(column):
            draft.append(["", 1, 1])
        seen: set[int] = set()
        for cell in _nearest(row, (_TC,)):
            across = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1) or 1
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is None:
                merge = cell.find(f"{_W}tcPr/{_W}vmerge")  # Word 2003 spells it so
            if merge is not None and merge.get(f"{_W}val", "continue") == "continue" and column in open_cells:
                open_cells[column][2] += 1
                seen.add(column)
            else:
                entry = [_cell_text(cell, counted), across, 1]
                draft.append(entry)
                open_cells.pop(column, None)
                if merge is not None:
                    open_cells[column] = entry
                    seen.add(column)
            column += across
        for gone in [key for key in open_cells if key not in seen]:
            del open_cells[gone]
        drafts.append(draft)
    rows = [[Cell(text, str(across), str(down)) for text, across, down in draft] for draft in drafts]
    grid = expand([rows])
    if grid is None or len(grid) < 2 or len(grid[0]) < 2:
        frame = (cell for row in lines for cell in _nearest(row, (_TC,)))
        return [block for cell in frame for block in _content(cell, notes)]
    notes.update(counted)
    return [Block("", rows=grid)]


def _number(element: etree._Element | None, default: int) -> int:
    raw = "" if element is None else element.get(f"{_W}val", "")
    return min(int(raw), 63) if raw.isascii() and raw.isdigit() and len(raw) < 6 else default
