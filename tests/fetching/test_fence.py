"""The browser's way out lets through the portal's hosts and nothing else, and answers nothing of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.fetching.fence import Fence
from tests.fetching.server import Answer, Server, serve

_PAGE = Answer(b"<html>page</html>", headers=(("Content-Type", "text/html"),))


async def _at_home(host: str) -> str:
    if host == "inside.test.gov.cn":
        raise OSError(f"{host} resolves to 10.0.0.1, which is not an address of the public network")
    return "127.0.0.1"


def ask(
    message: bytes,
    hosts: tuple[str, ...] = ("www.test.gov.cn", "inside.test.gov.cn"),
    exempt: tuple[str, ...] = (),
    resolve: Callable[[str], Awaitable[str]] = _at_home,
    max_bytes: int = 100_000,
) -> bytes:
    """What a browser that sends `message` gets back."""

    async def talk() -> bytes:
        fence = Fence(frozenset(hosts), frozenset(exempt), resolve, max_bytes)
        address = await fence.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
        try:
            writer.write(message)
            writer.write_eof()
            return await asyncio.wait_for(reader.read(), 10)
        except ConnectionError:
            return b""
        finally:
            writer.close()
            await fence.close()

    return asyncio.run(talk())


def get(url: str) -> bytes:
    return f"GET {url} HTTP/1.1\r\nHost: x\r\nProxy-Connection: keep-alive\r\nCookie: a=1\r\n\r\n".encode()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with serve({"/page": _PAGE, "/large": Answer(b"x" * 300_000)}) as running:
        yield running


def test_the_portal_is_reached_one_request_a_connection(server: Server) -> None:
    answer = ask(get(f"http://www.test.gov.cn:{server.port}/page"))
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"<html>page</html>")
    assert server.headers[0]["Connection"] == "close"
    assert server.headers[0]["Cookie"] == "a=1"
    assert "Proxy-Connection" not in server.headers[0]


@pytest.mark.parametrize(
    "message",
    [
        get("http://mirror.example.com:{port}/page"),
        get("http://127.0.0.1:{port}/page"),
        get("http://localhost:{port}/page"),
        get("http://2130706433:{port}/page"),
        get("http://inside.test.gov.cn:{port}/page"),
        get("http://www.test.gov.cn@127.0.0.1:{port}/page"),
        get("/page"),
        get("http://www.test.gov.cn:{port}/file.zip"),
        get("ftp://www.test.gov.cn:{port}/page"),
        b"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n\r\n",
        b"CONNECT mirror.example.com:{port} HTTP/1.1\r\n\r\n",
        b"CONNECT inside.test.gov.cn:{port} HTTP/1.1\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\n\r\n",
        b"\r\n\r\n",
        b"GET " + b"x" * 100_000,
    ],
)
def test_everything_else_gets_no_answer(server: Server, message: bytes) -> None:
    assert ask(message.replace(b"{port}", str(server.port).encode())) == b""
    assert server.asked == []


def test_a_tunnel_leads_to_the_portal_only(server: Server) -> None:
    inner = b"GET /page HTTP/1.1\r\nHost: www.test.gov.cn\r\nConnection: close\r\n\r\n"
    answer = ask(f"CONNECT www.test.gov.cn:{server.port} HTTP/1.1\r\n\r\n".encode() + inner)
    assert answer.startswith(b"HTTP/1.1 200 Connection established\r\n\r\n")
    assert b"<html>page</html>" in answer


def test_a_page_may_load_so_much_and_no_more(server: Server) -> None:
    assert len(ask(get(f"http://www.test.gov.cn:{server.port}/large"), max_bytes=100_000)) <= 100_000


def test_the_operators_proxy_is_honoured_with_its_credentials(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(host: str) -> str:
        raise AssertionError("a name is the proxy's business")

    monkeypatch.setenv("http_proxy", f"http://me:pass%20word@127.0.0.1:{server.port}")
    server.pages["/page"] = _PAGE
    answer = ask(get("http://www.test.gov.cn/page"), resolve=unknown)
    assert answer.endswith(b"<html>page</html>")
    assert server.headers[0]["Proxy-Authorization"] == "Basic bWU6cGFzcyB3b3Jk"


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_from_the_browser_raise(message: bytes) -> None:
    assert ask(message + b"\r\n\r\n") == b""
