"""The first bytes of what is a file and no page, whatever the server calls it."""

from __future__ import annotations

_SIGNATURES = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"Rar!\x1a",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
)


def begins_as_file(body: bytes) -> bool:
    """Whether `body` begins as PDF, Word, archives and pictures do."""
    return body.startswith(_SIGNATURES)
