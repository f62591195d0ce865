"""What the cells of an .ods show: the file keeps it beside each value (`text:p`; OpenDocument 1.3 Part 3, 9.1.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from crawler.extraction.files.package import PackageError, open_package
from crawler.extraction.files.shown_cell import ShownCell
from crawler.extraction.files.xml_events import Handler, XmlEvents

_MOST_ELEMENTS = 2_000_000
_MOST_CELLS = 500_000
_LONGEST = 1_000
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_WHITE = {"s": " ", "tab": " ", "line-break": "\n"}


class OdsShown:
    """The shown texts of a document's cells.

    Raises whatever a damaged package raises: PackageError, ExpatError, ValueError, those of zipfile and zlib.
    """

    def __init__(self, body: bytes) -> None:
        self._content = _Content()
        with open_package(body, "utf-8") as package:
            if "content.xml" not in package.namelist():
                raise PackageError("damaged_file", "content.xml is missing")
            with package.open("content.xml") as stream:
                XmlEvents(_MOST_ELEMENTS).read_all(stream, self._content)

    def cells(self, name: str, height: int, width: int) -> Iterator[ShownCell]:
        """The numbers, dates and times of the sheet `name` within its first rows and columns.

        A repeated cell comes once for each place it stands in. Raises ValueError where places are taken many times.
        """
        left = height * width
        for one in self._content.sheets.get(name, ()):
            for row in range(one.row, min(one.row + one.rows, height)):
                for column in range(one.column, min(one.column + one.columns, width)):
                    left -= 1
                    if left < 0:
                        raise ValueError("several cells in one place")
                    yield ShownCell(row, column, one.value, one.text, "[no text]")


class _Repeated(NamedTuple):
    """A cell and the places it stands in."""

    row: int
    rows: int
    column: int
    columns: int
    value: float | str
    text: str | None


class _Content(Handler):
    """The cells of all sheets with a value that is no text, by the name of the sheet."""

    def __init__(self) -> None:
        self.sheets: dict[str, list[_Repeated]] = {}
        self._sheet: list[_Repeated] = []
        self._count = 0
        self._depth = 0
        self._tables = 0
        self._row = self._rows = self._column = 0
        self._cell: dict[str, str] = {}
        self._cell_depth = 0
        self._text: list[str] | None = None
        self._in_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if name == "table":
            self._tables += 1
            if self._tables == 1:
                self._sheet, self._row = [], 0
                self.sheets.setdefault(attributes.get(f"{_TABLE}name", ""), self._sheet)
        elif self._tables != 1:
            return
        elif name == "table-row":
            self._rows, self._column = _repeats(attributes.get(f"{_TABLE}number-rows-repeated")), 0
        elif name in ("table-cell", "covered-table-cell"):
            self._cell, self._cell_depth, self._text = attributes, self._depth, None
        elif name == "p" and self._depth == self._cell_depth + 1:
            # A note on a cell holds paragraphs too, one level further down.
            self._in_text = True
            if self._text is None:
                self._text = []
            else:
                self.data("\n")
        elif name in _WHITE:
            self.data(_WHITE[name])

    def data(self, text: str) -> None:
        if self._in_text and self._text is not None and len(self._text) < _LONGEST:
            self._text.append(text[:_LONGEST])

    def end(self, name: str) -> None:
        if name == "table":
            self._tables -= 1
        elif self._tables == 1 and name == "table-row":
            self._row += self._rows
        elif self._tables == 1 and self._depth == self._cell_depth:
            columns = _repeats(self._cell.get(f"{_TABLE}number-columns-repeated"))
            self._take(columns)
            self._column += columns
            self._cell_depth = 0
        elif self._depth == self._cell_depth + 1:
            self._in_text = False
        self._depth -= 1

    def _take(self, columns: int) -> None:
        kind = self._cell.get(f"{_OFFICE}value-type", "")
        value: float | str
        if kind in ("float", "percentage", "currency"):
            value = float(self._cell.get(f"{_OFFICE}value", ""))
        elif kind in ("date", "time"):
            value = self._cell.get(f"{_OFFICE}{kind}-value", "")[:_LONGEST]
        else:
            return
        self._count += 1
        if self._count > _MOST_CELLS:
            raise ValueError(f"more than {_MOST_CELLS} numbers")
        text = None if self._text is None else "".join(self._text)
        self._sheet.append(_Repeated(self._row, self._rows, self._column, columns, value, text))


def _repeats(raw: str | None) -> int:
    return int(raw) if raw and raw.isascii() and raw.isdigit() and 0 < len(raw) < 8 else 1
