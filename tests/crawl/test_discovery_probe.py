"""`scrapy probe`: what it says of a portal nobody configured, and the draft it writes, which must work as it stands."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.sandbox import Sandbox, truth
from tests.crawl.conftest import FAST, ROOT, environment

WANGCHENG = {report.url: report for report in truth() if report.portal == "wangcheng"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout of its own to write into."""
    for name in ("scrapy.cfg", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "spiders", tmp_path / "spiders")
    (tmp_path / "crawler").symlink_to(ROOT / "crawler")
    (tmp_path / "tests").mkdir()
    return tmp_path


def run(project: Path, *words: str, proxy: str | None = None) -> subprocess.CompletedProcess[str]:
    paths = {"PYTHONPATH": f"{project}:{ROOT}"}
    env = environment(proxy, FAST | {"OUTPUT_DIR": str(project / "output")}) | paths
    return subprocess.run(
        [sys.executable, *words], cwd=project, env=env, capture_output=True, text=True, timeout=120, check=False
    )


def test_probe_writes_a_spider_with_fixtures_and_a_test_that_passes(sandbox: Sandbox, project: Path) -> None:
    words = ("-m", "scrapy", "probe", "http://www.wangcheng.gov.cn/", "--write", "draft")
    asked = len(sandbox.requests)
    ended = run(project, *words, proxy=sandbox.proxy_url)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "family trs_wcm: 0-based pager script" in ended.stdout
    assert "http://www.wangcheng.gov.cn/xxgk_343/zfxxgknb/qzfxxgknb/ 区政府信息公开年报" in ended.stdout
    for url in WANGCHENG:
        assert url in ended.stdout
    fetched = {request.url for request in sandbox.requests[asked:]}
    assert len(fetched & WANGCHENG.keys()) == 1, "a probe reads one report, not all"
    assert not (project / "output").exists(), "nothing goes into the corpus"

    spider = (project / "spiders" / "draft.py").read_text(encoding="utf-8")
    assert "class DraftSpider(TrsWcmSpider):" in spider
    assert 'division_code = "430112"' in spider
    facts = json.loads((project / "tests/fixtures/portals/draft/pages.json").read_text(encoding="utf-8"))
    assert set(facts) == {"column", "report"}
    assert {url for _, _, url in facts["column"]["reports"] if url} <= WANGCHENG.keys()
    assert WANGCHENG[facts["report"]["url"]].title == facts["report"]["title"]

    tested = run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/portals")
    assert tested.returncode == 0, tested.stdout + tested.stderr
    for tool in (["check"], ["format", "--check"]):
        styled = run(project, "-m", "ruff", *tool, "spiders", "tests/portals")
        assert styled.returncode == 0, styled.stdout

    crawled = run(project, "-m", "scrapy", "crawl", "draft", "-a", "years=2016", proxy=sandbox.proxy_url)
    assert crawled.returncode == 0, crawled.stdout + crawled.stderr
    of_2016 = sum(report.report_year == 2016 for report in WANGCHENG.values())
    assert f"reports found {of_2016}: new {of_2016}" in crawled.stdout


def test_an_api_portal_is_written_with_its_api_answer(sandbox: Sandbox, project: Path) -> None:
    ended = run(project, "-m", "scrapy", "probe", "http://www.lw.gov.cn/", "--write", "lw", proxy=sandbox.proxy_url)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    facts = json.loads((project / "tests/fixtures/portals/lw/pages.json").read_text(encoding="utf-8"))
    assert (facts["column"]["reports"], facts["list"]["file"]) == ([], "list.json")
    assert run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/portals").returncode == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "give one address"),
        (["ftp://www.example.gov.cn/"], "not an http or https address"),
        (["http://www.wangcheng.gov.cn/", "--write", "wangcheng"], "is there already"),
        (["http://www.wangcheng.gov.cn/", "--write", "../evil"], "a name is lower-case letters"),
    ],
)
def test_wrong_use_is_one_line(project: Path, words: list[str], told: str) -> None:
    ended = run(project, "-m", "scrapy", "probe", *words)
    assert ended.returncode == 2
    assert told in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_portal_without_reports_gives_nothing_to_write(sandbox: Sandbox, project: Path) -> None:
    words = ("-m", "scrapy", "probe", "http://www.newton.com.tw/about/", "--write", "newton")
    ended = run(project, *words, proxy=sandbox.proxy_url)
    assert ended.returncode == 2
    assert "there is nothing to write a spider from" in ended.stderr
    assert not (project / "spiders" / "newton.py").exists()
