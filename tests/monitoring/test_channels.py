"""Where alerts go: real servers on loopback, and channels that fail."""

from __future__ import annotations

import json
import socketserver
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.monitoring.channels import announce, email, told
from crawler.monitoring.monitors import Alert
from tests.monitoring.mail_server import MailServer, serving

BLOCKED = Alert("望城", "blocked", "blocked", "jiasule answered in place of 3 pages", "wait a day", "run-1")
RECOVERED = Alert("liwan", "recovered", "unreachable", "well again", "nothing to do", "run-2", recovered=True)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[Any]]]:
    got: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.headers["Content-Type"], json.loads(body)))
            self.send_response(500 if "broken" in self.path else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with serving(HTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"http://127.0.0.1:{port}/secret-token", got


@pytest.fixture
def mail() -> Iterator[tuple[int, list[bytes]]]:
    server = MailServer()
    with serving(server) as port:
        yield port, server.got


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, pkcs8, plain)
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_goes_encrypted_and_with_a_password(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = MailServer(context, from_the_start=security == "tls")
    said: list[str] = []
    with serving(server) as port:
        settings = {
            "ALERT_EMAIL_TO": "morning@example.org",
            "ALERT_SMTP_HOST": "localhost",
            "ALERT_SMTP_PORT": port,
            "ALERT_SMTP_SECURITY": security,
            "ALERT_SMTP_USER": "gongkai",
            "ALERT_SMTP_PASSWORD": "secret",
        }
        assert not announce([BLOCKED], settings, said.append), "nobody vouches for this certificate"
        assert "certificate" in said[-1]
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert announce([BLOCKED], settings, said.append), said
    assert len(server.got) == 1
    assert server.logins == [("\0gongkai\0secret", True)]


def test_a_webhook_gets_text_and_fields(webhook: tuple[str, list[Any]]) -> None:
    url, got = webhook
    said: list[str] = []
    assert announce([BLOCKED, RECOVERED], {"ALERT_WEBHOOK_URL": url}, said.append)
    ((content_type, body),) = got
    assert content_type.startswith("application/json")
    assert "ALERT 望城: blocked: jiasule answered" in body["text"]
    assert [alert["portal"] for alert in body["alerts"]] == ["望城", "liwan"]
    assert body["alerts"][0]["cause"] == "blocked"
    assert said == [told(BLOCKED), told(RECOVERED)]


def test_a_mail_is_sent(mail: tuple[int, list[bytes]]) -> None:
    port, got = mail
    settings = {
        "ALERT_EMAIL_TO": "morning@example.org, other@example.org",
        "ALERT_EMAIL_FROM": "gongkai@example.org",
        "ALERT_SMTP_HOST": "127.0.0.1",
        "ALERT_SMTP_PORT": str(port),
        "ALERT_SMTP_SECURITY": "none",
    }
    assert announce([BLOCKED], settings, lambda line: None)
    (raw,) = got
    raw.decode("ascii")  # what every mail server takes
    message = message_from_bytes(raw, policy=default)
    assert message["To"] == "morning@example.org, other@example.org"
    assert message["Subject"] == "Gongkai: 1 in trouble: 望城"
    assert "ALERT 望城: blocked" in message.get_content()


def test_the_mail_says_all_of_it() -> None:
    message = email([BLOCKED, RECOVERED], {"ALERT_EMAIL_TO": "a@example.org"})
    assert message["Subject"] == "Gongkai: 1 in trouble: 望城"
    assert "To do: wait a day" in message.get_content()
    assert "RECOVERED liwan: well again" in message.get_content()
    assert email([RECOVERED], {})["Subject"] == "Gongkai: recovered: liwan"


def test_what_a_portal_wrote_breaks_no_header_and_no_terminal() -> None:
    nasty = Alert("a\r\nBcc: everybody@example.org", "drop", "crawler broken", "\x1b[2J\u202e gone\n\nX", "look")
    assert "\n" not in told(nasty)
    assert "\x1b" not in told(nasty)
    assert "\n" not in email([nasty], {})["Subject"]


def test_without_alerts_nothing_is_sent_or_printed(webhook: tuple[str, list[Any]]) -> None:
    url, got = webhook
    said: list[str] = []
    assert announce([], {"ALERT_WEBHOOK_URL": url}, said.append)
    assert not said
    assert not got


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"ALERT_WEBHOOK_URL": "http://127.0.0.1:1/secret-token"}, "webhook"),
        ({"ALERT_WEBHOOK_URL": "file:///etc/passwd?secret-token"}, "no http or https"),
        ({"ALERT_EMAIL_TO": "a@example.org", "ALERT_SMTP_HOST": "127.0.0.1", "ALERT_SMTP_PORT": "1"}, "e-mail"),
        ({"ALERT_EMAIL_TO": "a@example.org", "ALERT_SMTP_PORT": "many"}, "e-mail"),
        ({"ALERT_EMAIL_TO": "a@example.org", "ALERT_SMTP_SECURITY": "hope"}, "starttls, tls, none"),
    ],
)
def test_a_channel_that_fails_is_told_in_one_line(settings: dict[str, str], says: str) -> None:
    said: list[str] = []
    assert not announce([BLOCKED], settings, said.append)
    assert said[0] == told(BLOCKED)
    assert len(said) == 2
    assert says in said[1]
    assert "secret-token" not in said[1]


def test_a_webhook_that_speaks_no_http_is_told() -> None:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            self.wfile.write(b"220 a mail server\r\n")

    said: list[str] = []
    with serving(socketserver.TCPServer(("127.0.0.1", 0), Handler)) as port:
        assert not announce([BLOCKED], {"ALERT_WEBHOOK_URL": f"http://127.0.0.1:{port}/"}, said.append)
    assert "not sent by webhook" in said[-1]


def test_one_channel_that_fails_does_not_keep_the_other(webhook: tuple[str, list[Any]]) -> None:
    url, got = webhook
    settings = {"ALERT_EMAIL_TO": "a@example.org", "ALERT_SMTP_HOST": "127.0.0.1", "ALERT_SMTP_PORT": "1"}
    said: list[str] = []
    assert not announce([BLOCKED], settings | {"ALERT_WEBHOOK_URL": f"{url}/broken"}, said.append)
    assert len(got) == 1
    assert "HTTP status 500" in said[-1]
