"""The data dictionary names every quality check."""

from __future__ import annotations

import re
from pathlib import Path

from crawler.quality import assess
from crawler.records import Extraction

DICTIONARY = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"


def test_each_check_has_its_row() -> None:
    rows = DICTIONARY.read_text(encoding="utf-8").partition("## Quality checks")[2]
    told = re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \|$", rows, re.MULTILINE)
    assert told == [check.name for check in assess(Extraction(title="", text=""), None, None, None).checks]
