"""The server over real sockets: proxy, tunnel, conditional requests, gzip, faults, and nobody else's hosts."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest

from crawler.sandbox import Sandbox, columns, faults, non_reports, serve, truth

ROBOTS = "http://www.wangcheng.gov.cn/robots.txt"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve() as running:
        yield running


def ask(
    sandbox: Sandbox, url: str, headers: dict[str, str] | None = None, method: str = "GET"
) -> tuple[http.client.HTTPResponse, bytes]:
    """One request through the proxy, as an HTTP client makes it."""
    proxy, target = urlsplit(sandbox.proxy_url), urlsplit(url)
    assert proxy.hostname
    if target.scheme == "https":
        assert target.hostname
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        secure = http.client.HTTPSConnection(proxy.hostname, proxy.port, timeout=10, context=context)
        secure.set_tunnel(target.hostname, 443)
        connection: http.client.HTTPConnection = secure
        path = target.path
    else:
        connection = http.client.HTTPConnection(proxy.hostname, proxy.port, timeout=10)
        path = url
    connection.request(method, path, headers=headers or {})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_every_report_is_served_as_the_truth_says(sandbox: Sandbox) -> None:
    for report in truth():
        response, body = ask(sandbox, report.url)
        assert response.status == 200, report.url
        assert report.title in body.decode(report.charset_actual) or "split_digits" in report.traits


def test_non_reports_and_columns_are_served(sandbox: Sandbox) -> None:
    dead = {fault.url for fault in faults() if fault.kind == "dead_list"}
    for url in (*non_reports(), *(url for group in columns().values() for url in group if url not in dead)):
        assert ask(sandbox, url)[0].status == 200, url


def test_host_that_is_not_in_the_sandbox_gets_502(sandbox: Sandbox) -> None:
    assert ask(sandbox, "http://example.com/")[0].status == 502
    assert ask(sandbox, "http://big.sandbox.test/")[0].status == 502
    with pytest.raises(OSError, match="502"):
        ask(sandbox, "https://example.com/")


def test_tunnel_with_a_self_signed_certificate(sandbox: Sandbox) -> None:
    report = next(report for report in truth() if report.language == "zh-Hant")
    response, body = ask(sandbox, report.url)
    assert response.status == 200
    assert report.title in body.decode()
    assert sandbox.requests[-1].url == report.url


def test_unchanged_page_gets_304(sandbox: Sandbox) -> None:
    url = truth()[0].url
    first, body = ask(sandbox, url)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    for field, value in (("If-None-Match", etag), ("If-None-Match", f'"x", W/{etag}'), ("If-Modified-Since", modified)):
        response, none = ask(sandbox, url, {field: value})
        assert (response.status, none) == (304, b"")
        assert sandbox.requests[-1].conditional == value
    for field, value in (("If-None-Match", '"other"'), ("If-Modified-Since", "no date")):
        response, again = ask(sandbox, url, {field: value})
        assert (response.status, again) == (200, body)
    assert parsedate_to_datetime(modified).date() == truth()[0].published_on


def test_gzip_for_a_client_that_accepts_it(sandbox: Sandbox) -> None:
    url = next(report.url for report in truth() if "www.gz.gov.cn" in report.url)
    plain, body = ask(sandbox, url)
    assert "Content-Encoding" not in plain.headers
    packed, wire = ask(sandbox, url, {"Accept-Encoding": "gzip, deflate"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(wire) < len(body)
    assert gzip.decompress(wire) == body
    assert sandbox.requests[-1].bytes == len(wire)


def test_head_has_no_body_and_post_is_refused(sandbox: Sandbox) -> None:
    response, body = ask(sandbox, truth()[0].url, method="HEAD")
    assert (response.status, body) == (200, b"")
    assert int(response.headers["Content-Length"]) > 1000
    assert ask(sandbox, truth()[0].url, method="POST")[0].status == 405


def test_connection_is_kept_alive(sandbox: Sandbox) -> None:
    proxy = urlsplit(sandbox.proxy_url)
    assert proxy.hostname
    connection = http.client.HTTPConnection(proxy.hostname, proxy.port, timeout=10)
    for url in (truth()[0].url, ROBOTS, truth()[1].url):
        connection.request("GET", url)
        response = connection.getresponse()
        response.read()
        assert response.status == 200
        assert connection.sock is not None
    connection.close()


def test_missing_page_and_folder_without_slash(sandbox: Sandbox) -> None:
    assert ask(sandbox, "http://www.wangcheng.gov.cn/nowhere.html")[0].status == 404
    assert ask(sandbox, "http://dth.yiyang.gov.cn/robots.txt")[0].status == 404
    response, _ = ask(sandbox, "http://www.wangcheng.gov.cn/xxgk_343/zfxxgknb")
    assert response.status == 301
    assert response.headers["Location"] == "http://www.wangcheng.gov.cn/xxgk_343/zfxxgknb/"


def test_list_pages_end_where_they_say(sandbox: Sandbox) -> None:
    column = "http://www.wangcheng.gov.cn/xxgk_343/zfxxgknb/qzfxxgknb/"
    _, body = ask(sandbox, column)
    assert 'createPageHTML(3, 0, "index", "html")' in body.decode("gbk")
    assert ask(sandbox, column + "index_2.html")[0].status == 200
    assert ask(sandbox, column + "index_3.html")[0].status == 404


def test_platform_answers_in_json_page_by_page(sandbox: Sandbox) -> None:
    address = "http://www.lw.gov.cn/gkmlpt/api/all/3061?page={}&sid=200017"
    pages = [json.loads(ask(sandbox, address.format(number))[1]) for number in (1, 2, 3)]
    articles = [article for page in pages for article in page["articles"]]
    assert len(articles) == pages[0]["total"] == 10
    assert pages[2]["articles"] == []
    own = {report.url for report in truth() if "www.lw.gov.cn" in report.url}
    assert own <= {article["url"] for article in articles}
    assert json.loads(ask(sandbox, address.format(1).replace("200017", "x"))[1])["articles"] == []


def test_planted_faults(sandbox: Sandbox) -> None:
    blocked = next(fault for fault in faults() if fault.kind == "blocked")
    response, body = ask(sandbox, blocked.url)
    assert response.status == blocked.status == 521
    assert "X-Via-JSL" in response.headers
    assert body.startswith(b"<script>")
    dead = next(fault for fault in faults() if fault.kind == "dead_list")
    assert ask(sandbox, dead.url)[0].status == dead.status == 404


@pytest.mark.parametrize("url", ["http://[/", "http:///", "http://www.wangcheng.gov.cn/%ff%00", "/", "http://a:b/"])
def test_hostile_addresses_get_an_answer(sandbox: Sandbox, url: str) -> None:
    proxy = urlsplit(sandbox.proxy_url)
    with socket.create_connection((proxy.hostname, proxy.port), timeout=10) as connection:
        connection.sendall(f"GET {url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = connection.makefile("rb").readline()
    assert answer.split()[1] in (b"400", b"404", b"502")


def test_log_is_a_copy(sandbox: Sandbox) -> None:
    ask(sandbox, ROBOTS)
    log = sandbox.requests
    assert (log[-1].method, log[-1].url, log[-1].status) == ("GET", ROBOTS, 200)
    log.clear()
    assert sandbox.requests


def test_size_adds_the_sixth_portal() -> None:
    with serve(size=45) as big:
        _, body = ask(big, "http://big.sandbox.test/xxgk/ndbg/")
        assert 'createPageHTML(3, 0, "index", "html")' in body.decode()


def test_two_sandboxes_do_not_share_a_log(sandbox: Sandbox) -> None:
    with serve() as other:
        ask(other, ROBOTS)
        assert len(other.requests) == 1
        assert other.proxy_url != sandbox.proxy_url


def test_taken_port_is_told_in_one_line(sandbox: Sandbox) -> None:
    port = str(urlsplit(sandbox.proxy_url).port)
    command = [sys.executable, "-m", "crawler.sandbox", "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert port in done.stderr
    assert "Traceback" not in done.stderr
