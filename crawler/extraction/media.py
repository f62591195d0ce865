"""What kind of file some bytes are: by first bytes and inner structure, not by name (mis-named files are the norm)."""

from __future__ import annotations

import re
import struct

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PDF = "application/pdf"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
OLE = "application/x-ole-storage"
OFD = "application/ofd"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODT = "application/vnd.oasis.opendocument.text"
RTF = "application/rtf"
MAIL = "message/rfc822"
ZIP = "application/zip"
RAR = "application/vnd.rar"
SEVEN_ZIP = "application/x-7z-compressed"
GZIP = "application/gzip"
HTML = "text/html"
PLAIN = "text/plain"
UNKNOWN = "application/octet-stream"
IMAGES = ("image/png", "image/jpeg", "image/gif", "image/tiff", "image/bmp")

_PNG, _JPEG, _GIF, _TIFF, _BMP = IMAGES
_MAGIC = (
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"{\\rtf", RTF),
    (b"\x89PNG\r\n\x1a\n", _PNG),
    (b"\xff\xd8\xff", _JPEG),
    (b"GIF87a", _GIF),
    (b"GIF89a", _GIF),
    (b"II*\x00", _TIFF),
    (b"MM\x00*", _TIFF),
    (b"BM", _BMP),
    (b"\x1f\x8b", GZIP),
)
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
_ZIP_MEMBERS = (
    ("word/document.xml", DOCX),
    ("xl/workbook.xml", XLSX),
    ("xl/workbook.bin", XLSB),
    ("ppt/presentation.xml", PPTX),
    ("ofd.xml", OFD),
    ("content.xml", ODT),
)
_MAX_MEMBERS = 5_000
_END = struct.Struct("<4s4H2LH")  # end of central directory record, PKWARE APPNOTE 4.3.16
_ENTRY = struct.Struct("<4s6H3L5H2L")  # central directory header, 4.3.12
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|meta)\b", re.IGNORECASE)
_MAIL_HEAD = re.compile(rb"(?:[A-Za-z-]{2,30}:[^\r\n]{0,500}\r?\n(?:[ \t][^\r\n]{0,500}\r?\n){0,10}){1,20}", re.DOTALL)
_SNIFFED = 4096


def media_type(body: bytes, name: str = "", declared: str | None = None) -> str:
    """The media type of a file by its bytes.

    `name` and `declared` (a Content-Type header) are only asked where the bytes leave a choice: an OLE file without
    a known stream, and text. Bytes that tell nothing give application/octet-stream.
    """
    head = body[:_SNIFFED]
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_zip(body)
    if head.startswith(_OLE_MAGIC):
        return _of_ole(body, name)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode("utf-8", "replace")
    if _is_html(head.removeprefix(b"\xef\xbb\xbf")):
        return HTML
    if _is_mail(head):
        return MAIL
    if head and b"\x00" not in head and not any(byte < 9 or 13 < byte < 27 for byte in head):
        essence = (declared or "").partition(";")[0].strip().lower()
        return essence if essence.startswith("text/") else PLAIN
    return UNKNOWN


def _is_html(head: bytes) -> bool:
    rest = head.lstrip()
    for opening, closing in ((b"<?xml", b">"), (b"<!--", b"-->")):
        while rest.startswith(opening):
            rest = rest.partition(closing)[2].lstrip()
    return _MARKUP.match(rest) is not None


def _is_mail(head: bytes) -> bool:
    """A "single file web page" (MHTML): mail header fields that say it has parts."""
    found = _MAIL_HEAD.match(head.lstrip())
    fields = found.group().lower() if found else b""
    return b"mime-version:" in fields and b"multipart/" in fields


def _of_zip(body: bytes) -> str:
    names = _names(body)
    if names and names[0] == b"mimetype":
        start = body[30:120]
        if ODS.encode() in start:
            return ODS
        if ODT.encode() in start:
            return ODT
    known = {name.lower() for name in names}
    return next((kind for member, kind in _ZIP_MEMBERS if member.encode() in known), ZIP)


def _names(body: bytes) -> list[bytes]:
    """The names in a zip's central directory, the first few thousand: a hostile one names millions."""
    at = body.rfind(b"PK\x05\x06", max(0, len(body) - 66_000))
    if at < 0 or at + _END.size > len(body):
        return []
    end = _END.unpack_from(body, at)
    size, start = end[5], end[6]
    # Bytes before the archive (a self-extractor) shift it: the directory stands right before its end record.
    position = at - size if at >= size else start
    names: list[bytes] = []
    while position + _ENTRY.size <= len(body) and len(names) < _MAX_MEMBERS:
        entry = _ENTRY.unpack_from(body, position)
        if entry[0] != b"PK\x01\x02":
            break
        name, extra, comment = entry[10], entry[11], entry[12]
        names.append(body[position + _ENTRY.size : position + _ENTRY.size + name].replace(b"\\", b"/"))
        position += _ENTRY.size + name + extra + comment
    return names


def _of_ole(body: bytes, name: str) -> str:
    for stream, kind in _OLE_STREAMS:
        # A directory entry of a compound file (MS-CFB 2.6.1) holds the stream's name in UTF-16LE, ended by a zero.
        if (stream + "\0").encode("utf-16-le") in body:
            return kind
    return DOC if name.lower().endswith((".doc", ".wps")) else OLE
