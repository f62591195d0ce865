"""The web server of the family portals and the trap portals: an HTTP forward proxy on loopback that knows POST too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.sandbox.families_portal import Asked, Reply
from crawler.sandbox.loopback import LoopbackServer, Request, Sandbox, running

Portal = Callable[[Asked], Reply | None]
_MOST_BODY = 1 << 20


@contextmanager
def serve_portals(portals: Mapping[str, Portal], port: int = 0) -> Iterator[Sandbox]:
    """Answers for `portals` (by host name) on loopback while the block runs; any other host gets 502.

    Port 0 takes a free one. Raises OSError where the port is taken.
    """
    with running(_Server(port, portals)) as sandbox:
        yield sandbox


class _Server(LoopbackServer):
    def __init__(self, port: int, portals: Mapping[str, Portal]) -> None:
        super().__init__(port, _Handler)
        self.portals = portals


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    server: _Server

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "0")
        body = self.rfile.read(min(int(length), _MOST_BODY)) if length.isdecimal() else b""
        self._answer(body.decode("utf-8", "replace"))

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are logged in the sandbox, not on the terminal."""

    def _answer(self, body: str) -> None:
        parts = urlsplit(self.path)
        host = (parts.hostname or self.headers.get("Host", "").partition(":")[0]).lower()
        portal = self.server.portals.get(host)
        if portal is None:
            reply = Reply("no such host in the sandbox\n", "text/plain", 502)
        else:
            form = dict(parse_qsl(body, keep_blank_values=True)) if not body.startswith("{") else {}
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            path, referer = unquote(parts.path) or "/", self.headers.get("Referer", "")
            asked = Asked(self.command, path, query, body, form, referer)
            missing = "<html><head><title>404</title></head><body><h1>您访问的页面不存在</h1></body></html>"
            reply = portal(asked) or Reply(missing, status=404)
        sent = reply.file or reply.body.encode()
        self.server.sandbox.note(Request(self.command, self.path, reply.status, len(sent), None))
        self.send_response(reply.status)
        for name, value in (*reply.headers, ("Content-Type", reply.content_type), ("Content-Length", str(len(sent)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)
