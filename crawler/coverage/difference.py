"""What changed between two versions of a report, line by line and within a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from crawler.store import Document

Kind = Literal["same", "gone", "new", "skipped"]

_MOST_LINES = 1000
_MOST_CHARACTERS = 1500
_LINES_AROUND = 2
_MOST_SHOWN = 400
_FIELDS = ("title", "report_year", "organ", "published_on", "signed_on", "source", "language")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the comparison. `parts` are (text, changed) pieces of it; a skipped one says how many are alike."""

    kind: Kind
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """From one version to the next. `fields` are (name, before, after); `cut` says that there is more than shown."""

    before: int
    after: int
    fields: tuple[tuple[str, str, str], ...]
    lines: tuple[Line, ...]
    cut: bool = False


def difference(before: Document, after: Document) -> Difference:
    """What changed in the metadata, the files and the text. Bounded in time and size, whatever the texts are."""
    changed = [
        (name, _shown(getattr(before, name)), _shown(getattr(after, name)))
        for name in _FIELDS
        if getattr(before, name) != getattr(after, name)
    ]
    if _digests(before) != _digests(after):
        changed.append(("attachments", _files(before), _files(after)))
    lines = list(compare(before.text.split("\n"), after.text.split("\n")))
    shown = tuple(lines[:_MOST_SHOWN])
    return Difference(before.version, after.version, tuple(changed), shown, len(lines) > _MOST_SHOWN)


def compare(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """The changed lines with a few around them. Texts of more than a thousand differing lines are shown as replaced."""
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    yield from _around(before[:head], first=True)
    if max(len(old), len(new)) > _MOST_LINES:
        yield from (Line("gone", ((line, False),)) for line in old)
        yield from (Line("new", ((line, False),)) for line in new)
    else:
        for tag, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
            if tag == "equal":
                yield from _around(old[i:j], first=False, last=False)
            elif tag == "replace" and j - i == m - k:
                for one, other in zip(old[i:j], new[k:m], strict=True):
                    yield from _within(one, other)
            else:
                yield from (Line("gone", ((line, False),)) for line in old[i:j])
                yield from (Line("new", ((line, False),)) for line in new[k:m])
    yield from _around(before[len(before) - tail :] if tail else (), last=True)


def _within(old: str, new: str) -> Iterator[Line]:
    if max(len(old), len(new)) > _MOST_CHARACTERS:
        yield Line("gone", ((old, False),))
        yield Line("new", ((new, False),))
        return
    gone: list[tuple[str, bool]] = []
    added: list[tuple[str, bool]] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        if i < j:
            gone.append((old[i:j], tag != "equal"))
        if k < m:
            added.append((new[k:m], tag != "equal"))
    yield Line("gone", tuple(gone))
    yield Line("new", tuple(added))


def _around(lines: Sequence[str], *, first: bool = False, last: bool = False) -> Iterator[Line]:
    """The lines next to a change, and how many were left out between."""
    before = 0 if first else _LINES_AROUND
    after = 0 if last else _LINES_AROUND
    if len(lines) <= before + after + 1:
        yield from (Line("same", ((line, False),)) for line in lines)
        return
    yield from (Line("same", ((line, False),)) for line in lines[:before])
    left_out = len(lines) - before - after
    yield Line("skipped", ((f"{left_out} lines alike", False),))
    yield from (Line("same", ((line, False),)) for line in lines[len(lines) - after :] if after)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _files(document: Document) -> str:
    return ", ".join(str(file.get("name") or file.get("url")) for file in document.attachments) or "none"


def _shown(value: object) -> str:
    return "none" if value is None else str(value)


def _digests(document: Document) -> list[str]:
    return sorted(str(file.get("sha256")) for file in document.attachments)
