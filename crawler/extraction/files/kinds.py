"""Which reader reads which kind of file. The bytes decide the kind; a name that says otherwise is a note."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import olefile

from crawler.extraction.blocks import Block
from crawler.extraction.files import archives, legacy_word, markup, ofd, pdf, rtf, scan, sheets, word
from crawler.extraction.files.trouble import in_words
from crawler.extraction.media import (
    DOC,
    DOCX,
    GZIP,
    HTML,
    IMAGES,
    MAIL,
    ODS,
    OFD,
    OLE,
    PDF,
    PLAIN,
    RAR,
    RTF,
    SEVEN_ZIP,
    XLS,
    XLSB,
    XLSX,
    ZIP,
    media_type,
)

MAX_CHARACTERS = 5_000_000

Found = tuple[list[Block], dict[str, Any]]
_READERS: dict[str, Callable[[bytes], Found]] = {
    DOCX: word.read_docx,
    DOC: legacy_word.read_doc,
    PDF: pdf.read_pdf,
    XLS: sheets.read_workbook,
    XLSX: sheets.read_workbook,
    XLSB: sheets.read_workbook,
    ODS: sheets.read_workbook,
    OFD: ofd.read_ofd,
    RTF: rtf.read_rtf,
    HTML: markup.read_html,
    MAIL: markup.read_mail,
    PLAIN: markup.read_text,
    **dict.fromkeys(IMAGES, scan.read_image),
}
_ARCHIVES = {ZIP: archives.read_zip, RAR: archives.read_rar, SEVEN_ZIP: archives.read_7z}
# What a name's ending promises: other kinds than these are a mislabelled file.
_PROMISED = {
    ".doc": (DOC, DOCX), ".docx": (DOCX,), ".wps": (DOC, DOCX), ".xls": (XLS, XLSX), ".xlsx": (XLSX,),
    ".et": (XLS, XLSX), ".pdf": (PDF,), ".ofd": (OFD,), ".zip": (ZIP,), ".rar": (RAR,), ".7z": (SEVEN_ZIP,),
    ".jpg": IMAGES, ".jpeg": IMAGES, ".png": IMAGES, ".gif": IMAGES, ".bmp": IMAGES, ".tif": IMAGES, ".tiff": IMAGES,
}  # fmt: skip
_ENCRYPTED_STREAMS = ("EncryptedPackage", "EncryptionInfo")


def read_kind(body: bytes, name: str, depth: int = 0) -> tuple[str, list[Block], dict[str, Any]]:
    """The media type of a file, its blocks, and notes. Nothing is raised but MemoryError."""
    kind = media_type(body, name)
    promised = _PROMISED.get(PurePosixPath(name).suffix.lower())
    notes: dict[str, Any] = {}
    if promised is not None and kind not in promised:
        notes["mislabelled"] = f"{PurePosixPath(name).suffix.lower()} holds {kind}"
    try:
        if kind in (DOC, XLS, OLE):
            kind = _of_ole(body, kind)
        found = _read(kind, body, name, depth)
    except MemoryError:
        raise
    except Exception as error:  # whatever a reader raises, one file must not end the reading of the others
        found = [], {"damaged_file": in_words(error)}
    blocks, said = found
    return kind, blocks, notes | said


def _read(kind: str, body: bytes, name: str, depth: int) -> Found:
    if kind in _ARCHIVES:
        return _ARCHIVES[kind](body, read_kind, depth)
    if kind == GZIP:
        return archives.read_gzip(body, name, read_kind, depth)
    if kind == _ENCRYPTED:
        return [], {"encrypted_file": "the document is protected by a password"}
    if kind.startswith("text/") and kind != HTML:
        return markup.read_text(body)
    reader = _READERS.get(kind)
    return reader(body) if reader is not None else ([], {"unread_file": kind})


_ENCRYPTED = "application/x-encrypted-office"


def _of_ole(body: bytes, kind: str) -> str:
    """The kind of an OLE file by the streams at its root: a workbook may hold a Word document inside, or be in one."""
    try:
        with olefile.OleFileIO(io.BytesIO(body)) as ole:
            if any(ole.exists(name) for name in _ENCRYPTED_STREAMS):
                return _ENCRYPTED
            if ole.exists("WordDocument"):
                return DOC
            if ole.exists("Workbook") or ole.exists("Book"):
                return XLS
    except Exception:  # a damaged directory: the reader of the kind the bytes looked like says how
        return kind
    return kind
