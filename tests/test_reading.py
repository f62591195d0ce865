"""What a person reads on a whole page is what is stored of it; what could not be read so is told."""

from __future__ import annotations

import pytest

from tests.pages import APPLICATIONS, DISCLOSURE, PROSE, TITLE, check, markup, older, page, paragraphs, report, stored


def test_a_report_is_stored_as_it_stands_on_its_page() -> None:
    said, statistics, quality = stored(page(report()))
    assert [len(table.rows) for table in said.tables] == [14, 28, 4]
    assert statistics is not None
    assert statistics.figures["permits_decided"] == 1234
    assert all(check.passed for check in statistics.checks)
    assert quality.failed == ()


def test_invisible_characters_written_as_references_join_nothing_and_part_nothing() -> None:
    hurt = (
        report()
        .replace("1,234", "1,&#8203;234&zwnj;")
        .replace("总体情况", "总体&shy;情况")
        .replace(">12<", ">12&#xfeff;<")
    )
    said, statistics, quality = stored(page(hurt))
    assert said.text == stored(page(report()))[0].text
    assert statistics is not None
    assert (statistics.figures["permits_decided"], statistics.figures["rules_in_force"]) == (1234, 12)
    assert quality.failed == ()


OLDER = "某县林业局2015年政府信息公开工作年度报告"


def test_counts_of_an_older_report_are_its_own_years_and_as_exact_as_published() -> None:
    html = older(
        "自2008年《条例》施行以来，我局主动公开政府信息5000条。",
        "2015年，主动公开政府信息近1200条，通过微信主动公开政府信息100条。",
        "收到政府信息公开申请3件（其中网上申请2件，信函申请1件）。",
        "2014年，因政府信息公开被申请行政复议1件。",
    )
    _, statistics, quality = stored(page(html, OLDER), OLDER)
    assert statistics is not None
    assert {key: value for key, value in statistics.figures.items() if value is not None} == {
        "disclosed_items": "近1200条",
        "applications_received": 3,
        "applications_online": 2,
        "applications_by_letter": 1,
        "reviews": 1,
    }
    assert check(quality, "stated_years").figures == {"year": 2015, "of_other_years": {"reviews": 2014}}
    assert "stated_years" in quality.failed


def test_struck_out_words_join_no_figure_and_are_counted() -> None:
    hurt = report(markup(DISCLOSURE).replace(">12<", "><s>11</s>12<")).replace(
        PROSE, PROSE + "收到来电<del>15</del><span style='text-decoration: line-through'>17</span>16次。", 1
    )
    said, statistics, _ = stored(page(hurt))
    assert "收到来电16次。" in said.text
    assert statistics is not None
    assert statistics.figures["rules_in_force"] == 12
    assert said.notes["struck_out"] == 6


def test_raised_digits_do_not_become_digits_of_the_number_before_them() -> None:
    hurt = report(markup(DISCLOSURE).replace(">12<", ">12<sup>1</sup><")).replace(
        PROSE, "面积12m<sup>2</sup>，CO<sub>2</sub>少了10<sup>5</sup>吨，见注<sup>3</sup>和<sup>[4]</sup>。", 1
    )
    said, statistics, _ = stored(page(hurt))
    assert "面积12m²，CO₂少了10⁵吨，见注3和[4]。" in said.text
    assert statistics is not None
    assert statistics.figures["rules_in_force"] == "12¹"


@pytest.mark.parametrize(
    ("markup_of_line", "kind"),
    [
        ("<img src='/a/P0202301.png' width=600 alt='附表'>", "picture"),
        ("<img src='data:image/png;base64," + "A" * 3000 + "'>", "picture"),
        ("收到申请<input value='16'>件", "input"),
        ("<textarea>收到申请16件</textarea>", "textarea"),
        ("收到申请<math><mn>16</mn></math>件", "math"),
        (
            "<table><tr><td>项<td>数<tr><td>申请<td><img src=/a/16.png></table>",
            "picture",
        ),
    ],
)
def test_what_shows_and_is_no_text_is_told(markup_of_line: str, kind: str) -> None:
    said, _, quality = stored(page(older("2015年，主动公开政府信息12条。", markup_of_line), OLDER), OLDER)
    assert said.notes["unread"] == {kind: 1}
    assert "whole_body" in quality.failed


def test_icons_and_pictures_outside_the_report_are_no_loss() -> None:
    html = page(older("主动公开12条。<img src=/icon/pdf.gif><img src=/x.png width=16>"), OLDER)
    html = html.replace("<h1>", "<img src=/banner.png><h1>").replace("版权", "<img src=/foot.png>版权")
    assert "unread" not in stored(html, OLDER)[0].notes


@pytest.mark.parametrize(
    "pager",
    [
        "<div><a href=t1.html>1</a> <a href=t1_1.html>2</a> <a href=t1_1.html>下一页</a></div>",
        "<script>createPageHTML(2, 0, 't1', 'html');</script>",
    ],
)
def test_a_report_that_goes_on_at_another_address_is_told(pager: str) -> None:
    said, _, quality = stored(page(older("主动公开政府信息12条。") + pager, OLDER), OLDER)
    assert "下一页" not in said.text
    assert said.notes["further_pages"] is True
    assert "whole_body" in quality.failed


def test_a_page_that_ends_in_the_middle_is_told() -> None:
    html = page(older("主动公开政府信息12条。"), OLDER)
    assert check(stored(html[: html.index("三、存在")], OLDER)[2], "whole_body").figures == {"page_cut": True}


def test_two_years_on_one_page_are_told_whichever_stands_first() -> None:
    others = [[str(9 * (x + 1)) if cell.isdigit() else cell for x, cell in enumerate(row)] for row in APPLICATIONS]
    last_year = paragraphs(TITLE.replace("2022", "2021")) + report(applications=markup([tuple(row) for row in others]))
    for body in (report() + last_year, last_year + report()):
        _, _, quality = stored(page(body))
        assert check(quality, "one_document").figures["sections_told_more_than_once"] == ["applications"]
    assert check(stored(page(report() + last_year))[2], "one_document").figures["titles"] == [
        TITLE.replace("2022", "2021")
    ]


def test_an_interpretation_below_the_report_is_told() -> None:
    _, _, quality = stored(page(report() + paragraphs(f"《{TITLE}》解读", "一、背景", PROSE)))
    assert check(quality, "one_document").figures == {"titles": [f"《{TITLE}》解读"]}


def test_a_figure_in_any_cell_below_a_merged_head_is_found() -> None:
    rows = [list(row) for row in DISCLOSURE]
    rows[6] = ["行政许可", "", "1,234", ""]
    rows[9] = ["行政处罚", "5", "6", ""]
    _, statistics, _ = stored(page(report(markup([tuple(row) for row in rows]))))
    assert statistics is not None
    assert (statistics.figures["permits_decided"], statistics.figures["penalties_decided"]) == (1234, "5 6")
