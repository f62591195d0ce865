"""The truth holds together: the forms' sums, the addresses, the bytes, and every line of every report on its page."""

from __future__ import annotations

import contextlib
import difflib
import html
import io
import re
import unicodedata
import zipfile
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sandbox import TrueReport, columns, faults, non_reports, truth
from crawler.sandbox.document import Cell, Grid, pipe_line
from crawler.sandbox.truth import world

REPORTS = truth()
STATUTORY = [report for report in REPORTS if report.form != "older"]
COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
NEW, CARRIED_IN = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"
TOTAL, CARRIED_OUT = "（七）总计", "四、结转下年度继续办理"


def by_url(report: TrueReport) -> str:
    return report.url


def decoded(report: TrueReport) -> str:
    """The page, and behind it the further ones of a report that goes over several (正文分页)."""
    page = world().page(report.url)
    assert page is not None
    text = page.body.decode(report.charset_actual)
    if "several_pages" in report.traits:
        stem, _, extension = report.url.rpartition(".")
        further = [world().page(f"{stem}_{number}.{extension}") for number in range(1, 10)]
        text += "".join(one.body.decode(report.charset_actual) for one in further if one is not None)
    return text


def words(markup: str) -> str:
    """A page's text without tags and without any white space."""
    text = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", markup)
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]*>", "", text)))


def test_every_portal_has_its_reports() -> None:
    count = Counter(report.portal for report in REPORTS)
    assert set(count) == {"wangcheng", "dathonghu", "liwan", "changde", "jiangyuan"} == set(columns())
    assert min(count.values()) >= 10
    assert {report.report_year for report in REPORTS} == set(range(2008, 2026))


def test_no_address_twice_and_every_address_answers() -> None:
    addresses = [report.url for report in REPORTS]
    assert len(addresses) == len(set(addresses))
    assert not set(addresses) & set(non_reports())
    assert not set(addresses) & {fault.url for fault in faults()}
    for url in (*addresses, *non_reports(), *(url for group in columns().values() for url in group)):
        assert world().page(url) is not None, url


def test_hard_cases_are_planted() -> None:
    planted = {trait for report in REPORTS for trait in report.traits}
    assert planted >= {
        "gbk_declared",
        "gbk_header_says_utf8",
        "gbk_meta_says_utf8",
        "charset_undeclared",
        "utf8_declared_gb2312",
        "split_digits",
        "attachment_only",
        "see_attachment",
        "attached_copy",
        "nested_container",
        "footer_container",
        "several_pages",
        "style_br",
        "style_word",
        "style_wrapped",
        "posted_twice",
        "url_year_is_next_year",
        "preface_names_other_year",
        "traditional",
        "sums_wrong",
        "constant_address",
        "shared_template",
        "reposted",
        "reposted_corrected",
    }
    assert {fault.kind for fault in faults()} == {"dead_list", "blocked", "no_address"}
    assert set(non_reports().values()) >= {
        "site_work_table",
        "department_budget",
        "guide",
        "interpretation",
        "rule_of_law",
        "work_report",
        "call_for_reports",
        "foreign_organ",
    }


@pytest.mark.parametrize("report", REPORTS, ids=by_url)
def test_text_keeps_the_contract(report: TrueReport) -> None:
    lines = report.text.split("\n")
    assert unicodedata.is_normalized("NFC", report.text)
    assert report.title not in lines
    assert 800 <= len(report.text) <= 5000
    for line in lines:
        assert line == line.strip()
        assert line
        assert not re.search(r"[ \t\u00a0]{2,}", line.replace("|  |", "| |"))
    rows = [line for line in lines if line.startswith("| ")]
    assert rows == [pipe_line(row) for table in report.tables for row in table.rows]


@pytest.mark.parametrize("report", [one for one in REPORTS if one.kind != "attachment"], ids=by_url)
def test_every_line_stands_on_the_page(report: TrueReport) -> None:
    page = words(decoded(report))
    for line in report.text.split("\n"):
        if line.startswith("| "):
            continue
        assert re.sub(r"\s+", "", line) in page
    for table in report.tables:
        for row in table.rows:
            for cell in row:
                assert re.sub(r"\s+", "", cell) in page
    drawn = decoded(report).count("<table border=")
    assert drawn == len(report.tables)


@pytest.mark.parametrize("report", REPORTS, ids=by_url)
def test_bytes_are_what_the_truth_says(report: TrueReport) -> None:
    page = world().page(report.url)
    assert page is not None
    text = decoded(report)
    if report.charset_actual == "gb18030":
        with pytest.raises(UnicodeDecodeError):
            page.body.decode("utf-8")
    header = re.search(r"charset=([\w-]+)", page.content_type)
    meta = re.search(r"<meta[^>]+charset=\"?([\w-]+)", text)
    assert report.charset_declared == (header[1] if header else meta[1] if meta else "")


@pytest.mark.parametrize("report", [one for one in REPORTS if one.kind == "attachment"], ids=by_url)
def test_an_attached_report_is_in_the_file_and_not_on_the_page(report: TrueReport) -> None:
    href = re.search(r'href="\./(P0\d+\.docx)"', decoded(report))
    assert href is not None
    file = world().page(report.url.rpartition("/")[0] + "/" + href[1])
    assert file is not None
    with zipfile.ZipFile(io.BytesIO(file.body)) as package:
        inside = words(package.read("word/document.xml").decode())
    assert report.title in inside
    for line in report.text.split("\n"):
        if not line.startswith("| "):
            assert line in inside
            assert line not in words(decoded(report)) or line == report.organ
    assert report.attachments == (f"{report.title}.docx",)


def checks(report: TrueReport) -> list[bool]:
    """The 42 arithmetic checks of a statutory form, from the published figures."""
    table = next(one for one in report.tables if one.name == "applications")
    leaves = [row[2] for row in table.rows[5:-2]]
    assert len(leaves) == (21 if report.form == "2021" else 19)

    def cell(row: str, column: str) -> int:
        return int(report.figures[row, column])

    held = [cell(NEW, c) + cell(CARRIED_IN, c) == cell(TOTAL, c) + cell(CARRIED_OUT, c) for c in COLUMNS]
    held += [sum(cell(leaf, column) for leaf in leaves) == cell(TOTAL, column) for column in COLUMNS]
    for row in (NEW, CARRIED_IN, *leaves, TOTAL, CARRIED_OUT):
        held.append(sum(cell(row, column) for column in COLUMNS[:-1]) == cell(row, "总计"))
    for block in ("行政复议", "未经复议直接起诉", "复议后起诉"):
        parts = ("结果维持", "结果纠正", "其他结果", "尚未审结")
        held.append(sum(cell(block, part) for part in parts) == cell(block, "总计"))
    assert len(held) == (42 if report.form == "2021" else 40)
    return held


@pytest.mark.parametrize("report", STATUTORY, ids=by_url)
def test_sums_hold_but_in_the_planted_report(report: TrueReport) -> None:
    assert checks(report).count(False) == (3 if "sums_wrong" in report.traits else 0)


def test_one_report_has_wrong_sums() -> None:
    assert [report.report_year for report in REPORTS if "sums_wrong" in report.traits] == [2022]


def test_what_is_carried_out_is_carried_in_the_year_after() -> None:
    known = {(report.organ, report.report_year): report for report in STATUTORY}
    pairs = [(one, known.get((one.organ, one.report_year + 1))) for one in STATUTORY]
    chained = [(one, after) for one, after in pairs if after is not None]
    assert len(chained) >= 12
    for one, after in chained:
        for column in COLUMNS:
            assert one.figures[CARRIED_OUT, column] == after.figures[CARRIED_IN, column]
        if after.form == one.form == "2021":
            row = "行政规范性文件"
            made, repealed = int(after.figures[row, "本年制发件数"]), int(after.figures[row, "本年废止件数"])
            assert int(one.figures[row, "现行有效件数"]) + made - repealed == after.figures[row, "现行有效件数"]


@pytest.mark.parametrize("report", STATUTORY, ids=by_url)
def test_forms_have_the_official_size(report: TrueReport) -> None:
    sizes = {table.name: (len(table.rows), len(table.rows[0])) for table in report.tables}
    disclosure, requests = ((14, 4), (28, 10)) if report.form == "2021" else ((18, 5), (26, 10))
    assert sizes == {"proactive_disclosure": disclosure, "applications": requests, "reviews_and_litigation": (4, 15)}
    assert all(len(row) == len(table.rows[0]) for table in report.tables for row in table.rows)


def test_form_of_the_year() -> None:
    for report in REPORTS:
        expected = "older" if report.report_year < 2019 else "2019" if report.report_year < 2021 else "2021"
        assert report.form == expected


def test_copies_are_copies() -> None:
    known = {report.url: report for report in REPORTS}
    kinds = Counter(report.same_as[1] for report in REPORTS if report.same_as)
    assert kinds == {"exact": 2, "near": 1, "cross_script": 1}
    for report in REPORTS:
        if report.same_as is None:
            continue
        original, kind = known[report.same_as[0]], report.same_as[1]
        assert original.report_year == report.report_year
        if kind == "exact":
            assert original.text == report.text
            assert original.tables == report.tables
        if kind == "near":
            numbers = (re.findall(r"\d+", original.text), re.findall(r"\d+", report.text))
            assert sum(a != b for a, b in zip(*numbers, strict=True)) == 1
        if kind == "cross_script":
            assert report.language == "zh-Hant"
            assert re.findall(r"\d+", original.text) == re.findall(r"\d+", report.text)


def test_traditional_copy_says_what_the_original_says() -> None:
    opencc = pytest.importorskip("opencc")
    copy = next(report for report in REPORTS if report.language == "zh-Hant")
    original = next(report for report in REPORTS if copy.same_as and report.url == copy.same_as[0])
    simplified = opencc.OpenCC("tw2sp").convert(copy.text)
    plain = re.sub(r"[|\s]", "", original.text)
    ratio = difflib.SequenceMatcher(None, plain, re.sub(r"\s", "", simplified), autojunk=False).ratio()
    assert ratio > 0.97


@given(st.text() | st.from_regex(r"https?://[^\s]{0,40}", fullmatch=True))
def test_any_address_gives_a_page_or_none_or_a_value_error(url: str) -> None:
    with contextlib.suppress(ValueError):
        page = world().page(url)
        assert page is None or isinstance(page.body, bytes)


def test_no_two_other_reports_are_alike() -> None:
    texts = Counter(report.text for report in REPORTS if not report.same_as)
    assert set(texts.values()) == {1}


def test_two_years_of_one_organ_share_most_of_their_text() -> None:
    one, next_year = (
        next(report for report in REPORTS if report.organ == "常德市人民政府办公室" and report.report_year == year)
        for year in (2016, 2017)
    )
    strip = re.compile(r"\d+")
    shared = set(strip.sub("", one.text).split("\n")) & set(strip.sub("", next_year.text).split("\n"))
    assert len(shared) / len(one.text.split("\n")) >= 0.8


def test_dates_are_told_on_the_page() -> None:
    for report in REPORTS:
        if report.published_on is None:
            assert "traditional" in report.traits
        else:
            assert f"{report.published_on:%Y-%m-%d}" in decoded(report)
        if report.signed_on:
            day: date = report.signed_on
            assert report.text.endswith(f"\n{day.year}年{day.month}月{day.day}日")


def test_older_tables_keep_four_ways_of_saying_nothing() -> None:
    cells = {row[2] for report in REPORTS if report.form == "older" for table in report.tables for row in table.rows}
    assert {"/", "—", "", "0"} <= cells


def test_spans_expand_by_repeating() -> None:
    grid = Grid(((Cell("甲", rows=2), Cell("乙", columns=2)), (Cell("丙"), Cell("丁|戊"))))
    assert grid.expanded() == (("甲", "乙", "乙"), ("甲", "丙", "丁|戊"))
    assert pipe_line(("甲", "", "丁|戊")) == "| 甲 |  | 丁\\|戊 |"


def test_size_adds_reports_of_different_organs() -> None:
    more = truth(45)[len(REPORTS) :]
    assert len({report.url for report in more}) == len({(report.organ, report.report_year) for report in more}) == 45
    assert {report.portal for report in more} == {"big.sandbox.test"}
    assert world(45).page("http://big.sandbox.test/xxgk/ndbg/index_2.html") is not None
    assert world(45).page("http://big.sandbox.test/xxgk/ndbg/index_3.html") is None
