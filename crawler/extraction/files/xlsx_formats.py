"""The number formats of an .xlsx (ECMA-376 Part 1, SpreadsheetML): each number as its cell shows it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import IO

from crawler.extraction.files.number_format import NumberFormat, built_in, read_format
from crawler.extraction.files.package import PackageError, open_package
from crawler.extraction.files.shown_cell import ZEROS_HIDDEN, ShownCell
from crawler.extraction.files.xml_events import Handler, XmlEvents

_MOST_ELEMENTS = 2_000_000
_MOST_FORMATS = 65_536  # spreadsheets take 65,490 cell formats
_MOST_SHEETS = 5_000
_LONGEST_VALUE = 100
_MOST_KNOWN = 10_000
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_WORDS = ("s", "str", "inlineStr")


class XlsxFormats:
    """The formats of a workbook's cells. Only styles are held; a sheet is read as its cells are asked for.

    Raises whatever a damaged package raises: PackageError, ExpatError, ValueError, those of zipfile and zlib.
    """

    def __init__(self, body: bytes) -> None:
        self._package = open_package(body, "utf-8")
        self._names = {name.lower().replace("\\", "/").lstrip("/"): name for name in self._package.namelist()}
        self._events = XmlEvents(_MOST_ELEMENTS)
        self._workbook, self._links, self._styles = _Workbook(), _Links(), _Styles()
        self._events.read_all(self._part("xl/workbook.xml"), self._workbook)
        self._events.read_all(self._part("xl/_rels/workbook.xml.rels"), self._links)
        if "xl/styles.xml" in self._names:
            self._events.read_all(self._part("xl/styles.xml"), self._styles)
        self._formats = self._styles.formats()

    def cells(self, name: str) -> Iterator[ShownCell]:
        """The cells of the sheet `name` that may show something else than what is stored."""
        target = self._links.targets.get(self._workbook.sheets.get(name, ""), "")
        sheet = _Sheet(self._formats, self._workbook.from_1904)
        with self._part(posixpath.normpath(posixpath.join("/xl", target))) as stream:
            for _ in self._events.read(stream, sheet):
                yield from sheet.taken()

    def _part(self, path: str) -> IO[bytes]:
        name = self._names.get(path.lower().lstrip("/"))
        if name is None:
            raise PackageError("damaged_file", f"{path} is missing")
        return self._package.open(name)


class _Workbook(Handler):
    """The relation that each sheet is at, by its name."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet" and len(self.sheets) < _MOST_SHEETS:
            link = next((value for key, value in attributes.items() if key.endswith("}id")), "")
            self.sheets.setdefault(attributes.get("name", ""), link)
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "").lower() in ("1", "true")


class _Links(Handler):
    """Targets of relations by id."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and len(self.targets) < _MOST_SHEETS:
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "").replace("\\", "/")


class _Styles(Handler):
    """Codes by id, and the id of each cell's style."""

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._styles: list[int] = []
        self._within = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("cellXfs", "numFmts"):
            self._within = name
        elif name == "xf" and self._within == "cellXfs":
            self._styles.append(_whole(attributes.get("numFmtId", "0")))
        elif name == "numFmt" and self._within == "numFmts":
            self._codes.setdefault(_whole(attributes.get("numFmtId", "")), attributes.get("formatCode", "")[:1000])
        if max(len(self._styles), len(self._codes)) > _MOST_FORMATS:
            raise ValueError(f"more than {_MOST_FORMATS} styles")

    def end(self, name: str) -> None:
        if name == self._within:
            self._within = ""

    def formats(self) -> list[NumberFormat]:
        """The format of each style; a code that the file gives for a built-in id goes before the built-in."""
        by_id = {at: read_format(self._codes[at]) if at in self._codes else built_in(at) for at in set(self._styles)}
        return [by_id[at] for at in self._styles]


class _Sheet(Handler):
    """The cells of one sheet."""

    def __init__(self, formats: list[NumberFormat], from_1904: bool) -> None:
        self._formats = formats
        self._from_1904 = from_1904
        self._found: list[ShownCell] = []
        self._known: dict[tuple[str, str], tuple[float, str | None, str] | None] = {}
        self._row = self._column = -1
        self._kind = self._style = ""
        self._value: list[str] = []
        self._in_value = self._hides_zeros = False

    def taken(self) -> list[ShownCell]:
        """What was found since the last call."""
        found, self._found = self._found, []
        return found

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            place = _REFERENCE.fullmatch(attributes.get("r", ""))
            self._row, self._column = _position(place) if place else (self._row, self._column + 1)
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._value = []
        elif name == "v":
            self._in_value = True
        elif name == "row":
            row = _whole(attributes.get("r", ""))
            self._row, self._column = row - 1 if row > 0 else self._row + 1, -1
        elif name == "sheetView":
            self._hides_zeros = attributes.get("showZeros", "").lower() in ("0", "false")

    def data(self, text: str) -> None:
        if self._in_value and len(self._value) < _LONGEST_VALUE:
            self._value.append(text[:_LONGEST_VALUE])

    def end(self, name: str) -> None:
        if name == "v":
            self._in_value = False
        elif name == "c":
            self._take("".join(self._value).strip())

    def _take(self, raw: str) -> None:
        if self._kind == "n":
            if raw:
                # A report's tables say few numbers many times.
                key = self._style, raw
                if key not in self._known:
                    if len(self._known) >= _MOST_KNOWN:
                        self._known.clear()
                    self._known[key] = self._number(raw)
                if known := self._known[key]:
                    self._found.append(ShownCell(self._row, self._column, *known))
        elif self._kind in _WORDS or self._kind == "d":  # "d" is a date in ISO 8601, which hardly a program writes
            shown = self._format()
            if self._kind == "d" or not shown.keeps_words:
                self._found.append(ShownCell(self._row, self._column, None, None, shown.code))

    def _number(self, raw: str) -> tuple[float, str | None, str] | None:
        """Value, shown text and code of a number; None where it is shown as it is stored."""
        shown, value = self._format(), float(raw)
        if self._hides_zeros and value == 0:
            self._found.append(ShownCell(self._row, self._column, value, None, ZEROS_HIDDEN))
        text = shown.show(value, from_1904=self._from_1904)
        return None if text is not None and shown.is_general else (value, text, shown.code)

    def _format(self) -> NumberFormat:
        """The format of the cell's style; without styles, or without one's own, it is the first or General."""
        at = _whole(self._style)
        if 0 <= at < len(self._formats):
            return self._formats[at]
        return built_in(0 if at == 0 else -1)


def _position(place: re.Match[str]) -> tuple[int, int]:
    column = 0
    for letter in place[1]:
        column = column * 26 + ord(letter) - 64
    return int(place[2]) - 1, column - 1


def _whole(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1
