"""Files behind a password say so."""

from __future__ import annotations

import olefile
import pytest

from crawler.extraction import extract_file
from tests.fixtures.files.make import HERE

DOC = (HERE / "report.doc").read_bytes()


def test_a_doc_whose_header_says_encrypted() -> None:
    body = bytearray(DOC)
    body[body.index(b"\xec\xa5") + 0x0B] |= 0x01
    assert "password" in extract_file(bytes(body), "年报.doc").notes["encrypted_file"]


def test_an_encrypted_package() -> None:
    """What Office writes for a .docx or .xlsx with a password: an OLE file with the stream EncryptedPackage."""
    body = bytearray(DOC)
    at = body.index("WordDocument\0".encode("utf-16-le"))
    name = "EncryptedPackage\0".encode("utf-16-le")
    body[at : at + 66] = name.ljust(64, b"\0") + len(name).to_bytes(2, "little")
    assert olefile.isOleFile(bytes(body))
    assert extract_file(bytes(body), "年报.docx").notes["encrypted_file"].endswith("password")


@pytest.mark.parametrize("name", ["report.docx", "report.xlsx", "report.pdf"])
def test_a_real_file_behind_a_password(name: str) -> None:
    said = extract_file((HERE / "locked" / name).read_bytes(), name)
    assert "password" in said.notes["encrypted_file"]
    assert said.text == ""


@pytest.mark.parametrize("name", ["report.zip", "report-aes.zip"])
def test_a_real_zip_behind_a_password(name: str) -> None:
    said = extract_file((HERE / "locked" / name).read_bytes(), name)
    assert "password" in said.notes["archive"][0]["encrypted_file"]
    assert said.text == ""


def test_a_pdf_that_may_only_not_be_printed_is_read() -> None:
    """A password for its owner keeps nobody from reading it. Its writer drew a quarter em around the number."""
    said = extract_file((HERE / "locked" / "readable.pdf").read_bytes(), "年报.pdf")
    assert (said.text, said.notes) == ("全年主动公开政府信息1286条。", {})
