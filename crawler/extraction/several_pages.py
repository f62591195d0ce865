"""The pages of one document (正文分页) joined into one extraction."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from crawler.extraction.document import extract
from crawler.extraction.line import squeeze
from crawler.extraction.metadata import page_title
from crawler.extraction.page import parse
from crawler.page import Page
from crawler.records import Attachment, Extraction

_OF_FIRST = frozenset(("pointer_body", "image_body", "empty_page", "not_paged"))
"""Notes on what a page is, not on what its text lacks."""
_LONG = 20
_PAGE_NUMBER = re.compile(r"(?:[（(]第?\d{1,2}页?[)）]|[_-]\d{1,2}|第\d{1,2}页)$")

Promised = Callable[[int, int], bool]
"""Whether a document says that it has that page (first number), which shows what another (second number) shows."""
IsPaged = Callable[[Page], bool]
"""Whether a page leads to another page of its document."""


def _is_promised(number: int, repeated: int) -> bool:
    return True


def _is_any(page: Page) -> bool:
    return True


def extract_pages(
    pages: Sequence[Page], containers: Sequence[str], listed_title: str, is_paged: IsPaged = _is_any
) -> list[Extraction]:
    """What each page of a document says by itself; see `extract_further`."""
    said = [extract(page.text, page.url, containers=containers, listed_title=listed_title) for page in pages[:1]]
    return said + [
        extract_further(page, pages[0], containers, listed_title, paged=is_paged(page)) for page in pages[1:]
    ]


def extract_further(
    page: Page, first: Page, containers: Sequence[str], listed_title: str, *, paged: bool = True
) -> Extraction:
    """What a further page of the document that `first` begins says by itself.

    The title is that of its <title> where no heading tells one and page 1 has another <title>, or where the page is not
    `paged` (it leads to no other page of the document, which the note `not_paged` tells): the list names page 1 alone.
    """
    said = extract(page.text, page.url, containers=containers, listed_title=listed_title)
    if not paged:
        said = replace(said, notes=said.notes | {"not_paged": True})
    if not said.provenance.get("title", "").startswith("listed"):
        return said
    own, theirs = _title_element(page), _title_element(first)
    return said if paged and squeeze(own) in squeeze(theirs) else replace(said, title=own)


def _title_element(page: Page) -> str:
    tree = parse(page.text)
    return "" if tree is None else page_title(tree)


def join_pages(first: Extraction, further: Sequence[Extraction], promised: Promised = _is_promised) -> Extraction:
    """One extraction of a document's pages in order, as `JoinedPages` puts them together."""
    joined = JoinedPages(first, promised)
    for page in further:
        if not joined.add(page):
            break
    return joined.document()


class JoinedPages:
    """A document's pages, in order: text and tables one after the other, the rest as page 1 has it.

    The signature's date is that of the last page with one, organ and year are of the first; notes are added up. The
    joining ends before a page that is none of this document: without text (of a report that is pictures: without
    pictures), with another title, or with the text of a page before it. The note `pages` tells how many were joined,
    `page_not_joined` which was not, and why; `further_pages` is there where that leaves a doubt, and not where a page
    only repeats one and was not `promised` (the pager was of comments, or leads from the last page there again).
    """

    def __init__(self, first: Extraction, promised: Promised = _is_promised) -> None:
        self._pages = [first]
        self._promised = promised
        self._lines = set(_long_lines(first))
        self._files = {_address(one) for one in first.attachments}
        self._note: dict[str, Any] = {}

    def add(self, page: Extraction) -> bool:
        """Join the next page. False where it is none of this document; nothing may be added behind it."""
        number = len(self._pages) + 1
        if repeated := self._repeated(page):
            self._note = {"page_not_joined": f"{number}: it repeats an earlier page"}
            if self._promised(number, repeated):
                self._note["further_pages"] = True
            return False
        if why := self._stranger(page):
            self._note = {"page_not_joined": f"{number}: {why}", "further_pages": True}
            return False
        self._pages.append(page)
        self._lines.update(_long_lines(page))
        self._files.update(_address(one) for one in page.attachments)
        return True

    def document(self) -> Extraction:
        """What the joined pages say together."""
        first, *further = self._pages
        notes = dict(first.notes)
        if self._note:  # it says whether a doubt is left
            notes.pop("further_pages", None)
            notes |= self._note
        for page in further:
            notes = _added(notes, page.notes)
        if not further:
            return replace(first, notes=notes)
        provenance = first.provenance | {"text": f"pages 1 to {len(self._pages)}"}

        def told(field: str, pages: Iterable[Extraction]) -> Any:
            page = next((page for page in pages if getattr(page, field) is not None), first)
            if page is not first and field in page.provenance:
                provenance[field] = page.provenance[field]
            return getattr(page, field)

        linked = {_address(one): one for page in reversed(self._pages) for one in reversed(page.attachments)}
        notes.pop("pointer_body", None)
        return replace(
            first,
            text="\n".join(page.text for page in self._pages if page.text),
            tables=tuple(table for page in self._pages for table in page.tables),
            organ=told("organ", self._pages),
            report_year=told("report_year", self._pages),
            signed_on=told("signed_on", reversed(self._pages)),
            attachments=tuple(reversed(linked.values())),
            provenance=provenance,
            notes=notes | {"pages": len(self._pages)},
        )

    def _repeated(self, page: Extraction) -> int | None:
        """The number of the last page that says all that this one says, None where it says something new."""
        of_pictures = not page.text.strip()
        shown = {_address(one) for one in page.attachments}
        if of_pictures and not (self._is_pictures(page) and shown <= self._files):
            return None
        for number, one in reversed(list(enumerate(self._pages, 1))):
            if shown <= {_address(file) for file in one.attachments} if of_pictures else page.text in one.text:
                return number
        return 1 if of_pictures else None

    def _is_pictures(self, page: Extraction) -> bool:
        """Whether a page without text goes on with a report that is pictures."""
        first = self._pages[0]
        pictures = bool(first.notes.get("image_body") and page.notes.get("image_body") and page.attachments)
        return pictures and not first.text.strip()

    def _stranger(self, page: Extraction) -> str | None:
        """Why a page is not the next one of the document, None where it is."""
        if not page.text.strip() and not self._is_pictures(page):
            return "no text was found on it"
        mine, theirs = _title(page), _title(self._pages[0])
        if mine and theirs and mine not in theirs and theirs not in mine:
            return f"it has another title, {page.title[:80]}"
        if "not_paged" in page.notes and theirs not in mine and 2 * len(mine) < len(theirs):
            return "it neither has the title nor leads to another page"
        if any(one.text and one.text in page.text for one in self._pages):
            return "it has the text of an earlier page, and more"
        if 2 * sum(len(line) for line in _long_lines(page) if line in self._lines) > len(page.text):
            return "most of it stands on an earlier page"
        return None


def _long_lines(page: Extraction) -> list[str]:
    """The lines of a page that stand in a document once: no headings, no table's rows of noughts."""
    return [line for line in page.text.split("\n") if len(line) >= _LONG and not line.startswith("|")]


def _address(file: Attachment) -> str:
    return file.url or file.name


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
