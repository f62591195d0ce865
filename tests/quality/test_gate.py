from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.quality import assess
from crawler.records import Attachment, Check, Decoded, Extraction, Quality, Statistics
from crawler.statistics import name_tables, read, rebuild
from tests.statistics import official

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
PROSE = "区政府办公室坚持以公开为常态，推动信息公开工作取得进展，群众满意度稳步提高。" * 3
SIX = official.HEADINGS
CHECKS = [
    "subject",
    "headings",
    "heading_ordinals",
    "tables",
    "sums",
    "length",
    "han_ratio",
    "replacement_characters",
    "lossy_mojibake",
    "furniture",
    "mirror_signs",
    "personal_data",
    "body_on_page",
    "whole_body",
    "one_document",
    "attachments_read",
    "attachment_figures",
    "needs_ocr",
    "year_agreement",
    "stated_years",
]


def body(*headings: str) -> str:
    return "\n".join(line for heading in headings for line in (heading, PROSE))


def judged(text: str, title: str = "某区2016年政府信息公开工作年度报告", **fields: Any) -> Quality:
    return assess(Extraction(title=title, text=text, **fields), None, None, None)


def check(quality: Quality, name: str) -> Check:
    return next(one for one in quality.checks if one.name == name)


def report_2021(**fields: Any) -> tuple[Extraction, Statistics | None]:
    cells = official.balanced("2021", [[1, 0, 0, 0, 0, 2]] * 21, [0] * 6, [0] * 6)
    grids = (
        official.disclosure_2021(["0"] * 10),
        official.applications("2021", cells),
        official.reviews(["0"] * 15),
    )
    tables = name_tables([official.table(grid) for grid in grids])
    parts = [SIX[0], PROSE]
    for heading, grid in zip(SIX[1:4], grids, strict=True):
        parts += [heading, *official.pipes(grid)]
    text = "\n".join([*parts, SIX[4], PROSE, SIX[5], "无。"])
    extraction = Extraction(
        title="某区2022年政府信息公开工作年度报告", text=text, tables=tables, report_year=2022, **fields
    )
    return extraction, read(tables, text)


def test_a_whole_report_of_the_2021_form_passes_every_check_that_applies() -> None:
    extraction, statistics = report_2021()
    quality = assess(extraction, statistics, Decoded(extraction.text, "utf-8"), 2022)
    assert quality.rejected is None
    assert [one.name for one in quality.checks] == CHECKS
    assert quality.failed == ()
    assert {one.name for one in quality.checks if one.passed is None} == {
        "attachments_read",
        "attachment_figures",
        "needs_ocr",
        "stated_years",
    }
    assert check(quality, "sums").figures == {"hold": 42, "fail": 0, "not_evaluable": 0}
    assert check(quality, "tables").figures["applications"] == [28, 10]


def test_the_form_of_another_year_is_flagged() -> None:
    extraction, statistics = report_2021()
    earlier = Extraction(title=extraction.title, text=extraction.text, tables=extraction.tables, report_year=2020)
    tables = check(assess(earlier, statistics, None, None), "tables")
    assert tables.passed is False
    assert (tables.figures["layout"], tables.figures["layout_of_year"]) == ("2021", "2019")


def test_a_report_of_2019_or_later_without_tables_is_flagged_and_stored() -> None:
    quality = judged(body(*SIX), title="某区2021年政府信息公开工作年度报告", report_year=2021)
    assert quality.rejected is None
    assert "tables" in quality.failed


def test_a_false_sum_is_flagged_by_name() -> None:
    extraction, _ = report_2021()
    table = extraction.tables[1]
    rows = [list(row) for row in table.rows]
    rows[5][9] = "999"
    false = (extraction.tables[0], official.table([tuple(row) for row in rows]), extraction.tables[2])
    quality = assess(extraction, read(false, ""), None, None)
    assert check(quality, "sums").passed is False
    assert check(quality, "sums").figures["failed"] == ["results_total", "row_applications_granted"]


@pytest.mark.parametrize(
    ("headings", "passed", "missing"),
    [
        (SIX, True, []),
        (SIX[:5], False, ["其他需要报告的事项"]),
        ((SIX[1], SIX[0], *SIX[2:]), False, []),
        ([*SIX[:4], "五、政府信息公开工作存在的主要问题及改进情况", SIX[5]], True, []),
    ],
)
def test_the_six_headings_in_order(headings: tuple[str, ...], passed: bool, missing: list[str]) -> None:
    one = check(judged(body(*headings), report_year=2020), "headings")
    assert one.passed is passed
    assert one.figures["missing"] == missing


def test_wrong_ordinals_are_a_finding_of_their_own() -> None:
    headings = (*SIX[:5], "五、其他需要报告的事项")
    quality = judged(body(*headings), report_year=2022)
    assert check(quality, "headings").passed is True
    assert check(quality, "heading_ordinals") == Check("heading_ordinals", False, {"ordinals": "一二三四五五"})


def test_older_reports_have_their_own_headings_and_need_no_tables() -> None:
    quality = judged(
        body("一、概述", "二、主动公开政府信息情况", "三、依申请公开情况", "四、主要问题和改进措施"), report_year=2016
    )
    assert quality.failed == ()
    assert check(quality, "tables").passed is None


@pytest.mark.parametrize(
    ("added", "name", "figures"),
    [
        ("\ufffd", "replacement_characters", {"in_text": 1, "in_page": None}),
        ("锟斤拷", "lossy_mojibake", {"kun_jin_kao": 1}),
        ("根據(jù)條例", "mirror_signs", {"planted_pinyin": 1}),
        ("联系人手机13800138000", "personal_data", {"mobile_numbers": 1, "id_numbers": 0}),
        ("身份证号11010519491231002X", "personal_data", {"mobile_numbers": 0, "id_numbers": 1}),
        ("\n扫一扫在手机打开", "furniture", {"lines": 1, "words": ["扫一扫"]}),
    ],
)
def test_damage_furniture_and_personal_data_are_counted(added: str, name: str, figures: dict[str, Any]) -> None:
    clean = body("一、概述", "二、主动公开政府信息情况", "三、存在的主要问题")
    assert check(judged(clean), name).passed is True
    assert check(judged(clean + added), name) == Check(name, False, figures)


def test_a_page_read_one_byte_out_of_step_is_told() -> None:
    quality = judged(body("一、概述") + "?。ㄒ唬┲鲃庸")
    assert "lossy_mojibake" in quality.failed


@pytest.mark.parametrize("number", ["110105194912310021", "2016031800012345", "0736-7263110", "113800138000"])
def test_numbers_that_only_look_like_personal_data_are_not_counted(number: str) -> None:
    assert check(judged(f"文号{number}号"), "personal_data").passed is True


def test_characters_that_decoding_replaced_are_told() -> None:
    quality = assess(Extraction(title="年报", text="信息公开"), None, Decoded("", "gb18030", replaced=3), None)
    assert check(quality, "replacement_characters") == Check(
        "replacement_characters", False, {"in_text": 0, "in_page": 3}
    )


def test_table_rows_do_not_lower_the_share_of_han_characters() -> None:
    extraction, statistics = report_2021()
    assert check(assess(extraction, statistics, None, None), "han_ratio").passed is True
    assert check(judged("0123456789 " * 30), "han_ratio").passed is False


def test_years_that_disagree_are_told() -> None:
    text = "本报告所列数据的统计期限自2015年1月1日至2015年12月31日。"
    one = check(judged(text, report_year=2016), "year_agreement")
    assert one.passed is False
    assert one.figures == {"report_year": 2016, "listed": None, "title": 2016, "period": 2015, "preface": None}
    agreed = assess(Extraction(title="2015年年报", text=text, report_year=2015), None, None, 2015)
    assert check(agreed, "year_agreement").passed is True


def test_a_report_that_is_only_a_file_is_stored_and_told() -> None:
    attachments = (Attachment("http://a.gov.cn/1.doc", "2016年政府信息公开年度报告.doc"),)
    quality = judged("见附件", attachments=attachments, notes={"pointer_body": True})
    assert quality.rejected is None
    assert check(quality, "body_on_page").passed is False
    assert check(quality, "attachments_read") == Check("attachments_read", False, {"attachments": 1, "read": 0})
    assert check(quality, "headings").passed is None
    assert check(quality, "length").passed is None


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("404 Not Found", "404 Not Found\nnginx", "error page"),
        ("提示信息", "您访问的页面不存在，请检查地址。", "error page"),
        ("某区2016年政府信息公开工作年度报告", "", "empty page"),
        ("某区政府信息公开指南", body("一、主动公开", "二、依申请公开", "三、监督"), "another kind"),
        ("某局2017年度政府网站工作年度报表", "表详见附件", "another kind"),
        ("某局2021年部门预算公开", "详请见附件", "another kind"),
        ("关于做好2016年政府信息公开年度报告编制工作的通知", "请各单位按时报送信息公开材料。", "another kind"),
        ("某区2016年政府信息公开年度报告解读", "现就信息公开年报作如下说明。", "another kind"),
        ("全市城市更新现场推进会召开", "会议强调，要抓好项目建设。", "nothing in title or text"),
    ],
)
def test_what_plainly_is_no_report_is_rejected_with_the_reason(title: str, text: str, reason: str) -> None:
    rejected = judged(text, title=title).rejected
    assert rejected is not None
    assert rejected.startswith(reason)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "关于印发2016年政府信息公开年度报告的通知",
            body("一、概述", "二、主动公开情况", "三、申请情况", "四、问题和改进"),
        ),
        ("某区2016年政府信息公开工作情况", "今年信息公开工作正常。"),
        ("某局", "本报告由某局编制，统计期限为2016年全年，信息公开正常。"),
        ("某区系统维护升级期间2016年政府信息公开年度报告", body("一、概述", "二、主动公开情况", "三、问题")),
        ("某区2016年政府信息公开年度报告", "正文缺失"),
    ],
)
def test_what_is_only_doubtful_is_stored(title: str, text: str) -> None:
    assert judged(text, title=title).rejected is None


@pytest.mark.skipif(not SEEDS.exists(), reason="seeds are not here")
@pytest.mark.parametrize(
    ("seed", "failed"),
    [
        ("000_fff2dc52bbde214c.txt", {"furniture"}),
        ("001_05cb1602fd1980b4.txt", set()),
        ("002_2ce564af3c6c5d5d.txt", {"furniture", "year_agreement"}),
        ("003_776da8aeca5ceb7c.txt", {"furniture"}),
    ],
)
def test_the_seeds_are_stored_and_what_is_wrong_with_them_is_told(seed: str, failed: set[str]) -> None:
    title, _, text = (SEEDS / seed).read_text(encoding="utf-8").partition("\n")
    rebuilt = rebuild(text)
    extraction = Extraction(title=title, text=rebuilt.text, tables=rebuilt.tables, notes=rebuilt.notes)
    quality = assess(extraction, read(rebuilt.tables, rebuilt.text), None, None)
    assert quality.rejected is None
    assert set(quality.failed) == failed


@settings(max_examples=100, deadline=None)
@given(
    title=st.text(max_size=60),
    text=st.text(max_size=400),
    year=st.none() | st.integers(1900, 2100),
    notes=st.dictionaries(st.sampled_from(["pointer_body", "rebuilt", "image_body"]), st.booleans()),
)
def test_nothing_a_page_says_raises(title: str, text: str, year: int | None, notes: dict[str, Any]) -> None:
    quality = assess(Extraction(title=title, text=text, report_year=year, notes=notes), None, None, year)
    assert [one.name for one in quality.checks] == CHECKS
