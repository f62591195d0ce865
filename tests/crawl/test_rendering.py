"""Script-drawn portals, crawled with a real Chromium: what is stored, what it may reach, and that it is gone after."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from warcio.archiveiterator import WARCIterator  # type: ignore[import-untyped]

from crawler.archive import read
from crawler.records import WarcLocation
from crawler.sandbox import hard_drawn
from crawler.sandbox.hard_web import HardWeb, serve_hard
from crawler.sandbox.world import Page
from crawler.store import Store
from tests.crawl.conftest import Crawled, Operator
from tests.crawl.drawing import COLUMN, NO_BROWSER, QUICK, column, hidden, needs_chromium, texts, truth
from tests.crawl.hard_spiders import DrawnSpider, at
from tests.crawl.processes import naming, wait_until

_HOSTILE = """
<img src="/images/photo.jpg"><video src="/media/film.mp4"></video>
<style>@font-face {font-family: x; src: url(/fonts/x.woff2)} body {font-family: x}</style><p>字</p>
<iframe src="http://127.0.0.1:%(port)d/frame"></iframe>
<script>
var port = %(port)d;
['http://127.0.0.1:' + port + '/fetch', 'http://localhost:' + port + '/name', 'http://[::ffff:127.0.0.1]:' + port + '/',
 'http://mirror.example.com/fetch', '/away/loopback', '/away/foreign', '/private/page'].forEach(function (url) {
  fetch(url, {mode: 'no-cors'}).catch(function () {});
  var script = document.createElement('script'); script.src = url; document.body.appendChild(script);
});
try { new WebSocket('ws://127.0.0.1:' + port + '/socket'); } catch (error) {}
try { new EventSource('http://127.0.0.1:' + port + '/events'); } catch (error) {}
try { navigator.sendBeacon('http://127.0.0.1:' + port + '/beacon', 'x'); } catch (error) {}
try { navigator.serviceWorker.register('/worker.js'); } catch (error) {}
try { window.open('http://127.0.0.1:' + port + '/popup'); } catch (error) {}
try { alert('停'); } catch (error) {}
var link = document.createElement('a'); link.href = '/file.zip'; link.download = 'file.zip'; link.click();
</script>
"""


@contextmanager
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port on loopback that must never be reached, and what came in all the same."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        came: list[bytes] = []
        server.settimeout(0.1)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    came.append(connection.recv(200))

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], came
        stop.set()
        thread.join()


def add_hostile(web: HardWeb, host: str, port: int) -> None:
    """A drawn list whose page tries to reach that port of loopback, a foreign host, and what no list needs."""
    hard_drawn.add(web, host, extra=_HOSTILE % {"port": port})
    moved = {"loopback": f"http://127.0.0.1:{port}/redirected", "foreign": "http://mirror.example.com/redirected"}
    for name, target in moved.items():
        page = Page(b"", "text/html", status=302, headers=(("Location", target),))
        web.answers[f"{host}/away/{name}"] = lambda _, page=page: page  # type: ignore[misc]
    rules = Page(b"User-agent: *\nDisallow: /private/\n", "text/plain")
    web.answers[f"{host}/robots.txt"] = lambda _: rules


def hide_article(web: HardWeb, url: str) -> None:
    """Takes the body out of a report's page and has a script put it in again."""
    page = web.world.page(url)
    assert page is not None
    drawn = Page(hidden(page.body), page.content_type)
    web.answers[url.partition("://")[2]] = lambda _: drawn


# --- Lists that are drawn --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawn:
    """One crawl over a column for each way in which a list is drawn; what was asked for, and what came in beside it."""

    ended: Crawled
    web: HardWeb
    asked: list[str]
    came: list[bytes]
    folder: Path

    def conversions(self) -> list[tuple[str, str]]:
        """The address and DOM of each, after a look at its fields and at the record it refers to."""
        found, seen = [], {}
        for path in (self.ended.output / "warc").glob("*.warc.gz"):
            with path.open("rb") as stream:
                for record in WARCIterator(stream):
                    fields = record.rec_headers
                    seen[fields.get_header("WARC-Record-ID")] = record.rec_type, fields.get_header("WARC-Target-URI")
                    if record.rec_type == "conversion":
                        url = fields.get_header("WARC-Target-URI")
                        assert fields.get_header("Content-Type") == "text/html; charset=utf-8"
                        assert seen[fields.get_header("WARC-Refers-To")] == ("response", url)
                        found.append((url, record.content_stream().read().decode("utf-8")))
        return found


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drawn]:
    web = HardWeb()
    for name in ("told", "found"):
        hard_drawn.add(web, at(name))
    hard_drawn.add_framed(web, at("framed"))
    hard_drawn.add_clicked(web, at("paged"), first_in_page=False)
    hard_drawn.add_clicked(web, at("turned"), first_in_page=True)
    # A pager of a family that says where page 2 is, and is wrong.
    pager = "<script>createPageHTML('page_div', 2, 1, 'index', 'html', 3);</script>"
    hard_drawn.add(web, at("setback"), extra=pager)
    listed = hard_drawn.add(HardWeb(), at("checked"))
    hard_drawn.add(web, at("checked"), script="", list_body=hard_drawn.listing(at("checked"), listed))
    page = web.world.page(column("checked"))
    assert page is not None
    web.answers[at("checked") + COLUMN] = hard_drawn.behind_cookie(page.body, hard_drawn.SCRIPT_CHECK)
    with listener() as (port, came), tempfile.TemporaryDirectory(prefix="g", dir="/tmp") as folder:
        add_hostile(web, at("hostile"), port)
        with serve_hard(web) as running:
            operator = Operator(tmp_path_factory.mktemp("drawn") / "output")
            with pytest.MonkeyPatch.context() as patched:
                patched.setenv("TMPDIR", folder)
                ended = operator.run("crawl", "drawn", proxy=running.proxy_url, **QUICK)
            yield Drawn(ended, web, [one.url for one in running.requests], came, Path(folder))


@needs_chromium
def test_every_list_gives_its_reports(drawn: Drawn) -> None:
    assert drawn.ended.exit_code == 0, drawn.ended.out + drawn.ended.err
    assert texts(drawn.ended) == truth(drawn.web)
    assert len(drawn.web.world.reports) == len(DrawnSpider.hosts) * len(hard_drawn.YEARS)
    assert "Traceback" not in drawn.ended.err


@needs_chromium
def test_the_run_says_what_was_drawn_and_why(drawn: Drawn) -> None:
    ways = [line.partition("way: ")[2] for line in drawn.ended.out.splitlines() if "way: " in line]
    told = {name: [way for way in ways if at(name) in way] for name in DrawnSpider.names}
    assert [len(told[name]) for name in ("told", "hostile", "checked")] == [0, 1, 0]
    assert told["found"] == [f"{column('found')} drawn by a browser: a script fills #list (fetch)"]
    assert len(told["framed"]) == 2
    for name in ("paged", "turned"):
        (way,) = told[name]
        assert "下一页 has a handler and no address" in way
    drawing, setback = told["setback"]
    assert "drawn by a browser" in drawing
    assert setback.startswith(f"{column('setback')}index_2.html not read, its list is drawn")


@needs_chromium
def test_the_browser_begins_with_the_page_that_was_fetched(drawn: Drawn) -> None:
    counts = Counter(drawn.asked)
    for name in ("told", "found", "paged", "turned", "hostile"):
        assert counts[column(name)] == 1, name
    assert counts[column("checked")] == 2, "a script check loads the page again, with its cookie"
    assert counts[f"http://{at('found')}{hard_drawn.API}"] == 1
    assert not [url for url in drawn.asked if url.endswith((".css", ".png", ".ico"))]


@needs_chromium
def test_drawn_pages_and_those_behind_clicks_are_conversion_records(drawn: Drawn) -> None:
    found = drawn.conversions()
    drawn_twice = 2  # a list that the portal's facts say is drawn, and that then turns out to go on by clicks
    times = {"told": 1, "found": 1, "paged": drawn_twice + 2, "turned": 3, "setback": 1, "checked": 1, "hostile": 1}
    frames = {f"{column('framed')}frame{at}.html": 1 for at in (1, 2)}
    assert Counter(url for url, _ in found) == {column(name): count for name, count in times.items()} | frames
    turned = [html for url, html in found if url == column("turned")]
    for html, report in zip(turned, [one for one in drawn.web.world.reports if at("turned") in one.url], strict=True):
        assert f'href="{report.url}"' in html
        assert html.count("政府信息公开工作年度报告</a>") == 1


@needs_chromium
def test_a_hostile_page_reaches_nothing_but_the_portal(drawn: Drawn) -> None:
    assert drawn.came == []
    assert {url.split("/")[2] for url in drawn.asked} == set(DrawnSpider.hosts)
    assert f"http://{at('hostile')}/away/loopback" in drawn.asked, "the redirect was met, and not followed"
    forbidden = ("/private/", "/images/photo", "/media/", "/fonts/", "/worker.js", "/file.zip")
    assert not [url for url in drawn.asked if any(name in url for name in forbidden)]


@needs_chromium
def test_no_process_and_no_file_of_the_browser_is_left(drawn: Drawn) -> None:
    """Its profile stands in the folder of that run for temporary files, and every process of it names that folder."""
    assert wait_until(lambda: not list(drawn.folder.glob("gongkai-browser-*")))
    assert wait_until(lambda: not naming(drawn.folder)), naming(drawn.folder)


@needs_chromium
def test_a_portal_that_is_drawn_throughout_is_found_from_its_home_page(operator: Operator) -> None:
    web = HardWeb()
    hard_drawn.add_drawn_home(web, at("home"))
    with serve_hard(web) as running:
        ended = operator.run("crawl", "portal", "-a", f"url=http://{at('home')}/", proxy=running.proxy_url)
    assert ended.exit_code == 0, ended.out + ended.err
    assert texts(ended) == truth(web)
    assert f"http://{at('home')}/ drawn by a browser: " in ended.out
    assert f"{column('home')} drawn by a browser: " in ended.out


@needs_chromium
def test_drawn_reports_are_replayed_without_a_browser(operator: Operator, tmp_path: Path) -> None:
    web = HardWeb()
    hard_drawn.add(web, at("found"))
    for report in web.world.reports:
        hide_article(web, report.url)
    with serve_hard(web) as running:
        ended = operator.run("crawl", "drawn_portal", proxy=running.proxy_url, **QUICK)
    assert ended.exit_code == 0, ended.out + ended.err
    documents = ended.documents
    assert {url: one.text for url, one in documents.items()} == truth(web)
    for document in documents.values():
        where = (document.warc_filename, document.warc_record_offset, document.warc_record_length)
        capture = read(ended.output / "warc", WarcLocation(*where))  # type: ignore[arg-type]
        assert (capture.url, capture.status, capture.kind) == (document.url, 200, "report")
        assert "<article-of-the-script>" in capture.body.decode("utf-8")
    checked = operator.run("status", "--check", **NO_BROWSER)
    assert checked.exit_code == 0, checked.out + checked.err
    again = Operator(operator.output)
    replayed = again.run("replay", STORE_URL=f"sqlite:///{tmp_path / 'again.db'}", **NO_BROWSER)
    assert replayed.exit_code == 0, replayed.out + replayed.err
    store = Store.open(f"sqlite:///{tmp_path / 'again.db'}")
    with store:
        assert {one.url: one.text for one in store.reports()} == truth(web)
