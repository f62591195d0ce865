"""Writes the columns of a document into docs/data-dictionary.md, from their own descriptions.

`python -m crawler.store.dictionary` rewrites the section "Columns of a document"; everything else of the file stays.
"""

from __future__ import annotations

import sys
from pathlib import Path

from crawler.store.document import described

FILE = Path("docs") / "data-dictionary.md"
_BEGIN, _END = "## Columns of a document\n", "## Figures\n"


def section() -> str:
    """The section, with its heading."""
    told = [
        _BEGIN,
        "One row is one version of one report: `scrapy export` and `scrapy feed` print these columns in this order. "
        "Dates are\n`2021-02-26`, times UTC `2021-02-26T08:00:00.000000Z`. This table is made by "
        "`python -m crawler.store.dictionary`.\n",
        "| column | type | meaning |\n|---|---|---|",
    ]
    rows = [f"| `{name}` | {column.kind} | {column.meaning} |" for name, column in described().items()]
    return "\n".join((*told, *rows, ""))


def rewritten(page: str) -> str:
    """`page` with today's section. Raises ValueError where its headings are not there."""
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise ValueError(f"{FILE} has lost its headings: {_BEGIN.strip()!r} and {_END.strip()!r}")
    return f"{before}{section()}\n{end}{after}"


def main() -> int:
    """Rewrite the file of the working folder."""
    try:
        FILE.write_text(rewritten(FILE.read_text(encoding="utf-8")), encoding="utf-8")
    except (OSError, ValueError) as error:
        print(f"{FILE} was not written ({error}): call this in the project's folder", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
