"""Scans: with the extra `ocr` the text and figures come out; without it the file says `needs_ocr`."""

from __future__ import annotations

import io
import os
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from crawler.extraction import extract_file
from crawler.extraction.files import FileReader, Limits, scan
from crawler.extraction.files.file import read_file
from crawler.reading import read_statistics
from tests.files.report import figures, report
from tests.fixtures.files.make import HERE


def pictures() -> list[Image.Image]:
    with pypdfium2.PdfDocument((HERE / "report.pdf").read_bytes()) as document:
        return [page.render(scale=150 / 72).to_pil().convert("L") for page in document]


def saved(images: list[Image.Image], kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    images[0].save(out, kind, **options)
    return out.getvalue()


def scanned() -> bytes:
    images = pictures()
    return saved(images, "PDF", save_all=True, append_images=images[1:], resolution=150)


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "available", lambda: False)


@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "TIFF", "BMP"])
def test_a_picture_needs_ocr(kind: str) -> None:
    said = read_file(saved([Image.new("L", (300, 400), 255)], kind), "年报.jpg")
    assert (said.text, said.notes) == ("", {"needs_ocr": 1})


@pytest.mark.usefixtures("without_ocr")
def test_a_scanned_pdf_counts_its_pages() -> None:
    said = read_file(scanned(), "年报.pdf")
    assert (said.text, said.notes) == ("", {"needs_ocr": 4})


@pytest.mark.skipif(not scan.available(), reason="the extra `ocr` is not installed")
def test_a_scanned_report_gives_its_figures() -> None:
    with FileReader(Limits(seconds=600)) as reader:
        said = reader.read(saved(pictures()[:1], "PNG"), "年报.png")
    assert said.notes["ocr"]["pages"] == 1
    assert "全年主动公开政府信息1286条" in said.text
    assert said.tables[0].rows[3] == ("行政规范性文件", "0", "1", "21")


@pytest.mark.skipif(not os.environ.get("CI"), reason="reading four pages takes a minute: CI does")
def test_every_figure_of_a_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_SECONDS", 3600)
    _, statistics = read_statistics(read_file(scanned(), "年报.pdf"))
    assert statistics is not None
    assert statistics.figures == figures(report())
    assert all(check.passed for check in statistics.checks)


def test_a_picture_too_large_is_not_unpacked() -> None:
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (60_000).to_bytes(4) * 2 + b"\x01\x00\x00\x00\x00"
    import zlib

    body = head + zlib.crc32(head[12:]).to_bytes(4) + b"\x00\x00\x00\x00IEND\xaeB`\x82"
    assert "damaged_file" in extract_file(body, "年报.png").notes
