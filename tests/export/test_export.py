"""Exports: every document, in the contract's columns, whole or not at all."""

from __future__ import annotations

import csv as reader
import gzip
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from crawler.export import csv, jsonl
from crawler.records import Table
from crawler.store import COLUMNS, Document, Store
from tests.store.making import report, store_at

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ROOT = Path(__file__).resolve().parents[2]
Export = Callable[[Iterable[Document], Path | None], int]
EVIL = "=cmd|' /C calc'!A0\n二、\"引号\",逗号"


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with store_at(tmp_path) as opened:
        opened.save(report("/1", tables=(Table(None, "", (("甲", "1"),)),)))
        opened.save(report("/2", text=EVIL, title="－标题", organ="@organ", source="\tx"))
        yield opened


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(reader.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_json_lines_hold_every_document_as_it_is(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "new" / "corpus.jsonl"
    assert jsonl.export(store.reports(), out) == 2
    lines = out.read_bytes().split(b"\n")
    assert lines.pop() == b""
    assert [json.loads(line) for line in lines] == [document.as_dict() for document in store.reports()]
    assert list(json.loads(lines[0])) == list(COLUMNS)
    assert "望城区".encode() in lines[0]


def test_csv_opens_in_a_spreadsheet_in_chinese_and_runs_nothing(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "corpus.csv"
    assert csv.export(store.reports(), out) == 2
    content = out.read_bytes()
    assert content.startswith(b'\xef\xbb\xbf"id","version","seq",')
    first, second = rows_of(content)
    assert list(first) == list(COLUMNS)
    assert (first["organ"], first["report_year"], first["source"]) == ("望城区人民政府", "2016", "")
    assert (first["canonical"], json.loads(first["tables"])[0]["rows"]) == ("true", [["甲", "1"]])
    assert second["text"] == "'" + EVIL
    assert (second["title"], second["organ"], second["source"]) == ("'－标题", "'@organ", "'\tx")


def test_a_semicolon_is_no_border_where_lists_have_semicolons(store: Store, tmp_path: Path) -> None:
    """Excel splits at the country's list separator; text outside quotation marks would run from there on."""
    store.save(report("/3", title="年报;=1+1"))
    out = tmp_path / "corpus.csv"
    csv.export(store.reports(), out)
    assert '"年报;=1+1"' in out.read_text("utf-8-sig")


@pytest.mark.parametrize("long", ["年" * 40_000, "𠮷" * 20_000, "年" * 32_767, "𠮷" * 16_384])
def test_no_cell_is_longer_than_a_spreadsheet_can_hold(store: Store, tmp_path: Path, long: str) -> None:
    """A cell holds 32,767 characters of UTF-16; the row behind a longer one would be broken."""
    store.save(report("/3", text=long))
    out = tmp_path / "corpus.csv"
    csv.export(store.reports(), out)
    reader.field_size_limit(1_000_000)
    cell = rows_of(out.read_bytes())[-1]["text"]
    assert len(cell.encode("utf-16-le")) // 2 <= 32_767
    if len(long.encode("utf-16-le")) // 2 <= 32_767:
        assert cell == long
    else:
        kept, cut, told = cell.partition("…[cut: ")
        assert cut
        assert long.startswith(kept)
        assert len(kept.encode("utf-16-le")) // 2 > 32_700
        assert told == f"{len(long)} characters in all]"


@pytest.mark.parametrize("export", [jsonl.export, csv.export])
@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_the_same_store_gives_the_same_bytes(store: Store, tmp_path: Path, export: Export, ending: str) -> None:
    one, two = tmp_path / f"one{ending}", tmp_path / f"two{ending}"
    export(store.reports(), one)
    export(store.reports(), two)
    assert one.read_bytes() == two.read_bytes()


def test_a_name_tells_how_the_file_is_compressed(store: Store, tmp_path: Path) -> None:
    jsonl.export(store.reports(), tmp_path / "plain.jsonl")
    jsonl.export(store.reports(), tmp_path / "a.jsonl.gz")
    jsonl.export(store.reports(), tmp_path / "a.jsonl.zst")
    plain = (tmp_path / "plain.jsonl").read_bytes()
    assert gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()) == plain
    assert zstd.decompress((tmp_path / "a.jsonl.zst").read_bytes()) == plain


@pytest.mark.parametrize("export", [jsonl.export, csv.export])
def test_standard_output_gets_the_same_bytes(
    store: Store, tmp_path: Path, export: Export, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    export(store.reports(), tmp_path / "file")
    assert export(store.reports(), None) == 2
    assert capsysbinary.readouterr().out == (tmp_path / "file").read_bytes()


@pytest.mark.parametrize("export", [jsonl.export, csv.export])
def test_an_export_that_fails_leaves_the_earlier_one(store: Store, tmp_path: Path, export: Export) -> None:
    out = tmp_path / "out" / "corpus"
    export(store.reports(), out)
    before = out.read_bytes()

    def failing() -> Iterator[Document]:
        yield from store.reports()
        raise RuntimeError("the store broke")

    with pytest.raises(RuntimeError, match="broke"):
        export(failing(), out)
    assert out.read_bytes() == before
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("export", [jsonl.export, csv.export])
def test_a_place_that_cannot_be_written_is_an_os_error(store: Store, tmp_path: Path, export: Export) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path, tmp_path / "file" / "corpus"):
        with pytest.raises(OSError, match=r"directory|exists") as said:
            export(store.reports(), place)
        assert said.value.strerror


def test_nothing_to_export_is_an_empty_file_with_its_header(store: Store, tmp_path: Path) -> None:
    assert jsonl.export([], tmp_path / "a") == csv.export([], tmp_path / "b") == 0
    assert (tmp_path / "a").read_bytes() == b""
    assert (tmp_path / "b").read_text("utf-8-sig").strip().replace('"', "").split(",") == list(COLUMNS)


@pytest.mark.parametrize("name", ["jsonl", "csv"])
def test_a_reader_that_has_enough_is_no_error(store: Store, tmp_path: Path, name: str) -> None:
    """As with `head`: the pipe closes while documents are left."""
    code = (
        "import itertools; from crawler.store import Store; "
        f"from crawler.export import {name}; "
        f"store = Store.open('sqlite:///{tmp_path / 'corpus.db'}'); "
        f"{name}.export(itertools.chain.from_iterable(store.reports() for _ in range(500)), None)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.read(10)
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait() == 0
