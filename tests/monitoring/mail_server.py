"""A real mail server on loopback, with and without TLS."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1]  # type: ignore[index]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks what it must of RFC 5321, and of 3207 (STARTTLS) and 4954 (AUTH PLAIN) where it has a certificate."""

    def __init__(self, tls: ssl.SSLContext | None = None, *, from_the_start: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), MailHandler)
        self.tls, self.from_the_start = tls, from_the_start
        self.got: list[bytes] = []
        self.logins: list[tuple[str, bool]] = []


class MailHandler(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.secure = False
        if self.server.from_the_start:
            self.wrap()
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().decode():
            word, _, rest = line.strip().partition(" ")
            answer = self.answer(word.upper(), rest)
            self.wfile.write(answer.encode() + b"\r\n")
            if word.upper() == "STARTTLS":
                self.wrap()
            if word.upper() == "QUIT":
                return

    def answer(self, word: str, rest: str) -> str:
        if word == "EHLO":
            return "250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN" if self.server.tls else "250 here"
        if word == "AUTH":
            self.server.logins.append((base64.b64decode(rest.split()[-1]).decode(), self.secure))
            return "235 welcome"
        if word == "DATA":
            self.wfile.write(b"354 go on\r\n")
            message = b""
            while (part := self.rfile.readline()) != b".\r\n":
                message += part
            self.server.got.append(message)
        return {"QUIT": "221 bye", "STARTTLS": "220 begin"}.get(word, "250 ok")

    def wrap(self) -> None:
        assert self.server.tls is not None
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.secure = True

    def finish(self) -> None:
        self.connection.close()
