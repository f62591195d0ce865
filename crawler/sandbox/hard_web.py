"""A second offline web, of portals that make it hard: drawn by scripts, shielded, or with the TLS of another age.

The same forward proxy as the first (`server.py`), but a page may look at who asks for it, and a host has its own TLS.
"""

from __future__ import annotations

import ssl
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

from crawler.sandbox.loopback import Sandbox, running
from crawler.sandbox.server import SandboxHandler, SandboxServer, tls_context
from crawler.sandbox.world import Page, World


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: its address, the cookies and the User-Agent it came with, and how often the address was asked for
    before."""

    url: str
    cookies: dict[str, str]
    user_agent: str
    before: int


Answers = Callable[[Visit], Page]


@dataclass(slots=True)
class HardWeb:
    """Static pages and truth in `world`; `answers` are asked first, by host and path, or by host alone for all of it.

    `old_tls` hosts speak TLS 1.0 and 1.1 only; `no_tls` hosts break every handshake off.
    """

    world: World = field(default_factory=World)
    answers: dict[str, Answers] = field(default_factory=dict)
    old_tls: set[str] = field(default_factory=set)
    no_tls: set[str] = field(default_factory=set)

    @property
    def hosts(self) -> frozenset[str]:
        """Host names this web answers for."""
        return self.world.hosts | {name.partition("/")[0] for name in self.answers} | self.old_tls | self.no_tls


@contextmanager
def serve_hard(web: HardWeb) -> Iterator[Sandbox]:
    """Runs the web on loopback while the block runs, as a forward proxy."""
    with tempfile.TemporaryDirectory(prefix="sandbox-") as folder:
        contexts = {host: _context(web, host, Path(folder)) for host in web.hosts}
    with running(_HardServer(web, contexts)) as sandbox:
        yield sandbox


def _context(web: HardWeb, host: str, folder: Path) -> ssl.SSLContext:
    context = tls_context(frozenset({host}), folder)
    if host in web.old_tls:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


class _HardServer(SandboxServer):
    def __init__(self, web: HardWeb, contexts: dict[str, ssl.SSLContext]) -> None:
        super().__init__(0, web.world, next(iter(contexts.values())))
        self.RequestHandlerClass = _HardHandler
        self.web = web
        self.contexts = contexts
        self.hosts = web.hosts
        self.asked: Counter[str] = Counter()
        self.lock = threading.Lock()

    def tls_of(self, host: str) -> ssl.SSLContext:
        return self.contexts.get(host, self.tls)


class _HardHandler(SandboxHandler):
    server: _HardServer

    def do_CONNECT(self) -> None:  # noqa: N802 - the name http.server looks for
        host = self.path.rpartition(":")[0].lower()
        if host in self.server.web.no_tls:
            self.send_response_only(200, "Connection established")
            self.end_headers()
            # What speaks plain HTTP on 443 answers a ClientHello so.
            self.wfile.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
            self.close_connection = True
            return
        try:
            super().do_CONNECT()
        except (ssl.SSLError, OSError):
            self.close_connection = True

    def _answer(self) -> None:
        url = self._url()
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        answers = self.server.web.answers
        maker = answers.get(host + parts.path) or answers.get(host)
        if maker is None:
            super()._answer()
            return
        with self.server.lock:
            before = self.server.asked[url]
            self.server.asked[url] += 1
        self._send(maker(Visit(url, _cookies(self.headers), self.headers.get("User-Agent", ""), before)), url)


def _cookies(headers: object) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("Cookie", ""))  # type: ignore[attr-defined]
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}
