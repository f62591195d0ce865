"""Pages that cannot be drawn, and ends of every kind: a failed page, never a hung crawl, and nothing left behind."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from crawler.sandbox import hard_drawn
from crawler.sandbox.hard_web import HardWeb, Visit, serve_hard
from crawler.sandbox.world import Page
from tests.crawl.conftest import Operator
from tests.crawl.drawing import NO_BROWSER, QUICK, column, needs_chromium, problems, texts, truth
from tests.crawl.hard_spiders import UndrawableSpider, at
from tests.crawl.processes import descendants, living, wait_until

# --- Lists that cannot be drawn --------------------------------------------------------------------------------------

_EMPTY = "<html><head><title>年报</title></head><body><ul id=list></ul>%s</body></html>"
_LOOP = "<script>while (true) {}</script>"
_HUNGER = 30
_BAD = {
    "growth": "<script>setInterval(function () { document.body.append(document.createComment('x'.repeat(1e6))) }, 50)"
    "</script>",
    "leaving": "<script>location.href = 'http://mirror.example.com/'</script>",
    "missing": "<script>fetch('/api/gone.json').then(function (answer) { return answer.json(); })</script>",
    "endless-list": hard_drawn.ENDLESS,
    "hungry": f"<script>for (var at = 0; at < {_HUNGER}; at += 1) {{ fetch('/api/' + at + '.json') }}</script>",
    "old": "<script>fetch('/api/list.json')</script>",
}
_WHY = {
    "growth": ("not_drawn", "MAXSIZE"),
    "leaving": ("not_drawn", "http"),
    "missing": ("not_drawn", f"http://{at('missing')}/api/gone.json (HTTP 404)"),
    "hungry": ("not_drawn", "(more than DRAW_MAX_REQUESTS)"),
    "endless-list": ("bound", "longer than DRAW_MAX_CLICKS=4"),
    "old": ("not_drawn", "TLS 1.0 or 1.1 only"),
}


@needs_chromium
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1:DeprecationWarning")  # it is what the old host speaks
def test_what_cannot_be_drawn_is_a_failed_page_and_a_partial_run(operator: Operator) -> None:
    web = HardWeb(old_tls={at("old")})
    for name, script in _BAD.items():
        web.world.add(column(name) + "index.html", Page((_EMPTY % script).encode(), "text/html; charset=utf-8"))
    for number in range(_HUNGER):
        web.world.add(f"http://{at('hungry')}/api/{number}.json", Page(b"[]", "application/json"))
    with serve_hard(web) as running:
        limits = {
            "DOWNLOAD_MAXSIZE": "3000000",
            "DRAW_MAX_CLICKS": "4",
            "DRAW_MAX_REQUESTS": "20",
        }
        ended = operator.run("crawl", "undrawable", proxy=running.proxy_url, **limits, **QUICK)
    assert ended.exit_code == 10, ended.out + ended.err
    assert {at(name) for name in _WHY} == set(UndrawableSpider.hosts)
    for name, (kind, why) in _WHY.items():
        (line,) = [line for line in problems(ended, kind) if at(name) in line]
        assert why in line
    assert "Traceback" not in ended.err


@needs_chromium
def test_a_script_that_never_lets_go_ends_with_its_browser_and_the_next_page_is_drawn(operator: Operator) -> None:
    web = HardWeb()
    web.world.add(column("loop") + "index.html", Page((_EMPTY % _LOOP).encode(), "text/html; charset=utf-8"))
    hard_drawn.add(web, at("behind"))
    with serve_hard(web) as running:
        ended = operator.run("crawl", "restless", proxy=running.proxy_url, DRAW_TIMEOUT="15", **QUICK)
    assert ended.exit_code == 10, ended.out + ended.err
    (line,) = problems(ended, "not_drawn")
    assert at("loop") in line
    assert "did not come to rest in DRAW_TIMEOUT=15 s" in line
    assert texts(ended) == truth(web)


@pytest.mark.parametrize(
    ("setting", "kind", "why"),
    [
        (NO_BROWSER, "no_browser", "no Chromium on this machine"),
        ({"DRAW_MAX_PAGES": "0"}, "not_drawn", "DRAW_MAX_PAGES=0 pages were drawn in this run"),
    ],
)
def test_a_machine_without_a_browser_and_a_run_at_its_bound_say_so_in_one_line(
    operator: Operator, setting: dict[str, str], kind: str, why: str
) -> None:
    web = HardWeb()
    hard_drawn.add(web, at("found"))
    with serve_hard(web) as running:
        ended = operator.run("crawl", "plain", proxy=running.proxy_url, **setting, **QUICK)
    assert ended.exit_code == 10, ended.out + ended.err
    (line,) = problems(ended, kind)
    assert why in line
    assert "Traceback" not in ended.err


# --- Ends ------------------------------------------------------------------------------------------------------------


@contextmanager
def stuck() -> Iterator[tuple[HardWeb, threading.Event, threading.Event]]:
    """A portal whose list never comes: the first event is set when it was asked for, the second one ends it."""
    web, asked, over = HardWeb(), threading.Event(), threading.Event()
    hard_drawn.add(web, at("found"))

    def answer(_: Visit) -> Page:
        asked.set()
        over.wait(60)
        return Page(b"[]", "application/json")

    web.answers[at("found") + hard_drawn.API] = answer
    yield web, asked, over
    over.set()


@needs_chromium
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_of_the_browser_outlives_the_crawl(operator: Operator, end: signal.Signals) -> None:
    with stuck() as (web, asked, over), serve_hard(web) as running:
        crawl = operator.start("crawl", "plain", proxy=running.proxy_url, **QUICK)
        assert asked.wait(120)
        below = descendants(crawl.pid)
        assert len([name for name in below.values() if "chrom" in name]) >= 2, below
        crawl.send_signal(end)
        if end is signal.SIGTERM:
            over.set()
        crawl.wait(120)
        assert wait_until(lambda: not living(below)), living(below)


@needs_chromium
def test_a_browser_that_dies_fails_the_page_and_not_the_crawl(operator: Operator) -> None:
    with stuck() as (web, asked, _), serve_hard(web) as running:
        crawl = operator.start("crawl", "plain", proxy=running.proxy_url, **QUICK)
        assert asked.wait(120)
        for number, name in descendants(crawl.pid).items():
            if "chrom" in name:
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
        assert crawl.wait(120) == 10
