"""A report that a portal shows page by page, each of them drawn by a script, is stored whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.sandbox import hard_drawn
from crawler.sandbox.hard_web import HardWeb, serve_hard
from crawler.sandbox.world import Page
from crawler.store import Store
from tests.crawl.conftest import Operator
from tests.crawl.drawing import COLUMN, NO_BROWSER, QUICK, column, hidden, needs_chromium
from tests.crawl.hard_spiders import at
from tests.crawl.test_several_pages import LIST, PARTS, numbered, only, page

UTF8 = "text/html; charset=utf-8"


def three_pages(web: HardWeb, spider: str) -> None:
    """A column and a report of three pages: with `drawn_portal` a script writes each, with `plain` one checks."""
    listed = LIST.replace("/ndbg/", COLUMN).encode()
    web.world.add(column("found") + "index.html", Page(listed, UTF8))
    for number, end in ((1, ""), (2, "_2"), (3, "_3")):
        path = f"{at('found')}{COLUMN}t2019{end}.html"
        html = page(number, numbered(number)).body
        if spider == "plain":
            web.answers[path] = hard_drawn.behind_cookie(html, hard_drawn.SCRIPT_CHECK)
        else:
            web.world.add(f"http://{path}", Page(hidden(html), UTF8))


@needs_chromium
@pytest.mark.parametrize("spider", ["drawn_portal", "plain"])
def test_the_further_pages_are_drawn_like_the_first(operator: Operator, tmp_path: Path, spider: str) -> None:
    web = HardWeb()
    three_pages(web, spider)
    with serve_hard(web) as running:
        ended = operator.run("crawl", spider, proxy=running.proxy_url, **QUICK)
    assert ended.exit_code == 0, ended.out + ended.err
    document = only(ended)
    assert document.text == "\n".join(PARTS)
    assert document.quality is not None
    assert document.quality["checks"]["whole_body"]["passed"] is True
    with closing(sqlite3.connect(ended.output / "corpus.db")) as store:
        kinds = [kind for (kind,) in store.execute("SELECT kind FROM captures WHERE url LIKE '%t2019%' ORDER BY id")]
    assert sorted(kinds) == ["page", "page", "report", "undrawn", "undrawn", "undrawn"]
    replayed = operator.run("replay", STORE_URL=f"sqlite:///{tmp_path / 'again.db'}", **NO_BROWSER)
    assert replayed.exit_code == 0, replayed.out + replayed.err
    with Store.open(f"sqlite:///{tmp_path / 'again.db'}") as rebuilt:
        [again] = rebuilt.reports()
    assert (again.text, again.quality) == (document.text, document.quality)


@needs_chromium
def test_a_page_that_cannot_be_drawn_is_missing(operator: Operator) -> None:
    web = HardWeb()
    three_pages(web, "drawn_portal")
    with serve_hard(web) as running:
        ended = operator.run("crawl", "drawn_portal", proxy=running.proxy_url, DRAW_MAX_PAGES="3", **QUICK)
    assert ended.exit_code == 10, ended.out + ended.err
    document = only(ended)
    assert document.text == "\n".join(PARTS[:2])
    assert document.quality is not None
    assert document.quality["checks"]["whole_body"]["passed"] is False
