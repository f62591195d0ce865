"""What a person reads on a whole page is what is stored of it; what could not be read so is told."""

from __future__ import annotations

from tests.pages import page, report, stored


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
