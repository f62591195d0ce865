"""The number formats of an .xls or .et (BIFF8, [MS-XLS] 2.4): each number as its cell shows it."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

from crawler.extraction.files.number_format import NumberFormat, built_in, read_format
from crawler.extraction.files.shown_cell import ZEROS_HIDDEN, ShownCell

_BOF, _EOF, _BOUND_SHEET, _FILE_PASS, _DATE_MODE, _FORMAT, _XF = 0x809, 0x0A, 0x85, 0x2F, 0x22, 0x41E, 0xE0
_NUMBER, _RK, _MULTIPLE_RK, _FORMULA, _WORDS, _WINDOW = 0x203, 0x27E, 0xBD, 0x06, 0xFD, 0x23E
_BIFF8 = 0x600
_SHOWS_ZEROS = 0x10  # of Window2
_MOST_RECORDS = 4_000_000
_CELL = struct.Struct("<HHH")
_DOUBLE = struct.Struct("<d")


class XlsFormats:
    """The formats of a workbook's cells; a sheet is read as its cells are asked for.

    Raises ValueError, IndexError, struct.error, OSError for a damaged stream, and ValueError for BIFF before 8 and for
    more records than a report can have.
    """

    def __init__(self, body: bytes) -> None:
        with olefile.OleFileIO(io.BytesIO(body)) as ole:
            self._stream = ole.openstream("Workbook").read()
        self._left = _MOST_RECORDS
        self._sheets: dict[str, int] = {}
        self._from_1904 = False
        codes: dict[int, str] = {}
        styles: list[int] = []
        version = 0
        for kind, data in self._records(0):
            if kind == _BOF:
                version = version or int.from_bytes(data[:2], "little")
            elif kind == _FILE_PASS:
                raise ValueError("the workbook is encrypted")
            elif kind == _DATE_MODE:
                self._from_1904 = data[:1] == b"\x01"
            elif kind == _FORMAT:
                codes[int.from_bytes(data[:2], "little")] = _string(data[4:], int.from_bytes(data[2:4], "little"))
            elif kind == _XF:
                styles.append(int.from_bytes(data[2:4], "little"))
            elif kind == _BOUND_SHEET:
                self._sheets.setdefault(_string(data[7:], data[6]), int.from_bytes(data[:4], "little"))
        if version != _BIFF8:
            raise ValueError("a workbook before BIFF8")
        by_id = {at: read_format(codes[at]) if at in codes else built_in(at) for at in set(styles)}
        self._formats = [by_id[at] for at in styles]

    def cells(self, name: str) -> Iterator[ShownCell]:
        """The cells of the sheet `name` that may show something else than what is stored."""
        if name not in self._sheets:
            raise ValueError("a sheet without a place in the workbook")
        self._zero: ShownCell | None = None
        for kind, data in self._records(self._sheets[name]):
            if kind == _NUMBER:
                yield from self._cell(data, _DOUBLE.unpack_from(data, 6)[0])
            elif kind == _RK:
                yield from self._cell(data, _rk(data[6:10]))
            elif kind == _MULTIPLE_RK:
                row, column = struct.unpack_from("<HH", data)
                for at in range(4, len(data) - 7, 6):
                    place = _CELL.pack(row, column + (at - 4) // 6, int.from_bytes(data[at : at + 2], "little"))
                    yield from self._cell(place, _rk(data[at + 2 : at + 6]))
            elif kind == _FORMULA and data[12:14] != b"\xff\xff":
                yield from self._cell(data, _DOUBLE.unpack_from(data, 6)[0])
            elif kind == _WORDS or (kind == _FORMULA and data[6:7] == b"\0"):
                row, column, style = _CELL.unpack_from(data)
                if not self._format(style).keeps_words:
                    yield ShownCell(row, column, None, None, self._format(style).code)
            elif kind == _WINDOW and self._zero is not None and not data[0] & _SHOWS_ZEROS:
                yield self._zero

    def _cell(self, place: bytes, value: float) -> Iterator[ShownCell]:
        row, column, style = _CELL.unpack_from(place)
        shown = self._format(style)
        if value == 0 and self._zero is None:
            self._zero = ShownCell(row, column, value, None, ZEROS_HIDDEN)
        text = shown.show(value, from_1904=self._from_1904)
        if text is None or not shown.is_general:
            yield ShownCell(row, column, value, text, shown.code)

    def _records(self, at: int) -> Iterator[tuple[int, bytes]]:
        """The records of a part of the stream from its BOF to its EOF, those of charts inside it left out."""
        depth = 0
        while at + 4 <= len(self._stream):
            self._left -= 1
            if self._left < 0:
                raise ValueError("too many records")
            kind, size = struct.unpack_from("<HH", self._stream, at)
            depth += kind == _BOF
            if depth == 1:
                yield kind, self._stream[at + 4 : at + 4 + size]
            depth -= kind == _EOF
            if depth <= 0:
                return
            at += 4 + size

    def _format(self, style: int) -> NumberFormat:
        return self._formats[style] if style < len(self._formats) else built_in(-1)


def _string(data: bytes, characters: int) -> str:
    """A string behind its count: flags, then one or two bytes a character ([MS-XLS] 2.5.294)."""
    if data[:1] and data[0] & 1:
        return data[1 : 1 + 2 * characters].decode("utf-16-le", "replace")
    return data[1 : 1 + characters].decode("latin-1")


def _rk(data: bytes) -> float:
    """A number of 30 bits: the start of a double or a signed integer, perhaps times 100 ([MS-XLS] 2.5.217)."""
    raw = int.from_bytes(data, "little", signed=True)
    start = (raw & ~3).to_bytes(4, "little", signed=True)
    value = float(raw >> 2) if raw & 2 else _DOUBLE.unpack(b"\0\0\0\0" + start)[0]
    return value / 100 if raw & 1 else value
