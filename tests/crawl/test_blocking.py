"""Portals that block, are closed, limit or speak old TLS: what a run makes of them, over real HTTP and TLS."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.archive import captures
from crawler.sandbox import Sandbox, hard_drawn, hard_shields
from crawler.sandbox.hard_web import HardWeb, serve_hard
from crawler.sandbox.world import Page
from tests.crawl.conftest import Crawled, Operator
from tests.crawl.drawing import needs_chromium
from tests.crawl.hard_spiders import TlsSpider, at

HOST = at("found")
COLUMN = f"http://{HOST}{hard_drawn.COLUMN}"
QUICK = {"SPIDER_MODULES": "tests.crawl.hard_spiders", "BACK_OFF_FIRST_DELAY": "0.02"}


def portal(*hosts: str) -> HardWeb:
    """Portals with their list in the page."""
    web = HardWeb()
    for host in hosts or (HOST,):
        listed = hard_drawn.add(HardWeb(), host)
        hard_drawn.add(web, host, script="", list_body=hard_drawn.listing(host, listed))
    return web


def texts(crawled: Crawled) -> dict[str, str]:
    return {url.partition("://")[2]: document.text for url, document in crawled.documents.items()}


def truth(web: HardWeb) -> dict[str, str]:
    return {report.url.partition("://")[2]: report.text for report in web.world.reports}


@pytest.fixture(scope="module")
def shields() -> Iterator[Sandbox]:
    web = HardWeb()
    hard_shields.add(web)
    with serve_hard(web) as running:
        yield running


@needs_chromium
def test_each_shield_is_named_with_what_was_seen_and_asked_a_few_times_only(
    shields: Sandbox, operator: Operator
) -> None:
    """A script check is drawn once, as any browser would; one that a browser does not pass either is a block."""
    before = len(shields.requests)
    ended = operator.run("crawl", "shielded", proxy=shields.proxy_url, **QUICK)
    assert ended.exit_code == 11, ended.out + ended.err
    log = "".join(path.read_text(encoding="utf-8") for path in (ended.output / "logs").iterdir())
    for vendor, (sign, _) in hard_shields.BLOCKS.items():
        host = hard_shields.host(vendor)
        asked = [one.url for one in shields.requests[before:] if f"//{host}/xxgk/" in one.url]
        assert 1 <= len(asked) <= 3, vendor
        told = [line for line in log.splitlines() if host in line and "WARNING" in line]
        assert any(sign in line for line in told), (vendor, told)
        assert any(vendor in line for line in told), (vendor, told)
    assert "Traceback" not in log


def test_closed_sites_dead_columns_and_logins_are_no_blocks(shields: Sandbox, operator: Operator) -> None:
    ended = operator.run("crawl", "closed", proxy=shields.proxy_url, **QUICK)
    assert ended.exit_code == 10, ended.out + ended.err
    for name, (verdict, _) in hard_shields.CLOSED.items():
        (line,) = [one for one in ended.out.splitlines() if "problem:" in one and hard_shields.host(name) in one]
        assert verdict in line
    assert any("soft_404" in line and "dead.test.gov.cn" in line for line in ended.out.splitlines())
    assert "blocked" not in ended.out


def test_a_limit_is_waited_out_and_a_later_block_expires_nothing(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The block is a script check, left alone where the operator says so. No browser is imported for either."""
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")
    web = portal()
    report = web.world.reports[1].url
    page, column = web.world.page(report), web.world.page(COLUMN)
    assert page is not None
    assert column is not None
    web.answers[report.partition("://")[2]] = hard_shields.limiting(page, 2)
    web.answers[COLUMN.partition("://")[2]] = hard_shields.limiting(column, 1, status=503)
    with serve_hard(web) as running:
        first = operator.run_anew("crawl", "plain", proxy=running.proxy_url, **QUICK)
        check = Page(hard_drawn.SCRIPT_CHECK.encode(), "text/html; charset=utf-8")
        web.answers.clear()
        web.answers[HOST] = lambda _: check
        second = operator.run_anew(
            "crawl", "plain", "-a", "recheck=1", proxy=running.proxy_url, DRAW_SCRIPT_CHECKS="0", **QUICK
        )
    assert first.exit_code == 0, first.out + first.err
    assert texts(first) == truth(web)
    assert second.exit_code == 11, second.out
    assert "blocked:script_check" in second.out
    assert second.documents == first.documents
    for ended in (first, second):
        assert "crawler.fetching.tls" in ended.err, "imports are listed"
        assert "crawler.fetching.browser" not in ended.err
        assert "playwright" not in ended.err


def warc_files(crawled: Crawled) -> list[Path]:
    return [path for path in (crawled.output / "warc").glob("*.warc.gz") if "-meta-" not in path.name]


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1:DeprecationWarning")  # it is what the old hosts speak
def test_old_tls_works_where_it_is_said_and_http_is_asked_where_no_handshake_succeeds(operator: Operator) -> None:
    web = portal(*TlsSpider.hosts)
    web.old_tls |= {at("old"), at("unsaid")}
    web.no_tls.add(at("without"))
    with serve_hard(web) as running:
        ended = operator.run("crawl", "tls", proxy=running.proxy_url, **QUICK)
        by_https = {one.url for one in running.requests if one.url.startswith("https://")}
    assert ended.exit_code == 0, ended.out + ended.err
    assert texts(ended) == truth(web)
    assert {url for url in by_https if url.endswith(hard_drawn.COLUMN)} == {
        f"https://{at(name)}{hard_drawn.COLUMN}" for name in ("old", "well")
    }
    ways = [line for line in ended.out.splitlines() if "way:" in line]
    assert len(ways) == 2
    for name in ("unsaid", "without"):
        (way,) = [line for line in ways if at(name) in line]
        assert "https cannot shake hands (" in way
        assert "asked by http" in way

    (file,) = warc_files(ended)
    archived = [capture for _, capture in captures(file)]
    for capture in archived:
        if capture.url.startswith("https://"):
            assert (capture.certificate or "").startswith("self_signed; sha256="), capture.url
        else:
            assert capture.certificate is None
    with sqlite3.connect(ended.output / "corpus.db") as store:
        kept = dict(store.execute("select url, certificate from captures"))
    assert kept == {capture.url: capture.certificate for capture in archived}
    columns = {capture.requested_url: capture.url for capture in archived if capture.url.endswith(hard_drawn.COLUMN)}
    assert columns == {
        f"https://{at(name)}{hard_drawn.COLUMN}": f"{scheme}://{at(name)}{hard_drawn.COLUMN}"
        for name, scheme in (("old", "https"), ("well", "https"), ("unsaid", "http"), ("without", "http"))
    }
