"""The browser that draws script-drawn pages: fenced in, one page at a time, and gone with the crawl."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

from playwright.async_api import Error as PlaywrightError
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler  # type: ignore[import-untyped]

from crawler.fetching import watchdog
from crawler.fetching.blocking import classify
from crawler.fetching.chromium import ADVICE, find
from crawler.fetching.drawn_page import NEEDED, PREPARE, DrawnPage
from crawler.fetching.fence import Fence, is_file
from crawler.fetching.rendering import CLICKS, DRAW, OUTCOME, NotDrawn, Outcome
from crawler.fetching.robots import RobotsPolicyMiddleware
from crawler.host import host_of

if TYPE_CHECKING:
    from playwright.async_api import Page
    from playwright.async_api import Request as BrowserRequest
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred

    from crawler.records import Capture

logger = logging.getLogger(__name__)

_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--dns-prefetch-disable",
    "--renderer-process-limit=2",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=512",
)
_STATIC_ONLY = frozenset({"script"})
_RESTARTS = 3
_LONGEST_PLACE = 35
"""… of a folder for temporary files: Chromium keeps a socket below its own, and a socket's path has 107 bytes."""
_SHORT = "/tmp"  # noqa: S108 - mkdtemp makes a folder of our own in it
_START_SECONDS = 60.0
_CLOSE_SECONDS = 5.0


class _Handler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """scrapy-playwright's handler, started by us for the first page, and told what a crawl's settings cannot tell it.

    Private names of scrapy-playwright 0.0.48 are used: `_launch`, `_maybe_launch_browser`, `config`, and the method
    below.
    """

    async def _get_response_and_download(self, request: Request, page: Page, spider: object) -> tuple[Any, None]:
        """With our filter set before anything is asked for (scrapy-playwright only logs what goes wrong in its own
        callback for that), and without downloads: a link with `download` must not take the page's place."""
        await request.meta[PREPARE](page)
        return await page.goto(request.url, **request.meta["playwright_page_goto_kwargs"]), None

    async def launch(self, options: dict[str, Any], seconds: float) -> None:
        """Starts the driver. The browser itself starts with the first page."""
        self.config.launch_options = options
        self.config.navigation_timeout_ms = seconds * 1000
        self.config.target_closed_max_retries = 0
        self.config.restart_disconnected_browser = False
        self.process_request_headers = None
        await self._launch()


class Browser:
    """One a crawl, started for the first page that is to be drawn.

    Settings: BROWSER_PATH, BROWSER_SANDBOX, DRAW_TIMEOUT (seconds a page), DRAW_MAX_PAGES (a run), DRAW_MAX_REQUESTS
    (a page), DOWNLOAD_MAXSIZE (bytes sent to it a page, and of what it drew). It speaks under USER_AGENT.
    """

    _all: ClassVar[WeakKeyDictionary[Crawler, Browser]] = WeakKeyDictionary()

    @classmethod
    def of(cls, crawler: Crawler) -> Browser:
        """The crawl's browser."""
        if crawler not in cls._all:
            cls._all[crawler] = cls(crawler)
        return cls._all[crawler]

    def __init__(self, crawler: Crawler):
        settings, portal = crawler.settings, getattr(crawler.spider, "portal", None)
        self._crawler = crawler
        self._seconds = settings.getfloat("DRAW_TIMEOUT", 45.0)
        self._max_pages = settings.getint("DRAW_MAX_PAGES", 200)
        self._max_requests = settings.getint("DRAW_MAX_REQUESTS", 80)
        self._delay = settings.getfloat("DOWNLOAD_DELAY")
        self._max_bytes = settings.getint("DOWNLOAD_MAXSIZE")
        self._hosts = frozenset(host_of(f"http://{host}/") for host in getattr(portal, "hosts", ()))
        self._old_tls = frozenset(host_of(f"https://{host}/") for host in getattr(portal, "legacy_tls", ()))
        self._static = frozenset(host_of(f"http://{host}/") for host in getattr(portal, "static_hosts", ()))
        allowed = frozenset(str(host).lower() for host in settings.getlist("NETWORK_GUARD_ALLOW"))
        self._fence = Fence(self._hosts | self._static, allowed, _resolved, self._max_bytes)
        self._lock = asyncio.Lock()
        self._handler: _Handler | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self._mark = secrets.token_hex(16)
        self._folder = ""
        self._proxy = ""
        self._pages = 0
        self._starts = 0
        self._hopeless: NotDrawn | None = None

    async def draw(self, request: Request) -> HtmlResponse:
        """The page of `request` (rendering.drawing) as its scripts drew it, in UTF-8.

        The page itself is not asked for again: the browser begins with the bytes that were fetched. Raises NotDrawn.
        """
        original: Capture = request.meta[DRAW]
        try:
            return await self._draw(original, request)
        except NotDrawn as error:
            verdict = classify(original.status, dict(original.headers), original.body)
            raise NotDrawn(str(error), missing=error.missing, verdict=verdict) from error

    async def _draw(self, original: Capture, request: Request) -> HtmlResponse:
        if original.url.startswith("https:") and host_of(original.url) in self._old_tls:
            raise NotDrawn(f"{host_of(original.url)} speaks TLS 1.0 or 1.1 only (legacy_tls), which no browser does")
        async with self._lock:
            if self._hopeless is not None:
                raise self._hopeless
            if self._pages >= self._max_pages:
                raise NotDrawn(
                    f"DRAW_MAX_PAGES={self._max_pages} pages were drawn in this run; raise it if this is right"
                )
            self._pages += 1
            handler = await self._started()
            drawn = DrawnPage(original, self, request.meta.get(CLICKS, 0))
            try:
                async with asyncio.timeout(self._seconds) as drawn.limit:
                    await handler.download_request(drawn.request())
            except TimeoutError:
                await self._end()
                raise NotDrawn(f"its scripts did not come to rest in DRAW_TIMEOUT={self._seconds:.0f} s") from None
            except (PlaywrightError, NotDrawn) as error:
                if isinstance(error, NotDrawn) and drawn.healthy:
                    raise
                await self._end()
                raise NotDrawn(self._why(error, drawn)) from error
            except Exception as error:
                # Whatever a driver's or a browser's failure looks like, it is the page's failure, never the crawl's.
                await self._end()
                raise NotDrawn(f"the browser failed ({type(error).__name__}: {_line(error)})") from error
        first, *further = drawn.pages
        if host_of(first.url) not in self._hosts:
            raise NotDrawn(f"its scripts went to {first.url[:200]}, which is not the portal's")
        request.meta[OUTCOME] = Outcome(tuple(further), drawn.stopped, tuple(drawn.missed))
        return HtmlResponse(
            first.url,
            status=drawn.status,
            headers={"Content-Type": "text/html; charset=utf-8"},
            body=first.html.encode("utf-8", "replace"),
            request=request,
            flags=["drawn"],
        )

    async def close(self) -> None:
        """Ends the browser and all that belongs to it; safe to call twice."""
        await self._end()
        await self._fence.close()
        guard, self._guard = self._guard, None
        if guard is not None:
            assert guard.stdin is not None
            guard.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(guard.wait, 2 * _CLOSE_SECONDS)

    async def _started(self) -> _Handler:
        if self._handler is not None:
            return self._handler
        path = find(self._crawler.settings["BROWSER_PATH"] or "")
        if path is None:
            self._hopeless = NotDrawn(ADVICE, missing=True)
            raise self._hopeless
        if self._starts > _RESTARTS:
            self._hopeless = NotDrawn(f"the browser was started {self._starts} times and kept failing: see the log")
            raise self._hopeless
        self._starts += 1
        # Its warnings hold tracebacks of what a page did; our one line says it.
        logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)
        options = self._options(path)
        try:
            if self._guard is None:
                self._watch()
                self._proxy = await self._fence.start()
            self._handler = _Handler(self._crawler)
            with _marked(self._mark, self._folder):
                async with asyncio.timeout(_START_SECONDS):
                    await self._handler.launch(options | {"proxy": {"server": self._proxy}}, self._seconds)
                    await self._handler._maybe_launch_browser()
        except (PlaywrightError, OSError, TimeoutError) as error:
            await self._end()
            sandboxed = options["chromium_sandbox"] and "sandbox" in str(error).lower()
            advice = "; without user namespaces set BROWSER_SANDBOX=0" if sandboxed else ""
            self._hopeless = NotDrawn(f"{path} does not start ({_line(error)}){advice}", missing=True)
            raise self._hopeless from error
        return self._handler

    def _watch(self) -> None:
        """Starts the process that cleans up after us, whatever becomes of us."""
        place = tempfile.gettempdir()
        self._folder = tempfile.mkdtemp(
            prefix="gongkai-browser-", dir=place if len(place) <= _LONGEST_PLACE else _SHORT
        )
        self._guard = subprocess.Popen(  # noqa: S603 - our own file, and words of our own making
            [sys.executable, "-I", "-S", watchdog.__file__, self._mark, self._folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _options(self, path: str) -> dict[str, Any]:
        """As root Chromium has no sandbox to give; elsewhere it keeps its own."""
        sandbox = self._crawler.settings["BROWSER_SANDBOX"]
        own = bool(os.geteuid()) if sandbox is None else self._crawler.settings.getbool("BROWSER_SANDBOX")
        return {
            "executable_path": path,
            "headless": True,
            "chromium_sandbox": own,
            "args": list(_ARGUMENTS),
            "handle_sigint": False,
            "handle_sigterm": False,
            "handle_sighup": False,
            "timeout": _START_SECONDS * 1000,
        }

    async def _end(self) -> None:
        """Ends the browser, by force where it does not answer; the next page starts another."""
        handler, self._handler = self._handler, None
        if handler is None:
            return
        with suppress(Exception):
            await asyncio.wait_for(handler.close(), _CLOSE_SECONDS)
        await asyncio.to_thread(watchdog.kill_all, self._mark)

    def _why(self, error: Exception, drawn: DrawnPage) -> str:
        if self._fence.exhausted:
            return f"it loads more than DOWNLOAD_MAXSIZE={self._max_bytes} bytes"
        return f"the browser crashed on it ({_line(error)})" if drawn.crashed else _line(error)

    async def objection(self, request: BrowserRequest) -> str | None:
        """The route filter: reading requests of needed kinds, to the portal's hosts and those of its static files,
        where robots.txt allows them. "" for what a list is drawn as well without."""
        host = host_of(request.url)
        if request.resource_type not in NEEDED or request.method not in {"GET", "HEAD", "POST"}:
            return ""
        if is_file(request.url):
            return ""
        static = self._static if request.resource_type in _STATIC_ONLY else frozenset()
        if host not in self._hosts | static:
            return "not a host of this portal"
        return None if await self._robots_allow(request.url) else "robots.txt forbids it"

    def is_own(self, url: str) -> bool:
        """Whether an address is the portal's."""
        return host_of(url) in self._hosts

    async def _robots_allow(self, url: str) -> bool:
        """What robots.txt says. It is fetched in a slot of its own: the page's slot waits for the browser."""
        robots = self._crawler.get_downloader_middleware(RobotsPolicyMiddleware)
        if robots is None:
            return True
        assert isinstance(robots, RobotsPolicyMiddleware)
        try:
            await robots.process_request(Request(url, meta={"download_slot": f"browser {host_of(url)}"}))
        except IgnoreRequest:
            return False
        except Exception:
            # robots.txt could not be fetched: what is behind it is not either.
            return False
        return True

    def begin_page(self) -> int:
        """Begins a page's counts, also where a click leads to it; returns how many requests it may make."""
        self._fence.refill()
        return self._max_requests

    async def pause(self) -> None:
        """Between two pages of a list: a click asks as much of a portal as a request of the crawl."""
        await asyncio.sleep(self._delay)

    @property
    def seconds(self) -> float:
        """How long a page may take."""
        return self._seconds

    @property
    def user_agent(self) -> str:
        """The name it goes by: ours."""
        return str(self._crawler.settings["USER_AGENT"])

    @property
    def max_chars(self) -> int:
        """How long a page may become."""
        return self._max_bytes


async def _resolved(host: str) -> str:
    """The address of a name by the crawl's own guarded resolver."""
    from twisted.internet import reactor

    found: Deferred[str] = reactor.resolve(host)  # type: ignore[arg-type]
    return await maybe_deferred_to_future(found)


def _line(error: BaseException) -> str:
    """The first line of what a driver says, which may go on for pages."""
    said = str(error).strip().splitlines() or [type(error).__name__]
    return " ".join(said[0].split())[:200]


@contextmanager
def _marked(mark: str, folder: str) -> Iterator[None]:
    """While this lasts, what is started carries the mark by which the watchdog finds it, and keeps its files below
    `folder`."""
    own = {watchdog.VARIABLE: mark, "TMPDIR": folder, "HOME": folder}
    before = {name: os.environ.get(name) for name in own}
    Path(folder).mkdir(exist_ok=True)
    os.environ.update(own)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
