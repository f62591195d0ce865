"""Statutory tables whose structure was lost: one cell a line, a row a line, or pipes without the merged cells.

The labels of the official form, compared by their Han characters only, say where each row stands; the cells between
one label and the next are its figures. Work is bounded: a handful of starting points, a window of cells after each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.statistics import form as forms
from crawler.statistics.flat_labels import Pattern, find, labels
from crawler.statistics.flat_rows import Labelled
from crawler.statistics.flat_tokens import LONGEST_CELL, SPACES, Token, tokens
from crawler.statistics.form import Form
from crawler.statistics.han import han, han_of, label

_WINDOW = 1600
_MOST_ANCHORS = 6
_LEAST_ROWS = 12


@dataclass(slots=True)
class Entry:
    """Texts and the cells (values, blanks as "") that stand after the last of them, with the line of the last cell."""

    texts: list[Token] = field(default_factory=list)
    cells: list[Token] = field(default_factory=list)


@dataclass(slots=True)
class Run:
    """A flattened table: lines `first` to `last` (both within), the head's cells and the rows as published.

    `head` pairs the Han characters of an official head cell with what was published, in order; cells not found are
    missing. `results` is the published cell 三、本年度办理结果. `footers` counts page footers
    (`- 4 -`) inside; `stray` are texts that no label explains.
    """

    section: str
    form: Form
    first: int
    last: int
    head: list[tuple[str, str]]
    rows: list[Labelled]
    results: str = ""
    footers: int = 0
    stray: list[str] = field(default_factory=list)


def runs(lines: Sequence[str]) -> list[Run]:
    """The flattened tables in the lines, in their order, never overlapping."""
    said = han_of("\n".join(lines))
    anchors = [
        (anchor, read)
        for anchor, read in (
            (forms.ITEM_HEAD, _disclosure_run),
            ("本年新收", _application_run),
            ("直接起诉", _review_run),
        )
        if anchor in said
    ]
    stream = tokens(lines) if anchors else []
    found: list[Run] = []
    for anchor, read in anchors:
        tried = 0
        after = -1
        for index, token in enumerate(stream):
            if token.kind != "text" or token.line <= after or len(token.text) > LONGEST_CELL:
                continue
            if anchor not in han(token.text):
                continue
            tried += 1
            if tried > _MOST_ANCHORS:
                break
            run = read(stream, index)
            if run is not None:
                found.append(run)
                after = run.last
    found.sort(key=lambda run: run.first)
    kept: list[Run] = []
    for run in found:
        if not kept or run.first > kept[-1].last:
            kept.append(run)
    return kept


def _entries(stream: Sequence[Token], first: int) -> list[Entry]:
    """The window from `first` as entries, up to the next prose."""
    entries = [Entry()]
    for token in stream[first : first + _WINDOW]:
        if token.kind == "text":
            if len(token.text) > LONGEST_CELL:
                break
            if any(cell.kind == "value" for cell in entries[-1].cells):
                entries.append(Entry())
            entries[-1].texts.append(token)
            entries[-1].cells.clear()
        elif token.kind != "footer":
            entries[-1].cells.append(token)
    return entries


def _head_start(stream: Sequence[Token], anchor: int, words: str) -> int:
    """The index of the first token of the head: back from `anchor` over texts that are parts of `words`."""
    start = anchor
    for index in range(anchor - 1, max(anchor - 80, -1), -1):
        token = stream[index]
        if token.kind == "value" or (token.kind == "text" and not _is_part(token.text, words)):
            break
        if token.kind == "text":
            start = index
    return start


def _without_repeats(texts: Sequence[Token]) -> list[Token]:
    """The texts without those that repeat the one before: a merged cell written in each cell it covers."""
    return [token for n, token in enumerate(texts) if n == 0 or token.text != texts[n - 1].text]


def _is_part(text: str, words: str) -> bool:
    return len(text) <= LONGEST_CELL and bool(han(text)) and han(text) in words


def _head(texts: Sequence[Token], official: Sequence[str]) -> list[tuple[str, str]]:
    """The official head cells found in the texts, in order, each with what was published (split cells joined)."""
    words = [han(wording) for wording in official]
    pieces: list[str] = []
    for token in _without_repeats(texts):
        whole = han(token.text)
        pieces += [token.text] if any(whole in wanted for wanted in words) else SPACES.split(token.text)
    found: list[tuple[str, str]] = []
    at = 0
    for wanted in words:
        for start in range(at, min(at + 3, len(pieces))):
            published = ""
            end = start
            while end < len(pieces) and wanted.startswith(han(published + pieces[end])):
                published += pieces[end]
                end += 1
                if han(published) == wanted:
                    break
            if han(published) == wanted:
                found.append((wanted, published))
                at = end
                break
    return found


def _patterns() -> tuple[Pattern, ...]:
    out: list[Pattern] = []
    group = ""
    for row in forms.APPLICATION_ROWS:
        if row.key == "applications_granted":
            out.append(Pattern(forms.RESULTS, "年度办理结果", label(forms.RESULTS), is_group=True))
        if row.group and row.group != group:
            group = row.group
            if "2019" in row.forms:
                out.append(Pattern(group, label(group), label(group), is_group=True))
        out.append(Pattern(row.key, row.core, label(row.wording), row.whole))
    return tuple(out)


_APPLICATION_PATTERNS = _patterns()
_OTHER_HANDLING = "applications_other_handling"
APPLICATION_HEAD = (
    forms.BALANCE_NOTE,
    forms.APPLICANT_HEAD,
    forms.APPLICANTS[0].wording,
    forms.LEGAL_PERSON_HEAD,
    forms.APPLICANTS[-1].wording,
    *(column.wording for column in forms.APPLICANTS[1:-1]),
)
REVIEW_HEAD = (
    forms.REVIEW_HEADS[0],
    forms.LITIGATION_HEAD,
    *(outcome.wording for outcome in forms.OUTCOMES),
    *forms.REVIEW_HEADS[1:],
    *(outcome.wording for outcome in forms.OUTCOMES),
    *(outcome.wording for outcome in forms.OUTCOMES),
)


def _application_run(stream: Sequence[Token], anchor: int) -> Run | None:
    entries = _entries(stream, anchor)
    rows: list[Labelled] = []
    stray: list[str] = []
    group = results = ""
    seen: set[str] = set()
    at = 0
    last = stream[anchor].line
    for number, entry in enumerate(entries):
        texts = _without_repeats([token for token in entry.texts if label(token.text) not in seen])
        found = find(texts, _APPLICATION_PATTERNS, at)
        if not found:
            follows = entries[number + 1] if number + 1 < len(entries) else Entry()
            if at >= len(_APPLICATION_PATTERNS) or not find(follows.texts, _APPLICATION_PATTERNS, at):
                break
            stray.append(" ".join(token.text for token in entry.texts)[:LONGEST_CELL])
            continue
        patterns = [_APPLICATION_PATTERNS[index] for index in found]
        published = labels(texts, patterns)
        for pattern, text in zip(patterns, published, strict=True):
            if pattern.is_group:
                seen.add(label(text))
                if pattern.key == forms.RESULTS:
                    results = text
                else:
                    group = text
            elif pattern.key == _OTHER_HANDLING:
                group = text
                seen.add(label(text))
                rows.append(Labelled(pattern.key, text, "", []))
            else:
                row_group = group if forms.ROWS[pattern.key].group else ""
                rows.append(Labelled(pattern.key, text, row_group, []))
        if not patterns[-1].is_group:
            rows[-1].cells = [cell.text for cell in entry.cells]
        at = found[-1] + 1
        last = max((cell.line for cell in entry.cells), default=last)
        if patterns[-1].key == forms.CARRIED_FORWARD:
            last = _end_of_cells(entry, rows[-1], len(forms.APPLICANTS), last)
            break
    form: Form = "2019"
    if any(row.key.startswith(f"{_OTHER_HANDLING}_") for row in rows):
        form = "2021"
        other = next((row for row in rows if row.key == _OTHER_HANDLING), None)
        if other is not None:
            rows.remove(other)
    if sum(1 for row in rows if row.cells) < _LEAST_ROWS:
        return None
    start = _head_start(stream, anchor, "".join(map(han, APPLICATION_HEAD)))
    head = [token for token in stream[start:anchor] if token.kind == "text"]
    first = stream[start].line
    return Run(
        forms.SECTION_APPLICATIONS,
        form,
        first,
        last,
        _head(head, APPLICATION_HEAD),
        rows,
        results,
        sum(1 for token in stream[start : anchor + _WINDOW] if token.kind == "footer" and token.line <= last),
        stray,
    )


def _end_of_cells(entry: Entry, row: Labelled, width: int, last: int) -> int:
    """Cuts the last row's cells after the `width` values it has and gives the line where they end."""
    values = 0
    for index, cell in enumerate(entry.cells):
        values += cell.kind == "value"
        if values == width:
            line = cell.line
            rest = index + 1
            while rest < len(entry.cells) and entry.cells[rest].kind == "blank":
                line = entry.cells[rest].line
                rest += 1
            row.cells = [cell.text for cell in entry.cells[:rest]]
            return line
    return last


def _review_run(stream: Sequence[Token], anchor: int) -> Run | None:
    words = "".join(map(han, REVIEW_HEAD))
    start = _head_start(stream, anchor, words)
    end = anchor
    for index in range(anchor, min(anchor + 120, len(stream))):
        token = stream[index]
        if token.kind == "value" or (token.kind == "text" and not _is_part(token.text, words)):
            break
        if token.kind == "text":
            end = index
    head = [token for token in stream[start : end + 1] if token.kind == "text"]
    if not _is_part(stream[anchor].text, words) or len("".join(han(t.text) for t in head)) < 40:
        return None
    entry = Entry(head)
    for token in stream[end + 1 : end + 120]:
        if token.kind == "text":
            break
        if token.kind != "footer":
            entry.cells.append(token)
    if not any(cell.kind == "value" for cell in entry.cells):
        return None
    row = Labelled("reviews", "", "", [cell.text for cell in entry.cells])
    last = _end_of_cells(entry, row, len(forms.REVIEW_KEYS), entry.cells[-1].line)
    return Run(
        forms.SECTION_REVIEWS,
        "2021",
        stream[start].line,
        last,
        _head(head, REVIEW_HEAD),
        [row],
        "",
        sum(1 for token in stream[start : end + 120] if token.kind == "footer" and token.line <= last),
    )


def _item_head(form: Form) -> str:
    clauses = "".join(han(item.clause) for item in forms.ITEMS[form])
    columns = "".join(han(column.wording) for item in forms.ITEMS[form] for column in item.columns)
    return clauses + forms.ITEM_HEAD + columns


def _disclosure_run(stream: Sequence[Token], anchor: int) -> Run | None:
    near = "".join(han(token.text) for token in stream[anchor : anchor + 12] if token.kind == "text")
    if "制发件数" in near:
        form: Form = "2021"
    elif "新制作数量" in near:
        form = "2019"
    else:
        return None
    items = forms.ITEMS[form]
    patterns = [Pattern(item.key, item.core, item.wording, len(item.core) == 2) for item in items]
    start = _head_start(stream, anchor, _item_head(form))
    entries = _entries(stream, start)
    rows: list[Labelled] = []
    head: list[tuple[str, str]] = []
    stray: list[str] = []
    at = 0
    last = stream[anchor].line
    for entry in entries:
        found = find(entry.texts, patterns, at)
        if not found:
            break
        last = max((cell.line for cell in entry.cells), default=last)
        texts = entry.texts
        for index in found:
            item = items[index]
            own = next((n for n, t in enumerate(texts) if item.core in han(t.text)), 0)
            official = (item.clause, forms.ITEM_HEAD, *(column.wording for column in item.columns))
            head += [(f"{item.clause}{wanted}", text) for wanted, text in _head(texts[:own], official)]
            rows.append(Labelled(item.key, texts[own].text, item.clause, []))
            texts = texts[own + 1 :]
        rows[-1].cells = [cell.text for cell in entry.cells]
        at = found[-1] + 1
        if at == len(patterns):
            last = _end_of_cells(entry, rows[-1], len(items[-1].columns), last)
            break
    if sum(1 for row in rows if row.cells) < 3:
        return None
    return Run(
        forms.SECTION_DISCLOSURE,
        form,
        stream[start].line,
        last,
        head,
        rows,
        "",
        sum(1 for token in stream[start : start + _WINDOW] if token.kind == "footer" and token.line <= last),
        stray,
    )
