"""What makes two reports copies, and what must never be merged."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from crawler.dedup import Side, best, decide, side
from crawler.records import Candidate, Capture, Extraction, Portal, Report
from tests.dedup import generator

SHARED = Path(__file__).resolve().parents[2] / "../shared"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the saved pages are not here")

MADE = generator.plan(random.Random(7), "新桥区财政局", "新桥区", 2019)
OURS = generator.side(MADE)


def other(**changes: object) -> Side:
    return generator.side(MADE, **changes)


def candidate(one: Side, **changes: object) -> Candidate:
    fields: dict[str, object] = {
        "report_id": "r1",
        "version": 1,
        "url": "http://www.example.gov.cn/1.html",
        "portal": "example",
        "organ": one.organ,
        "report_year": one.report_year,
        "title": one.title,
        "text": one.text,
        "text_key": "",
        "language": one.language,
        "cluster_id": "c1",
        "published_on": None,
        "own_portal": True,
    }
    return Candidate(**(fields | changes))  # type: ignore[arg-type]


# Year -----------------------------------------------------------------------------------------------------------------


def test_years_that_differ_are_never_merged_even_over_one_text() -> None:
    assert decide(OURS, other(report_year=2018)).reason == "year_differs"


def test_a_year_unknown_is_read_from_the_statistical_period() -> None:
    nameless = other(report_year=None, title="信息公开年报")
    assert decide(OURS, nameless).kind == "exact"
    assert decide(replace(OURS, report_year=2018), nameless).reason == "year_differs"


def test_a_year_that_nothing_tells_is_a_doubt() -> None:
    # The period and every year are gone from the copy: whose year it is cannot be known.
    silent = OURS.text.replace("2019", "本").replace("2018", "上")
    decision = decide(OURS, other(report_year=None, title="信息公开年报", text=silent))
    assert (decision.kind, decision.reason) == (None, "year_unknown")


def test_next_years_report_under_this_years_label_is_not_merged() -> None:
    later = generator.write(replace(MADE, year=2020))
    decision = decide(OURS, other(text=later))
    assert (decision.kind, decision.reason) == (None, "years_in_text_differ")
    assert any("2019 → 2020" in told for told in decision.differences)


# Organ ----------------------------------------------------------------------------------------------------------------


def test_organs_that_differ_are_never_merged_even_over_one_text() -> None:
    assert decide(OURS, other(organ="新桥区教育局")).reason == "organ_differs"


def test_titles_outweigh_an_organ_field_that_is_the_same_for_all() -> None:
    default = "新桥区人民政府"
    ours = replace(OURS, organ=default, title="竹园街道办事处2019年政府信息公开工作年度报告")
    theirs = replace(OURS, organ=default, title="松林街道办事处2019年政府信息公开工作年度报告")
    assert decide(ours, theirs).reason == "organ_differs"


def test_one_name_exchanged_throughout_is_another_organ() -> None:
    twin = generator.write(replace(MADE, organ="新桥区民政局"))
    unnamed = {"organ": None, "title": "政府信息公开工作年度报告"}
    decision = decide(replace(OURS, **unnamed), other(text=twin, **unnamed))
    assert (decision.kind, decision.reason) == (None, "words_exchanged")
    assert "财 → 民" in decision.differences[0]


def test_a_government_and_its_office_are_one_organ_where_the_text_is_one() -> None:
    made = replace(MADE, organ="南塘区人民政府")
    assert decide(generator.side(made), generator.side(made, organ="南塘区人民政府办公室")).kind == "exact"


# Text and numbers -----------------------------------------------------------------------------------------------------


def test_white_space_and_punctuation_do_not_matter() -> None:
    decision = decide(OURS, other(text=generator.respelled(OURS.text)))
    assert (decision.kind, decision.reason, decision.differences) == ("exact", "same_text", ())
    assert decision.scores["containment"] == decision.scores["jaccard"] == decision.scores["numbers"] == 1.0


def test_an_empty_cell_is_not_a_zero() -> None:
    row = "| （一）予以公开 | "
    at = OURS.text.index(row) + len(row)
    blank = OURS.text[:at] + OURS.text[at + 1 :]
    assert OURS.text[at] in "0123456789"
    assert decide(OURS, other(text=blank)).kind == "near"


def test_a_correction_is_a_near_copy_and_told_under_its_heading() -> None:
    text = OURS.text.replace("如有疑问", "全年收费0元。如有疑问").replace("三、收到", "另外办理来信130件。\n三、收到")
    decision = decide(replace(OURS, text=text), other(text=text.replace("来信130件", "来信131件")))
    assert (decision.kind, decision.reason) == ("near", "corrected")
    [told] = decision.differences
    assert told.endswith("另外办理来信 130 → 131")
    assert "…" in told


def test_many_changed_numbers_are_another_report() -> None:
    changed = replace(MADE, numbers=tuple(number + 3 for number in MADE.numbers))
    decision = decide(OURS, other(text=generator.write(changed)))
    assert decision.kind is None
    assert decision.reason in {"numbers_differ", "text_differs"}


def test_a_quotation_is_not_a_copy() -> None:
    quoted = "\n".join(OURS.text.split("\n")[:6])
    assert decide(OURS, other(text=quoted)).reason == "excerpt"


def test_a_notice_is_a_copy_only_under_the_same_title_of_the_same_organ() -> None:
    ours, theirs = other(text="详见附件。"), other(text="详见附件")
    assert decide(ours, theirs).kind == "exact"
    assert decide(ours, replace(theirs, organ=None, title="年度报告")).kind is None
    assert decide(ours, replace(theirs, title="网站工作年度报表")).kind is None


@pytest.mark.parametrize("text", ["", " \n\t", "|||\n| | |", "————"])
def test_texts_that_say_nothing_are_nobodys_copies(text: str) -> None:
    assert decide(other(text=text), other(text=text)).reason == "no_text"


# Scripts --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vocabulary", ["s2t", "s2tw", "s2twp", "s2hk"])
def test_a_traditional_copy_is_found_from_either_side(vocabulary: str) -> None:
    text = OpenCC(vocabulary).convert(OURS.text + "\n优化门户网站的程序和文件，信息经由网络公布。")
    theirs = other(text=text, language="zh-Hant")
    assert decide(OURS, theirs).kind == decide(theirs, OURS).kind == "cross_script"


# Real pages -----------------------------------------------------------------------------------------------------------


@needs_shared
def test_seed_reports_are_copies_of_their_traditional_forms_and_of_no_other() -> None:
    reports = [
        Side(title="年度报告", text=path.read_text("utf-8"), organ=None, report_year=2016, language="zh-Hans")
        for path in sorted((SHARED / "seeds").glob("*.txt"))
    ]
    for ours, theirs in combinations(reports, 2):
        assert decide(ours, theirs).kind is None
    for ours in reports:
        theirs = replace(ours, text=OpenCC("s2twp").convert(ours.text), language="zh-Hant")
        assert decide(ours, theirs).kind == "cross_script"


@needs_shared
def test_one_bureaus_saved_reports() -> None:
    """2018's report was posted twice, the second time with its tables; 2016's shares 94 % of the shorter text."""

    def read(path: str) -> Side:
        page = lxml.html.fromstring((SHARED / "real/sites/www.atxlyj.cn/xxgk/ndbg" / path).read_bytes())
        [body] = page.xpath('//*[contains(@class, "TRS_Editor")][1]')[:1]
        return Side(
            title="年度报告", text=body.text_content(), organ="安图县林业局", report_year=2018, language="zh-Hans"
        )

    first = read("201812/t20181224_633607.html")
    again = read("201903/t20190307_633608.html")
    older = read("201708/t20170804_633603.html")
    assert decide(first, again).kind == "near"
    assert decide(first, older).reason == "years_in_text_differ"
    assert decide(again, older).reason == "years_in_text_differ"
    assert decide(first, replace(older, report_year=2016)).reason == "year_differs"


# best and side --------------------------------------------------------------------------------------------------------


def test_best_prefers_the_exact_copy_whatever_the_order() -> None:
    rng = random.Random(1)
    near = candidate(other(text=generator.furnished(rng, OURS.text)), report_id="a")
    exact = candidate(OURS, report_id="b")
    twin = candidate(OURS, report_id="c", published_on=date(2020, 1, 20))
    stranger = candidate(other(report_year=2018), report_id="d")
    for order in ([near, exact, twin, stranger], [stranger, twin, exact, near]):
        found = best(OURS, order)
        assert found is not None
        assert (found[0].report_id, found[1].kind) == ("c", "exact")


def test_best_of_no_copies_is_none() -> None:
    assert best(OURS, []) is None
    assert best(OURS, [candidate(other(organ="新桥区教育局"))]) is None


def test_side_reads_a_report_and_a_candidate_alike() -> None:
    portal = Portal(
        name="p", title="", hosts=("h",), division_code=None, division_name=None, family="f", columns=("http://h/",)
    )
    capture = Capture(
        url="http://h/1", requested_url="http://h/1", status=200, headers=(), body=b"", fetch_time=datetime.now(UTC)
    )
    report = Report(portal=portal, capture=capture, listed_title=OURS.title, column="", listed_year=2019)
    with pytest.raises(ValueError, match="http://h/1"):
        side(report)
    report.extraction = Extraction(title="", text=OURS.text, organ=OURS.organ)
    assert side(report) == side(candidate(OURS)) == OURS


# Hostile input --------------------------------------------------------------------------------------------------------

hostile = st.text(st.sampled_from("0123456789.,%|/-—\n 　一年月区局②①㈠\x00\ud800\u200b檔(xing)行政a"), max_size=300)


@settings(max_examples=80, deadline=None)
@given(hostile, hostile, hostile)
def test_any_text_is_decided(title: str, first: str, second: str) -> None:
    ours = Side(title=title, text=first, organ=title[:20], report_year=None, language="zh-Hans")
    theirs = replace(ours, text=second, language="zh-Hant", organ=None)
    decide(ours, theirs)
    decide(replace(ours, report_year=2016), replace(theirs, report_year=2016))


@pytest.mark.parametrize("unit", ["1", "一", "1 ", "| 1 ", "甲区局", "行(xing)", "一1", "%.,"])
def test_long_repetitions_are_decided(unit: str) -> None:
    ours = other(text=unit * 30_000)
    theirs = other(text=f"{unit * 15_000}二{unit * 15_000}")
    decide(ours, theirs)
