"""Archives: the report in them is found; names that lead out, bombs, passwords and missing programs are notes."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from crawler.extraction import extract_file
from crawler.extraction.files import FileReader, archives
from crawler.extraction.files.file import read_file
from tests.files.report import report, word_file

DOCUMENT = report()
REPORT = word_file(DOCUMENT)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


def test_the_report_among_other_files() -> None:
    members = {"附件/说明.txt": "正文很长。".encode() * 2000, "附件/2022年政府信息公开工作年度报告.docx": REPORT}
    said = extract_file(zipped({**members, "__MACOSX/._x": b"\0"}), "附件.zip")
    assert said.text == DOCUMENT.text()
    assert said.notes["text_of_member"] == "附件/2022年政府信息公开工作年度报告.docx"
    assert [one["name"] for one in said.notes["archive"]] == list(members)


def test_names_in_gbk_without_the_utf8_flag() -> None:
    name = "2022年政府信息公开工作年度报告.docx"
    body = zipped({"x" * len(name.encode("gbk")): REPORT}).replace(b"x" * len(name.encode("gbk")), name.encode("gbk"))
    assert extract_file(body, "附件.zip").notes["text_of_member"] == name


def test_an_archive_in_an_archive_but_not_without_end() -> None:
    inner = zipped({"年度报告.docx": REPORT})
    assert extract_file(zipped({"a.zip": inner}), "b.zip").text == DOCUMENT.text()
    for _ in range(4):
        inner = zipped({"a.zip": inner})
    assert extract_file(inner, "b.zip").text == ""


@pytest.mark.parametrize("name", ["../../etc/evil.docx", "/etc/evil.docx", "..\\..\\evil.docx", "C:\\evil.docx"])
def test_names_that_lead_out_are_left_alone(name: str) -> None:
    said = extract_file(zipped({name: REPORT, "年度报告.txt": "正文".encode()}), "附件.zip")
    assert said.text == "正文"
    assert len(said.notes["unsafe_names"]) == 1


def test_a_bomb_is_known_by_its_directory() -> None:
    body = bytearray(zipped({"年度报告.txt": b"x"}, zipfile.ZIP_STORED))
    at = body.rindex(b"PK\x01\x02")
    body[at + 24 : at + 28] = (400_000_000).to_bytes(4, "little")
    assert "unpacks to more than" in extract_file(bytes(body), "a.zip").notes["damaged_file"]
    many = zipped({str(at): b"" for at in range(5001)}, zipfile.ZIP_STORED)
    assert "parts" in extract_file(many, "a.zip").notes["damaged_file"]


def test_a_part_that_lies_about_its_size() -> None:
    body = bytearray(zipped({"word/document.xml": b"0" * 5_000_000}))
    at = body.rindex(b"PK\x01\x02")
    body[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert "damaged_file" in extract_file(bytes(body), "a.docx").notes


def test_a_password_is_a_note() -> None:
    body = bytearray(zipped({"年度报告.txt": b"abc"}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(magic) + offset] |= 1
    said = extract_file(bytes(body), "a.zip")
    assert "password" in said.notes["archive"][0]["encrypted_file"]
    assert said.text == ""


def test_gzip() -> None:
    assert extract_file(gzip.compress(REPORT), "年度报告.docx.gz").text == DOCUMENT.text()


def test_a_gzip_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1_000_000)
    bomb = gzip.compress(gzip.compress(b"\0" * 2_000_000))
    assert "unpacks to more than 1000000" in str(read_file(bomb, "a.gz.gz").notes)


# A .rar is not written by any free program; the one below holds one stored member and was put together by hand from
# the RAR 4 format (rarfile reads stored members without a program).
def rar(name: str, data: bytes, method: int = 0x30, flags: int = 0) -> bytes:
    import struct
    import zlib

    raw = name.encode()
    head = struct.pack("<BHH", 0x73, 0, 13) + b"\0" * 6
    file = struct.pack("<BHHIIBIIBBHI", 0x74, 0x8000 | flags, 32 + len(raw), len(data), len(data), 3,
                       zlib.crc32(data), 0, 20, method, len(raw), 0x20) + raw  # fmt: skip

    def block(content: bytes) -> bytes:
        return struct.pack("<H", zlib.crc32(content) & 0xFFFF) + content

    return b"Rar!\x1a\x07\x00" + block(head) + block(file) + data + block(struct.pack("<BHH", 0x7B, 0x4000, 7))


def test_a_stored_rar() -> None:
    said = extract_file(rar("report.docx", REPORT), "年报.rar")
    assert said.notes["text_of_member"] == "report.docx"
    assert said.text == DOCUMENT.text()


def test_a_rar_behind_a_password() -> None:
    said = extract_file(rar("report.docx", REPORT, flags=0x04), "年报.rar")
    assert "password" in said.notes["encrypted_file"]
    assert said.text == ""


def test_a_packed_rar_without_a_program_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with FileReader() as reader:
        said = reader.read(rar("report.docx", REPORT, 0x33), "年报.rar")
    assert said.text == ""
    assert "unar" in said.notes["needs_program"]


def test_a_7z(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = shutil.which("7z") or shutil.which("7zz")
    if program is None and not os.environ.get("CI"):
        pytest.skip("7z is not installed")
    assert program is not None, "make setup installs 7z"
    (tmp_path / "2022年度报告.docx").write_bytes(REPORT)
    subprocess.run([program, "a", "r.7z", "2022年度报告.docx"], cwd=tmp_path, check=True, capture_output=True)
    body = (tmp_path / "r.7z").read_bytes()
    assert extract_file(body, "年报.7z").text == DOCUMENT.text()
    subprocess.run([program, "a", "-pgeheim", "-mhe=on", "s.7z", "2022年度报告.docx"], cwd=tmp_path, check=True,
                   capture_output=True)  # fmt: skip
    assert "encrypted_file" in extract_file((tmp_path / "s.7z").read_bytes(), "年报.7z").notes
    monkeypatch.setenv("PATH", os.devnull)
    with FileReader() as reader:
        assert "7z" in reader.read(body, "年报.7z").notes["needs_program"]


def test_a_tar_is_told_to_be_unread() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("x" * 90), io.BytesIO())
    assert extract_file(out.getvalue(), "a.tar").notes == {"unread_file": "application/octet-stream"}
