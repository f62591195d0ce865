"""Portals nobody configured, from their home page: the sandbox's and the saved ones. All reports, few requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.sandbox import serve, truth
from crawler.sandbox.loopback import Request
from crawler.store import Store
from tests import forked
from tests.crawl.conftest import FAST, Operator, environment
from tests.crawl.test_discovery_families import LIST_PAGE

HOSTS = (
    "www.wangcheng.gov.cn",
    "dth.yiyang.gov.cn",
    "www.lw.gov.cn",
    "zfb.changde.gov.cn",
    "zwzx.changde.gov.cn",
    "xxgk-jy.cbs.gov.cn",
)


@dataclass(frozen=True)
class Seen:
    """What one process of crawls left."""

    stored: frozenset[str]
    requests: tuple[Request, ...]
    fruitful: frozenset[str]
    """Addresses of list pages that held a report."""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    output = tmp_path_factory.mktemp("homes") / "output"
    with serve() as sandbox:
        env = environment(sandbox.proxy_url, FAST | {"OUTPUT_DIR": str(output)})
        ended = forked.run("tests.crawl.several", [f"http://{host}/" for host in HOSTS], env=env)
        assert ended.returncode == 0, ended.stderr[-3000:]
        requests = tuple(sandbox.requests)
    with Store.open(f"sqlite:///{output / 'corpus.db'}") as store:
        stored = frozenset(document.url for document in store.reports())
    return Seen(stored, requests, frozenset(match[1] for match in LIST_PAGE.finditer(ended.stderr)))


@pytest.mark.parametrize("host", HOSTS)
def test_every_report_is_found_and_nothing_else(seen: Seen, host: str) -> None:
    expected = {report.url for report in truth() if urlsplit(report.url).hostname == host}
    assert {url for url in seen.stored if urlsplit(url).hostname == host} == expected


@pytest.mark.parametrize("host", HOSTS)
def test_most_requests_bring_reports_and_the_first_comes_soon(seen: Seen, host: str) -> None:
    """At least 60 % are reports, their files, or list pages that held a report."""
    reports = {report.url for report in truth() if urlsplit(report.url).hostname == host}
    asked = [request.url for request in seen.requests if urlsplit(request.url).hostname == host]
    good = [url for url in asked if url in reports | seen.fruitful or url.endswith((".docx", ".doc", ".pdf"))]
    assert len(good) / len(asked) >= 0.6, asked
    assert min(asked.index(url) for url in asked if url in reports) < 40


@pytest.mark.parametrize(
    ("start", "reports"), [("http://www.atxlyj.cn/", 3), ("http://www.lgedu.net/channels/2146.html", 1)]
)
def test_the_saved_portals_cost_few_requests(
    saved_sites: Callable[..., str], operator: Operator, start: str, reports: int
) -> None:
    """Three reports of one saved site and one of the other; the home page of the second was not saved."""
    ended = operator.run("crawl", "portal", "-a", f"url={start}", proxy=saved_sites())
    assert len(ended.documents) == reports, ended.out + ended.err
    with Store.open(f"sqlite:///{Path(operator.output) / 'corpus.db'}") as store:
        (run,) = store.last_runs()
    lists = {match[1] for match in LIST_PAGE.finditer(ended.err)}
    assert run.counts is not None
    assert (reports + len(lists)) / run.counts["requests"] >= 0.6, ended.err
