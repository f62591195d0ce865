"""Whether what is stored is one report, and not two that stand on one page."""

from __future__ import annotations

from crawler.records import Check, Extraction, Statistics
from crawler.statistics import SEVERAL_TABLES


def one_document(extraction: Extraction, statistics: Statistics | None) -> Check:
    """`one_document`: neither another document's title nor a second table of one section stands in the body."""
    figures = {}
    if titles := extraction.notes.get("other_documents"):
        figures["titles"] = titles
    checks = statistics.checks if statistics is not None else ()
    if repeated := [
        check.name.removeprefix(SEVERAL_TABLES) for check in checks if check.name.startswith(SEVERAL_TABLES)
    ]:
        figures["sections_told_more_than_once"] = repeated
    return Check("one_document", not figures, figures)
