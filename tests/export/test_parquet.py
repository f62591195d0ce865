"""Parquet: every column typed, nested ones too, whole or not at all, in bounded memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from crawler.export import parquet
from crawler.store import COLUMNS, Document, Store
from tests.export.documents import FIGURES, rich_store, synthetic

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with rich_store(tmp_path) as opened:
        yield opened


def test_columns_are_typed_and_in_order(store: Store, tmp_path: Path) -> None:
    assert parquet.export(store.reports(), tmp_path / "a.parquet") == 3
    table = pq.read_table(tmp_path / "a.parquet")
    assert tuple(table.schema.names) == COLUMNS
    types = {name: str(table.schema.field(name).type) for name in table.schema.names}
    assert types["report_year"] == "int32"
    assert types["published_on"] == "date32[day]"
    assert types["fetch_time"] == "timestamp[us, tz=UTC]"
    assert types["canonical"] == "bool"
    assert "rows: list<element: list<element: string>>" in types["tables"]
    assert "number: int64" in types["statistics"]


def test_rows_hold_what_the_documents_hold(store: Store, tmp_path: Path) -> None:
    parquet.export(store.reports(), tmp_path / "a.parquet")
    rows = pq.read_table(tmp_path / "a.parquet").to_pylist()
    for row, document in zip(rows, store.reports(), strict=True):
        for name in set(COLUMNS) - {"statistics", "quality"}:
            assert row[name] == getattr(document, name), name
    assert rows[0]["tables"][0] == {"name": "applications", "caption": "三、", "rows": [["甲", "1"], ["", "—"]]}
    assert rows[0]["statistics"] is None
    assert rows[2]["report_year"] is None


def test_a_figure_is_a_number_or_stays_as_published(store: Store, tmp_path: Path) -> None:
    """`/`, an empty cell, a missing cell and 0 stay four different things; what no column can hold is not lost."""
    parquet.export(store.reports(years=[2021]), tmp_path / "a.parquet")
    (row,) = pq.read_table(tmp_path / "a.parquet").to_pylist()
    figures = {one["key"]: (one["number"], one["published"]) for one in row["statistics"]["figures"]}
    assert list(figures) == list(FIGURES)
    assert figures == {
        "rules_issued": (0, None),
        "rules_repealed": (None, "/"),
        "rules_in_force": (None, ""),
        "penalties_decided": (1234, None),
        "fees_charged_10k_yuan": (None, None),
        "absurd": (None, str(10**30)),
    }
    assert row["statistics"]["layout"] == "2021"
    checks = {one["name"]: (one["passed"], json.loads(one["figures"])) for one in row["quality"]["checks"]}
    assert checks == {"headings": (False, {"found": ["一", "二"]}), "length": (None, {})}


def test_groups_are_bounded_and_packed_with_zstd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROW_GROUP_BYTES", 2 * 1024 * 1024)
    assert parquet.export(synthetic(200), tmp_path / "a.parquet") == 200
    file = pq.ParquetFile(tmp_path / "a.parquet")
    assert file.metadata.num_row_groups > 2
    assert sum(file.metadata.row_group(at).num_rows for at in range(file.metadata.num_row_groups)) == 200
    assert file.metadata.row_group(0).column(14).compression == "ZSTD"
    assert [row["seq"] for row in file.read(columns=["seq"]).to_pylist()] == list(range(1, 201))


def test_the_same_store_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    parquet.export(store.reports(), tmp_path / "one")
    parquet.export(store.reports(), tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_an_export_that_fails_leaves_the_earlier_one(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out" / "a.parquet"
    parquet.export(store.reports(), out)
    before = out.read_bytes()

    def failing() -> Iterator[Document]:
        yield from store.reports()
        raise RuntimeError("the store broke")

    with pytest.raises(RuntimeError, match="broke"):
        parquet.export(failing(), out)
    assert out.read_bytes() == before
    assert list(out.parent.iterdir()) == [out]


def test_nothing_to_export_is_a_file_with_the_columns(tmp_path: Path) -> None:
    assert parquet.export([], tmp_path / "a.parquet") == 0
    assert tuple(pq.read_table(tmp_path / "a.parquet").schema.names) == COLUMNS


@pytest.mark.parametrize("name", ["parquet", "hf", "jsonl"])
def test_memory_does_not_grow_with_the_corpus(tmp_path: Path, name: str) -> None:
    """Under 220 MB for 3,000 documents, whose rows are 100 MB: what is in memory does not depend on their number."""
    code = (
        "import re, sys; from pathlib import Path; from tests.export.documents import synthetic; "
        f"from crawler.export import {name} as format; format.export(synthetic(3_000), Path(sys.argv[1])); "
        r"print(re.search(r'VmHWM:\s+(\d+)', Path('/proc/self/status').read_text())[1])"
    )
    words = [sys.executable, "-c", code, str(tmp_path / "out")]
    ended = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    assert int(ended.stdout) < 220 * 1024


def test_what_last_year_says_is_typed(tmp_path: Path) -> None:
    parquet.export(synthetic(2), tmp_path / "a.parquet")
    rows = pq.read_table(tmp_path / "a.parquet").to_pylist()
    assert rows[1]["across_years"]["last_year"] == rows[0]["id"]
    (check,) = rows[1]["across_years"]["checks"]
    assert (check["name"], check["passed"]) == ("carried_over", None)
    assert json.loads(check["figures"]) == {"total": {"carried_over": 1}}
