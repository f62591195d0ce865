"""Cells of workbooks come out as the workbook shows them, or as stored with a note: never as a guess, never lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from crawler.extraction import extract_file
from crawler.extraction.files.sheets import read_workbook
from crawler.extraction.files.xml_events import Handler, XmlEvents
from crawler.quality.files import file_checks
from crawler.reading import read_statistics
from crawler.records import Attachment, Extraction
from crawler.statistics.cell import figure, number
from tests.files.cells import CELLS, formatted, no_noughts
from tests.files.report import figures, report
from tests.fixtures.files.make import HERE, workbook

Rows = list[tuple[str, ...]]


def rows_of(body: bytes) -> tuple[Rows, dict[str, object]]:
    blocks, notes = read_workbook(body)
    return [row for block in blocks for row in block.rows or ()], notes


def made(write: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        write(book)
    return out.getvalue()


def table(*cells: tuple[float | date, object], options: dict[str, object] | None = None) -> bytes:
    """A workbook of one sheet: a number in its format, and a word."""

    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("表")
        for row, (value, code) in enumerate((*cells, ("末行", "General"))):
            sheet.write(row, 0, value, book.add_format({"num_format": code}))
            sheet.write_string(row, 1, "字")

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options or {}) as book:
        write(book)
    return out.getvalue()


def changed(body: bytes, part: str, change: Callable[[str], str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                assert change(data.decode()) != data.decode()
                data = change(data.decode()).encode()
            package.writestr(name, data)
    return out.getvalue()


def xlsx(folder: Path) -> bytes:
    formatted(folder / "formats.xlsx")
    return (folder / "formats.xlsx").read_bytes()


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_every_kind_shows_what_its_formats_say(kind: str, tmp_path: Path) -> None:
    body = xlsx(tmp_path) if kind == "xlsx" else (HERE / f"formats.{kind}").read_bytes()
    rows, notes = rows_of(body)
    assert rows == [("数字", "显示"), *((shown, shown or "（空）") for _, _, shown in CELLS)]
    assert notes == {}


def test_an_et_is_read_like_an_xls() -> None:
    said = extract_file((HERE / "formats.xls").read_bytes(), "年报.et")
    assert [row[0] for row in said.tables[0].rows][6:9] == ["3", "-3", "12.50"]
    assert said.notes == {}


def test_what_is_not_rendered_stays_as_stored_and_is_a_note() -> None:
    body = table((0.5, "# ?/?"), (1234.5, "0.00E+00"), (-5, "0.0;[Red]0.0"), (2, "[>1]0.0;0"), (1 / 3, "General"))
    rows, notes = rows_of(body)
    assert [row[0] for row in rows] == ["0.5", "1234.5", "-5", "2", "0.333333333333333", "末行"]
    assert notes == {"cell_formats": ["# ?/?", "0.00E+00", "0.0;[Red]0.0", "[>1]0.0;0", "General"]}


def test_a_date_that_is_not_rendered_stays_as_iso() -> None:
    rows, notes = rows_of(table((date(2023, 1, 17), "d-mmm-yy"), (date(2023, 1, 17), 'yyyy"年"m"月"d"日"')))
    assert [row[0] for row in rows] == ["2023-01-17", "2023年1月17日", "末行"]
    assert notes == {"cell_formats": ["d-mmm-yy"]}


def test_the_note_holds_few_codes_and_short_ones() -> None:
    rows, notes = rows_of(table(*((1.5, f'# ?/?"{"长" * 100}{at}"') for at in range(50))))
    assert len(rows) == 51
    assert isinstance(notes["cell_formats"], list)
    assert len(notes["cell_formats"]) <= 20
    assert all(len(code) <= 80 for code in notes["cell_formats"])


def test_words_under_a_format_that_changes_them_are_a_doubt() -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, ("甲", "乙"), book.add_format({"num_format": '@"局"'}))
        sheet.write_column(0, 1, ("丙", "丁"), book.add_format({"num_format": "0;-0;;@"}))

    assert rows_of(made(write)) == ([("甲", "丙"), ("乙", "丁")], {"cell_formats": ['@"局"']})


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    rows, notes = rows_of(table((date(2023, 1, 17), "yyyy/m/d"), options={"date_1904": True}))
    assert (rows[0][0], notes) == ("2023/1/17", {})


def test_a_formula_shows_its_result() -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for row in range(2):
            sheet.write_formula(row, 0, "=B1/C1", book.add_format({"num_format": "0.0%"}), 0.985)
            sheet.write_formula(row, 1, '="件"', book.add_format({"num_format": "0.0%"}), "件")

    assert rows_of(made(write)) == ([("98.5%", "件")] * 2, {})


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_nought_that_the_view_hides_stays_and_is_a_doubt(kind: str) -> None:
    body = no_noughts() if kind == "xlsx" else (HERE / "noughts.xls").read_bytes()
    assert rows_of(body) == ([("0.0%", "0"), ("50.0%", "1")], {"cell_formats": ["[zeros hidden]"]})


def test_every_sheet_has_its_own_cells_and_merged_cells_show_the_same() -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        percent, thousands = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "#,##0"})
        for name, form in (("一 & 二", percent), ("隐", percent), ("三", thousands)):
            sheet = book.add_worksheet(name)
            sheet.merge_range(1, 1, 2, 2, 0, form)
            sheet.write_number(1, 1, 1234, form)
            sheet.write_column(0, 0, ("甲", "乙", "丙"))
            sheet.write_row(0, 1, ("子", "子"))
            if name == "隐":
                sheet.hide()

    rows, notes = rows_of(made(write))
    merged = [("甲", "子", "子"), ("乙", "123400.0%", "123400.0%"), ("丙", "123400.0%", "123400.0%")]
    assert rows == [*merged, *(tuple(cell.replace("123400.0%", "1,234") for cell in row) for row in merged)]
    assert notes == {"hidden_sheets": 1}


def test_places_may_be_left_out_of_a_sheet() -> None:
    body = changed(
        table((0.5, "0%"), (1234, "#,##0")),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(' r="A1"', "").replace(' r="A2"', "").replace(' r="B2"', ""),
    )
    assert rows_of(body) == ([("50%", "字"), ("1,234", "字"), ("末行", "字")], {})


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/_rels/workbook.xml.rels", lambda xml: f"{xml} <"),
        ("xl/styles.xml", lambda xml: xml.replace("?>", '?><!DOCTYPE x [<!ENTITY a "aaaa">]>', 1)),
        ("xl/styles.xml", lambda xml: xml.replace("</cellXfs>", '<xf numFmtId="9"/>' * 65_536 + "</cellXfs>")),
        ("xl/styles.xml", lambda xml: xml.replace("<cellXfs", f"<!--{'-x' * 2_000_000}--><cellXfs")),
    ],
    ids=["no end", "entities", "too many styles", "a piece too long"],
)
def test_formats_that_cannot_be_read_lose_no_cell(part: str, change: Callable[[str], str]) -> None:
    rows, notes = rows_of(changed(table((0.5, "0%"), (1234, "#,##0")), part, change))
    assert [row[1] for row in rows] == ["字"] * 3
    assert [row[0] for row in rows] == ["0.5", "1234", "末行"]
    assert set(notes) == {"cell_formats_unread"}


def test_a_sheet_that_cannot_be_read_to_its_end_shows_nothing_of_its_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    body = table(*((at / 1000, "0.0%") for at in range(1, 3001)))
    monkeypatch.setattr("crawler.extraction.files.xlsx_formats._MOST_ELEMENTS", 5_000)
    rows, notes = rows_of(body)
    assert [row[0] for row in rows] == [*(f"{at / 1000:g}" for at in range(1, 3001)), "末行"]
    assert notes == {"cell_formats_unread": "ValueError: too much XML"}


def test_a_style_that_is_not_there_is_a_doubt() -> None:
    body = changed(
        table((0.5, "0%")), "xl/worksheets/sheet1.xml", lambda xml: xml.replace('r="A1" s="1"', 'r="A1" s="99"')
    )
    assert rows_of(body) == ([("0.5", "字"), ("末行", "字")], {"cell_formats": ["[id -1]"]})


def test_xlsb_has_stored_values_and_says_so_where_that_matters(tmp_path: Path) -> None:
    """No program here writes .xlsb; a workbook whose kind has no reader of formats stands for it."""
    from crawler.extraction.files import shown_cells

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shown_cells, "media_type", lambda _body: "application/vnd.ms-excel.sheet.binary.macroEnabled.12")
        assert rows_of(table((12, "0"), (3, "0"))) == ([("12", "字"), ("3", "字"), ("末行", "字")], {})
        rows, notes = rows_of(table((12.5, "0.00")))
        assert rows[0][0] == "12.5"
        assert set(notes) == {"cell_formats_unread"}
        assert set(rows_of(table((date(2023, 1, 17), "yyyy/m/d")))[1]) == {"cell_formats_unread"}


def ods(cells: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr(
            "content.xml",
            '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
            ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
            ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="表">{cells}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    return out.getvalue()


def ods_cell(value: str, inside: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="float" office:value="{value}" {more}>{inside}</table:table-cell>'


def test_an_ods_says_itself_what_it_shows() -> None:
    row = "<table:table-row>{}</table:table-row>".format
    twice = '<table:table-row table:number-rows-repeated="2">{}</table:table-row>'.format
    word = '<table:table-cell office:value-type="string"><text:p>字</text:p></table:table-cell>'
    note = "<office:annotation><text:p>批注</text:p></office:annotation>"
    body = ods(
        row(ods_cell("0.285", f"{note}<text:p>28%</text:p>") + word)
        + twice(ods_cell("5", "<text:p>五<text:s/>件</text:p>", 'table:number-columns-repeated="2"'))
        + row(word + ods_cell("7.5", ""))
    )
    rows, notes = rows_of(body)
    assert rows == [("28%", "字"), ("五 件", "五 件"), ("五 件", "五 件"), ("字", "7.5")]
    assert notes == {"cell_formats": ["[no text]"]}


def test_statistics_read_shown_cells_as_they_read_those_of_pages() -> None:
    assert (figure("1,234"), figure("-5"), figure("98.50%"), figure("12.00")) == (1234, -5, "98.50%", "12.00")
    assert (number(figure("12件")), number(figure("1,234")), number(figure("98.50%"))) == (12, 1234, None)


@pytest.mark.parametrize("code", ["#,##0", "0&quot;件&quot;", "0_ "])
def test_figures_and_sums_of_the_official_tables_are_read_as_shown(code: str, tmp_path: Path) -> None:
    document = report()
    workbook(tmp_path / "report.xlsx", document)
    own = f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{code}"/></numFmts><fonts'
    body = changed(
        (tmp_path / "report.xlsx").read_bytes(),
        "xl/styles.xml",
        lambda xml: xml.replace('<xf numFmtId="0"', '<xf numFmtId="164"').replace("<fonts", own, 1),
    )
    said, statistics = read_statistics(extract_file(body, "年报.xlsx"))
    assert said.notes == {}
    assert statistics is not None
    assert [check.name for check in statistics.checks if check.passed is not True] == []
    # 12.5 万元 under a format without decimals
    wanted = figures(document) | {"fees_charged_10k_yuan": 13}
    assert {key: number(value) for key, value in statistics.figures.items()} == wanted


def test_the_notes_of_a_workbook_stand_in_the_quality_of_its_report() -> None:
    told = {"name": "年报.xlsx", "url": "http://www.example.gov.cn/a.xlsx", "cell_formats": ["# ?/?"]}
    attachment = Attachment(told["url"], told["name"], char_count=5)
    checks = file_checks(Extraction(title="", text="", attachments=(attachment,), notes={"files": [told]}))
    assert checks[0].figures["notes"] == [told]


def test_a_long_silence_and_too_many_elements_end_the_reading() -> None:
    with pytest.raises(ValueError, match="too long"):
        XmlEvents(1_000).read_all(io.BytesIO(b"<a>" + b" " * 4_000_000 + b"</a>"), Handler())
    with pytest.raises(ValueError, match="too much"):
        XmlEvents(1_000).read_all(io.BytesIO(b"<a>" + b"<b/>" * 1_000 + b"</a>"), Handler())
