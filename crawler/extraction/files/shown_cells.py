"""Puts what cells show in the place of what is stored in them, and keeps the doubts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import olefile

from crawler.extraction.files.ods_shown import OdsShown
from crawler.extraction.files.shown_cell import ShownCell
from crawler.extraction.files.trouble import in_words
from crawler.extraction.files.xls_formats import XlsFormats
from crawler.extraction.files.xlsx_formats import XlsxFormats
from crawler.extraction.line import one_line
from crawler.extraction.media import ODS, XLSX, media_type

Stored = int | float | str | bool | time | date | datetime | timedelta
_Read = Callable[[str, int, int], Iterable[ShownCell]]
_MOST_CODES, _LONGEST_CODE = 20, 80


class ShownCells:
    """The shown cells of one workbook. Nothing is raised: what can't be read leaves the stored values, and a note."""

    def __init__(self, body: bytes) -> None:
        self._codes: dict[str, None] = {}
        self._unread = ""
        self._read: _Read | None = None
        try:
            self._read = _reader(body)
        except Exception as error:  # every library raises its own on damaged files
            self._why = one_line(in_words(error))
        else:
            self._why = "" if self._read else "the formats of this kind of workbook are not read"

    def put(self, name: str, rows: Sequence[Sequence[Stored]], texts: list[list[str]]) -> None:
        """Writes what the cells of the sheet `name` show into `texts`, which hold what is stored in `rows`."""
        if self._read is None:
            if any(_is_doubtful(value) for row in rows for value in row):
                self._unread = self._why
            return
        try:
            cells = list(self._read(name, len(rows), max(map(len, rows), default=0)))
        except Exception as error:
            self._unread = one_line(in_words(error))
            return
        for cell in cells:  # all or none: half a column as percentages would be worse than none
            if cell.row < len(rows) and cell.column < len(rows[cell.row]):
                self._put(cell, rows[cell.row][cell.column], texts[cell.row])

    def notes(self) -> dict[str, Any]:
        """`cell_formats`: formats that are not rendered; `cell_formats_unread`: why those of a sheet were not read."""
        notes: dict[str, Any] = {}
        if self._codes:
            notes["cell_formats"] = list(self._codes)
        if self._unread:
            notes["cell_formats_unread"] = self._unread
        return notes

    def _put(self, cell: ShownCell, stored: Stored, texts: list[str]) -> None:
        if cell.value is None and stored == "":
            return
        if cell.text is not None and _is_same(stored, cell.value):
            texts[cell.column] = one_line(cell.text)
        elif len(self._codes) < _MOST_CODES:
            self._codes[one_line(cell.code)[:_LONGEST_CODE]] = None


def _reader(body: bytes) -> _Read | None:
    kind = media_type(body)
    if kind == ODS:
        return OdsShown(body).cells
    if kind == XLSX:
        cells = XlsxFormats(body).cells
    elif body.startswith(olefile.MAGIC):  # whatever else the file holds: a document may be embedded in a workbook
        cells = XlsFormats(body).cells
    else:
        return None
    return lambda name, _height, _width: cells(name)


def _is_same(stored: Stored, value: float | str | None) -> bool:
    """Whether two readings of a cell agree: numbers are equal; a date or time may be stored as a number."""
    if isinstance(stored, (bool, int, float, str)):
        return not isinstance(stored, bool) and stored == value
    return isinstance(value, float) or not isinstance(stored, date) or stored.isoformat()[:10] == str(value)[:10]


def _is_doubtful(value: Stored) -> bool:
    """Whether a stored value is a date, a time, or a number with decimals."""
    return not isinstance(value, (str, int)) and not (isinstance(value, float) and value.is_integer())
