"""Whether the text is all that a reader of the page sees of the report."""

from __future__ import annotations

from crawler.records import Check, Extraction

_LOST = ("unread", "further_pages", "page_cut", "text_cut")


def whole_body(extraction: Extraction) -> Check:
    """`whole_body`: no part of the report is known to be missing from the text.

    `unread` counts what only shows (pictures among the text, form fields, formulas), `further_pages` says that the
    report goes on at another address, `page_cut` that the page does not end, `text_cut` that a file was too long.
    """
    lost = {note: extraction.notes[note] for note in _LOST if note in extraction.notes}
    return Check("whole_body", not lost, lost)
