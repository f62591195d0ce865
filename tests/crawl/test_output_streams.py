"""What commands print, where nobody reads it to its end, the disk is full, or the terminal is not of UTF-8."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.records import Declaration, Decoded
from crawler.store import Store
from tests.crawl.conftest import ROOT, environment
from tests.store.making import report, store_at

COMMANDS = [
    ["status"],
    ["status", "wangcheng"],
    ["status", "--search", "报告"],
    ["feed", "parser"],
    ["export", "-"],
    ["export", "-", "--format", "csv"],
]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A store with words that are markup to a terminal library, and more of them than a pipe holds."""
    with store_at(tmp_path) as store:
        fill(store)
    return tmp_path


def fill(store: Store) -> None:
    for number in range(20):
        text = f"[/red]本报告[bold]\x1b[31m。{number}" + "政府信息公开" * 100
        decoded = Decoded(text, "gb18030", (Declaration("meta", "[/x]"),), "strict")
        store.save(report(f"/{number}", text=text, organ="[/]某县\x1b[2J人民政府", decoded=decoded))


def run(words: list[str], output: Path, **streams: object) -> subprocess.CompletedProcess[bytes]:
    env = environment(None, {"OUTPUT_DIR": str(output)}) | streams.pop("env", {})  # type: ignore[operator]
    command = [sys.executable, "-m", "scrapy", *words]
    return subprocess.run(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, timeout=240, **streams)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_reader_that_leaves_ends_a_command_quietly(output: Path, words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = run(words, output, stdout=writing)
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs Linux's /dev/full")
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_full_disk_is_one_line(output: Path, words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = run(words, output, stdout=full)
    assert ended.returncode == 2
    assert ended.stderr.count(b"\n") == 1
    assert b"No space left on device" in ended.stderr


@pytest.mark.parametrize("words", [["feed", "parser"], ["export", "-"]], ids=" ".join)
def test_a_closed_output_is_one_line(output: Path, words: list[str]) -> None:
    """`>&-`: documents that go nowhere must not look like documents that were read."""
    ended = run(words, output, preexec_fn=lambda: os.close(1))
    assert (ended.returncode, ended.stderr.count(b"\n")) == (2, 1)
    assert b"standard output is closed" in ended.stderr


def test_what_goes_wrong_is_no_output_where_the_error_output_is_closed(output: Path) -> None:
    ended = run(["export", "-", "--since", "99"], output, stdout=subprocess.PIPE, preexec_fn=lambda: os.close(2))
    assert (ended.returncode, ended.stdout) == (2, b"")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_terminal_of_another_charset(output: Path, words: list[str]) -> None:
    ended = run(words, output, stdout=subprocess.PIPE, env={"PYTHONIOENCODING": "ascii"})
    assert (ended.returncode, ended.stderr) == (0, b"")
    if words[0] == "feed":
        assert json.loads(ended.stdout.splitlines()[0])["organ"].endswith("人民政府"), "JSON is UTF-8 everywhere"


@pytest.mark.parametrize("words", COMMANDS[:3], ids=" ".join)
def test_words_of_a_page_are_no_markup_and_move_no_cursor(output: Path, words: list[str]) -> None:
    ended = run(words, output, stdout=subprocess.PIPE)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"\x1b" not in ended.stdout
