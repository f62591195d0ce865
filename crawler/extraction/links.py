"""The files that belong to a report, from the links in and right below its body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote, urljoin, urlsplit

from crawler.extraction.body import Body
from crawler.extraction.furniture import is_foot, is_related
from crawler.extraction.page import Block, FileLink
from crawler.records import Attachment

_BELOW = 30
_MAX_NAME = 300
_MENTION = re.compile(
    r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rar|7z|pptx?|csv|txt|rtf|ceb)(?![a-z0-9])"
    r"|down(?:load|file)|(?:filename|fileid|attachid|attid)=",
    re.IGNORECASE,
)


def mentions_files(html: str) -> bool:
    """Whether a page can name a file at all: most pages can't, and finding what belongs to the body costs a walk."""
    return _MENTION.search(html) is not None


def report_files(blocks: Sequence[Block], body: Body, url: str) -> tuple[Attachment, ...]:
    """The files of a report in page order, each address once.

    Links inside the body's element count, and links below it down to the related documents or the footer; also those
    that only a script writes there (`document.write('<a href=…>')`, `var file_appendix='<a href=…>'`).
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
    return tuple(found.values())


def _add(found: dict[str, Attachment], link: FileLink, base: str) -> None:
    address = _absolute(link.href, base)
    name = (link.text or link.title or _file_name(address or ""))[:_MAX_NAME]
    found.setdefault(address or f"\n{name}", Attachment(address, name))


def _absolute(href: str, base: str) -> str | None:
    if not href or len(href) > 4000:
        return None
    try:
        address = urljoin(base, href)
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def _file_name(address: str) -> str:
    return unquote(address.partition("?")[0].rpartition("/")[2])
