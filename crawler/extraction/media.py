"""What kind of file some bytes are: by first bytes and inner structure, not by name (mis-named files are the norm)."""

from __future__ import annotations

import io
import re
import zipfile

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PDF = "application/pdf"
DOC = "application/msword"
OLE = "application/x-ole-storage"
ZIP = "application/zip"
HTML = "text/html"
PLAIN = "text/plain"
UNKNOWN = "application/octet-stream"

_MAGIC = (
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"\x1f\x8b", "application/gzip"),
)
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("WordDocument", DOC),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
_ZIP_MEMBERS = (
    ("word/document.xml", DOCX),
    ("xl/workbook.xml", XLSX),
    ("ppt/presentation.xml", PPTX),
    ("OFD.xml", "application/ofd"),
    ("content.xml", "application/vnd.oasis.opendocument.text"),
)
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|meta)\b", re.IGNORECASE)
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


def _of_zip(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        return ZIP
    return next((kind for member, kind in _ZIP_MEMBERS if member in names), ZIP)


def _of_ole(body: bytes, name: str) -> str:
    for stream, kind in _OLE_STREAMS:
        # A directory entry of a compound file (MS-CFB 2.6.1) holds the stream's name in UTF-16LE, ended by a zero.
        if (stream + "\0").encode("utf-16-le") in body:
            return kind
    return DOC if name.lower().endswith((".doc", ".wps")) else OLE
