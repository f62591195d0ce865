"""Export as JSON Lines: one document a line, UTF-8."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from crawler.export.destination import compressing
from crawler.store import Document


def export(documents: Iterable[Document], out: Path | None) -> int:
    """Write the documents to the file `out`, or to the standard output for None; how many there were.

    Columns stand in the order of `Document`, Chinese as itself; a name that ends in `.gz` or `.zst` is compressed.
    Raises OSError where the file cannot be written; an earlier file then stays as it was.
    """
    count = 0
    with compressing(out) as stream:
        for document in documents:
            line = json.dumps(document.as_dict(), ensure_ascii=False, separators=(",", ":"))
            stream.write(line.encode() + b"\n")
            count += 1
    return count
