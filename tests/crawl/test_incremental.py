"""A second night: the lists are asked for conditionally, a few reports are looked at again, nothing is sent twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.sandbox import Sandbox, serve, truth
from crawler.sandbox.loopback import Request
from tests.crawl.conftest import Crawled, Operator
from tests.fetching.server import Answer
from tests.fetching.server import serve as serve_pages

SIZE = 100
BIG = "http://big.sandbox.test/xxgk/ndbg/"
LISTS = 5  # of 20 reports each
TRUTH = {one.url: one.text for one in truth(SIZE) if one.portal == "big.sandbox.test"}


def age(output: Path, days: int) -> None:
    """Makes everything in the store so many days older, as though the nights had passed."""
    columns = {
        "ledger": ("first_listed", "last_listed", "last_attempt"),
        "versions": ("first_seen", "last_seen"),
        "captures": ("fetch_time",),
        "runs": ("started", "finished"),
    }
    with closing(sqlite3.connect(output / "corpus.db")) as store, store:
        for table, names in columns.items():
            for name in names:
                moved = f"strftime('%Y-%m-%d %H:%M:%f', {name}, '-{days} days') || '000'"
                store.execute(f"UPDATE {table} SET {name} = {moved} WHERE {name} IS NOT NULL")


def asked(sandbox: Sandbox, before: int) -> list[Request]:
    return sandbox.requests[before:]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, Crawled]]:
    """A portal with 100 reports, crawled once, thirty days ago."""
    output = tmp_path_factory.mktemp("incremental") / "output"
    with serve(size=SIZE) as sandbox:
        ended = Operator(output).run("crawl", "portal", "-a", f"url={BIG}", proxy=sandbox.proxy_url)
        assert ended.exit_code == 0, ended.out + ended.err
        age(output, 30)
        yield sandbox, ended


def test_an_unchanged_night_costs_the_lists_and_five_requests(first: tuple[Sandbox, Crawled]) -> None:
    sandbox, crawled = first
    before, stored = len(sandbox.requests), crawled.documents
    again = Operator(crawled.output).run("crawl", "portal", "-a", f"url={BIG}", proxy=sandbox.proxy_url)
    assert again.exit_code == 0, again.out + again.err
    night = asked(sandbox, before)
    pages = [one for one in night if not one.url.endswith("/robots.txt")]
    lists = [one for one in pages if one.url not in TRUTH]
    assert len(lists) == LISTS
    assert len(night) <= LISTS + 5
    assert [one for one in pages if one.url in TRUTH], "some reports are looked at again"
    assert {(one.status, one.bytes) for one in pages} == {(304, 0)}
    assert all(one.conditional for one in pages)
    assert pages[: len(lists)] == lists, "the lists come first"
    assert {url: one.version for url, one in again.documents.items()} == {
        url: one.version for url, one in stored.items()
    }
    assert "looked at again 4" in again.out


def test_the_next_nights_look_at_the_others_until_none_is_due(first: tuple[Sandbox, Crawled]) -> None:
    """Each report is looked at once within 25 nights, none twice, and its next look is as far away as it is old."""
    sandbox, crawled = first
    operator, seen = Operator(crawled.output), []
    for _ in range(2):
        before = len(sandbox.requests)
        assert operator.run("crawl", "portal", "-a", f"url={BIG}", proxy=sandbox.proxy_url).exit_code == 0
        seen.append({one.url for one in asked(sandbox, before)} & TRUTH.keys())
    assert [len(one) for one in seen] == [4, 4]
    assert not seen[0] & seen[1]


def test_what_the_archive_lost_is_fetched_again(first: tuple[Sandbox, Crawled]) -> None:
    """A 304 for a page whose archived bytes are gone is worth nothing: the page is asked for without conditions."""
    sandbox, crawled = first
    age(crawled.output, 1)
    files = sorted((crawled.output / "warc").iterdir())
    for file in files:
        file.rename(file.with_suffix(".away"))
    before = len(sandbox.requests)
    again = Operator(crawled.output).run("crawl", "portal", "-a", f"url={BIG}", proxy=sandbox.proxy_url)
    for file in files:
        file.with_suffix(".away").rename(file)
    assert again.exit_code == 0, again.out + again.err
    lists = [one for one in asked(sandbox, before) if one.url not in TRUTH and not one.url.endswith("/robots.txt")]
    assert [one.status for one in lists].count(200) == LISTS
    assert {url: one.text for url, one in again.documents.items()} == TRUTH


def test_no_304_is_believed_for_ever(first: tuple[Sandbox, Crawled]) -> None:
    sandbox, crawled = first
    age(crawled.output, 100)
    before = len(sandbox.requests)
    assert Operator(crawled.output).run("crawl", "portal", "-a", f"url={BIG}", proxy=sandbox.proxy_url).exit_code == 0
    assert {one.conditional for one in asked(sandbox, before)} == {None}


# --- Servers that lie ------------------------------------------------------------------------------------------------

HOST = "127.0.0.1"
REPORT = """<html><head><meta charset="utf-8"><title>海川县2019年政府信息公开工作年度报告</title></head><body>
<div class="TRS_Editor"><h1>海川县2019年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>{body}</p>
<p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p><p>四、政府信息公开行政复议、行政诉讼情况</p>
<p>五、存在的主要问题及改进情况</p><p>六、其他需要报告的事项</p><p>无。</p></div></body></html>"""
BODY = "2019年，我县坚持以公开为常态、不公开为例外，主动公开政府信息{count}条，受理申请3件，均已按时答复。" * 8
LIST = """<html><head><meta charset="utf-8"><title>政府信息公开年报</title></head><body>
<h2>政府信息公开年报</h2><ul>{items}
</ul></body></html>"""
HTML = ("Content-Type", "text/html; charset=utf-8")


def list_page(*years: int) -> bytes:
    items = "".join(
        f'<li><a href="/ndbg/t{year}.html">海川县{year}年政府信息公开工作年度报告</a></li>' for year in years
    )
    return LIST.format(items=items).encode()


def report(year: int, count: int) -> bytes:
    return REPORT.format(body=BODY.format(count=count)).replace("2019", str(year)).encode()


@contextmanager
def portal(pages: Mapping[str, Answer | list[Answer]]) -> Iterator[tuple[str, object]]:
    with serve_pages(dict(pages)) as server:
        yield server.url("/ndbg/"), server


def crawl(operator: Operator, url: str) -> Crawled:
    return operator.run("crawl", "portal", "-a", f"url={url}", NETWORK_GUARD_ALLOW=HOST)


def test_a_304_that_nobody_asked_for_is_asked_again(operator: Operator) -> None:
    """A cache on the way answers 304 to a request without validators; told not to use it, it sends the page."""
    pages = {
        "/ndbg/": [Answer(status=304), Answer(list_page(2019), headers=(HTML,))],
        "/ndbg/t2019.html": Answer(report(2019, 12), headers=(HTML,)),
    }
    with portal(pages) as (url, server):
        ended = crawl(operator, url)
        assert ended.exit_code == 0, ended.out + ended.err
        assert len(ended.documents) == 1
        again = [one for one in server.headers if one.get("Cache-Control") == "no-cache"]
        assert len(again) == 1


def test_a_304_for_another_tag_is_asked_again(operator: Operator) -> None:
    """The server's 304 names a tag that we never had: what it means is not what we hold."""
    first = Answer(list_page(2019), headers=(HTML, ("ETag", '"one"')))
    pages = {
        "/ndbg/": [
            first,
            Answer(status=304, headers=(("ETag", '"two"'),)),
            Answer(list_page(2019, 2020), headers=(HTML, ("ETag", '"two"'))),
        ],
        "/ndbg/t2019.html": Answer(report(2019, 12), headers=(HTML,)),
        "/ndbg/t2020.html": Answer(report(2020, 13), headers=(HTML,)),
    }
    with portal(pages) as (url, server):
        assert crawl(operator, url).exit_code == 0
        ended = crawl(operator, url)
        assert ended.exit_code == 0, ended.out + ended.err
        assert len(ended.documents) == 2
        tags = [one.get("If-None-Match") for one in server.headers]
        assert [tag for tag in tags if tag] == ['"one"']


def test_validators_are_sent_back_verbatim_and_only_where_they_can_be(operator: Operator) -> None:
    """A weak tag and an odd date go back as they came; a tag that is none does not go back at all."""
    odd = "Tue, 03 Mar 2020 10:20:00 +0800"
    pages = {
        "/ndbg/": Answer(list_page(2019, 2020), headers=(HTML, ("ETag", 'W/"5e5d-甲"'.encode().decode("latin-1")))),
        "/ndbg/t2019.html": Answer(report(2019, 12), headers=(HTML, ("Last-Modified", odd))),
        "/ndbg/t2020.html": Answer(report(2020, 13), headers=(HTML, ("ETag", "not quoted"), ("Last-Modified", "gone"))),
    }
    with portal(pages) as (url, server):
        assert crawl(operator, url).exit_code == 0
        before = len(server.asked)
        ended = operator.run("crawl", "portal", "-a", f"url={url}", "-a", "recheck=1", NETWORK_GUARD_ALLOW=HOST)
        assert ended.exit_code == 0, ended.out + ended.err
        sent = {
            path: {name: value for name, value in headers.items() if name.startswith("If-")}
            for (_, _, path), headers in zip(server.asked[before:], server.headers[before:], strict=True)
        }
    assert sent["/ndbg/"] == {"If-None-Match": 'W/"5e5d-甲"'.encode().decode("latin-1")}
    assert sent["/ndbg/t2019.html"] == {"If-Modified-Since": odd}
    assert sent["/ndbg/t2020.html"] == {}
    assert "unchanged 2" in ended.out


def test_a_changed_report_gets_a_version_and_its_listing_stays(operator: Operator) -> None:
    pages = {
        "/ndbg/": Answer(list_page(2019), headers=(HTML, ("ETag", '"list"'))),
        "/ndbg/t2019.html": [
            Answer(report(2019, 12), headers=(HTML, ("ETag", '"a"'))),
            Answer(report(2019, 14), headers=(HTML, ("ETag", '"b"'))),
        ],
    }
    with portal(pages) as (url, _):
        assert crawl(operator, url).exit_code == 0
        age(operator.output, 3)
        ended = crawl(operator, url)
        assert ended.exit_code == 0, ended.out + ended.err
        (document,) = ended.documents.values()
        assert document.version == 2
        assert "14条" in document.text
        assert urlsplit(document.url).path == "/ndbg/t2019.html"
