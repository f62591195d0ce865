"""The files that belong to a report, from the links in and right below its body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from crawler.extraction.blocks import Block, FileLink, Picture
from crawler.extraction.body import Body
from crawler.extraction.files.names import name_in_address, safe_name, says_nothing, unlike
from crawler.extraction.furniture import is_foot, is_related
from crawler.records import Attachment

_BELOW = 30
_MOST = 100
_LITTLE_TEXT = 60
_MENTION = re.compile(
    r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rar|7z|pptx?|csv|txt|rtf|ceb)(?![a-z0-9])"
    r"|down(?:load|file)|(?:filename|fileid|attachid|attid)="
    r"|<img\s[^<>]{0,200}\b(?:[PW]0\d{12}|upload|ueditor|attach)",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rar|7z|pptx?|rtf|ceb)$", re.IGNORECASE)
# A template that was not filled in stands before the name TRS gives a file (P0…, W0…), which lies beside the article.
_BROKEN = re.compile(r"[\s\"'<>{}$\[\]]|%3[CE]|%22", re.IGNORECASE)
_TRS_NAME = re.compile(r"(?:\./)?[PW]0\d{12,30}(?:_\w{1,20})?\.[A-Za-z0-9]{2,5}")
_VIEWED = ("file", "url", "src", "pdf", "pdfurl", "fileurl", "furl")


def mentions_files(html: str) -> bool:
    """Whether a page can name a file at all: most pages can't, and finding what belongs to the body costs a walk."""
    return _MENTION.search(html) is not None


def report_files(
    blocks: Sequence[Block], body: Body, url: str, pictures: Sequence[Picture] = ()
) -> tuple[Attachment, ...]:
    """The files of a report in page order, each address once, each name once.

    Links inside the body's element count, and links below it down to the related documents or the footer; also those
    that only a script writes there (`document.write('<a href=…>')`, `var file_appendix='<a href=…>'`), frames and
    viewers. `pictures` are those of the page: where the body is pictures in place of text and names no other file, they
    are its files.
    """
    start, end = body.outer
    found: dict[str, Attachment] = {}
    for block in blocks[start:end]:
        for link in block.files:
            _add(found, link, url)
    for block in blocks[end : end + _BELOW]:
        if is_related(block.text) or is_foot(block.text):
            break
        for link in block.files:
            _add(found, link, url)
    if not found and body.images and sum(len(block.text) for block in blocks[body.start : body.end]) <= _LITTLE_TEXT:
        for picture in pictures:
            if start <= picture.at <= end:
                _add(found, picture.link, url)
    return _told_apart(found)


def _add(found: dict[str, Attachment], link: FileLink, base: str) -> None:
    if len(found) >= _MOST:
        return
    address = _absolute(_target(link.href), base)
    key = address or f"\n{_name(link, '')}"
    known = found.get(key)
    # The same file linked twice, by an icon and by its name: the name that says more is its name.
    unnamed = known is None or says_nothing(known.name) or known.name == safe_name(name_in_address(address or ""))
    if known is None or (unnamed and link.text and not says_nothing(link.text)):
        found[key] = Attachment(address, _name(link, address or ""))


def _name(link: FileLink, address: str) -> str:
    named = next((name for name in (link.text, link.title) if name.strip() and not says_nothing(name)), "")
    return safe_name(named or name_in_address(address) or link.text or link.title)


def _told_apart(found: dict[str, Attachment]) -> tuple[Attachment, ...]:
    taken: set[str] = set()
    return tuple(Attachment(one.url, unlike(one.name, taken)) for one in found.values())


def _target(href: str) -> str:
    """The file's own address: what a viewer is given to show, what stands behind a broken template."""
    if _BROKEN.search(href) and (named := _TRS_NAME.search(href)):
        return named.group()
    try:
        parts = urlsplit(href)
        if parts.query and not _FILE_NAME.search(parts.path):
            asked = {key.lower(): value for key, value in parse_qsl(parts.query, max_num_fields=50)}
            for key in _VIEWED:
                shown = asked.get(key, "")
                is_viewer = parts.path.lower().endswith((".html", ".htm", "viewer", "/")) or "://" in shown
                if is_viewer and _FILE_NAME.search(unquote(shown).partition("?")[0]):
                    return shown
    except ValueError:
        return href
    return href


def _absolute(href: str, base: str) -> str | None:
    if not href or len(href) > 4000:
        return None
    try:
        address = urljoin(base, href)
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None
