"""A web server on loopback that does as a test tells it: it answers, delays, drops, lies and counts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Answer:
    """What the server sends. `drop` closes the connection without a word, `wait` (s) comes before everything."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    wait: float = 0.0
    drop: bool = False


@dataclass
class Server:
    """`pages` are keyed by path, or by host and path as one string; a list is answered one by one, the last one on."""

    port: int
    pages: dict[str, Answer | list[Answer]]
    asked: list[tuple[float, str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [path for _, _, path in self.asked]

    def times(self, path: str) -> list[float]:
        """When (monotonic seconds) `path` was asked for."""
        return [moment for moment, _, asked in self.asked if asked == path]


@contextmanager
def serve(
    pages: dict[str, Answer | list[Answer]], wrap: Callable[[ThreadingHTTPServer], None] | None = None
) -> Iterator[Server]:
    """Serve `pages` on a free port of 127.0.0.1; a path that is not there is a 404."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers.get("Host", "").rpartition(":")[0]
            path = self.path if self.path.startswith("/") else "/" + self.path.split("/", 3)[3]
            with lock:
                server.asked.append((time.monotonic(), host, path))
                server.headers.append(dict(self.headers.items()))
                answer = server.pages.get(host + path, server.pages.get(path, Answer(status=404)))
                if isinstance(answer, list):
                    answer = answer.pop(0) if len(answer) > 1 else answer[0]
            time.sleep(answer.wait)
            if answer.drop:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response_only(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    http.handle_error = lambda *_: None  # type: ignore[method-assign]
    if wrap is not None:
        wrap(http)
    server = Server(http.server_address[1], pages)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
