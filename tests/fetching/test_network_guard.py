"""Nothing but the public network is asked, whatever the address looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.network_guard import is_public, objection
from tests.fetching.crawl import crawl
from tests.fetching.server import Answer, serve

_LOOPBACK_SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "0177.0.0.1",
    "127.0.0.1.",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "0",
    "0.0.0.0",
    "%31%32%37.0.0.1",
    "１２７.0.0.1",
    "127。0。0。1",
    "www.x.gov.cn@127.0.0.1",
    "127.0.0.1\\@www.x.gov.cn",
    "localhost",
    "LOCALHOST.",
    "a.localhost",
]
_OTHER_PRIVATE = ["10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "[fe80::1]", "[fd00::1]"]
_NEITHER = ["224.0.0.1", "255.255.255.255", "256.1.1.1", "1.2.3.4.5", "printer", "db.internal", "", "[::1", "a:b"]


@pytest.mark.parametrize("host", [*_LOOPBACK_SPELLINGS, *_OTHER_PRIVATE, *_NEITHER])
def test_every_spelling_of_a_private_address_is_refused(host: str) -> None:
    assert objection(f"http://{host}/") is not None


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://www.x.gov.cn/", "data:text/html,x", "//x.gov.cn/", "x", ""]
)
def test_other_schemes_are_refused(url: str) -> None:
    assert objection(url) is not None


@pytest.mark.parametrize(
    "host",
    [
        "www.wangcheng.gov.cn",
        "xxgk-jy.cbs.gov.cn:8080",
        "218.75.1.1",
        "218.75.1.1:81",
        "[240e::1]",
        "政务.中国",
        "1.gov.cn",
    ],
)
def test_public_hosts_pass_on_any_port(host: str) -> None:
    assert objection(f"http://{host}/") is None
    assert objection(f"https://{host}/") is None


@given(st.text())
def test_no_address_raises(text: str) -> None:
    objection(text)
    objection(f"http://{text}/")
    is_public(text)


@given(st.ip_addresses(v=4))
def test_an_address_carried_in_ipv6_is_judged_as_itself(address: object) -> None:
    if not is_public(str(address)):
        assert not is_public(f"::ffff:{address}")
        assert not is_public(f"64:ff9b::{address}")


def test_redirects_and_names_do_not_lead_inside() -> None:
    with serve({}) as server:
        inside = f":{server.port}/secret"
        targets = {
            "/literal": f"http://127.0.0.1{inside}",
            "/hex": f"http://0x7f.1{inside}",
            "/number": f"http://2130706433{inside}",
            "/mapped": f"http://[::ffff:127.0.0.1]{inside}",
            "/name": f"http://rebound.test{inside}",
            "/user": f"http://portal.test@127.0.0.1{inside}",
        }
        for path, target in targets.items():
            server.pages[path] = Answer(status=302, headers=(("Location", target),))
        server.pages["/secret"] = Answer(b"secret")
        outcome = crawl(
            *(server.url(path, "portal.test") for path in targets),
            server.url("/secret", "rebound.test"),
            "ftp://portal.test/secret",
            settings={"NETWORK_GUARD_ALLOW": ["portal.test"], "CONCURRENT_REQUESTS_PER_DOMAIN": 8},
            names={"portal.test": "127.0.0.1", "rebound.test": "127.0.0.1"},
        )
        assert "/secret" not in server.paths()
    assert outcome.answers == {}
    kinds = {failure["kind"] for failure in outcome.failures.values()}
    assert len(outcome.failures) == 8
    assert kinds == {"guard"}
    assert "resolves to 127.0.0.1" in outcome.failures[server.url("/name", "portal.test")]["message"]
    assert outcome.failures[server.url("/hex", "portal.test")]["hops"] == [[302, server.url("/hex", "portal.test")]]


def test_a_proxy_of_the_environment_is_used_but_leads_to_no_private_target() -> None:
    with serve({"/page": Answer(b"<html>page</html>"), "/secret": Answer(b"secret")}) as server:
        outcome = crawl(
            "http://www.portal.test/page",
            "https://tls.portal.test/page",
            "http://10.0.0.1/secret",
            f"http://127.0.0.1:{server.port}/secret",
            "http://intranet/secret",
            settings={"NETWORK_GUARD_ALLOW": [], "RETRY_TIMES": 0},
            environment=dict.fromkeys(("http_proxy", "https_proxy"), f"http://user:word@127.0.0.1:{server.port}"),
        )
        assert "/secret" not in server.paths()
    page = outcome.answers["http://www.portal.test/page"]
    assert page["status"] == 200
    assert page["ip"] is None, "the address of the proxy is not the server's"
    assert "Proxy-Authorization" not in dict(page["request_headers"])
    assert any("Proxy-Authorization" in headers for headers in server.headers)
    assert outcome.failures["https://tls.portal.test/page"]["kind"] == "unreachable"
    assert f"127.0.0.1:{server.port}" in outcome.failures["https://tls.portal.test/page"]["message"]
    assert "word" not in outcome.failures["https://tls.portal.test/page"]["message"]
    for url in ("http://10.0.0.1/secret", f"http://127.0.0.1:{server.port}/secret", "http://intranet/secret"):
        assert outcome.failures[url]["kind"] == "guard"
