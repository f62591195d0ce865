from __future__ import annotations

from pathlib import Path

import pytest

from crawler.records import Check, Statistics
from crawler.statistics import read

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"


def older(text: str) -> Statistics:
    statistics = read((), text)
    assert statistics is not None
    assert statistics.layout == "older"
    return statistics


def stated(text: str) -> dict[str, int | str]:
    return {key: value for key, value in older(text).figures.items() if value is not None}


def check(statistics: Statistics, name: str) -> Check:
    return next(one for one in statistics.checks if one.name == name)


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("2016年，本局主动公开政府信息共109条。", {"disclosed_items": 109}),
        ("全年主动公开各类政府信息1,205条，同比增长3%。", {"disclosed_items": 1205}),
        ("主动公开政府信息1200多条。", {"disclosed_items": "1200多条"}),
        ("主动公开政府信息约1200条。", {"disclosed_items": "约1200条"}),
        ("主动公开政府信息近3000条，收到政府信息公开申请10件左右。", {
            "disclosed_items": "近3000条",
            "applications_received": "10件左右",
        }),
        ("共收到政府信息公开申请3件（其中网上申请2件，信函申请1件）。", {
            "applications_received": 3,
            "applications_online": 2,
            "applications_by_letter": 1,
        }),
        ("全年主动公开政府信息1，234条。", {"disclosed_items": 1234}),
        ("今年以来，通过网站、公报等形式主动公开政府信息120条。", {"disclosed_items": 120}),
        ("共收到政府信息公开申请12件。", {"applications_received": 12}),
        ("全年受理了8件信息公开申请，均按时答复。", {"applications_received": 8}),
        ("本年度未收到政府信息公开申请。", {"applications_received": 0}),
        ("因政府信息公开被申请行政复议2件，被提起行政诉讼1件。", {"reviews": 2, "litigations": 1}),
        ("没有发生因政府信息公开引起的行政复议、行政诉讼案件。", {"reviews": 0, "litigations": 0}),
        ("因信息公開引起行政複議案3件。", {"reviews": 3}),
        ("网上申请5件，当面申请6件，信函申请7件。政府信息公开行政诉讼0件。", {
            "applications_online": 5,
            "applications_in_person": 6,
            "applications_by_letter": 7,
            "litigations": 0,
        }),
        ("同意公开4件，同意部分公开2件，不同意公开1件。", {
            "applications_granted": 4,
            "applications_partly_granted": 2,
            "applications_refused": 1,
        }),
    ],
)  # fmt: skip
def test_a_sentence_states_its_count(sentence: str, figures: dict[str, int | str]) -> None:
    assert stated(sentence) == figures


@pytest.mark.parametrize(
    "sentence",
    [
        "行政复议和行政诉讼案件共3件。",
        "收到行政复议申请的情况见附件。",
        "2016年政府信息公开工作平稳。",
        "公开率达到100%。",
        "| 主动公开政府信息 | 6条 |",
        "收到5至8件行政复议申请。",
        "收到1 234件行政复议申请。",
    ],
)
def test_what_does_not_state_one_count_gives_none(sentence: str) -> None:
    assert read((), sentence) is None


def test_a_figure_has_its_sentence_and_the_year_it_names() -> None:
    statistics = older("一、概述\n2013年，本局共受理了17件信息公开申请，没有超期。")
    assert check(statistics, "stated_applications_received") == Check(
        "stated_applications_received",
        True,
        {"value": 17, "sentence": "2013年，本局共受理了17件信息公开申请，没有超期", "year": 2013},
    )


def test_shares_are_passed_over() -> None:
    assert stated("主动公开政府信息100条，其中在网站主动公开政府信息60条。") == {"disclosed_items": 100}


def test_two_values_are_two_candidates_and_no_figure() -> None:
    statistics = older("全区主动公开政府信息100条。\n街道主动公开政府信息60条。")
    assert statistics.figures["disclosed_items"] is None
    one = check(statistics, "stated_disclosed_items")
    assert one.passed is None
    assert [candidate["value"] for candidate in one.figures["candidates"]] == [100, 60]


@pytest.mark.skipif(not SEEDS.exists(), reason="seeds are not here")
@pytest.mark.parametrize(
    ("seed", "figures"),
    [
        (
            "000_fff2dc52bbde214c.txt",
            {
                "disclosed_items": 53995,
                "applications_received": 426,
                "applications_in_person": 3,
                "applications_by_letter": 423,
                "reviews": 2,
                "litigations": 1,
            },
        ),
        (
            "002_2ce564af3c6c5d5d.txt",
            {
                "disclosed_items": 6404,
                "applications_received": 91,
                "applications_answered": 91,
                "applications_granted": 71,
                "applications_partly_granted": 8,
                "applications_refused": 3,
                "applications_online": 14,
                "applications_in_person": 64,
                "reviews": 0,
                "litigations": 0,
            },
        ),
        (
            "003_776da8aeca5ceb7c.txt",
            {
                "disclosed_items": "1200多条",
                "applications_received": 2,
                "applications_answered": 2,
                "applications_granted": 1,
                "reviews": 0,
            },
        ),
        (
            "004_da13f4a091621947.txt",
            {"disclosed_items": 2680, "applications_received": 2, "reviews": 0, "litigations": 0},
        ),
    ],
)
def test_the_older_seeds(seed: str, figures: dict[str, int | str]) -> None:
    assert stated((SEEDS / seed).read_text(encoding="utf-8")) == figures


@pytest.mark.parametrize(
    ("sentence", "doubt"),
    [
        ("上年主动公开政府信息100条。", "上年"),
        ("计划主动公开政府信息200条。", "计划"),
        ("自2008年条例施行以来，我局主动公开政府信息5000条。", "以来"),
        ("截至2015年底，累计主动公开政府信息5000条。", "截至2015年底累计"),
        ("平均每月主动公开政府信息10条。", "平均"),
        ("通过县政府网站主动公开政府信息100条。", "通过县政府网站"),
    ],
)
def test_a_count_of_another_time_or_of_a_part_is_a_candidate_and_no_figure(sentence: str, doubt: str) -> None:
    assert stated(sentence) == {}
    candidates = check(older(sentence), "stated_disclosed_items").figures["candidates"]
    assert [one["doubt"] for one in candidates] == [doubt]
    whole = f"{sentence}2015年共主动公开政府信息120条。"
    assert stated(whole) == {"disclosed_items": 120}


def test_the_year_is_the_one_named_last_before_the_number() -> None:
    told = check(older("与2014年相比，2015年主动公开政府信息120条，比2013年多20条。"), "stated_disclosed_items")
    assert told.figures["year"] == 2015
