"""The download handler: Scrapy's own, with TLS as old portals speak it; a page to be drawn goes to the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadFailedError

from crawler.fetching.capture import CERTIFICATE
from crawler.fetching.failure import tls_reason
from crawler.fetching.rendering import DRAW
from crawler.fetching.tls import NoHandshake, PortalTls

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.fetching.browser import Browser


class PortalDownloadHandler(HTTP11DownloadHandler):
    """For `http` and `https` in DOWNLOAD_HANDLERS. `spider.portal.legacy_tls` names the hosts with TLS 1.0 or 1.1.

    Requests of `rendering.drawing` are drawn by a browser, which is started for the first of them; until then nothing
    of it is imported.
    """

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        portal = getattr(crawler.spider, "portal", None)
        self._tls = PortalTls(getattr(portal, "legacy_tls", ()))
        self._contextFactory = self._tls  # type: ignore[assignment]  # zope's interfaces say nothing to mypy
        self._browser: Browser | None = None

    async def download_request(self, request: Request) -> Response:
        """The answer; raises what Scrapy raises, `tls.NoHandshake` and `rendering.NotDrawn`."""
        if request.meta.get(DRAW):
            return await self._drawn(request)
        try:
            response = await super().download_request(request)
        except DownloadFailedError as error:
            if request.url.startswith("https://") and tls_reason(error) is None and not self._tls.has_met(request.url):
                raise NoHandshake(f"{request.url}: {error}") from error
            raise
        if response.certificate is not None:
            request.meta[CERTIFICATE] = self._tls.judged(response.url, response.certificate)
        return response

    async def _drawn(self, request: Request) -> Response:
        if self._browser is None:
            from crawler.fetching.browser import Browser

            self._browser = Browser.of(self._crawler)
        return await self._browser.draw(request)

    async def close(self) -> None:
        """At the end of the crawl: the connections, and the browser where one was started."""
        await super().close()
        if self._browser is not None:
            await self._browser.close()
