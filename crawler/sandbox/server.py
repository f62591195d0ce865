"""The sandbox's web server: an HTTP forward proxy on loopback that answers for the sandbox's hosts and contacts nobody.

Given as `http_proxy` and `https_proxy`, it shows a client the portals under their real host names. CONNECT is answered
with a certificate signed by nobody, made when the sandbox starts. Any other host gets 502.
"""

from __future__ import annotations

import datetime
import gzip
import hashlib
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.sandbox.loopback import LoopbackServer, Request, Sandbox, running
from crawler.sandbox.truth import world
from crawler.sandbox.world import Page, World

IDLE_SECONDS = 60


@contextmanager
def serve(port: int = 0, size: int = 0) -> Iterator[Sandbox]:
    """Runs the sandbox on loopback while the block runs. Port 0 takes a free one; `size` adds `big.sandbox.test` with
    that many reports. Raises OSError where the port is taken."""
    held = world(size)
    with tempfile.TemporaryDirectory(prefix="sandbox-") as folder:
        tls = tls_context(held.hosts, Path(folder))
    with running(SandboxServer(port, held, tls)) as sandbox:
        yield sandbox


class SandboxServer(LoopbackServer):
    """Answers for a world of pages, over HTTP and, as a proxy's tunnel, over TLS."""

    request_queue_size = 128

    def __init__(self, port: int, held: World, tls: ssl.SSLContext) -> None:
        super().__init__(port, SandboxHandler)
        self.held = held
        self.hosts = held.hosts
        self.tls = tls

    def tls_of(self, host: str) -> ssl.SSLContext:
        """The context for a connection to the host; handlers of several connections ask at once."""
        return self.tls


class SandboxHandler(BaseHTTPRequestHandler):
    """One request to any of the world's hosts."""

    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    timeout = IDLE_SECONDS
    server: SandboxServer
    tunnel = ""

    def do_CONNECT(self) -> None:
        host, _, port = self.path.rpartition(":")
        if host.lower() not in self.server.hosts or port != "443":
            self.close_connection = True
            self._send(Page(b"no such host in the sandbox\n", "text/plain", status=502), self.path)
            return
        self.send_response_only(200, "Connection established")
        self.end_headers()
        self.wfile.flush()
        self.connection = self.server.tls_of(host.lower()).wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb", self.rbufsize)
        self.wfile = self.connection.makefile("wb")
        self.tunnel = host.lower()
        self.close_connection = False

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.close_connection = True
        self._send(Page(b"", "text/plain", status=405, headers=(("Allow", "GET, HEAD"),)), self._url())

    def finish(self) -> None:
        """Closes the tunnel too, which the server knows nothing of."""
        super().finish()
        if self.tunnel:
            self.connection.close()

    def _answer(self) -> None:
        if self.headers.get("Content-Length") or self.headers.get("Transfer-Encoding"):
            self.close_connection = True
        try:
            url = self._url()
            host = urlsplit(url).hostname or ""
            page = self.server.held.page(url) if host in self.server.hosts else None
            folder = None if page else self.server.held.page(_with_slash(url))
        except ValueError:
            self._send(Page(b"this is no URL\n", "text/plain", status=400), self.path)
            return
        if page is None and host not in self.server.hosts:
            page = Page(b"no such host in the sandbox\n", "text/plain", status=502)
        elif page is None and folder is not None:
            page = Page(b"", "text/html", status=301, headers=(("Location", _with_slash(url)),))
        elif page is None:
            body = "<html><head><title>404</title></head><body><h1>您访问的页面不存在或已删除</h1></body></html>"
            page = Page(body.encode(), "text/html; charset=utf-8", status=404)
        self._send(page, url, packed=host in self.server.held.gzip_hosts)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are logged in the sandbox, not on the terminal."""

    def _url(self) -> str:
        if self.path.lower().startswith(("http://", "https://")):
            return self.path
        host = self.tunnel or self.headers.get("Host", "").partition(":")[0]
        return f"{'https' if self.tunnel else 'http'}://{host}{self.path}"

    def _send(self, page: Page, url: str, packed: bool = False) -> None:
        body, headers, status = page.body, list(page.headers), page.status
        if page.modified:
            etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
            modified = datetime.datetime.combine(page.modified, datetime.time(10, 20), datetime.UTC)
            headers += [("ETag", etag), ("Last-Modified", format_datetime(modified, usegmt=True))]
            if self._unchanged(etag, modified):
                status, body = 304, b""
        if body and packed:
            headers.append(("Vary", "Accept-Encoding"))
            if "gzip" in self.headers.get("Accept-Encoding", "").lower():
                body = gzip.compress(body, mtime=0)
                headers.append(("Content-Encoding", "gzip"))
        self.send_response(status)
        if status != 304:
            headers += [("Content-Type", page.content_type), ("Content-Length", str(len(body)))]
        for name, value in headers:
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        sent = b"" if self.command == "HEAD" else body
        asked = self.headers.get("If-None-Match") or self.headers.get("If-Modified-Since")
        self.server.sandbox.note(Request(self.command, url, status, len(sent), asked))
        self.end_headers()
        self.wfile.write(sent)

    def _unchanged(self, etag: str, modified: datetime.datetime) -> bool:
        if tags := self.headers.get("If-None-Match"):
            return tags.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
        since = self.headers.get("If-Modified-Since")
        try:
            return since is not None and modified <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False


def _with_slash(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(path=parts.path + "/").geturl()


def tls_context(hosts: frozenset[str], folder: Path) -> ssl.SSLContext:
    """A server context with a new self-signed certificate for the hosts; `folder` holds it while it is loaded."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sandbox")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in sorted(hosts)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "sandbox.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
