"""One walk over an HTML page: its paragraphs and data tables in order, and which element holds which of them.

Everything else in this package works on the flat list of blocks that `read` gives, so that body, metadata and
attachments come from one parse and one walk.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from lxml import etree

from crawler.extraction.blocks import Block, FileLink, Page, Picture, Span, Unread
from crawler.extraction.containers import BOUNDS_BEGIN, BOUNDS_END, TAGS, default_rank
from crawler.extraction.file_links import files_in_script, framed_file, link_to_file, named_file
from crawler.extraction.grid import expand
from crawler.extraction.line import one_line
from crawler.extraction.raised import raised
from crawler.extraction.table_frame import TABLE_PARTS, TableFrame

_UNPARSABLE = bytes(code for code in range(0x20) if code not in b"\t\n\r")

_BLOCK_WORDS = (
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup p pre listing "
    "xmp plaintext section summary table caption tbody td tfoot th thead tr ul"
)
_BLOCK = frozenset(_BLOCK_WORDS.split())
_SKIPPED_WORDS = (
    "script style noscript template textarea select button input iframe object embed applet svg math head "
    "title map audio video canvas datalist noframes frameset link"
)
_SKIPPED = frozenset(_SKIPPED_WORDS.split())
_PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
_STRUCK = frozenset(("del", "s", "strike"))
_MOST_STRUCK = 200
"""Characters, and elements inside: what is longer was hardly struck out by hand, and stays, with a note."""
_UNREAD = frozenset(("textarea", "input", "math", "svg"))
_RAISED: dict[str, Literal["sup", "sub"]] = {"sup": "sup", "sub": "sub"}
_TITLE_HINT = re.compile(r"title|biaoti|headline|(?:^|[-_\s])(?:tit|bt|tt|h1)(?:$|[-_\s\d])", re.IGNORECASE)
_INVISIBLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_MAX_STYLE = 4000
_MOST_PICTURES = 200
_SMALL_PICTURE = 60
"""Pixels: a picture with a side no longer than this is an icon."""
_ICON = re.compile(r"icon|filetype|logo|qr_?code|erweima|ewm|button|btn|print|share|blank|spacer|dot\.", re.IGNORECASE)
_PICTURE_DATA = 2000
"""Characters: a picture written into the page that is shorter is an icon."""
_MOST_UNREAD = 1000
_SAYS = re.compile(r"[0-9\u3400-\u9fff]")
_PAGED_BY_SCRIPT = re.compile(r"createPageHTML\(\s{0,9}(?:[2-9]|[1-9]\d{1,3})\s{0,9},")


def parse(html: str) -> etree._Element | None:
    """The tree of a page, or None where there is no element in it. Damaged markup is read as libxml2 repairs it.

    Characters that XML cannot hold (NUL, lone surrogates) are left out. Elements more than 2047 deep are not reached.
    """
    encoded = html.encode("utf-8", "ignore").translate(None, _UNPARSABLE)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, collect_ids=False, no_network=True)
    try:
        tree: etree._Element | None = etree.fromstring(encoded, parser)
    except etree.XMLSyntaxError:
        return None
    return tree


def read(tree: etree._Element, portal_containers: Mapping[etree._Element, int], *, show_hidden: bool = False) -> Page:
    """All blocks of a page in document order, and the span of each element that is a block.

    `portal_containers` are elements of `tree` with their rank. Hidden elements (`display:none`) are left out, known
    containers excepted, unless `show_hidden`.
    """
    return _Walk(tree, portal_containers, show_hidden).page()


class _Walk:
    """The state of one walk. All loops are iterative: nesting depth is the page's choice."""

    def __init__(self, tree: etree._Element, portal: Mapping[etree._Element, int], show_hidden: bool) -> None:
        self.tree = tree
        self.portal = portal
        self.show_hidden = show_hidden
        self.blocks: list[Block] = []
        self.spans: list[Span] = []
        self.notes: dict[str, int] = {}
        self.buffer: list[str] = []
        self.linked = 0
        self.link_depth = 0
        self.pre_depth = 0
        self.heading_depth = 0
        self.files: list[FileLink] = []
        self.tables: list[TableFrame] = []
        self.open_bounds: list[int] = []
        self.images = 0
        self.pictures: list[Picture] = []
        self.unread: list[Unread] = []
        self.raised: list[Literal["sup", "sub"]] = []

    def page(self) -> Page:
        walker = etree.iterwalk(self.tree, events=("start", "end", "comment", "pi"))
        opened: list[tuple[int, int, tuple[int, bool] | None, bool, bool]] = []
        skipped: etree._Element | None = None
        text = self._text
        for event, element in walker:
            if event == "start":
                tag = str(element.tag)
                # Most elements have no attributes at all, and each look for one takes a call.
                bare = not element.keys()
                identifier, names = (None, None) if bare else (element.get("id"), element.get("class"))
                named = identifier is not None or names is not None
                mark = self._mark(element, tag, identifier, names) if named or self.portal or tag in TAGS else None
                hidden = not bare and mark is None and not self.show_hidden and _is_hidden(element)
                if hidden or tag in _SKIPPED:
                    if tag == "script":
                        self._script(element.text or "")
                    elif tag in ("iframe", "embed", "object"):
                        if file := framed_file(element):
                            self._flush()
                            self.blocks.append(Block("", files=(file,)))
                    elif tag in _UNREAD:
                        self._skipped(element, tag)
                    walker.skip_subtree()
                    skipped = element
                    continue
                style = None if bare else element.get("style")
                if (tag in _STRUCK or (style and "line-through" in style)) and self._is_struck_out(element):
                    walker.skip_subtree()
                    skipped = element
                    continue
                start, images, link = -1, self.images, False
                if tag in _BLOCK or mark is not None:
                    if self.buffer or self.files:
                        self._flush()
                    start = len(self.blocks)
                    if tag == "table":
                        self.tables.append(TableFrame(len(self.blocks), len(self.spans)))
                    elif self.tables and tag in TABLE_PARTS:
                        self.tables[-1].begin(tag, len(self.blocks))
                    elif tag == "ol":
                        self._unread("list_numbers")
                    if tag in _PREFORMATTED:
                        self.pre_depth += 1
                    if mark is not None and self.tables:
                        for frame in self.tables:
                            frame.has_container = True
                elif tag == "br":
                    self._flush()
                elif tag == "a":
                    href = (element.get("href") or "").strip()
                    # A Word bookmark (<a name>) may hold the whole text and is no link.
                    link = bool(href)
                    self.link_depth += link
                    if file := link_to_file(element, href):
                        self.files.append(file)
                elif tag == "img":
                    self.images += 1
                    self._picture(element)
                elif tag == "meta":
                    self._bound(f"meta {element.get('name', '')}")
                elif tag in _RAISED:
                    self.raised.append(_RAISED[tag])
                titled = tag in _HEADINGS or (named and start >= 0 and _hints_title(identifier, names))
                self.heading_depth += titled
                opened.append((start, images, mark, titled, link))
                if element.text:
                    text(element.text)
            elif event == "end":
                if element is skipped:
                    skipped = None
                    if element.tail:
                        text(element.tail)
                    continue
                tag = str(element.tag)
                start, images, mark, titled, link = opened.pop()
                if start >= 0:
                    if self.buffer or self.files:
                        self._flush()
                    if tag == "table":
                        self._table_end(self.tables.pop())
                    elif self.tables and tag in TABLE_PARTS:
                        self.tables[-1].end(tag, element.get("colspan"), element.get("rowspan"), self.blocks)
                    end = len(self.blocks)
                    if end > start or mark is not None:
                        rank, portal = mark or (None, False)
                        self.spans.append(Span(start, end, rank, portal, self.images - images))
                    if tag in _PREFORMATTED:
                        self.pre_depth -= 1
                elif tag in _RAISED:
                    self.raised.pop()
                self.heading_depth -= titled
                self.link_depth -= link
                if element.tail:
                    text(element.tail)
            else:
                if event == "comment" and element.text:
                    self._bound(element.text.strip())
                if element.tail:
                    text(element.tail)
        self._flush()
        return Page(self.blocks, self.spans, self.notes, self.pictures, self.unread)

    def _mark(
        self, element: etree._Element, tag: str, identifier: str | None, names: str | None
    ) -> tuple[int, bool] | None:
        if self.portal and element in self.portal:
            return self.portal[element], True
        if tag in TAGS:
            return 0, False
        rank = default_rank(identifier, names) if identifier or names else None
        return None if rank is None else (rank, False)

    def _text(self, raw: str) -> None:
        if self.pre_depth and "\n" in raw:
            first, *rest = raw.split("\n")
            self._text(first)
            for line in rest:
                self._flush()
                self._text(line)
        elif self.buffer or not raw.isspace():
            if self.raised:
                raw = self._raised(raw)
            self.buffer.append(raw)
            if self.link_depth:
                self.linked += len(raw.strip())

    def _raised(self, raw: str) -> str:
        """Digits beside a digit or a letter as raised or lowered ones; any other text as it is."""
        digits = raised(self.buffer[-1] if self.buffer else "", raw, self.raised[-1])
        if digits is None:
            return raw
        self.notes["raised_digits"] = self.notes.get("raised_digits", 0) + 1
        return digits

    def _unread(self, kind: str) -> None:
        if len(self.unread) < _MOST_UNREAD:
            self.unread.append(Unread(len(self.blocks) + bool(self.buffer), len(self.spans), kind))

    def _skipped(self, element: etree._Element, tag: str) -> None:
        """Keeps in mind an element that shows words or figures and has none of them in the text."""
        if tag == "input":
            said: str | None = element.get("value", "") if element.get("type", "text").lower() == "text" else ""
        else:
            said = _text_of(element)
        if (said is None or _SAYS.search(said[:_MAX_STYLE])) and not _is_hidden(element):
            self._unread(tag)

    def _is_struck_out(self, element: etree._Element) -> bool:
        """Whether an element holds a few struck-out words; how many characters go stands in the note `struck_out`."""
        text = _text_of(element)
        if text is None or len(text) > _MOST_STRUCK:
            self.notes["struck_out_kept"] = self.notes.get("struck_out_kept", 0) + 1
            return False
        if size := len(text.strip()):
            self.notes["struck_out"] = self.notes.get("struck_out", 0) + size
        return size > 0

    def _flush(self) -> None:
        if self.buffer:
            text = one_line("".join(self.buffer))
            self.buffer.clear()
            if text:
                linked = min(self.linked, len(text))
                if not self.files and (file := named_file(text)):
                    self.files.append(file)
                self.blocks.append(Block(text, linked, self.heading_depth > 0, tuple(self.files)))
                self.files.clear()
                self.linked = 0
                return
        self.linked = 0
        if self.files:
            self.blocks.append(Block("", files=tuple(self.files)))
            self.files.clear()

    def _picture(self, element: etree._Element) -> None:
        source = (element.get("src") or element.get("data-src") or element.get("oldsrc") or "").strip()
        sides = [
            raw for raw in (element.get("width"), element.get("height")) if raw and raw.isascii() and raw.isdigit()
        ]
        if not source or any(int(raw[:6]) <= _SMALL_PICTURE for raw in sides):
            return
        is_data = source.startswith("data:")
        if len(source) > _PICTURE_DATA if is_data else not _ICON.search(source[-200:]):
            self._unread("picture")
        if is_data:
            return
        if len(self.pictures) < _MOST_PICTURES:
            link = FileLink(source[:4000], "", (element.get("title") or element.get("alt") or "").strip())
            self.pictures.append(Picture(len(self.blocks), link))

    def _script(self, script: str) -> None:
        if "createPageHTML" in script and _PAGED_BY_SCRIPT.search(script):
            self._unread("further_pages")
        if files := files_in_script(script):
            self.files += files
            self._flush()

    def _bound(self, words: str) -> None:
        if words in BOUNDS_BEGIN:
            self._flush()
            self.open_bounds.append(len(self.blocks))
        elif words in BOUNDS_END and self.open_bounds:
            self._flush()
            start = self.open_bounds.pop()
            if len(self.blocks) > start:
                self.spans.append(Span(start, len(self.blocks), 0))
                for frame in self.tables:
                    frame.has_container = True

    def _table_end(self, frame: TableFrame) -> None:
        if self.tables:
            self.tables[-1].holds_tables = True
        if not frame.is_data(self.blocks):
            return
        rows = expand(frame.cells(self.blocks))
        if rows is None:
            self.notes["table_too_large"] = self.notes.get("table_too_large", 0) + 1
            return
        if not any(any(row) for row in rows):
            return
        first_cell = frame.first_cell
        before = self.blocks[frame.start : first_cell]
        files = tuple(link for block in self.blocks[first_cell:] for link in block.files)
        linked = sum(block.linked for block in self.blocks[first_cell:])
        del self.blocks[frame.start :]
        del self.spans[frame.spans_at :]
        self.blocks.extend(before)
        for unread in reversed(self.unread):
            if unread.at <= len(self.blocks):
                break
            unread.at, unread.ended = len(self.blocks) + 1, len(self.spans)
        self.blocks.append(Block("", linked, files=files, rows=rows, caption=frame.caption))


def _text_of(element: etree._Element) -> str | None:
    """The text of a small element; None where more than `_MOST_STRUCK` elements stand in it."""
    pieces: list[str] = []
    for count, inner in enumerate(element.iter()):
        if count > _MOST_STRUCK:
            return None
        if isinstance(inner.tag, str) and inner.text:
            pieces.append(inner.text)
        if inner is not element and inner.tail:
            pieces.append(inner.tail)
    return "".join(pieces)


def _hints_title(identifier: str | None, names: str | None) -> bool:
    return any(value and _TITLE_HINT.search(value[:200]) for value in (names, identifier))


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    if style:
        lowered = style[:_MAX_STYLE].lower()
        # Word writes `border-image: none` on every cell: the words alone say nothing, and the search is the slow part.
        if ("display" in lowered or "visibility" in lowered) and _INVISIBLE.search(lowered):
            return True
    return element.get("hidden") is not None
