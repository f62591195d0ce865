from __future__ import annotations

from pathlib import Path

import pytest

from crawler.statistics import form as forms
from crawler.statistics import official_wording
from crawler.statistics.form import Form
from crawler.statistics.sentences import OLDER_WORDING

DICTIONARY = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"


@pytest.mark.parametrize(("form", "disclosure", "applications"), [("2021", 10, 175), ("2019", 22, 161)])
def test_each_form_has_as_many_figures_as_the_official_one_has_cells(
    form: Form, disclosure: int, applications: int
) -> None:
    assert len(forms.disclosure_keys(form)) == disclosure
    assert len(forms.application_keys(form)) == applications
    assert len(forms.REVIEW_KEYS) == 15


@pytest.mark.parametrize("form", ["2021", "2019"])
def test_keys_are_unique_and_each_has_its_official_wording(form: Form) -> None:
    keys = forms.keys(form)
    assert len(set(keys)) == len(keys)
    assert set(official_wording(form)) == set(keys)
    assert not set(keys) & set(OLDER_WORDING)


def test_wording_names_section_row_and_column() -> None:
    wording = official_wording("2021")["applications_refused_state_secret_natural_person"]
    assert wording.split(" / ") == [
        "三、收到和处理政府信息公开申请情况",
        "三、本年度办理结果",
        "（三）不予公开",
        "1.属于国家秘密",
        "自然人",
    ]


def test_the_data_dictionary_holds_every_key_with_its_wording() -> None:
    lines = DICTIONARY.read_text(encoding="utf-8").splitlines()

    def documented(key: str, wording: str) -> bool:
        return any(f"`{key}`" in line and wording in line for line in lines)

    for form in ("2021", "2019"):
        for item in forms.ITEMS[form]:
            for column in item.columns:
                assert documented(f"{item.key}_{column.key}", item.wording), (item.key, column.key)
                assert documented(f"{item.key}_{column.key}", column.wording), (item.key, column.key)
    for row in forms.APPLICATION_ROWS:
        assert documented(row.key, row.wording), row.key
    for column in forms.APPLICANTS:
        assert documented(f"_{column.key}", column.wording), column.key
    for proceeding in forms.PROCEEDINGS:
        assert documented(proceeding.key, proceeding.wording), proceeding.key
    for outcome in forms.OUTCOMES:
        assert documented(f"_{outcome.key}", outcome.wording), outcome.key
    for key, wording in OLDER_WORDING.items():
        assert documented(key, wording), key
