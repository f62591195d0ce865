"""`scrapy export` as it is called: names, deltas, and one line where it is called wrongly."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.archive import ArchiveWriter
from crawler.commands.export import Command
from tests.export.documents import rich_store
from tests.store.making import HOST, PORTAL, capture, report, store_at


@pytest.fixture
def output(tmp_path: Path) -> Path:
    rich_store(tmp_path).close()
    return tmp_path


class Export:
    """The command in this process, with the options of a command line."""

    def __init__(self, output: Path) -> None:
        self.output = output

    def __call__(self, *words: str) -> int:
        command = Command()
        command.settings = Settings({"OUTPUT_DIR": str(self.output), "STORE_URL": ""})
        parser = argparse.ArgumentParser()
        command.add_options(parser)
        options, rest = parser.parse_known_args(words)
        command.run(rest, options)
        return command.exitcode


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.jsonl", b"{"),
        ("a.txt", b"{"),
        ("wangcheng.gov.cn", b"{"),
        ("a.csv", b"\xef\xbb\xbf"),
        ("a.csv.gz", b"\x1f\x8b"),
        ("a.jsonl.zst", b"\x28\xb5\x2f\xfd"),
        ("a.parquet", b"PAR1"),
    ],
)
def test_the_name_tells_the_format(output: Path, tmp_path: Path, name: str, begins: bytes) -> None:
    assert Export(output)(str(tmp_path / name)) == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_format_that_is_named_goes_before_the_name(output: Path, tmp_path: Path) -> None:
    assert Export(output)(str(tmp_path / "a.json"), "--format", "jsonl") == 0
    assert (tmp_path / "a.json").read_bytes().startswith(b"{")


def test_a_daily_delta_holds_what_is_new_and_changed(
    output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, out = Export(output), tmp_path / "delta.jsonl"
    assert export(str(tmp_path / "all.jsonl")) == 0
    assert capsys.readouterr().out.endswith(f"3 documents written to {tmp_path / 'all.jsonl'}, up to change 3\n")
    assert export(str(out), "--since", "3") == 0, "a day without news is a good day"
    assert out.read_bytes() == b""
    with store_at(output, "later") as store:
        store.save(report("/1", text="改过的报告。", run_id="later"))
        store.save(report("/4", run_id="later"))
    assert export(str(out), "--since", "3") == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [(row["url"][-2:], row["version"], row["seq"]) for row in rows] == [("/1", 2, 4), ("/4", 1, 5)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "give one place"),
        (("-", "--format", "hf"), "cannot go to stdout: give a folder"),
        (("a.wacz",), "one portal: add --portal"),
        (("a.wacz", "--portal", "wangcheng"), "no finished run of portal wangcheng"),
        (("a.xlsx",), "a format that export does not write (.xlsx)"),
        (("a.JSON.gz",), "a format that export does not write (.json)"),
        (("a.csv.bz2",), "a compression that export does not write (.bz2)"),
        (("a.jsonl.XZ",), "a compression that export does not write (.xz)"),
        (("a.tar", "--format", "jsonl"), "a compression that export does not write (.tar)"),
        (("a.parquet.gz",), "compressed inside: leave out the .gz"),
        (("a.zst", "--format", "parquet"), "compressed inside: leave out the .zst"),
        (("a.jsonl", "--since", "-1"), "no place in the change feed"),
        (("a.jsonl", "--since", "4"), "after the last change, 3"),
        (("a.jsonl", "--years", "2021-2016"), "runs backwards"),
        (("..", "--format", "hf"), "a folder stands there that is no earlier export"),
    ],
)
def test_wrong_use_is_one_line(
    output: Path, tmp_path: Path, words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert Export(output)(*words) == 2
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet", "a"])
def test_where_nothing_fits_an_earlier_export_stays(output: Path, tmp_path: Path, name: str) -> None:
    """A mistyped year, or the store of another place, must not take yesterday's corpus away."""
    words = (str(tmp_path / name), "--format", name.partition(".")[2] or "hf")

    def held() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in (tmp_path / name, *(tmp_path / name).rglob("*")) if path.is_file()}

    assert Export(output)(*words) == 0
    before = held()
    assert Export(output)(*words, "--years", "2030") == 12
    assert held() == before != {}


def test_a_wacz_without_the_pages_of_some_reports_is_partial(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with store_at(tmp_path) as store:
        for number in (1, 2):
            page = capture(f"{HOST}/{number}")
            writer = ArchiveWriter(tmp_path / "warc", f"2026030{number}T040000Z-aaaaaa", PORTAL.name)
            page.warc = writer.write(page)
            writer.close()
            store.save(report(f"/{number}", capture=page))
    words = (str(tmp_path / "a.wacz"), "--portal", PORTAL.name)
    assert Export(tmp_path)(*words) == 0
    next((tmp_path / "warc").glob("20260301*.warc.gz")).unlink()
    capsys.readouterr()
    assert Export(tmp_path)(*words) == 10
    told = capsys.readouterr()
    assert told.out.startswith("1 documents written")
    assert "1 reports are not in it" in told.err


@pytest.mark.parametrize("more", [(), ("--since", "3")])
def test_a_mistyped_portal_is_no_day_without_news(
    output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    assert Export(output)(str(tmp_path / "delta.jsonl"), "--portal", "wancheng", *more) == 12
    assert "nothing is known of a portal 'wancheng': there are" in capsys.readouterr().err
    assert not (tmp_path / "delta.jsonl").exists()


@pytest.mark.parametrize("name", ["parquet", "hf"])
def test_a_missing_package_is_one_line_that_says_what_to_install(output: Path, tmp_path: Path, name: str) -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from pathlib import Path\nfrom tests.export.test_command import Export\n"
        f"sys.exit(Export(Path({str(output)!r}))({str(tmp_path / 'out')!r}, '--format', {name!r}))"
    )
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert ended.returncode == 2
    assert ended.stderr == f"scrapy export: --format {name} needs pyarrow: pip install 'gongkai[parquet]'\n"
