"""A .docx (Office Open XML) → blocks, tables with merged cells in document order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx
from lxml import etree

from crawler.extraction.files.package import PackageError, open_package
from crawler.extraction.grid import Cell, expand
from crawler.extraction.line import one_line
from crawler.extraction.page import Block

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAIN_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
_W = f"{{{_MAIN}}}"
_P, _TBL, _TR, _TC = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_NOT_TEXT = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}instrText", f"{_W}pPr", f"{_W}rPr"))
_SPACES = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_docx(body: bytes) -> tuple[list[Block], dict[str, Any]]:
    """The blocks of a .docx and notes.

    Deleted and hidden text is left out; numbers that Word computes for list paragraphs are not in the file, so such
    paragraphs are counted in the note `auto_numbered`. A file that cannot be read gives no blocks and the note
    `damaged_file`.
    """
    try:
        with open_package(body, "utf-8"):
            root: etree._Element = docx.Document(io.BytesIO(body)).element.body
    except PackageError as error:
        return [], {error.note: str(error)}
    except MemoryError:
        raise
    except Exception as error:  # the reader raises whatever its parts raise on damaged packages
        return [], {"damaged_file": f"{type(error).__name__}: {error}"[:200]}
    return _blocks(root)


def read_word_xml(body: bytes) -> tuple[list[Block], dict[str, Any]]:
    """The blocks of a document saved as one XML file: Word 2003's own XML, or a "flat" package of 2007 and later."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=True)
    try:
        root = etree.fromstring(body.lstrip().replace(_MAIN_2003.encode(), _MAIN.encode()), parser)
    except (etree.LxmlError, ValueError) as error:
        return [], {"damaged_file": f"{type(error).__name__}: {error}"[:200]}
    found = None if root is None else next(root.iter(f"{_W}body"), None)
    return _blocks(found) if found is not None else ([], {"damaged_file": "no document in the XML"})


def _blocks(root: etree._Element) -> tuple[list[Block], dict[str, Any]]:
    blocks: list[Block] = []
    numbered = 0
    for element in _units(root, (_P, _TBL)):
        if element.tag == _TBL:
            blocks.extend(_table(element))
            continue
        lines = [line for line in map(one_line, _text(element).split("\n")) if line]
        blocks.extend(Block(line) for line in lines)
        if lines and element.find(f"{_W}pPr/{_W}numPr") is not None:
            numbered += 1
    return blocks, {"auto_numbered": numbered} if numbered else {}


def _units(root: etree._Element, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The nearest descendants with one of `tags`, in order, not looking inside them nor inside text boxes."""
    walker = etree.iterwalk(root, events=("start",))
    for _, element in walker:
        if element is root:
            continue
        if element.tag in tags:
            yield element
            walker.skip_subtree()
        elif element.tag in _NOT_TEXT:
            walker.skip_subtree()


def _text(paragraph: etree._Element) -> str:
    pieces: list[str] = []
    walker = etree.iterwalk(paragraph, events=("start",))
    for _, element in walker:
        if element.tag in _NOT_TEXT or (element.tag == f"{_W}r" and _is_hidden(element)):
            walker.skip_subtree()
        elif element.tag == f"{_W}t":
            pieces.append(element.text or "")
        elif element.tag in _SPACES:
            pieces.append(_SPACES[element.tag])
    return "".join(pieces)


def _is_hidden(run: etree._Element) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false", "off")


def _table(table: etree._Element) -> list[Block]:
    """A data table, or the paragraphs of a table of one column or row."""
    rows: list[list[Cell]] = []
    open_cells: dict[int, list[Any]] = {}
    drafts: list[list[list[Any]]] = []
    for row in _units(table, (_TR,)):
        draft: list[list[Any]] = []
        column = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        for _ in range(column):
            draft.append(["", 1, 1])
        seen: set[int] = set()
        for cell in _units(row, (_TC,)):
            across = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1) or 1
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is None:
                merge = cell.find(f"{_W}tcPr/{_W}vmerge")  # Word 2003 spells it so
            if merge is not None and merge.get(f"{_W}val", "continue") == "continue" and column in open_cells:
                open_cells[column][2] += 1
                seen.add(column)
            else:
                entry = [one_line("\n".join(_text(p) for p in cell.iter(_P))), across, 1]
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
        return [Block(line) for paragraph in table.iter(_P) if (line := one_line(_text(paragraph)))]
    return [Block("", rows=grid)]


def _number(element: etree._Element | None, default: int) -> int:
    raw = "" if element is None else element.get(f"{_W}val", "")
    return min(int(raw), 63) if raw.isascii() and raw.isdigit() and len(raw) < 6 else default
