"""One report with the official tables, in every format: the same text, every figure, every sum."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from crawler.extraction import extract_file
from crawler.reading import read_statistics
from crawler.records import Extraction
from crawler.sandbox.document import Document
from tests.files.report import ORGAN, TITLE, YEAR, figures, report, word_file
from tests.files.writers import ofd, web_archive, word_2003, word_page
from tests.fixtures.files.make import HERE, workbook

DOCUMENT = report()
FIGURES = figures(DOCUMENT)


def kept(name: str) -> Callable[[Document, Path], bytes]:
    return lambda _document, _folder: (HERE / name).read_bytes()


def sheet(document: Document, folder: Path) -> bytes:
    workbook(folder / "report.xlsx", document)
    return (folder / "report.xlsx").read_bytes()


FORMATS: dict[str, tuple[str, Callable[[Document, Path], bytes]]] = {
    "docx": ("年报.docx", lambda document, _: word_file(document)),
    "doc": ("年报.doc", kept("report.doc")),
    "wps": ("年报.wps", kept("report.doc")),
    "rtf named doc": ("年报.doc", kept("report.rtf")),
    "html named doc": ("年报.doc", lambda document, _: word_page(document)),
    "mhtml named doc": ("年报.doc", lambda document, _: web_archive(document)),
    "word 2003 xml": ("年报.doc", lambda document, _: word_2003(document)),
    "pdf": ("年报.pdf", kept("report.pdf")),
    "ofd": ("年报.ofd", lambda document, _: ofd(document)),
    "xls": ("年报.xls", kept("report.xls")),
    "et": ("年报.et", kept("report.xls")),
    "xlsx": ("年报.xlsx", sheet),
}


def read(kind: str, folder: Path) -> Extraction:
    name, write = FORMATS[kind]
    return extract_file(write(DOCUMENT, folder), name)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_says_the_same(kind: str, tmp_path: Path) -> None:
    said = read(kind, tmp_path)
    assert said.text == DOCUMENT.text()
    assert [table.rows for table in said.tables] == [table.rows for table in DOCUMENT.tables()]
    assert (said.title, said.organ, said.report_year) == (TITLE, ORGAN, YEAR)
    assert said.signed_on == date(2023, 1, 17)
    assert set(said.notes) <= {"mislabelled"}


@pytest.mark.parametrize("kind", FORMATS)
def test_every_figure_comes_out_and_its_sums_hold(kind: str, tmp_path: Path) -> None:
    _, statistics = read_statistics(read(kind, tmp_path))
    assert statistics is not None
    assert statistics.layout == "2021"
    assert {key: str(value) for key, value in statistics.figures.items()} == {
        key: str(value) for key, value in FIGURES.items()
    }
    assert [check.name for check in statistics.checks if check.passed is not True] == []


def test_ods_has_the_figures_though_its_merged_cells_are_not_told() -> None:
    said, statistics = read_statistics(extract_file((HERE / "report.ods").read_bytes(), "年报.ods"))
    assert statistics is not None
    assert statistics.figures == FIGURES
    assert said.title == TITLE


@pytest.mark.parametrize(
    ("kind", "note"),
    [
        ("rtf named doc", ".doc holds application/rtf"),
        ("html named doc", ".doc holds text/html"),
        ("mhtml named doc", ".doc holds message/rfc822"),
    ],
)
def test_a_wrong_ending_is_a_note(kind: str, note: str, tmp_path: Path) -> None:
    assert read(kind, tmp_path).notes == {"mislabelled": note}


def test_a_length_below_nothing_in_an_rtf_hides_no_words() -> None:
    r"""`\\bin` gives the bytes of what follows; a number that no length can be is damage."""
    said = extract_file(rb"{\rtf1\ansi before\bin-5 within\bin3 abc after}", "a.rtf")
    assert said.text == "beforewithin after"


def test_a_table_within_a_cell_of_an_rtf_keeps_its_words_in_order() -> None:
    """Its words stand in the cell that holds it: the outer table is the one that is told."""
    row = r"\pard\intbl\itap2 {}\nestcell {}\nestcell {{\*\nesttableprops\trowd\cellx4000\cellx5000\nestrow}}"
    body = (
        r"{\rtf1\ansi\ansicpg936 \pard before\par \trowd\cellx3000\cellx9000 \pard\intbl A\cell "
        + row.format("x1", "x2")
        + r"{\nonesttables\par}"
        + row.format("y1", "y2")
        + r"\pard\intbl B\cell\row \trowd\cellx3000\cellx9000 \pard\intbl C\cell D\cell\row \pard after\par}"
    )
    said = extract_file(body.encode(), "年报.rtf")
    assert [table.rows for table in said.tables] == [(("A", "x1 x2 y1 y2 B"), ("C", "D"))]
    assert said.text.splitlines() == ["before", "| A | x1 x2 y1 y2 B |", "| C | D |", "after"]
