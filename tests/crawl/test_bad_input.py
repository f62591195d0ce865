"""What a person can do wrong: one line that says what and what to do, the documented exit code, nothing lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.crawl.conftest import Operator


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["crawl", "wangchen"], "did you mean wangcheng"),
        (["crawl"], "give one spider"),
        (["crawl", "wangcheng", "-a", "years=20x6"], "years='20x6' is unreadable"),
        (["crawl", "wangcheng", "-a", "years=2020-2016"], "runs backwards"),
        (["crawl", "wangcheng", "-a", "yaers=2016"], "unknown argument -a yaers"),
        (["crawl", "wangcheng", "-a", "recheck=maybe"], "recheck='maybe' is unreadable"),
        (["crawl", "portal"], "needs an address"),
        (["crawl", "portal", "-a", "url=ftp://www.example.gov.cn/"], "not an http or https address"),
        (["crawl", "portal", "-a", "url=http://[::1"], "is not an address"),
        (["crawl", "wangcheng", "-o", "reports.json"], "scrapy export reports.json"),
        (["crawl", "wangcheng", "-O", "reports.json"], "scrapy export reports.json"),
        (["export"], "give one place to write to"),
        (["export", "-", "--years", "16"], "is unreadable"),
        (["export", "-"], "no store"),
        (["feed", "parser"], "no store"),
        (["feed", " "], "give one name"),
        (["feed", "parser", "--limit", "-1"], "no number of documents"),
        (["status", "--serch", "公开"], "unknown option --serch"),
        (["crawl", "wangcheng", "-s", "DOWNLOAD_DELAY=slow"], "DOWNLOAD_DELAY='slow' is unreadable"),
        (["crawl", "wangcheng", "-s", "LOG_LEVEL=LOUD"], "LOG_LEVEL='LOUD' is unreadable"),
        (["nightly", "--plan", "-s", "OUTPUTDIR=elsewhere"], "did you mean OUTPUT_DIR"),
    ],
)
def test_wrong_use(operator: Operator, words: list[str], told: str) -> None:
    ended = operator.run(*words)
    assert ended.exit_code == 2, ended.err
    assert told in ended.err
    assert "Traceback" not in ended.err + ended.out
    assert len(ended.err.strip().splitlines()) == 1, ended.err


def test_an_output_folder_that_is_a_file(operator: Operator) -> None:
    operator.output.write_text("not a folder")
    ended = operator.run("crawl", "wangcheng")
    assert (ended.exit_code, ended.err.count("\n")) == (2, 1), ended.err
    assert "can't be written" in ended.err
    assert operator.output.read_text() == "not a folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_output_folder_without_permission(operator: Operator) -> None:
    operator.output.mkdir(mode=0o500)
    ended = operator.run("crawl", "wangcheng")
    assert ended.exit_code == 2
    assert "can't be written" in ended.err


def test_a_corrupt_store_is_told_and_left_alone(operator: Operator) -> None:
    operator.output.mkdir()
    store = operator.output / "corpus.db"
    store.write_bytes(b"SQLite format 3\x00" + b"\xff" * 8000)
    before = store.read_bytes()
    ended = operator.run("crawl", "wangcheng")
    assert ended.exit_code == 2, ended.err
    assert str(store) in ended.err
    assert "Traceback" not in ended.err
    assert store.read_bytes() == before


def test_an_unreachable_portal_is_told_in_one_line(operator: Operator, tmp_path: Path) -> None:
    """The proxy's port is closed: nothing can be reached, nothing is stored, nothing expires."""
    ended = operator.run("crawl", "wangcheng", proxy="http://127.0.0.1:9")
    assert ended.exit_code == 13, ended.out + ended.err
    (line,) = [line for line in ended.out.splitlines() if "unreachable" in line]
    assert "www.wangcheng.gov.cn" in line
    assert "Traceback" not in ended.err
    assert ended.documents == {}
