"""A workbook (.xls, .xlsx, .xlsb, .ods, .et) → blocks: lines, and tables with their merged cells."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import python_calamine

from crawler.extraction.blocks import Block
from crawler.extraction.files.shown_cells import ShownCells, Stored
from crawler.extraction.files.trouble import in_words
from crawler.extraction.line import one_line

MAX_CELLS = 500_000
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、")
_CAPTION = re.compile(r"(?:报告|年报|情况|表|報告|年報)[（(]?[^（()）]{0,20}[)）]?$|^[（(]?单位")
_LONG = 80

_Range = tuple[tuple[int, int], tuple[int, int]]


def read_workbook(body: bytes) -> tuple[list[Block], dict[str, Any]]:
    """The blocks of a workbook and notes, sheet after sheet; hidden sheets are left out and counted.

    Cells hold what their number formats show: 98.5%, 1,234, 2023年1月. Where that is not known for certain they hold
    what is stored, and a note tells it: `cell_formats`, the format codes met, or `cell_formats_unread`, why none was
    read. Formats that depend on conditional formatting are not followed. An empty row ends a table.
    """
    notes: dict[str, Any] = {}
    blocks: list[Block] = []
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(body))
        shown = ShownCells(body)
        budget = MAX_CELLS
        for sheet in workbook.sheets_metadata:
            if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            if sheet.visible != python_calamine.SheetVisibleEnum.Visible:
                notes["hidden_sheets"] = notes.get("hidden_sheets", 0) + 1
                continue
            page = workbook.get_sheet_by_name(sheet.name)
            budget -= page.total_height * page.total_width
            if budget < 0:
                notes["sheets_too_large"] = MAX_CELLS
                break
            rows = page.to_python(skip_empty_area=False)
            texts = [[_stored(cell) for cell in row] for row in rows]
            shown.put(sheet.name, rows, texts)
            blocks += _blocks(texts, page.merged_cell_ranges or ())
    except python_calamine.PasswordError:
        return [], {"encrypted_file": "the workbook is protected by a password"}
    except MemoryError:
        raise
    except BaseException as error:  # a panic of the Rust reader is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return [], {"damaged_file": in_words(error)}
    return blocks, notes | shown.notes()


def _stored(value: Stored) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    return one_line(str(value))


def _blocks(rows: list[list[str]], merged: Sequence[_Range]) -> list[Block]:
    width = max((len(row) for row in rows), default=0)
    across = _fill(rows, merged, width)
    out: list[Block] = []
    group: list[int] = []
    for y, row in enumerate([*rows, []]):
        alone = _alone(row, across.get(y, {}))
        if alone is None:  # an empty row, or the end
            out += _table([rows[at] for at in group])
            group = []
        elif alone and (_HEADING.match(alone) or len(alone) > _LONG or (not group and not _heads(alone, across, y))):
            out += _table([rows[at] for at in group])
            group = []
            out.append(Block(alone))
        else:
            group.append(y)
    return out


def _heads(alone: str, across: dict[int, dict[int, int]], y: int) -> bool:
    """Whether a lone cell above a table is the table's first row: merged over columns, and no title or caption."""
    return any(right > left for left, right in across.get(y, {}).items()) and not _CAPTION.search(alone)


def _fill(rows: list[list[str]], merged: Sequence[_Range], width: int) -> dict[int, dict[int, int]]:
    """Writes a merged cell's text into each slot it covers; gives per row its merged cells: first column → last."""
    across: dict[int, dict[int, int]] = {}
    budget = MAX_CELLS
    for (top, left), (bottom, right) in merged:
        bottom, right = min(bottom, len(rows) - 1), min(right, width - 1)
        budget -= max(bottom - top + 1, 0) * max(right - left + 1, 0)
        if budget < 0 or top >= len(rows) or left >= len(rows[top]):
            break
        text = rows[top][left]
        for y in range(top, bottom + 1):
            across.setdefault(y, {})[left] = right
            for x in range(left, right + 1):
                rows[y][x] = text
    return across


def _alone(row: Sequence[str], across: dict[int, int]) -> str | None:
    """The text of a row with one filled cell only, "" for a row with more, None for an empty row."""
    found: list[str] = []
    x = 0
    while x < len(row) and len(found) < 2:
        if row[x]:
            found.append(row[x])
        x = across.get(x, x) + 1
    return (found[0] if len(found) == 1 else "") if found else None


def _table(rows: Sequence[Sequence[str]]) -> list[Block]:
    if not rows:
        return []
    filled = [x for x in range(len(rows[0])) if any(row[x] for row in rows)]
    cells = tuple(tuple(row[filled[0] : filled[-1] + 1]) for row in rows)
    if len(cells) > 1 and len(cells[0]) > 1:
        return [Block("", rows=cells)]
    return [Block(" ".join(dict.fromkeys(cell for cell in row if cell))) for row in cells]
