"""A web of the sandbox on loopback: how its server is started and ended, and the log of what it was asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Request:
    """One answered request. `bytes` is the length of the body sent; `conditional` is the If-None-Match or
    If-Modified-Since field, None for an unconditional request."""

    method: str
    url: str
    status: int
    bytes: int
    conditional: str | None


@dataclass(slots=True)
class Sandbox:
    """A running sandbox."""

    proxy_url: str
    _log: list[Request] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def requests(self) -> list[Request]:
        """All requests answered so far, in the order of their answers; a copy."""
        with self._lock:
            return list(self._log)

    def note(self, request: Request) -> None:
        """Writes one request into the log."""
        with self._lock:
            self._log.append(request)


class LoopbackServer(ThreadingHTTPServer):
    """A server on loopback with the log of its `sandbox`. Port 0 takes a free one; OSError where the port is taken."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__((_LOOPBACK, port), handler)
        self.sandbox = Sandbox(f"http://{_LOOPBACK}:{self.server_port}")

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no event."""


@contextmanager
def running(server: LoopbackServer) -> Iterator[Sandbox]:
    """Answers while the block runs."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.sandbox
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
