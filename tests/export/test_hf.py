"""The Hugging Face layout: a folder that `datasets` loads offline, with a card that says what it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from crawler.export import hf
from crawler.store import COLUMNS, Document, Store
from tests.export.documents import rich_store, synthetic

# In a process of its own: `datasets` keeps a cache, and must not ask the network.
LOAD = """
import json, sys
from datasets import load_dataset
whole = load_dataset(sys.argv[1], split="train")
one = load_dataset(sys.argv[1], "2021", split="train")
unknown = load_dataset(sys.argv[1], "unknown", split="train")
row = one[0]
print(json.dumps({
    "columns": whole.column_names, "titles": sorted(list(whole["title"])), "one": list(one["title"]),
    "unknown": len(unknown),
    "figures": row["statistics"]["figures"], "year": row["report_year"], "signed": str(row["signed_on"]),
}, ensure_ascii=False))
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with rich_store(tmp_path) as opened:
        yield opened


def header_of(card: Path) -> dict[str, object]:
    _, header, _ = card.read_text("utf-8").split("---\n", 2)
    said: dict[str, object] = yaml.safe_load(header)
    return said


def test_datasets_loads_the_folder(store: Store, tmp_path: Path) -> None:
    assert hf.export(store.reports(), tmp_path / "out") == 3
    quiet = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "cache"), "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
    ended = subprocess.run(
        [sys.executable, "-c", LOAD, str(tmp_path / "out")], env=os.environ | quiet, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    said = json.loads(ended.stdout.splitlines()[-1])
    assert said["columns"] == list(COLUMNS)
    assert said["titles"] == sorted(document.title for document in store.reports())
    assert said["one"] == ["某局2021年报告"]
    assert said["unknown"] == 1
    assert said["year"] == 2021
    assert said["signed"].startswith("2022-01-31")
    assert {"key": "penalties_decided", "number": 1234, "published": None} in said["figures"]


def test_shards_are_by_year_and_hold_every_document_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hf, "ROW_GROUP_BYTES", 1024 * 1024)
    hf.export(synthetic(300, years=3), tmp_path / "out", shard_bytes=1)
    years: Counter[int] = Counter()
    seen: list[int] = []
    for path in sorted((tmp_path / "out" / "data").iterdir()):
        for row in pq.read_table(path, columns=["report_year", "seq"]).to_pylist():
            assert path.name.startswith(f"{row['report_year']}-")
            years[row["report_year"]] += 1
            seen.append(row["seq"])
    assert years == {2008: 100, 2009: 100, 2010: 100}
    assert sorted(seen) == list(range(1, 301))
    assert (tmp_path / "out" / "data" / "2009-00001.parquet").exists(), "a shard that is large enough is ended"


def test_years_may_come_mixed(tmp_path: Path) -> None:
    documents = list(synthetic(12, years=3))
    hf.export([documents[at] for at in (0, 4, 1, 8, 5, 2)], tmp_path / "out")
    found = {path.name: pq.read_table(path)["seq"].to_pylist() for path in (tmp_path / "out" / "data").iterdir()}
    assert found == {
        "2008-00000.parquet": [1],
        "2009-00000.parquet": [5],
        "2008-00001.parquet": [2],
        "2010-00000.parquet": [9],
        "2009-00001.parquet": [6],
        "2008-00002.parquet": [3],
    }


def test_the_card_says_what_is_in_it(store: Store, tmp_path: Path) -> None:
    hf.export(store.reports(), tmp_path / "out")
    header = header_of(tmp_path / "out" / "README.md")
    assert header["license"] == "other"
    assert header["language"] == ["zh"]
    assert header["size_categories"] == ["n<1K"]
    configs = header["configs"]
    assert isinstance(configs, list)
    assert [one["config_name"] for one in configs] == ["default", "2016", "2021", "unknown"]
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    for told in (
        "| 2016 | 1 |",
        "| wangcheng | 长沙市望城区 | www.wangcheng.gov.cn | 3 | 2026-03-01 to 2026-03-01 |",
        "《中华人民共和国著作权法》第五条",
        "is a reading, not something a court or authority has confirmed",
        "State of the corpus: change\n3.",
        *(f"| `{name}` |" for name in COLUMNS),
    ):
        assert told in card


def test_a_title_cannot_break_the_card(tmp_path: Path) -> None:
    def hostile() -> Iterator[Document]:
        for document in synthetic(1):
            yield replace(document, portal="a|b\n---\nlicense: mit", url="http://[")

    hf.export(hostile(), tmp_path / "out")
    assert header_of(tmp_path / "out" / "README.md")["license"] == "other"
    assert "| a\\|b --- license: mit |" in (tmp_path / "out" / "README.md").read_text("utf-8")


def test_the_same_store_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    for name in ("one", "two"):
        hf.export(store.reports(), tmp_path / name)
    files = [
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        }
        for name in ("one", "two")
    ]
    assert files[0] == files[1]
    assert len(files[0]) == 4


def test_an_earlier_export_is_replaced_whole_or_stays(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    hf.export(store.reports(), out)
    card = (out / "README.md").read_text("utf-8")

    def failing() -> Iterator[Document]:
        yield from store.reports()
        raise RuntimeError("the store broke")

    with pytest.raises(RuntimeError, match="broke"):
        hf.export(failing(), out)
    assert (out / "README.md").read_text("utf-8") == card
    hf.export(store.reports(years=[2021]), out)
    assert [path.name for path in (out / "data").iterdir()] == ["2021-00000.parquet"]
    assert sorted(path.name for path in tmp_path.iterdir() if "out" in path.name) == ["out"]


def test_a_folder_that_no_export_made_is_left_alone(store: Store, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "letters.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="no earlier export"):
        hf.export(store.reports(), home)
    (home / "file").touch()
    with pytest.raises(NotADirectoryError, match="folder"):
        hf.export(store.reports(), home / "file")
    assert (home / "letters.txt").read_text() == "mine"


@pytest.mark.parametrize("more", ["README.md", "src/thesis.txt", ".git/HEAD", "data/notes.txt", "data/old/x.parquet"])
def test_a_folder_that_holds_more_than_an_export_is_left_alone(store: Store, tmp_path: Path, more: str) -> None:
    """Every project has a README.md: whoever names one as OUT must not lose what else is in it."""
    out = tmp_path / "project"
    hf.export(store.reports(), out)
    (out / more).parent.mkdir(parents=True, exist_ok=True)
    (out / more).write_text("# mine")
    with pytest.raises(FileExistsError, match="no earlier export"):
        hf.export(store.reports(), out)
    assert (out / more).read_text() == "# mine"


def test_a_link_to_a_folder_is_followed(store: Store, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    link = tmp_path / "latest"
    link.symlink_to(tmp_path / "disk")
    for _ in range(2):
        assert hf.export(store.reports(), link) == 3
    assert link.is_symlink()
    assert (tmp_path / "disk" / "README.md").is_file()
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_the_folder_one_stands_in_is_not_replaced(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(OSError, match="name a new one"):
        hf.export(store.reports(), Path())


def test_nothing_to_export_is_a_card_without_data(tmp_path: Path) -> None:
    assert hf.export([], tmp_path / "out") == 0
    assert header_of(tmp_path / "out" / "README.md")["configs"] == []
