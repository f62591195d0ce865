"""One page on its way through the browser: what it may ask for, when it has come to rest, where its clicks lead."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from playwright.async_api import Error as PlaywrightError
from scrapy import Request
from scrapy_playwright.page import PageMethod  # type: ignore[import-untyped]

from crawler.discovery.paging import NEXT_LABELS, OFF_WORDS
from crawler.fetching.rendering import ClickedPage, NotDrawn

if TYPE_CHECKING:
    from playwright.async_api import Frame, Page, Response, Route
    from playwright.async_api import Request as BrowserRequest

    from crawler.fetching.browser import Browser
    from crawler.records import Capture

NEEDED = frozenset({"document", "script", "xhr", "fetch"})
"""What a list needs to be drawn. Images, media, fonts, styles, sockets and beacons are left out."""
PREPARE = "prepare_page"
"""`Request.meta` key: what is called with the page before anything is asked for."""

_MOST_MISSED = 20
_QUIET_LOOKS = 4
_LOOK_SECONDS = 0.25
_NEXT = """(click) => {
  const labels = LABELS;
  const bare = (text) => (text || '').replace(/[\\s>»›→\\[\\]【】()（）|]/g, '').toLowerCase();
  const named = (one) => labels.includes(bare(one.value || one.innerText)) || labels.includes(bare(one.title)) ||
    labels.includes(bare(one.getAttribute('aria-label')));
  const off = (one) => one.disabled || one.getAttribute('aria-disabled') === 'true' ||
    /OFF_WORDS/i.test(one.getAttribute('class') || '');
  for (const one of document.querySelectorAll('a, button, input[type=button], li, span, em, i, div')) {
    if (one.children.length > 3 || one.textContent.length > 40 || !named(one) || !one.getClientRects().length) continue;
    const inner = one.querySelector('a, button') || one;
    if ([inner, one, one.parentElement].some((each) => each && off(each))) continue;
    const href = inner.getAttribute('href') || '';
    if (inner.tagName === 'A' && href && !/^\\s*(#|javascript:)/i.test(href)) continue;
    if (click) inner.click();
    return true;
  }
  return false;
}""".replace("LABELS", json.dumps(sorted(NEXT_LABELS), ensure_ascii=False)).replace("OFF_WORDS", "|".join(OFF_WORDS))
_LINKS = "() => Array.from(document.links, (one) => one.href + ' ' + one.textContent).join('\\n')"
_LOOK = "() => [document.querySelectorAll('*').length, document.documentElement?.outerHTML.length ?? 0]"
_MOVING = ("Execution context was destroyed", "navigating and changing the content", "Cannot find context")


class DrawnPage:
    """One page on its way through the browser, and those that clicks lead to from it. `limit` is when it ends."""

    limit: asyncio.Timeout

    def __init__(self, original: Capture, browser: Browser, clicks: int):
        self._original = original
        self._browser = browser
        self._clicks = clicks
        self._waiting: set[BrowserRequest] = set()
        self.pages: list[ClickedPage] = []
        self.missed: list[str] = []
        self.stopped = ""
        self._given = False
        self._left = browser.begin_page()
        self.status = original.status
        self.healthy = True
        self.crashed = False

    def request(self) -> Request:
        """What scrapy-playwright is given."""
        return Request(
            self._original.url,
            dont_filter=True,
            meta={
                "playwright": True,
                "playwright_context": "portal",
                "playwright_context_kwargs": {
                    "user_agent": self._browser.user_agent,
                    "locale": "zh-CN",
                    "timezone_id": "Asia/Shanghai",
                    "accept_downloads": False,
                    "service_workers": "block",
                    "ignore_https_errors": True,
                },
                PREPARE: self._prepare,
                "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded"},
                "playwright_page_methods": [PageMethod(self._take)],
            },
        )

    async def _prepare(self, page: Page) -> None:
        """Our route stands before scrapy-playwright's, which was set earlier."""
        page.on("popup", lambda popup: asyncio.ensure_future(_closed(popup)))
        page.on("crash", lambda _: self._crash())
        page.on("response", self._note)
        page.on("request", lambda request: self._waiting.add(request))
        page.on("requestfinished", lambda request: self._waiting.discard(request))
        page.on("requestfailed", self._failed)
        await page.route("**", self._route)

    def _crash(self) -> None:
        self.crashed, self.healthy = True, False

    def _note(self, response: Response) -> None:
        with suppress(PlaywrightError):
            if response.request.is_navigation_request() and _is_main(response.frame):
                self.status = response.status
            elif response.status >= 400 and response.request.resource_type in NEEDED:
                self._miss(response.url, f"HTTP {response.status}")

    def _failed(self, request: BrowserRequest) -> None:
        self._waiting.discard(request)
        # What we did not let through has been noted with its reason.
        if request.resource_type in NEEDED and "BLOCKED_BY_CLIENT" not in (request.failure or ""):
            self._miss(request.url, request.failure or "no answer")

    def _miss(self, url: str, why: str) -> None:
        if len(self.missed) < _MOST_MISSED:
            self.missed.append(f"{url[:200]} ({why})")

    async def _route(self, route: Route, request: BrowserRequest) -> None:
        with suppress(PlaywrightError):
            if not self._given and request.is_navigation_request() and _same(request.url, self._original.url):
                self._given = True
                await route.fulfill(status=self._original.status, headers=self._headers(), body=self._html())
                return
            self._left -= 1
            why = "more than DRAW_MAX_REQUESTS" if self._left < 0 else await self._browser.objection(request)
            if why is None:
                await route.continue_()
                return
            if why:
                self._miss(request.url, why)
            await route.abort("blockedbyclient")

    def _html(self) -> str:
        decoded = self._original.decoded
        return decoded.text if decoded is not None else self._original.body.decode("utf-8", "replace")

    def _headers(self) -> dict[str, str]:
        cookies = [value for name, value in self._original.headers if name.lower() == "set-cookie"]
        own = {"content-type": "text/html; charset=utf-8"}
        return own | {"set-cookie": "\n".join(cookies)} if cookies else own

    async def _take(self, page: Page) -> None:
        """The page as its scripts drew it, and those that clicks lead to."""
        await self._settle(page)
        await self._snapshot(page)
        seen, chars = {hash(await page.evaluate(_LINKS))}, len(self.pages[0].html)
        for _ in range(self._clicks):
            await self._browser.pause()
            self.limit.reschedule(asyncio.get_running_loop().time() + self._browser.seconds)
            self._left, missed = self._browser.begin_page(), len(self.missed)
            if not await page.evaluate(_NEXT, True):
                return
            await self._settle(page)
            links = hash(await page.evaluate(_LINKS))
            if links in seen or not self._browser.is_own(page.url):
                # The last page gives itself again; so does one whose next page did not come.
                self.stopped = "; ".join(self.missed[missed:][:3])
                return
            seen.add(links)
            await self._snapshot(page)
            chars += len(self.pages[-1].html)
            if chars > self._browser.max_chars:
                self.stopped = f"its pages have more than DOWNLOAD_MAXSIZE={self._browser.max_chars} characters"
                return
        if self._clicks and await page.evaluate(_NEXT, False):
            self.stopped = f"longer than DRAW_MAX_CLICKS={self._clicks}"

    async def _snapshot(self, page: Page) -> None:
        html = await page.content()
        if len(html) > self._browser.max_chars:
            raise NotDrawn(f"it drew more than DOWNLOAD_MAXSIZE={self._browser.max_chars} characters")
        self.pages.append(ClickedPage(page.url, html))

    async def _settle(self, page: Page) -> None:
        """Wait until the page has not changed, and waited for nothing, for a second; one that goes on is taken as it
        stands after half of DRAW_TIMEOUT."""
        quiet, before = 0, [-1, -1]
        for _ in range(int(self._browser.seconds / 2 / _LOOK_SECONDS)):
            try:
                now = await page.evaluate(_LOOK)
            except PlaywrightError as error:
                # A script check sets its cookie and loads the page again.
                if not any(words in str(error) for words in _MOVING):
                    raise
                now = [-1, -1]
            if now[1] > self._browser.max_chars:
                raise NotDrawn(f"it grows beyond DOWNLOAD_MAXSIZE={self._browser.max_chars} characters")
            quiet = quiet + 1 if now == before and now[0] > 0 and not self._waiting else 0
            before = now
            if quiet >= _QUIET_LOOKS:
                return
            await asyncio.sleep(_LOOK_SECONDS)


async def _closed(page: Page) -> None:
    with suppress(PlaywrightError):
        await page.close()


def _is_main(frame: Frame) -> bool:
    return frame.parent_frame is None


def _same(one: str, other: str) -> bool:
    return urldefrag(one)[0].rstrip("/") == urldefrag(other)[0].rstrip("/")
