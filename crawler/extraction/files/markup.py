"""Web pages and mail archives saved as .doc, Word's XML of 2003, plain text → blocks."""

from __future__ import annotations

import email
import email.policy
from email.errors import MessageError
from typing import Any

from crawler.encoding import decode
from crawler.extraction.blocks import Block
from crawler.extraction.body import Body, find
from crawler.extraction.files.trouble import in_words
from crawler.extraction.files.word import read_word_xml
from crawler.extraction.line import one_line
from crawler.extraction.page import parse, read
from crawler.extraction.unread import unread_notes

_WORD_MARKS = ("urn:schemas-microsoft-com:office", "WordSection", "mso-", "MsoNormal")
_MAX_LINES = 200_000


def read_html(body: bytes, content_type: str | None = None) -> tuple[list[Block], dict[str, Any]]:
    """The blocks of a page that word processors saved; of any other page its body, as on the web."""
    text = decode(body, content_type).text
    tree = parse(text)
    if tree is None:
        return [], {"damaged_file": "no element in the page"}
    page = read(tree, {})
    notes: dict[str, Any] = dict(page.notes)
    if any(mark in text[:20_000] for mark in _WORD_MARKS):
        whole = len(page.blocks)
        return page.blocks, notes | unread_notes(page, Body(0, whole, (0, whole), "file"))
    body_of_page = find(page)
    return page.blocks[body_of_page.start : body_of_page.end], notes | unread_notes(page, body_of_page)


def read_mail(body: bytes) -> tuple[list[Block], dict[str, Any]]:
    """The blocks of a "single file web page" (MHTML): its first HTML part."""
    try:
        message = email.message_from_bytes(body, policy=email.policy.compat32)
        for one in message.walk():
            if one.get_content_type() == "text/html" and isinstance(data := one.get_payload(decode=True), bytes):
                return read_html(data, str(one.get("Content-Type", "")) or None)
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        return [], {"damaged_file": in_words(error)}
    return [], {"damaged_file": "no page in the archive"}


def read_text(body: bytes) -> tuple[list[Block], dict[str, Any]]:
    """The lines of a plain text, or the blocks of a Word document saved as XML (2003, or "flat" 2007)."""
    if body.lstrip()[:5] == b"<?xml" and (b"wordml" in body[:20_000] or b"wordprocessingml" in body[:20_000]):
        return read_word_xml(body)
    lines = (one_line(line) for line in decode(body).text.splitlines()[:_MAX_LINES])
    return [Block(line) for line in lines if line], {}
