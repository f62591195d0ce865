"""The data dictionary says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.store import COLUMNS
from crawler.store.dictionary import FILE, rewritten

ROOT = Path(__file__).resolve().parents[2]


def test_the_dictionary_is_todays() -> None:
    page = (ROOT / FILE).read_text(encoding="utf-8")
    assert rewritten(page) == page, "call `python -m crawler.store.dictionary`"


def test_every_column_is_described_once_in_its_order() -> None:
    page = (ROOT / FILE).read_text(encoding="utf-8").partition("## Figures")[0]
    assert re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \|$", page, re.MULTILINE) == list(COLUMNS)


def test_the_rest_of_the_file_stays() -> None:
    page = "# Title\n\n## Columns of a document\n\nold\n\n## Figures\n\nrest ## Figures\n"
    assert rewritten(page).startswith("# Title\n\n## Columns of a document\n\nOne row")
    assert rewritten(page).endswith("|\n\n## Figures\n\nrest ## Figures\n")
    with pytest.raises(ValueError, match="Figures"):
        rewritten("# Title\n\n## Columns of a document\n")
