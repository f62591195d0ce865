"""An RTF (often named .doc) → blocks: text of any code page, tables with merged cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from crawler.extraction.blocks import Block
from crawler.extraction.files.paragraphs import lines_of
from crawler.extraction.files.rows import RowCell, table

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)", re.DOTALL
)
_MAX_DEPTH = 2000
_SKIPPED = frozenset(
    b"colortbl stylesheet info pict header headerl headerr headerf footer footerl footerr footerf footnote annotation "
    b"object themedata listtable listoverridetable xmlnstbl datastore generator fldinst bkmkstart bkmkend".split()
)
# \fcharset and \ansicpg numbers → codecs; what is not here is read as GB18030, which these files are if anything.
_CHARSETS = {0: "cp1252", 128: "cp932", 129: "cp949", 136: "cp950", 161: "cp1253", 204: "cp1251"}
_CODE_PAGES = {1252: "cp1252", 932: "cp932", 949: "cp949", 950: "cp950", 1251: "cp1251", 65001: "utf-8"}
_GB = "gb18030"
_SPECIAL = {
    b"tab": " ", b"line": "\n", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"emspace": "\u3000", b"enspace": "\u2002",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits."""

    skipped: bool = False
    hidden: bool = False
    fonts: bool = False
    font: int = 0
    fallback: int = 1


def read_rtf(body: bytes) -> tuple[list[Block], dict[str, Any]]:
    """The blocks of an RTF and notes. Deleted and hidden text, headers, footers and pictures are left out."""
    return _Reading(body).blocks()


class _Reading:
    """One document while it is read. One pass over the tokens; no token is looked at twice."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.state = _State()
        self.stack: list[_State] = []
        self.default = _GB
        self.codecs: dict[int, str] = {}
        self.defined_font = 0
        self.raw = bytearray()
        self.text: list[str] = []
        self.to_skip = 0
        self.out: list[Block] = []
        self.in_table = False
        self.cell: list[str] = []
        self.cells: list[list[str]] = []
        self.rows: list[list[RowCell]] = []
        self.left = 0
        self.edges: list[tuple[int, str, bool]] = []  # right edge, downward merge, goes on from the cell before
        self.down, self.across = "", False

    def blocks(self) -> tuple[list[Block], dict[str, Any]]:
        """All blocks in order, and notes."""
        starred = False
        for token in _TOKEN.finditer(self.body):
            word, number, code, symbol, brace, plain = token.groups()
            if brace == b"{":
                self._flush()
                if len(self.stack) >= _MAX_DEPTH:
                    return self._end({"damaged_file": f"groups more than {_MAX_DEPTH} deep"})
                self.stack.append(self.state)
            elif brace == b"}":
                self._flush()
                if self.stack:
                    self.state = self.stack.pop()
            elif word is not None:
                self._word(word, None if number is None else int(number), starred)
            elif code is not None:
                self._bytes(bytes((int(code, 16),)))
            elif symbol is not None:
                self._symbol(symbol)
            elif plain is not None:
                self._bytes(plain)
            starred = symbol == b"*"
        return self._end({} if not self.stack else {"text_cut_off": True})

    def _end(self, notes: dict[str, Any]) -> tuple[list[Block], dict[str, Any]]:
        self._paragraph()
        if self.cell or self.cells:
            self._row()
        self._close_table()
        return self.out, notes

    def _bytes(self, raw: bytes) -> None:
        if self.to_skip:
            skipped = min(self.to_skip, len(raw))
            self.to_skip -= skipped
            raw = raw[skipped:]
        if not self.state.skipped and not self.state.hidden and not self.state.fonts:
            self.raw += raw

    def _symbol(self, symbol: bytes) -> None:
        if symbol in b"{}\\":
            self._bytes(symbol)
        elif symbol == b"~":
            self._say("\u00a0")
        elif symbol == b"_":
            self._say("-")
        elif symbol == b"*":
            self.state = replace(self.state, skipped=True)
        elif symbol in b"\r\n":
            self._paragraph()

    def _word(self, word: bytes, number: int | None, starred: bool) -> None:
        if word == b"u" and number is not None:
            self._say(chr(number % 65536))
            self.to_skip = self.state.fallback
            return
        self._flush()
        if word == b"fonttbl":
            self.state = replace(self.state, fonts=True)
        elif word in _SKIPPED:
            self.state = replace(self.state, skipped=True)
        elif starred:
            # Of the groups a reader may ignore, those that hold a picture's or a shape's text are ignored too.
            self.state = replace(self.state, skipped=True)
        elif word == b"f" and number is not None:
            if self.state.fonts:
                self.defined_font = number
            self.state = replace(self.state, font=number)
        elif word == b"fcharset" and number is not None and len(self.codecs) < 10_000:
            self.codecs[self.defined_font] = _CHARSETS.get(number, _GB)
        elif word == b"ansicpg" and number is not None:
            self.default = _CODE_PAGES.get(number, _GB)
        elif word == b"uc" and number is not None:
            self.state = replace(self.state, fallback=max(min(number, 100), 0))
        elif word in (b"v", b"deleted"):
            self.state = replace(self.state, hidden=number != 0)
        elif word == b"plain":
            self.state = replace(self.state, hidden=False)
        elif word in _SPECIAL:
            self._say(_SPECIAL[word])
        elif word == b"bin" and number is not None and number > 0:
            self.to_skip = number
        elif not self.state.skipped:
            self._layout(word, number or 0)

    def _layout(self, word: bytes, number: int) -> None:
        if word in (b"par", b"sect", b"page"):
            self._paragraph()
        elif word == b"pard":
            self.in_table = False
        elif word == b"intbl":
            self.in_table = True
        elif word == b"trowd":
            self.edges, self.left, self.down, self.across = [], 0, "", False
        elif word == b"trleft":
            self.left = number
        elif word in (b"clvmgf", b"clvmrg"):
            self.down = "first" if word == b"clvmgf" else "on"
        elif word == b"clmrg":
            self.across = True
        elif word == b"cellx":
            if len(self.edges) < 200:
                self.edges.append((number, self.down, self.across))
            self.down, self.across = "", False
        elif word in (b"cell", b"nestcell"):
            self.in_table = True
            self._paragraph()
            if word == b"cell":
                self.cells.append(self.cell)
                self.cell = []
        elif word == b"row":
            self._row()

    def _say(self, text: str) -> None:
        self._flush()
        if not self.state.skipped and not self.state.hidden and not self.state.fonts:
            self.text.append(text)

    def _flush(self) -> None:
        if self.raw:
            codec = self.codecs.get(self.state.font, self.default)
            if codec == "cp1252" and self.default != "cp1252":
                codec = self.default  # a Latin font over Chinese bytes: the document's code page is meant
            self.text.append(self.raw.decode(codec, "replace"))
            self.raw.clear()

    def _paragraph(self) -> None:
        self._flush()
        lines = lines_of("".join(self.text))
        self.text.clear()
        if self.in_table:
            self.cell += lines
        elif lines:
            self._close_table()
            self.out.extend(map(Block, lines))

    def _row(self) -> None:
        texts, self.cells, self.cell = self.cells, [], []
        if not texts:
            return
        edges: Sequence[tuple[int, str, bool]] = self.edges
        left = self.left
        if len(edges) < len(texts):
            left, edges = 0, [((at + 1) * 1000, "", False) for at in range(len(texts))]
        row: list[RowCell] = []
        for lines, (right, down, goes_on) in zip(texts, edges, strict=False):
            if goes_on and row:
                row[-1].right = right
                row[-1].lines += lines
            else:
                merge: Literal["", "first", "on"] = "on" if down == "on" else "first" if down else ""
                row.append(RowCell(left, right, lines, merge))
            left = right
        self.rows.append(row)

    def _close_table(self) -> None:
        if self.rows:
            rows, self.rows = self.rows, []
            self.out.extend(table(rows))
