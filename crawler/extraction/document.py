"""A page's HTML → what it says under the text contract (README.md), in one parse and one walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from crawler.extraction.blocks import Block, Page
from crawler.extraction.body import Body, find, is_file_line
from crawler.extraction.containers import select
from crawler.extraction.fact_box import without_fact_box
from crawler.extraction.furniture import is_bar, is_file_label, is_tail
from crawler.extraction.language import language
from crawler.extraction.last_rung import by_trafilatura
from crawler.extraction.line import one_line, squeeze
from crawler.extraction.links import report_files
from crawler.extraction.metadata import find_title, meta_tags, page_title, read_metadata
from crawler.extraction.other_titles import other_titles
from crawler.extraction.page import parse, read
from crawler.extraction.split_digits import join_in
from crawler.extraction.unread import unread_notes
from crawler.extraction.year import report_year
from crawler.records import Attachment, Extraction, Table

_MAX_CAPTION = 80
_ABOVE_TITLE = 8
_WORTH_A_SEARCH = 200
"""Characters outside links from which a page without a body is shown to the last rung."""
_POINTER = 60
"""Characters: a body that points to a file or is made of pictures is no longer than this."""


def extract(html: str, url: str, *, containers: Sequence[str] = (), listed_title: str = "") -> Extraction:
    """The report on a page: title, body under the text contract, tables, metadata, attachments.

    `html` is decoded text, `url` the page's absolute address. `containers` are CSS selectors or XPaths of the portal's
    body containers, strongest first; the known ones of all families are tried after them. `listed_title` is the title
    under which a list page links here. No input raises but a selector that cannot be compiled (ValueError).
    """
    tree = parse(html)
    if tree is None:
        return Extraction(title=one_line(listed_title), text="", rung="none", notes={"empty_page": True})
    tags = meta_tags(tree)
    heading = page_title(tree)
    page, body = _page(tree, containers, (heading, tags.get("articletitle", ""), listed_title))
    title, title_rule = find_title(page.blocks, body, tags, heading, listed_title)
    body = below_title(page.blocks, body, title)
    data = read_metadata(page.blocks, body, tags, url, title, title_rule)
    rung = body.rung
    kept = _without_file_lists(page.blocks[body.start : body.end])
    if rung == "none" and _unlinked(page.blocks) >= _WORTH_A_SEARCH and (found := by_trafilatura(html)):
        rung, kept = "trafilatura", found
    files = report_files(page.blocks, body, url, page.pictures)
    notes: dict[str, Any] = dict(page.notes)
    kept, boxed = without_fact_box(kept)
    if boxed:
        notes["fact_box"] = boxed
    if joined := join_in(kept):
        notes["joined_years"] = joined
    notes |= unread_notes(page, body)
    if _is_cut(html):
        notes["page_cut"] = True
    text, tables = render(kept)
    if _is_pointer(kept, files):
        notes["pointer_body"] = True
    if body.images and len(text) <= _POINTER:
        notes["image_body"] = body.images
    year = report_year(title, text, url, data.published_on)
    if year:
        data.provenance["report_year"] = f"{year.rule}: {year.raw}"
    if others := other_titles(kept, year.year if year else None):
        notes["other_documents"] = others
    return Extraction(
        title=title,
        text=text,
        tables=tables,
        organ=data.organ,
        report_year=year.year if year else None,
        published_on=data.published_on,
        signed_on=data.signed_on,
        source=data.source,
        index_number=data.index_number,
        document_number=data.document_number,
        attachments=files,
        language=language(text or title),
        rung=rung,
        provenance=data.provenance,
        notes=notes,
    )


def attachments(
    html_or_tree: str | etree._Element, url: str, *, containers: Sequence[str] = ()
) -> tuple[Attachment, ...]:
    """The files that belong to the report on a page, without its text: for a spider that must fetch them.

    A tree must be one of `lxml.html` or `lxml.etree.HTMLParser`; it is not changed.
    """
    tree = parse(html_or_tree) if isinstance(html_or_tree, str) else html_or_tree
    if tree is None:
        return ()
    page, body = _page(tree, containers, (page_title(tree), meta_tags(tree).get("articletitle", "")))
    return report_files(page.blocks, body, url, page.pictures)


def render(blocks: Sequence[Block]) -> tuple[str, tuple[Table, ...]]:
    """The text of blocks, one line a paragraph or table row, and the tables with the line that introduces each."""
    lines: list[str] = []
    tables: list[Table] = []
    previous = ""
    for block in blocks:
        if block.rows is None:
            if block.text:
                lines.append(block.text)
                previous = block.text
            continue
        tables.append(Table(None, block.caption or _caption(previous), block.rows))
        lines.extend(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in block.rows)
        previous = ""
    return "\n".join(lines), tuple(tables)


def _page(tree: etree._Element, containers: Sequence[str], titles: Sequence[str]) -> tuple[Page, Body]:
    portal = select(tree, tuple(containers))
    page = read(tree, portal)
    body = find(page, titles)
    if body.rung == "none":
        shown = read(tree, portal, show_hidden=True)
        body_shown = find(shown, titles)
        if body_shown.rung != "none":
            shown.notes["hidden_body"] = 1
            return shown, body_shown
    return page, body


def _is_cut(html: str) -> bool:
    """Whether a page that begins as one does not end: neither body nor document is closed."""
    start = html[:2000].lower()
    if "<html" not in start and "<body" not in start:
        return False
    return not any(html.rfind(end) >= 0 for end in ("</html", "</body", "</HTML", "</BODY"))


def below_title(blocks: Sequence[Block], body: Body, title: str) -> Body:
    """The body without the title it repeats, first (in up to three lines) or last, nor the info bars around it."""
    wanted = squeeze(title)
    start = _at_title(blocks, body, wanted)
    while wanted and start < body.end:
        if blocks[start].rows is None and is_bar(blocks[start].text):
            start += 1
            continue
        words = ""
        for lines in range(1, 4):
            if start + lines > body.end or blocks[start + lines - 1].rows is not None:
                break
            words += squeeze(blocks[start + lines - 1].text)
            if words == wanted:
                break
        if words != wanted:
            break
        start += lines
    end = body.end
    while wanted and end > start + 1 and blocks[end - 1].rows is None and squeeze(blocks[end - 1].text) == wanted:
        end -= 1
    return replace(body, start=start, end=end)


def _at_title(blocks: Sequence[Block], body: Body, wanted: str) -> int:
    """Where the title stands near the body's start with the page's head above it, else the start.

    A menu line or info bar in the same element shows that what stands above is the page's; without one it is the
    document's own head (the organ's name, 文号) and stays.
    """
    above = blocks[body.outer[0] : body.start + _ABOVE_TITLE]
    if not any(block.text and (block.linked or is_bar(block.text)) for block in above):
        return body.start
    for position in range(body.start, min(body.start + _ABOVE_TITLE, body.end)):
        block = blocks[position]
        if block.rows is not None or len(block.text) > _MAX_CAPTION or block.text.endswith(("。", "；", "：", "！")):
            break
        if wanted and squeeze(block.text) == wanted:
            return position
    return body.start


def _without_file_lists(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without lines that are only links to files, and without the label (附件：) right above them."""
    kept: list[Block] = []
    for block in blocks:
        if is_file_line(block):
            if kept and kept[-1].rows is None and is_file_label(kept[-1].text):
                kept.pop()
            continue
        kept.append(block)
    return kept


def _unlinked(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) - block.linked for block in blocks if not is_tail(block.text))


def _is_pointer(kept: Sequence[Block], files: Sequence[Attachment]) -> bool:
    if any(block.rows is not None for block in kept):
        return False
    size = sum(len(block.text) for block in kept)
    says_so = any("附件" in block.text for block in kept)
    return size <= _POINTER and (bool(files) or says_so)


def _caption(previous: str) -> str:
    return previous if len(previous) <= _MAX_CAPTION and not previous.endswith(("。", "；", "！", ".")) else ""
