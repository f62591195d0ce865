"""robots.txt binds every request, also the many that wait for it at once."""

from __future__ import annotations

import pytest
from protego import Protego

from crawler.fetching.robots import rules_of
from tests.fetching.crawl import Outcome, crawl
from tests.fetching.server import Answer, serve

_RULES = b"User-agent: *\nDisallow: /no/\n"


def test_of_ten_disallowed_start_addresses_none_is_fetched() -> None:
    with serve({"/robots.txt": Answer(_RULES, wait=0.3)}) as server:
        urls = [server.url(f"/no/{number}") for number in range(10)]
        outcome = crawl(*urls, server.url("/yes"), settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 16})
        assert sorted(server.paths()) == ["/robots.txt", "/yes"]
    assert {failure["exception"] for failure in outcome.failures.values()} == {"RobotsDenied"}
    assert set(outcome.failures) == set(urls)
    assert outcome.failures[urls[0]]["kind"] == "robots"


@pytest.fixture(scope="module")
def many_hosts() -> Outcome:
    """One page each of hosts that answer for their robots.txt in every way there is."""
    page = Answer(b"<html><title>page</title></html>", headers=(("Content-Type", "text/html"),))
    html = b"<html><head><title>404</title></head><body>User-agent: *\nDisallow: /</body></html>"
    with serve({"/page": page}) as server:
        answers = {
            "broken.test": Answer(status=500),
            "busy.test": Answer(status=429),
            "jiasule.test": Answer(b"<script>x</script>", 521, (("X-Via-JSL", "1"), ("Set-Cookie", "__jsluid_h=1"))),
            "absent.test": Answer(status=404),
            "closed.test": Answer(status=403),
            "html.test": Answer(html, headers=(("Content-Type", "text/html"),)),
            "gbk.test": Answer("# 说明\r\nUser-agent: *\r\nDisallow: /page\r\n".encode("gbk")),
            "bom.test": Answer(b"\xef\xbb\xbfUser-agent: *\nDisallow: /page\n"),
            "redirected.test": Answer(status=301, headers=(("Location", server.url("/robots.txt", "bom.test")),)),
            "endless.test": Answer(status=302, headers=(("Location", "/robots.txt"),)),
            "silent.test": Answer(wait=20),
            "dropping.test": Answer(drop=True),
        }
        server.pages.update({f"{host}/robots.txt": answer for host, answer in answers.items()})
        names = {**dict.fromkeys(answers, "127.0.0.1"), "unknown.test": ""}
        urls = [server.url("/page", host) for host in names]
        outcome = crawl(
            *urls,
            f"https://absent.test:{server.port}/page",
            settings={"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 8, "CONCURRENT_REQUESTS": 32},
            hosts=list(names),
            names=names,
        )

    def named(found: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
        return {url.replace(f":{server.port}", ""): what for url, what in found.items()}

    return Outcome(named(outcome.answers), named(outcome.failures), outcome.stats, outcome.log)


@pytest.mark.parametrize("host", ["absent.test", "closed.test", "html.test", "endless.test"])
def test_where_there_are_no_rules_all_is_allowed(many_hosts: Outcome, host: str) -> None:
    assert many_hosts.answers[f"http://{host}/page"]["title"] == "page"


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("broken.test", "unreachable"),
        ("busy.test", "robots"),
        ("jiasule.test", "robots"),
        ("gbk.test", "robots"),
        ("bom.test", "robots"),
        ("redirected.test", "robots"),
    ],
)
def test_rules_and_failing_servers_deny(many_hosts: Outcome, host: str, kind: str) -> None:
    assert many_hosts.failures[f"http://{host}/page"]["kind"] == kind


def test_a_protection_system_in_place_of_robots_txt_is_named(many_hosts: Outcome) -> None:
    blocked = many_hosts.failures["http://jiasule.test/page"]
    assert blocked["cause"] == "blocked:jiasule"
    assert "jiasule" in blocked["message"]
    assert "500" in many_hosts.failures["http://broken.test/page"]["message"]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://silent.test/page", "timeout"),
        ("http://unknown.test/page", "unreachable"),
        ("http://dropping.test/page", "unreachable"),
        ("https://absent.test/page", "tls"),
    ],
)
def test_a_host_that_cannot_be_reached_is_not_called_forbidding(many_hosts: Outcome, url: str, kind: str) -> None:
    assert many_hosts.failures[url]["kind"] == kind


def test_rules_are_read_whatever_their_encoding() -> None:
    rules = "User-agent: *\nDisallow: /中文/\n"
    for name, url in (
        ("gbk", "/%D6%D0%CE%C4/a"),
        ("utf-8", "/%E4%B8%AD%E6%96%87/a"),
        ("utf-16", "/%E4%B8%AD%E6%96%87/a"),
    ):
        parsed = Protego.parse(rules_of(rules.encode(name)).decode())
        assert not parsed.can_fetch(f"http://x.test{url}", "Gongkai")
        assert parsed.can_fetch("http://x.test/other", "Gongkai")


def test_only_the_first_half_megabyte_is_read() -> None:
    assert len(rules_of(b"Disallow: /a\n" * 100_000)) == 512 * 1024
