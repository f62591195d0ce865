"""What changed between two versions of a report, for a person to read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Literal

from rapidfuzz.distance import LCSseq

from crawler.store.document import Document

_FIELDS = ("title", "organ", "report_year", "published_on", "signed_on", "source", "language", "charset_used")
_TOKEN = re.compile(r"\d[\d,.]*|.", re.DOTALL)
# The comparison takes a bit for each pair of lines, or of tokens: some megabytes at the most.
_MOST_PAIRS = 50_000_000
_AROUND = 24  # characters of a long line that are shown beside a change
_JOINED = 2  # so few equal characters between two changes are shown as changed


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: in both versions (" "), in the earlier one only ("-"), or in the later one only ("+")."""

    sign: Literal[" ", "-", "+"]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A line that differs; its number counts in the later version, where a line that went would have stood."""

    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions of one report. Each name stands with its earlier and its later value, None for there was none."""

    earlier: Document
    later: Document
    fields: tuple[tuple[str, Any, Any], ...]
    figures: tuple[tuple[str, Any, Any], ...]
    files: tuple[tuple[str, str | None, str | None], ...]
    tables: int
    lines: tuple[Change, ...]


def compare(earlier: Document, later: Document) -> Difference:
    """What a reader would want to know. `files` holds names with their sha256, `tables` counts those that differ."""
    old_files, new_files = _files(earlier), _files(later)
    old_figures, new_figures = _figures(earlier), _figures(later)
    return Difference(
        earlier,
        later,
        tuple(
            (name, getattr(earlier, name), getattr(later, name))
            for name in _FIELDS
            if getattr(earlier, name) != getattr(later, name)
        ),
        tuple(_changed(old_figures, new_figures)),
        tuple(_changed(old_files, new_files)),
        sum(one != other for one, other in zip_longest(_cells(earlier), _cells(later))),
        tuple(_lines(earlier.text.split("\n"), later.text.split("\n"))),
    )


def tell(difference: Difference) -> str:
    """The difference as plain text: what went between [- and -], what came between {+ and +}."""
    earlier, later = difference.earlier, difference.later
    told = [
        f"{later.id}  {later.title}",
        later.url,
        f"version {earlier.version} ({_seen(earlier)}) -> version {later.version} ({_seen(later)})",
    ]
    told += [f"{name}: {_value(old)} -> {_value(new)}" for name, old, new in difference.fields]
    told += [f"file {name}: {_file(old)} -> {_file(new)}" for name, old, new in difference.files]
    told += [f"figure {name}: {_value(old)} -> {_value(new)}" for name, old, new in difference.figures]
    if difference.tables:
        told.append(f"tables that differ: {difference.tables}")
    told.append(f"text: {len(difference.lines)} lines differ" if difference.lines else "text: the same")
    told += [f"{change.number:>5}  {''.join(map(_piece, change.pieces))}" for change in difference.lines]
    return "\n".join(map(_printable, told)) + "\n"


def _changed(old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name in dict.fromkeys((*old, *new)):
        if (name in old) != (name in new) or old[name] != new[name]:
            yield name, old.get(name), new.get(name)


def _files(document: Document) -> dict[str, str | None]:
    return {file["url"] or file["name"]: file["sha256"] for file in document.attachments}


def _figures(document: Document) -> dict[str, Any]:
    return document.statistics["figures"] if document.statistics else {}


def _cells(document: Document) -> list[Any]:
    return [(table["caption"], table["rows"]) for table in document.tables]


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for old_from, old_to, new_from, new_to in _blocks(old, new):
        for index in range(max(old_to - old_from, new_to - new_from)):
            before = old[old_from + index] if old_from + index < old_to else None
            after = new[new_from + index] if new_from + index < new_to else None
            number = min(new_from + index, new_to) + 1
            if before is None or after is None:
                yield Change(number, (Piece("+", after or "") if before is None else Piece("-", before),))
            else:
                yield Change(number, tuple(_pieces(before, after)))


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Where the two differ, as ranges of both. Beyond a bound everything between equal ends differs."""
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    tail = 0
    while tail < min(len(old), len(new)) - same and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    one, other = old[same : len(old) - tail], new[same : len(new) - tail]
    if len(one) * len(other) > _MOST_PAIRS:
        yield same, same + len(one), same, same + len(other)
        return
    pending: tuple[int, int, int, int] | None = None
    for step in LCSseq.opcodes(one, other):
        if step.tag == "equal":
            if pending is not None:
                yield pending
            pending = None
            continue
        begin = pending or (same + step.src_start, 0, same + step.dest_start, 0)
        pending = begin[0], same + step.src_end, begin[2], same + step.dest_end
    if pending is not None:
        yield pending


def _pieces(before: str, after: str) -> Iterator[Piece]:
    """A line that was changed, its long equal parts cut short; a number that changed is changed as a whole."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    place = 0
    blocks = _joined(list(_blocks(old, new)))
    if sum(old_to - old_from for old_from, old_to, _, _ in blocks) * 2 > len(old) + _AROUND:
        yield Piece("-", before)
        yield Piece("+", after)
        return
    for old_from, old_to, new_from, new_to in blocks:
        yield Piece(" ", _shortened("".join(old[place:old_from]), first=not place))
        if old_to > old_from:
            yield Piece("-", "".join(old[old_from:old_to]))
        if new_to > new_from:
            yield Piece("+", "".join(new[new_from:new_to]))
        place = old_to
    yield Piece(" ", _shortened("".join(old[place:]), last=True))


def _joined(blocks: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    joined: list[tuple[int, int, int, int]] = []
    for block in blocks:
        if joined and block[0] - joined[-1][1] <= _JOINED:
            block = joined[-1][0], block[1], joined[-1][2], block[3]
            joined.pop()
        joined.append(block)
    return joined


def _shortened(text: str, *, first: bool = False, last: bool = False) -> str:
    if len(text) <= 2 * _AROUND + 1:
        return text
    if first:
        return "…" + text[-_AROUND:]
    return text[:_AROUND] + "…" + ("" if last else text[-_AROUND:])


def _piece(piece: Piece) -> str:
    marks = {" ": ("", ""), "-": ("[-", "-]"), "+": ("{+", "+}")}
    return piece.text.join(marks[piece.sign])


def _seen(document: Document) -> str:
    return f"fetched {document.fetch_time:%Y-%m-%d}, run {document.run_id}"


def _file(sha256: str | None) -> str:
    return sha256[:12] if sha256 else "not there or not read"


def _value(value: Any) -> str:
    return "nothing" if value is None else f"{value!s}"


def _printable(line: str) -> str:
    """A page's control characters would work on the terminal."""
    return "".join("\ufffd" if unicodedata.category(character) in ("Cc", "Cs") else character for character in line)
