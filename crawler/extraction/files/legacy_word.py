"""A .doc or .wps (Word 97–2003 binary file, [MS-DOC]) → blocks: piece table, paragraph marks, table definitions."""

from __future__ import annotations

import io
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import olefile

from crawler.extraction.blocks import Block
from crawler.extraction.files.paragraphs import lines_of
from crawler.extraction.files.rows import RowCell, table
from crawler.extraction.files.trouble import in_words

_MAX_RUNS = 2_000_000
_PAGE = 512
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_WORD_97 = 193  # nFib of the first release with this layout (FibBase.nFib 0x00C1)
# Offsets in the FIB of Word 97: [MS-DOC] 2.5.4 (ccpText) and 2.5.6 (fc/lcb pairs).
_CCP_TEXT, _CHPX, _PAPX, _CLX = 0x4C, 0xFA, 0x102, 0x1A2
_OPERAND = (1, 1, 2, 4, 2, 2, -1, 3)  # bytes of a sprm's operand by its three highest bits; -1: a length precedes
_DELETED, _HIDDEN = 0x0800, 0x083C
_IN_TABLE, _ROW_END, _DEPTH, _LIST = 0x2416, 0x2417, 0x6649, 0x460B
_CELLS, _CELLS_MERGED_DOWN, _CELLS_MERGED = 0xD608, 0xD62B, 0x5624
_HUGE = (0x6646, 0x646B)  # properties that stand in the Data stream
_CELL_SIZE = 20
_PLAIN = {0x0B: "\n", 0x1E: "-", 0xA0: "\u00a0", 0x09: " ", 0x0E: "\n"}


@dataclass(slots=True)
class _Paragraph:
    """What a paragraph's properties say of its place in a table."""

    in_table: bool = False
    row_end: bool = False
    depth: int = 0
    listed: bool = False
    edges: tuple[int, ...] = ()
    flags: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Runs:
    """Stretches of the WordDocument stream with their properties: `starts` and `ends` are byte offsets."""

    starts: list[int]
    ends: list[int]
    properties: list[bytes]

    def at(self, offset: int) -> bytes:
        """The properties of the stretch that holds a byte; empty where there is none."""
        index = bisect_right(self.starts, offset) - 1
        return self.properties[index] if index >= 0 and offset < self.ends[index] else b""


class _Unreadable(Exception):
    """Why the file cannot be read; `note` names the kind of trouble."""

    def __init__(self, note: str, why: str) -> None:
        super().__init__(why)
        self.note = note


def read_doc(body: bytes) -> tuple[list[Block], dict[str, Any]]:
    """The blocks of a .doc and notes.

    Deleted and hidden text, field codes, footnotes and text boxes are left out. Numbers that Word computes for list
    paragraphs are not in the file; such paragraphs are counted in the note `auto_numbered`.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(body)) as ole:
            word = _stream(ole, "WordDocument")
            if len(word) < _CLX + 8:
                raise _Unreadable("damaged_file", "no file information block")
            version, flags = _u16(word, 2), _u16(word, 10)
            if flags & _ENCRYPTED:
                raise _Unreadable("encrypted_file", "the .doc is protected by a password")
            if version < _WORD_97:
                raise _Unreadable("unread_file", f"Word before 97 (nFib {version})")
            tables = _stream(ole, "1Table" if flags & _TABLE_1 else "0Table")
            data = _stream(ole, "Data") if ole.exists("Data") else b""
        return _Reading(word, tables, data).blocks()
    except _Unreadable as trouble:
        return [], {trouble.note: str(trouble)}
    except MemoryError:
        raise
    except Exception as error:  # olefile and struct raise what they like on damaged files
        return [], {"damaged_file": in_words(error)}


def _stream(ole: olefile.OleFileIO[Any], name: str) -> bytes:
    if not ole.exists(name):
        raise _Unreadable("damaged_file", f"no stream {name}")
    return bytes(ole.openstream(name).read())


class _Reading:
    """One document while it is read."""

    def __init__(self, word: bytes, tables: bytes, data: bytes) -> None:
        self.word, self.tables, self.data = word, tables, data
        self.paragraphs = self._runs(_PAPX, 13)
        self.characters = self._runs(_CHPX, 1)
        self.out: list[Block] = []
        self.rows: list[list[RowCell]] = []
        self.cells: list[list[str]] = [[]]
        self.numbered = 0

    def blocks(self) -> tuple[list[Block], dict[str, Any]]:
        """All blocks of the main text in order, and notes."""
        hidden = self._hidden()
        depth_of_field: list[bool] = []  # one entry an open field: whether its result has begun
        text: list[str] = []
        for characters, offset, width in self._pieces():
            for index, character in enumerate(characters):
                code = ord(character)
                if code > 0x1F:
                    if not any(not shown for shown in depth_of_field) and not (
                        hidden and _within(hidden, offset + index * width)
                    ):
                        text.append(character)
                elif code in (0x0D, 0x07, 0x0C):
                    self._paragraph("".join(text), self._properties(offset + index * width), code)
                    text.clear()
                elif code == 0x13:
                    depth_of_field.append(False)
                elif code == 0x14 and depth_of_field:
                    depth_of_field[-1] = True
                elif code == 0x15 and depth_of_field:
                    depth_of_field.pop()
                elif code in _PLAIN:
                    text.append(_PLAIN[code])
        self._paragraph("".join(text), _Paragraph(), 0x0D)
        self._close_table()
        return self.out, {"auto_numbered": self.numbered} if self.numbered else {}

    def _paragraph(self, raw: str, properties: _Paragraph, mark: int) -> None:
        lines = lines_of(raw)
        self.numbered += properties.listed and bool(lines)
        if mark != 0x07 and not properties.in_table:
            self._close_table()
            self.out.extend(Block(line) for line in lines)
            return
        if mark == 0x07 and properties.row_end and properties.depth <= 1:
            self._row(properties)
            return
        self.cells[-1].extend(lines)
        if mark == 0x07:
            self.cells.append([])

    def _row(self, properties: _Paragraph) -> None:
        texts, self.cells = self.cells[:-1] or self.cells, [[]]
        edges = properties.edges
        if len(edges) != len(texts) + 1:
            edges = tuple(range(0, 1000 * (len(texts) + 1), 1000))
        row: list[RowCell] = []
        for index, lines in enumerate(texts):
            flags = properties.flags[index] if index < len(properties.flags) else 0
            left, right = edges[index], edges[index + 1]
            if flags & 3 == 1 and row:  # horzMerge: goes on from the cell before
                row[-1].right = right
                row[-1].lines += lines
                continue
            down = flags >> 5 & 3  # vertMerge
            merge: Literal["", "first", "on"] = "on" if down == 1 else "first" if down else ""
            row.append(RowCell(left, right, lines, merge))
        self.rows.append(row)

    def _close_table(self) -> None:
        if any(self.cells):  # cells without an end of row: the file was cut
            self.rows.append([RowCell(at * 1000, at * 1000 + 1000, cell) for at, cell in enumerate(self.cells)])
        self.cells = [[]]
        if self.rows:
            self.out.extend(table(self.rows))
            self.rows = []

    def _pieces(self) -> Iterator[tuple[str, int, int]]:
        """The main text: characters, byte offset of the first, bytes a character ([MS-DOC] 2.4.1)."""
        clx = _part(self.tables, self.word, _CLX)
        at = 0
        while at < len(clx) and clx[at] == 1:
            at += 3 + _u16(clx, at + 1)
        if at + 5 > len(clx) or clx[at] != 2:
            raise _Unreadable("damaged_file", "no piece table")
        plc = clx[at + 5 : at + 5 + _u32(clx, at + 1)]
        count = max(len(plc) - 4, 0) // 12
        left = min(_u32(self.word, _CCP_TEXT), len(self.word))
        for index in range(count):
            start, end = struct.unpack_from("<II", plc, index * 4)
            size = min(end - start, left)
            if size <= 0:
                continue
            left -= size
            position = _u32(plc, (count + 1) * 4 + index * 8 + 2)
            compressed = bool(position & 0x40000000)
            position &= 0x3FFFFFFF
            if compressed:
                position //= 2
                yield self.word[position : position + size].decode("cp1252", "replace"), position, 1
            else:
                raw = self.word[position : position + size * 2]
                # Characters outside the basic plane stay two units wide, so that offsets keep step.
                units = struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])
                yield "".join(map(chr, units)), position, 2

    def _runs(self, where: int, entry: int) -> _Runs:
        """Paragraph (entry 13) or character (entry 1) properties of all formatted disk pages ([MS-DOC] 2.9.33)."""
        plc = _part(self.tables, self.word, where)
        count = max(len(plc) - 4, 0) // 8
        found: list[tuple[int, int, bytes]] = []
        for index in range(count):
            page_at = (_u32(plc, (count + 1) * 4 + index * 4) & 0x3FFFFF) * _PAGE
            page = self.word[page_at : page_at + _PAGE]
            if len(page) < _PAGE:
                continue
            runs = page[_PAGE - 1]
            if (runs + 1) * 4 + runs * entry > _PAGE - 1:
                continue
            for run in range(runs):
                start, end = struct.unpack_from("<II", page, run * 4)
                found.append((start, end, _properties_at(page, page[(runs + 1) * 4 + run * entry] * 2, entry)))
            if len(found) > _MAX_RUNS:
                break
        found.sort(key=lambda one: one[0])
        return _Runs([one[0] for one in found], [one[1] for one in found], [one[2] for one in found])

    def _hidden(self) -> list[tuple[int, int]]:
        """Byte ranges of deleted (tracked) and hidden text, in order."""
        runs = self.characters
        return [
            (start, end)
            for start, end, properties in zip(runs.starts, runs.ends, runs.properties, strict=True)
            if any(code in (_DELETED, _HIDDEN) and operand[:1] == b"\x01" for code, operand in _sprms(properties))
        ]

    def _properties(self, offset: int) -> _Paragraph:
        out = _Paragraph()
        self._apply(out, self.paragraphs.at(offset)[2:])  # past the style's index
        return out

    def _apply(self, out: _Paragraph, properties: bytes, nested: bool = False) -> None:
        for code, operand in _sprms(properties):
            if code == _IN_TABLE:
                out.in_table = operand != b"\0"
            elif code == _ROW_END:
                out.row_end = operand != b"\0"
            elif code == _DEPTH:
                out.depth = _u32(operand, 0)
                out.in_table = out.in_table or out.depth > 0
            elif code == _LIST:
                out.listed = _u16(operand, 0) not in (0, 0xF801)
            elif code == _CELLS:
                _define_cells(out, operand)
            elif code == _CELLS_MERGED_DOWN and len(operand) >= 2 and operand[0] < len(out.flags):
                out.flags[operand[0]] = out.flags[operand[0]] & ~0x60 | (operand[1] & 3) << 5
            elif code == _CELLS_MERGED and len(operand) >= 2:
                for index in range(operand[0] + 1, min(operand[1], len(out.flags))):
                    out.flags[index] |= 1
            elif code in _HUGE and not nested and len(operand) == 4:
                at = _u32(operand, 0)
                if at + 2 <= len(self.data):
                    self._apply(out, self.data[at + 2 : at + 2 + _u16(self.data, at)], nested=True)


def _define_cells(out: _Paragraph, operand: bytes) -> None:
    """sprmTDefTable ([MS-DOC] 2.9.321): the edges of a row's cells, and how each is merged."""
    count = operand[0] if operand else 0
    if count > 63 or 1 + (count + 1) * 2 > len(operand):
        return
    out.edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    cells = operand[1 + (count + 1) * 2 :]
    out.flags = [
        _u16(cells, index * _CELL_SIZE) if (index + 1) * _CELL_SIZE <= len(cells) else 0 for index in range(count)
    ]


def _properties_at(page: bytes, at: int, entry: int) -> bytes:
    if at == 0 or at >= _PAGE - 1:
        return b""
    if entry == 1:
        return page[at + 1 : at + 1 + page[at]]
    if page[at]:
        return page[at + 1 : at + 1 + page[at] * 2 - 1]
    return page[at + 2 : at + 2 + page[at + 1] * 2]


def _sprms(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """Property modifiers: code and operand ([MS-DOC] 2.6)."""
    at = 0
    while at + 2 <= len(properties):
        code = _u16(properties, at)
        at += 2
        size = _OPERAND[code >> 13]
        if size < 0:
            if code == _CELLS:
                if at + 2 > len(properties):
                    return
                size = max(_u16(properties, at) - 1, 0)
                at += 2
            else:
                size = properties[at] if at < len(properties) else 0
                at += 1
                if code == 0xC615 and size == 255:  # tab stops so many that their length is not told
                    return
        yield code, properties[at : at + size]
        at += size


def _within(ranges: list[tuple[int, int]], offset: int) -> bool:
    index = bisect_right(ranges, (offset, 1 << 62)) - 1
    return index >= 0 and offset < ranges[index][1]


def _part(tables: bytes, word: bytes, where: int) -> bytes:
    start, size = struct.unpack_from("<II", word, where)
    return tables[start : start + size]


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
