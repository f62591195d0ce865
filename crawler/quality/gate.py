"""Every check of one report, by name and with its figures."""

from __future__ import annotations

from typing import Any

from crawler.quality.damage import han_ratio, lossy_mojibake, mirror_signs, replacement_characters
from crawler.quality.files import file_checks
from crawler.quality.furniture import furniture
from crawler.quality.headings import official_headings, older_headings
from crawler.quality.one_document import one_document
from crawler.quality.personal_data import personal_data
from crawler.quality.rejection import mentions_disclosure, names_report, rejection
from crawler.quality.whole_body import whole_body
from crawler.quality.years import stated_years, year_agreement
from crawler.records import Check, Decoded, Extraction, Quality, Statistics
from crawler.statistics import SEVERAL_TABLES

FIRST_YEAR_OF_FORM = 2019
_FIRST_YEAR_OF_2021_FORM = 2021
_LEAST_LENGTH = 300
# Least rows and columns of the statutory tables in the official forms of 2019 and 2021, spans expanded. Section 二 may
# stand as small tables of two columns with its clauses (four in 2021, five in 2019) as paragraphs.
_SHAPES: dict[str, dict[str, tuple[int, int]]] = {
    "2019": {"proactive_disclosure": (18 - 5, 2), "applications": (26, 10), "reviews_and_litigation": (4, 15)},
    "2021": {"proactive_disclosure": (14 - 4, 2), "applications": (28, 10), "reviews_and_litigation": (4, 15)},
}


def assess(
    extraction: Extraction, statistics: Statistics | None, decoded: Decoded | None, verdict_year: int | None
) -> Quality:
    """The gate's answer for one report.

    `statistics` are its figures, `decoded` the page's decoding (None for what was no page), `verdict_year` the year its
    list entry gave. Every check is there for every report; one that does not apply has `passed` None. Only a page that
    plainly is no report is rejected, with the reason in words.
    """
    text = extraction.text
    year = extraction.report_year or verdict_year
    pointer = bool(extraction.notes.get("pointer_body")) or (not text.strip() and bool(extraction.attachments))
    checks = [
        _subject(extraction),
        *_headings(text, year, statistics, pointer),
        _tables(extraction, year, statistics, pointer),
        _sums(statistics),
        Check(
            "length",
            None if pointer else len(text) >= _LEAST_LENGTH,
            {"characters": len(text), "least": _LEAST_LENGTH},
        ),
        han_ratio(text),
        replacement_characters(text, decoded),
        lossy_mojibake(text),
        furniture(text),
        mirror_signs(text, extraction.title),
        personal_data(text),
        Check("body_on_page", not pointer, {"pointer_body": pointer}),
        whole_body(extraction),
        one_document(extraction, statistics),
        *file_checks(extraction),
        year_agreement(extraction, verdict_year),
        stated_years(statistics, year),
    ]
    return Quality(tuple(checks), rejection(extraction))


def _subject(extraction: Extraction) -> Check:
    """`subject`: the title names a report, and title or text speak of disclosure."""
    named = names_report(extraction.title)
    mentions = mentions_disclosure(f"{extraction.title}\n{extraction.text}")
    return Check("subject", named and mentions > 0, {"title_names_report": named, "mentions_of_disclosure": mentions})


def _expects_form(year: int | None, statistics: Statistics | None) -> bool:
    if statistics is not None and statistics.layout != "older":
        return True
    return year is not None and year >= FIRST_YEAR_OF_FORM


def _headings(text: str, year: int | None, statistics: Statistics | None, pointer: bool) -> tuple[Check, Check]:
    found = official_headings(text) if _expects_form(year, statistics) else older_headings(text)
    return (Check("headings", None, found[0].figures), Check("heading_ordinals", None)) if pointer else found


def _tables(extraction: Extraction, year: int | None, statistics: Statistics | None, pointer: bool) -> Check:
    """`tables`: the three statutory tables are there, in the form of the report's year."""
    if not _expects_form(year, statistics):
        return Check("tables", None, {"tables": len(extraction.tables)})
    found = statistics.layout if statistics is not None and statistics.layout != "older" else None
    expected = found if year is None else "2019" if year < _FIRST_YEAR_OF_2021_FORM else "2021"
    figures: dict[str, Any] = {"layout": found, "layout_of_year": expected}
    shapes_hold = expected is not None
    for name, (rows, columns) in _SHAPES[expected or "2021"].items():
        tables = [table.rows for table in extraction.tables if table.name == name and table.rows]
        counted = (sum(len(table) for table in tables), max((len(table[0]) for table in tables), default=0))
        figures[name] = list(counted)
        shapes_hold = shapes_hold and counted[0] >= rows and counted[1] >= columns
    for note in ("rebuilt", "not_rebuilt"):
        if note in extraction.notes:
            figures[note] = extraction.notes[note]
    return Check("tables", None if pointer else shapes_hold and found == expected, figures)


def _sums(statistics: Statistics | None) -> Check:
    """`sums`: no sum of the statutory tables fails, and at least one holds."""
    if statistics is None or statistics.layout == "older":
        return Check("sums", None)
    sums = [check for check in statistics.checks if not check.name.startswith(SEVERAL_TABLES)]
    hold = sum(check.passed is True for check in sums)
    failed = [check.name for check in sums if check.passed is False]
    figures = {"hold": hold, "fail": len(failed), "not_evaluable": len(sums) - hold - len(failed)}
    passed = False if failed else True if hold else None
    return Check("sums", passed, figures | ({"failed": failed} if failed else {}))
