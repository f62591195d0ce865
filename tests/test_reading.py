"""What a person reads on a whole page is what is stored of it; what could not be read so is told."""

from __future__ import annotations

from tests.pages import check, older, page, report, stored


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
