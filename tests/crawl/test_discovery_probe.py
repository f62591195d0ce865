"""`scrapy probe`: what it says of a portal nobody configured, and the draft it writes, which must work as it stands."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.sandbox import Sandbox, truth
from crawler.sandbox.families_last_resorts import last_resort_portals
from crawler.sandbox.families_portal import Asked, FamilyPortal, Reply
from crawler.sandbox.families_server import serve_portals
from crawler.sandbox.families_shapes import family_portals
from crawler.sandbox.families_traps import trap_portals
from tests import forked
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


def run(project: Path, module: str, *words: str, proxy: str | None = None) -> subprocess.CompletedProcess[str]:
    paths = {"PYTHONPATH": f"{project}:{ROOT}"}
    env = environment(proxy, FAST | {"OUTPUT_DIR": str(project / "output")}) | paths
    return forked.run(module, words, cwd=project, env=env)


def test_probe_writes_a_spider_with_fixtures_and_a_test_that_passes(sandbox: Sandbox, project: Path) -> None:
    words = ("scrapy", "probe", "http://www.wangcheng.gov.cn/", "--write", "draft")
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

    tested = run(project, "pytest", "-q", "-p", "no:cacheprovider", "tests/portals")
    assert tested.returncode == 0, tested.stdout + tested.stderr
    for tool in (["check"], ["format", "--check"]):
        styled = run(project, "ruff", *tool, "spiders", "tests/portals")
        assert styled.returncode == 0, styled.stdout

    crawled = run(project, "scrapy", "crawl", "draft", "-a", "years=2016", proxy=sandbox.proxy_url)
    assert crawled.returncode == 0, crawled.stdout + crawled.stderr
    of_2016 = sum(report.report_year == 2016 for report in WANGCHENG.values())
    assert f"reports found {of_2016}: new {of_2016}" in crawled.stdout


def test_the_guide_shows_what_the_probe_prints_and_writes(sandbox: Sandbox, project: Path) -> None:
    """docs/adding-a-portal.md, word for word; a portal whose list is an API is written with the API's answer."""
    words = ("scrapy", "probe", "http://www.lw.gov.cn/", "--write", "liwan_platform")
    ended = run(project, *words, proxy=sandbox.proxy_url)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    guide = (ROOT / "docs" / "adding-a-portal.md").read_text(encoding="utf-8")
    assert f"```\n$ .venv/bin/scrapy {' '.join(words[1:])}\n{ended.stdout}```\n" in guide
    spider = (project / "spiders" / "liwan_platform.py").read_text(encoding="utf-8")
    assert f"```python\n{spider}```\n" in guide
    facts = json.loads((project / "tests/fixtures/portals/liwan_platform/pages.json").read_text(encoding="utf-8"))
    assert (facts["column"]["reports"], facts["list"]["file"]) == ([], "list.json")
    assert run(project, "pytest", "-q", "-p", "no:cacheprovider", "tests/portals").returncode == 0


def _shielded(asked: Asked) -> Reply:
    return Reply("<script>go()</script>", "text/html", 521, (("X-Via-JSL", "8a1"), ("Set-Cookie", "__jsluid_h=1")))


@pytest.mark.parametrize(
    ("host", "answer", "exit_code", "told"),
    [
        ("shielded.sandbox.test", _shielded, 11, "blocked"),
        ("empty.sandbox.test", lambda asked: Reply(""), 12, "no annual report found"),
        ("file.sandbox.test", lambda asked: Reply("\0\1\2", "application/octet-stream"), 10, "not a page"),
        ("loop.sandbox.test", lambda asked: Reply("", status=302, headers=(("Location", "/"),)), 10, "without end"),
        ("nowhere.sandbox.test", None, 13, "HTTP status 502"),
    ],
)
def test_an_odd_portal_is_told_of_in_one_line(
    project: Path, host: str, answer: Callable[[Asked], Reply] | None, exit_code: int, told: str
) -> None:
    """The exit code is that of a crawl; nothing is written, and no traceback is shown."""
    with serve_portals({host: answer} if answer else {}) as odd:
        ended = run(project, "scrapy", "probe", f"http://{host}/", proxy=odd.proxy_url)
    first, *rest = ended.stdout.splitlines()
    assert ended.returncode == exit_code, ended.stdout + ended.stderr
    assert first.startswith(f"{host}: ")
    assert told in first
    assert not [line for line in rest if "way: found" in line]
    assert ended.stderr == ""


@pytest.mark.parametrize("name", ["aspnet", "frame"])
def test_a_probe_reads_each_list_page_and_one_report(project: Path, name: str) -> None:
    """Pages that are posted for, and a column page of no known family: the draft is clean and its test passes."""
    portal = family_portals()[name]
    with serve_portals({portal.host: portal.reply}) as served:
        ended = run(project, "scrapy", "probe", portal.url("/"), "--write", name, proxy=served.proxy_url)
        asked = [request.url for request in served.requests]
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "columns (1, of 1 lists read)" in ended.stdout
    assert sum(url in portal.reports for url in asked) == 1
    styled = run(project, "ruff", "check", "spiders", "tests/portals")
    assert styled.returncode == 0, styled.stdout
    tested = run(project, "pytest", "-q", "-p", "no:cacheprovider", "tests/portals")
    assert tested.returncode == 0, tested.stdout + tested.stderr


@pytest.mark.parametrize(
    ("portal", "start"), [(trap_portals()["fresh"], "/xxgk/nblist.jsp"), (last_resort_portals()["map_only"], "/")]
)
def test_a_probe_leaves_a_long_list_after_three_pages_and_says_so(
    project: Path, portal: FamilyPortal, start: str
) -> None:
    """A list without end, and an honest one of four pages: neither is a problem of the portal's."""
    with serve_portals({portal.host: portal.reply}) as served:
        ended = run(project, "scrapy", "probe", portal.url(start), proxy=served.proxy_url)
        asked = [request.url for request in served.requests]
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "3 pages, " in ended.stdout
    assert "the list goes on: a probe reads 3 pages of each\n" in ended.stdout
    assert "problem:" not in ended.stdout
    assert len(asked) <= 7, "robots.txt, two pages before the column, three of it, one report"


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
    ended = run(project, "scrapy", "probe", *words)
    assert ended.returncode == 2
    assert told in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_reader_may_have_seen_enough(sandbox: Sandbox, project: Path) -> None:
    """`scrapy probe URL | head -1`, and a reader that is gone before the first line."""
    words = [sys.executable, "-m", "scrapy", "probe", "http://dth.yiyang.gov.cn/"]
    env = environment(sandbox.proxy_url, FAST) | {"PYTHONPATH": f"{project}:{ROOT}"}
    with subprocess.Popen(words, cwd=project, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as probing:
        assert probing.stdout is not None
        assert probing.stderr is not None
        probing.stdout.close()
        assert probing.stderr.read() == b""


def test_a_portal_without_reports_gives_nothing_to_write(sandbox: Sandbox, project: Path) -> None:
    words = ("scrapy", "probe", "http://www.newton.com.tw/about/", "--write", "newton")
    ended = run(project, *words, proxy=sandbox.proxy_url)
    assert ended.returncode == 2
    assert "there is nothing to write a spider from" in ended.stderr
    assert not (project / "spiders" / "newton.py").exists()
