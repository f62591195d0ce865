"""Export as CSV that a spreadsheet opens right: UTF-8 with a mark, and no cell that it would run as a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from crawler.export.destination import destination
from crawler.store import COLUMNS, Document

# OWASP, "CSV Injection": what makes a spreadsheet read a cell as a formula, in the full-width forms too.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def export(documents: Iterable[Document], out: Path | None) -> int:
    """Write the documents to the file `out`, or to the standard output for None; how many there were.

    The first row names the columns, in the order of DESIGN.md 4.3. Lists and objects are JSON in their cell, null is
    an empty cell, and a text that begins as a formula would gets an apostrophe before it. Nothing is cut: a cell over
    32,767 characters is whole here, but a spreadsheet will not show all of it. Raises OSError where the file
    cannot be written; an earlier file then stays as it was.
    """
    count = 0
    with destination(out) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
        try:
            writer = csv.writer(text)
            writer.writerow(COLUMNS)
            for document in documents:
                writer.writerow([_cell(value) for value in document.as_dict().values()])
                count += 1
        finally:
            text.detach()
    return count


def _cell(value: Any) -> str | int:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return value
        case str():
            return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
