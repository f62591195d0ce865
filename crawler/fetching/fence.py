"""The browser's only way out: a proxy on loopback that lets through a portal's own hosts and nothing else.

Filtering in the browser is not enough: it follows redirects, opens sockets and resolves names by itself. All it can
reach is this proxy, which looks at every connection, judges the address it resolves to and connects to that one.
"""

from __future__ import annotations

import asyncio
import logging
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from crawler.fetching.network_guard import objection
from crawler.host import host_of

logger = logging.getLogger(__name__)

Resolve = Callable[[str], Awaitable[str]]
"""From a host name to the one address that may be connected to; raises for a name that has none or a private one."""

_HEAD_BYTES = 64 * 1024
_CHUNK = 64 * 1024
_CONNECT_SECONDS = 15.0
_IDLE_SECONDS = 20.0
_FILE = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|pptx?|zip|rar|7z|gz|tar|exe|apk|msi)$", re.IGNORECASE)
_HOP_BY_HOP = frozenset({b"proxy-connection", b"connection", b"keep-alive", b"proxy-authorization", b"upgrade"})


class Fence:
    """A forward proxy for one browser. `hosts` may be asked, `exempt` are those of them that may resolve to a private
    address (NETWORK_GUARD_ALLOW). `max_bytes` bounds what it sends to the browser between two calls of `refill`.

    The operator's proxies (http_proxy, https_proxy, no_proxy) are honoured. What is refused gets no answer at all, so
    that no page of ours can be taken for the portal's. `refused` counts refusals by host.
    """

    def __init__(self, hosts: frozenset[str], exempt: frozenset[str], resolve: Resolve, max_bytes: int):
        self._hosts = hosts
        self._exempt = exempt
        self._resolve = resolve
        self._max_bytes = max_bytes
        self._left = max_bytes
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self.refused: dict[str, int] = {}
        self.exhausted = False

    async def start(self) -> str:
        """Listens on a free port of loopback; returns the proxy's address. Raises OSError."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_HEAD_BYTES)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def refill(self) -> None:
        """Begins a new page: the count of bytes starts again."""
        self._left = self._max_bytes
        self.exhausted = False

    async def close(self) -> None:
        """Ends every connection."""
        if self._server is not None:
            self._server.close()
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ValueError) as error:
            logger.debug("the browser's connection ended: %s", error)
        except asyncio.CancelledError:
            pass
        finally:
            self._open.discard(task)
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _IDLE_SECONDS)
        line, *fields = head[:-4].split(b"\r\n")
        method, target, _ = line.decode("latin-1").split(" ", 2)
        tunnel = method == "CONNECT"
        url = f"https://{target}" if tunnel else target
        why = self._objection(url)
        if why:
            host = host_of(url)
            if len(self.refused) < 1000:
                self.refused[host] = self.refused.get(host, 0) + 1
            logger.debug("the browser was refused %s: %s", url, why)
            return
        proxy = _proxy_for(url)
        there, back = await asyncio.wait_for(self._connect(url, proxy), _CONNECT_SECONDS)
        try:
            if tunnel and proxy:
                back.write(_connect_request(target, proxy))
                answer = await asyncio.wait_for(there.readuntil(b"\r\n\r\n"), _CONNECT_SECONDS)
                if answer.split(b" ", 2)[1:2] != [b"200"]:
                    return
            if tunnel:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                back.write(_request_head(method, url, fields, proxy))
            await self._both_ways(reader, writer, there, back)
        finally:
            back.transport.abort()

    def _objection(self, url: str) -> str | None:
        host = host_of(url)
        if host not in self._hosts:
            return "not a host of the portal"
        if is_file(url):
            return "a file: files are fetched by the crawl"
        return None if host in self._exempt and url.startswith(("http://", "https://")) else objection(url)

    async def _connect(self, url: str, proxy: str | None) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        parts = urlsplit(proxy or url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if proxy:
            return await asyncio.open_connection(parts.hostname, port, limit=_HEAD_BYTES)
        try:
            address = await self._resolve(host_of(url))
        except Exception as error:
            raise OSError(f"{url}: {error}") from error
        return await asyncio.open_connection(address, port, limit=_HEAD_BYTES)

    async def _both_ways(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        there: asyncio.StreamReader,
        back: asyncio.StreamWriter,
    ) -> None:
        """Until the server ends. What the browser sends is passed on beside it; its own end ends only that way."""
        up = asyncio.ensure_future(self._pass_on(reader, back, counted=False))
        try:
            await self._pass_on(there, writer, counted=True)
        finally:
            up.cancel()
            with suppress(asyncio.CancelledError, OSError, TimeoutError):
                await up

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, counted: bool) -> None:
        while chunk := await asyncio.wait_for(source.read(_CHUNK), _IDLE_SECONDS if counted else None):
            if counted:
                self._left -= len(chunk)
                if self._left < 0:
                    self.exhausted = True
                    return
            sink.write(chunk)
            await sink.drain()
        if counted:
            with suppress(OSError):
                sink.write_eof()


def is_file(url: str) -> bool:
    """Whether a browser would download what is there: a link with `download` is asked for past every route filter."""
    try:
        return _FILE.search(urlsplit(url).path) is not None
    except ValueError:
        return True


def _request_head(method: str, url: str, fields: list[bytes], proxy: str | None) -> bytes:
    """The request as it goes out: one a connection, so that the next one is judged again."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kept = [field for field in fields if field.split(b":", 1)[0].strip().lower() not in _HOP_BY_HOP]
    own = [b"Connection: close"]
    if proxy and (credentials := _credentials(proxy)):
        own.append(b"Proxy-Authorization: Basic " + credentials)
    start = f"{method} {url if proxy else path} HTTP/1.1".encode("latin-1")
    return b"\r\n".join([start, *kept, *own]) + b"\r\n\r\n"


def _connect_request(target: str, proxy: str) -> bytes:
    lines = [f"CONNECT {target} HTTP/1.1".encode("latin-1"), f"Host: {target}".encode("latin-1")]
    if credentials := _credentials(proxy):
        lines.append(b"Proxy-Authorization: Basic " + credentials)
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _credentials(proxy: str) -> bytes:
    parts = urlsplit(proxy)
    if parts.username is None:
        return b""
    return b64encode(f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode())


def _proxy_for(url: str) -> str | None:
    """The operator's proxy for an address, with its scheme."""
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme)
    if not proxy or proxy_bypass(parts.hostname or ""):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
