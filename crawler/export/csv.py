"""Export as CSV that a spreadsheet opens right: UTF-8 with a mark, no formula, and no cell longer than it can hold."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from crawler.export.destination import as_text, compressing
from crawler.store import COLUMNS, Document

# OWASP, "CSV Injection": what makes a spreadsheet read a cell as a formula, in the full-width forms too.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# "Excel specifications and limits": characters a cell can hold, counted in UTF-16. What is longer flows into rows of
# its own when the file is opened, and all columns behind it are wrong.
_CELL = 32_767


def export(documents: Iterable[Document], out: Path | None) -> int:
    """Write the documents to the file `out`, or to the standard output for None; how many there were.

    The first row names the columns, in the order of `Document`. Lists and objects are JSON in their cell, null is
    an empty cell, and a text that begins as a formula would gets an apostrophe before it. Text is always quoted, so
    that a semicolon is no border where the country's lists have semicolons. A text longer than a cell can hold is cut
    and ends in `…[cut: N characters in all]`: JSON Lines and Parquet have it whole. Raises OSError where the file
    cannot be written; an earlier file then stays as it was.
    """
    count = 0
    with compressing(out) as stream:
        text = as_text(stream, "utf-8-sig")
        try:
            writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
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
            return _fitting(f"'{value}" if value.startswith(_FORMULA_STARTS) else value)
    return _fitting(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _fitting(text: str) -> str:
    """The text, or as much of it as a cell can hold, with its end saying so."""
    if len(text) * 2 <= _CELL or len(text.encode("utf-16-le")) // 2 <= _CELL:
        return text
    end = f"…[cut: {len(text)} characters in all]"
    kept = text.encode("utf-16-le")[: (_CELL - len(end)) * 2]
    return kept.decode("utf-16-le", "ignore") + end
