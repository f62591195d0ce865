"""One report at many addresses: one document where the address tells it, one cluster where only the text does."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crawler.store import Document, Store
from tests.crawl.conftest import Crawled, Operator
from tests.dedup import generator

SITE = "http://www.wangcheng.gov.cn/nb/"
PHONE = "http://m.wangcheng.gov.cn/nb/2016.html"
PRINT = f"{SITE}print.html?id=2016"
HIJACKED = "http://copies.example.com/2016.html"
HIJACKED_ALONE = "http://copies.example.com/2013.html"
SAME_ADDRESS = (
    f"{SITE}2016.html",
    "http://wangcheng.gov.cn/nb/2016.html",
    f"{SITE}2016.html;jsessionid=8A2B0C.node1",
    f"{SITE}2016.html?spm=0.0.0.0.EzA7bW",
    f"{SITE}2016.html?from=singlemessage&isappinstalled=0",
    f"{SITE}2016.html?print=1",
)
PLAN = replace(generator.plan(random.Random(16), "望城区水利局", "望城区", 2016), phone=8_000_001)
PLANS = {
    2016: PLAN,
    2017: generator.next_year(random.Random(17), PLAN, rewritten=0.05),
    2013: replace(generator.plan(random.Random(13), "望城区水利局", "望城区", 2013), phone=8_000_002),
}
ROBOTS = b"User-agent: *\nDisallow:\n"


def title(year: int) -> str:
    return f"望城区水利局{year}年政府信息公开工作年度报告"


def text(year: int) -> str:
    """The report's prose; the generator's table rows are left out."""
    return "\n".join(line for line in generator.write(PLANS[year]).split("\n") if not line.startswith("|"))


def page(year: int, body: str, furniture: str = "") -> bytes:
    lines = "\n".join(f"<p>{escape(line)}</p>" for line in body.split("\n"))
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        f'<meta name="ArticleTitle" content="{title(year)}"><meta name="PubDate" content="{year + 1}-03-08 10:20">'
        f"<title>{title(year)}</title></head><body>{furniture}<h1>{title(year)}</h1>"
        f'<div class="TRS_Editor">{lines}</div></body></html>'
    ).encode()


def pages() -> dict[str, bytes]:
    listed = [*((url, 2016) for url in (*SAME_ADDRESS, PRINT, PHONE, HIJACKED)), (f"{SITE}2017.html", 2017)]
    listed.append((HIJACKED_ALONE, 2013))
    items = "".join(f'<li><a href="{escape(url)}" title="{title(year)}">{title(year)}</a></li>' for url, year in listed)
    column = f'<meta charset="utf-8"><title>政府信息公开年报</title><h2>政府信息公开年报</h2><ul>{items}</ul>'
    menu = '<div class="nav"><a href="/">首页</a> <a href="/zwgk/">政务公开</a></div>'
    return {
        SITE: column.encode(),
        **{url: page(2016, text(2016), menu) for url in SAME_ADDRESS},
        PRINT: page(2016, text(2016)),
        PHONE: page(2016, text(2016), '<div class="top">手机版</div>'),
        HIJACKED: page(2016, generator.hijacked(text(2016))),
        f"{SITE}2017.html": page(2017, text(2017), menu),
        HIJACKED_ALONE: page(2013, generator.hijacked(text(2013))),
    }


@contextmanager
def proxy(held: dict[str, bytes]) -> Iterator[tuple[str, list[str]]]:
    """A forward proxy on loopback that answers for these pages alone; its address and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = ROBOTS if self.path.endswith("/robots.txt") else held.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/plain" if body == ROBOTS else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:
            """What was asked is kept in the list."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawled, list[str]]:
    """Two nights: the second finds what it has, and sees every address again."""
    operator = Operator(tmp_path_factory.mktemp("copies") / "output")
    with proxy(pages()) as (address, asked):
        for _ in range(2):
            ended = operator.run("crawl", "copied", proxy=address, SPIDER_MODULES="tests.crawl.copied_spiders")
            assert ended.exit_code == 0, ended.out + ended.err
    return ended, asked


@pytest.fixture(scope="module")
def stored(crawled: tuple[Crawled, list[str]]) -> dict[str, Document]:
    return crawled[0].documents


def test_spellings_of_one_address_are_fetched_once_and_are_one_report(
    crawled: tuple[Crawled, list[str]], stored: dict[str, Document]
) -> None:
    assert sum(url in SAME_ADDRESS for url in crawled[1]) == 1
    assert len(set(SAME_ADDRESS) & set(stored)) == 1
    assert set(stored) - set(SAME_ADDRESS) == {PRINT, PHONE, HIJACKED, f"{SITE}2017.html", HIJACKED_ALONE}


def test_all_its_addresses_are_kept(crawled: tuple[Crawled, list[str]], stored: dict[str, Document]) -> None:
    (found,) = set(SAME_ADDRESS) & set(stored)
    with Store.open(f"sqlite:///{crawled[0].output / 'corpus.db'}") as store:
        cluster = store.cluster(stored[found].id)
    member = next(one for one in cluster.members if one.id == stored[found].id)
    sessions = {url for url in SAME_ADDRESS if "jsessionid" in url}
    assert set(member.addresses) - sessions == set(SAME_ADDRESS) - sessions, "a visit's number is no address"


def test_the_print_view_and_the_page_for_telephones_are_exact_copies(stored: dict[str, Document]) -> None:
    (found,) = set(SAME_ADDRESS) & set(stored)
    copies = [stored[found], stored[PRINT], stored[PHONE]]
    assert len({one.cluster_id for one in copies}) == 1
    assert sorted(str(one.duplicate_kind) for one in copies) == ["None", "exact", "exact"]
    assert [one.canonical for one in copies].count(True) == 1


def test_the_next_year_is_another_report(stored: dict[str, Document]) -> None:
    later = stored[f"{SITE}2017.html"]
    assert later.canonical
    assert [one for one in stored.values() if one.cluster_id == later.cluster_id] == [later]


def test_a_hijacked_copy_is_found_and_never_canonical_even_alone(stored: dict[str, Document]) -> None:
    assert stored[HIJACKED].cluster_id == stored[PHONE].cluster_id
    assert (stored[HIJACKED].duplicate_kind, stored[HIJACKED].canonical) == ("near", False)
    assert not stored[HIJACKED_ALONE].canonical
    assert stored[HIJACKED_ALONE].quality is not None
    assert stored[HIJACKED_ALONE].quality["checks"]["mirror_signs"]["passed"] is False
