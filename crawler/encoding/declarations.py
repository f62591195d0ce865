"""What was declared over a body: byte order mark, Content-Type, XML declaration and meta tags.

A charset inside a script, a comment or an attribute of another tag is no declaration: on real pages a script's charset
often comes first. Where metas conflict, all are kept, in the order of the page.
"""

from __future__ import annotations

import codecs
import re

from crawler.records import Declaration

# Twice the deepest meta charset of the saved pages; a head is not read further.
_HEAD_BYTES = 32_768
_TAG_BYTES = 2_048

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))
_LABEL = r"[\"'\s]{0,8}([A-Za-z0-9_.:\-]{1,40})"
_CHARSET = re.compile(r"charset\s{0,8}=" + _LABEL, re.IGNORECASE)
_XML = re.compile(r"\s{0,8}<\?xml\s[^>]{0,200}?encoding\s{0,8}=" + _LABEL)
_CONTENT_TYPE = re.compile(r"http-equiv\s{0,8}=\s{0,8}[\"']?\s{0,8}content-type", re.IGNORECASE)
_OWN_ATTRIBUTE = re.compile(r"[\s\"'/]charset\s{0,8}=", re.IGNORECASE)
_CONTENT = re.compile(r"content\s{0,8}=\s{0,8}(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_STOPS = re.compile(rb"<(?:!--|script\b|style\b|title\b|meta[\s/]|body\b)")
_ENDS = {b"<!--": b"-->", b"<script": b"</script", b"<style": b"</style", b"<title": b"</title"}


def bom(body: bytes) -> tuple[str, int] | None:
    """Return the encoding a byte order mark names and the mark's length in bytes, or None without a mark."""
    return next(((name, len(mark)) for mark, name in _BOMS if body.startswith(mark)), None)


def declarations(body: bytes, content_type: str | None) -> tuple[Declaration, ...]:
    """Return every charset declared over `body`, strongest first: bom, header, then xml and meta in page order."""
    found = []
    if mark := bom(body):
        found.append(Declaration("bom", mark[0]))
    if content_type and (header := _CHARSET.search(content_type[:_TAG_BYTES])):
        found.append(Declaration("header", header[1]))
    return (*found, *in_page(body))


def in_page(body: bytes) -> list[Declaration]:
    """Return the charsets the page itself declares in its head: XML declaration, then meta tags in page order."""
    head = body[:_HEAD_BYTES]
    lowered = head.lower()
    found = []
    if b"<?xml" in lowered[:64] and (xml := _XML.match(head[:512].decode("latin-1").removeprefix("\xef\xbb\xbf"))):
        found.append(Declaration("xml", xml[1]))
    last = lowered.rfind(b"charset")
    position = 0
    while position < last and (stop := _STOPS.search(lowered, position)):
        if stop[0].startswith(b"<meta"):
            end = head.find(b">", stop.end(), stop.end() + _TAG_BYTES)
            position = stop.end() if end < 0 else end
            if end >= 0 and (label := _of_meta(head[stop.start() : end].decode("latin-1"))):
                found.append(Declaration("meta", label))
        elif stop[0] == b"<body":
            break
        else:
            position = lowered.find(_ENDS[stop[0]], stop.end())
            if position < 0:
                break
    return found


def _of_meta(tag: str) -> str | None:
    """Return the label a meta tag declares: its own charset attribute, or that of an http-equiv Content-Type."""
    if _CONTENT_TYPE.search(tag):
        charset = _CHARSET.search(tag)
    else:
        bare = _CONTENT.sub("", tag)
        charset = _CHARSET.search(bare) if _OWN_ATTRIBUTE.search(bare) else None
    return charset[1] if charset else None
