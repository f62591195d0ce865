"""Truncated, flipped and made-up files: no crash of the reader, no hang, and what comes out keeps the contract."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction import extract_file
from crawler.extraction.files.file import read_file
from crawler.extraction.files.names import name_of_file, safe_name
from tests.extraction.test_hostile import keeps_the_contract
from tests.files.test_formats import DOCUMENT, FORMATS

READABLE = [kind for kind in FORMATS if kind not in ("wps", "et")]


@pytest.mark.parametrize("kind", READABLE)
def test_cut_and_flipped_files(kind: str, tmp_path: Path) -> None:
    name, write = FORMATS[kind]
    body = write(DOCUMENT, tmp_path)
    chance = random.Random(kind)
    damaged = [body[: len(body) * part // 7] for part in range(1, 7)]
    for _ in range(12):
        bytes_ = bytearray(body)
        for _ in range(chance.choice((1, 8, 64))):
            # More damage to the head, where the directories and tables of such formats stand.
            at = chance.randrange(len(bytes_) if chance.random() < 0.5 else min(len(bytes_), 4096))
            bytes_[at] = chance.randrange(256)
        damaged.append(bytes(bytes_))
    for one in damaged:
        said = extract_file(one, name)
        keeps_the_contract(said)
        assert "reader_stopped" not in said.notes, said.notes


MAGIC = {
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "rtf": b"{\\rtf1\\ansi",
    "rar": b"Rar!\x1a\x07\x01\x00",
    "7z": b"7z\xbc\xaf\x27\x1c",
    "pdf": b"%PDF-1.7\n",
    "html": b"<html>",
    "xml": b"<?xml version='1.0'?><w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'>",
    "mail": b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n",
    "text": b"",
}


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(MAGIC)), st.binary(max_size=400))
def test_any_bytes_after_any_magic(kind: str, rest: bytes) -> None:
    keeps_the_contract(read_file(MAGIC[kind] + rest, f"年报.{kind}"))


RTF = (
    r"\par \cell \row \trowd \cellx100 \cellx9999999999 \intbl \pard { } \'d5 \'fe \u25919? \uc3 \* \fonttbl \f1 "
    r"\fcharset134 \clvmrg \clvmgf \clmrg \v \plain \bin5 \nestcell \trleft-5 文 a \\ \{ \deleted \tab \~"
)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(RTF.split(" ")), max_size=60))
def test_any_rtf(words: list[str]) -> None:
    keeps_the_contract(read_file(("{\\rtf1 " + " ".join(words)).encode("gb18030"), "a.doc"))


@pytest.mark.parametrize(
    "body",
    [
        b"{\\rtf1" + b"{" * 500_000,
        b"{\\rtf1" + b"\\trowd\\cellx1" * 100_000,
        b"{\\rtf1" + b"\\cell" * 200_000 + b"\\row",
        b"{\\rtf1" + b"\\'d5" * 400_000,
        b"<html>" + b"<table><tr><td>" * 20_000,
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 20_000,
        "，".encode("gb18030") * 1_000_000,
        b"PK\x05\x06" * 100_000,
    ],
    ids=range(8),
)
def test_large_nonsense_ends(body: bytes) -> None:
    said = extract_file(body, "a.doc")
    keeps_the_contract(said)
    assert "reader_stopped" not in said.notes


def test_xml_cannot_fetch_or_explode() -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY e SYSTEM "file:///etc/passwd">]>'
    xml = (
        b"<?xml version='1.0'?>"
        + entity
        + (
            b"<w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'><w:body><w:p><w:r><w:t>"
            b"&a;&e;x</w:t></w:r></w:p></w:body></w:wordDocument>"
        )
    )
    assert "root:" not in extract_file(xml, "a.doc").text


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_any_name_is_safe(link: str, header: str, url: str) -> None:
    name = name_of_file(link, header.encode("utf-8", "replace").decode("latin-1"), url)
    assert name
    assert name == safe_name(name)
    assert len(name.encode()) <= 200
    assert not set(name) & set('/\\:*?"<>|\0\n')


def test_fixtures_are_no_archives_of_anything_else() -> None:
    from tests.fixtures.files.make import HERE

    with zipfile.ZipFile(HERE / "report.ods") as package:
        assert package.testzip() is None
