"""The pages of one document (正文分页) joined into one extraction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from crawler.extraction.line import squeeze
from crawler.records import Extraction

_OF_FIRST = frozenset(("pointer_body", "image_body", "empty_page"))
"""Notes on what a page is, not on what its text lacks."""
_PAGE_NUMBER = re.compile(r"(?:[（(]第?\d{1,2}页?[)）]|[_-]\d{1,2}|第\d{1,2}页)$")


def join_pages(first: Extraction, further: Sequence[Extraction]) -> Extraction:
    """One extraction of a document's pages in order: text and tables one after the other, the rest as page 1 has it.

    The signature's date is that of the last page with one; notes are added up. The joining ends before a page that is
    none of this document: without text, with another title, or with the text of a page before it. The note `pages`
    tells how many were joined, `page_not_joined` which was not, and why; `further_pages` is there where that leaves a
    doubt, and not where a page only repeats one (the pager was of comments).
    """
    joined, notes = [first], dict(first.notes)
    for number, page in enumerate(further, 2):
        if any(page.text.strip() and page.text in one.text for one in joined):
            notes["page_not_joined"] = f"{number}: it repeats an earlier page"
            notes.pop("further_pages", None)
            break
        if why := _stranger(page, joined):
            notes |= {"page_not_joined": f"{number}: {why}", "further_pages": True}
            break
        joined.append(page)
    for page in joined[1:]:
        notes = _added(notes, page.notes)
    if len(joined) == 1:
        return replace(first, notes=notes)
    provenance = first.provenance | {"text": f"pages 1 to {len(joined)}"}
    signed = next((page for page in reversed(joined) if page.signed_on), None)
    if signed is not None and "signed_on" in signed.provenance:
        provenance["signed_on"] = signed.provenance["signed_on"]
    linked = {one.url or one.name: one for page in reversed(joined) for one in reversed(page.attachments)}
    notes.pop("pointer_body", None)
    return replace(
        first,
        text="\n".join(page.text for page in joined if page.text),
        tables=tuple(table for page in joined for table in page.tables),
        signed_on=signed.signed_on if signed else None,
        attachments=tuple(reversed(linked.values())),
        provenance=provenance,
        notes=notes | {"pages": len(joined)},
    )


def _stranger(page: Extraction, before: Sequence[Extraction]) -> str | None:
    """Why a page is not the next one of the document, None where it is."""
    if not page.text.strip():
        return "no text was found on it"
    mine, theirs = _title(page), _title(before[0])
    if mine and theirs and mine not in theirs and theirs not in mine:
        return f"it has another title, {page.title[:80]}"
    if any(one.text and one.text in page.text for one in before):
        return "it has the text of an earlier page, and more"
    return None


def _title(page: Extraction) -> str:
    return squeeze(_PAGE_NUMBER.sub("", page.title.strip()))


def _added(notes: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Notes of two pages: counts added up, all else as the earlier page has it."""
    added = dict(notes)
    for name, value in more.items():
        if name in _OF_FIRST or name == "further_pages":
            continue
        known: Any = added.get(name)
        if isinstance(value, dict) and isinstance(known, dict):
            added[name] = _added(known, value)
        elif type(value) is type(known) and isinstance(value, int | list) and not isinstance(value, bool):
            added[name] = known + value
        elif known is None:
            added[name] = value
    return added
