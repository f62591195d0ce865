"""Nothing is fetched from a host that is not the portal's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.host import host_of
from tests.fetching.crawl import crawl
from tests.fetching.server import Answer, serve


def test_links_and_redirects_to_other_hosts_are_refused_and_recorded() -> None:
    with serve({"/page": Answer(b"<html>page</html>"), "/robots.txt": Answer(status=404)}) as server:
        server.pages["/away"] = Answer(b"moved", 301, (("Location", server.url("/page", "mirror.test")),))
        server.pages["own.test/robots.txt"] = Answer(status=302, headers=(("Location", server.url("/r", "cdn.test")),))
        server.pages["cdn.test/r"] = Answer(b"User-agent: *\nDisallow: /no\n")
        outcome = crawl(
            *(
                server.url(path, host)
                for path, host in (
                    ("/page", "own.test"),
                    ("/away", "own.test"),
                    ("/no", "own.test"),
                    ("/page", "mirror.test"),
                    ("/page", "www.own.test"),
                    ("/page", "OWN.test."),
                )
            ),
            hosts=["own.test"],
            names=dict.fromkeys(("own.test", "mirror.test", "cdn.test", "www.own.test", "own.test."), "127.0.0.1"),
        )
        asked = {host for _, host, _ in server.asked}
    assert asked <= {"own.test", "cdn.test", "own.test."}
    assert outcome.answers[server.url("/page", "own.test")]["status"] == 200
    away = outcome.failures[server.url("/away", "own.test")]
    assert away["kind"] == "foreign_host"
    assert "mirror.test" in away["message"]
    assert away["hops"] == [[301, server.url("/away", "own.test")]]
    assert outcome.failures[server.url("/page", "mirror.test")]["kind"] == "foreign_host"
    assert outcome.failures[server.url("/page", "www.own.test")]["kind"] == "foreign_host"
    assert outcome.failures[server.url("/no", "own.test")]["kind"] == "robots", "rules from another authority bind"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://WWW.X.gov.cn:8080/a", "www.x.gov.cn"),
        ("http://user:word@www.x.gov.cn./", "www.x.gov.cn"),
        ("http://政务.中国/", "xn--zfr164b.xn--fiqs8s"),
        ("http://[::1]:80/", "::1"),
        ("http://[::1", ""),
        ("nothing", ""),
    ],
)
def test_host_names_are_compared_in_one_form(url: str, host: str) -> None:
    assert host_of(url) == host


@given(st.text())
def test_no_address_raises(text: str) -> None:
    host_of(text)
    host_of("http://" + text)
