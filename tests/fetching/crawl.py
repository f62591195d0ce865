"""A whole crawl with the project's own settings, in a process of its own, so that reactors do not clash.

Run as a module it reads its orders as JSON from standard input and prints what came of them as JSON.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from dataclasses import dataclass
from typing import Any

from tests import forked

_PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "all_proxy", "ALL_PROXY")


@dataclass(frozen=True)
class Outcome:
    """What the spider got, by the address it asked for, and what the run counted and logged."""

    answers: dict[str, dict[str, Any]]
    failures: dict[str, dict[str, Any]]
    stats: dict[str, Any]
    log: str


def crawl(
    *urls: str,
    settings: dict[str, Any] | None = None,
    hosts: list[str] | None = None,
    names: dict[str, str] | None = None,
    environment: dict[str, str] | None = None,
    meta: dict[str, Any] | None = None,
) -> Outcome:
    """Fetch `urls` at once. `hosts` makes the spider a portal's, `names` is what names resolve to ("" for nothing)."""
    orders = {"urls": urls, "settings": settings or {}, "hosts": hosts, "names": names or {}, "meta": meta or {}}
    clean = {name: value for name, value in os.environ.items() if name not in _PROXIES}
    env = {**clean, **(environment or {})}
    done = forked.run("tests.fetching.crawl", [], env=env, given=json.dumps(orders))
    assert done.returncode == 0, done.stderr
    return Outcome(**json.loads(done.stdout), log=done.stderr)


def _main() -> None:
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from crawler.fetching.capture import capture_of, redirect_captures
    from crawler.fetching.decoding import decoded_of
    from crawler.fetching.failure import explain
    from crawler.records import Portal

    orders = json.loads(sys.stdin.read())
    names: dict[str, str] = orders["names"]

    def resolve(name: str) -> str:
        address = names.get(name, name if name[0].isdigit() else "")
        if not address:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return address

    socket.gethostbyname = resolve
    answers: dict[str, Any] = {}
    failures: dict[str, Any] = {}

    class Probe(scrapy.Spider):
        name = "probe"
        if orders["hosts"] is not None:
            portal = Portal(
                name="probe",
                title="",
                hosts=tuple(orders["hosts"]),
                division_code=None,
                division_name=None,
                family="",
                columns=(),
            )

        async def start(self):  # type: ignore[no-untyped-def]
            for url in orders["urls"]:
                yield scrapy.Request(
                    url,
                    self.got,
                    errback=self.missed,
                    dont_filter=True,
                    meta=orders["meta"],
                    cb_kwargs={"asked": url},
                )

        def got(self, response, asked):  # type: ignore[no-untyped-def]
            capture = capture_of(response)
            text = response.text if hasattr(response, "encoding") else None
            decoded = decoded_of(response)
            answers[asked] = {
                "kind": type(response).__name__,
                "status": response.status,
                "url": response.url,
                "text": text and text[:2000],
                "title": response.xpath("//title/text()").get() if text and "Html" in type(response).__name__ else None,
                "encoding": decoded and decoded.encoding,
                "body_length": len(capture.body),
                "wire_length": None if capture.wire_body is None else len(capture.wire_body),
                "same_bytes": capture.wire_body is None or capture.wire_body is not capture.body,
                "requested_url": capture.requested_url,
                "ip": capture.ip,
                "headers": capture.headers,
                "request_headers": capture.request_headers,
                "fetch_time": capture.fetch_time.isoformat(),
                "hops": [(hop.status, hop.url, hop.body.decode("latin-1")) for hop in redirect_captures(response)],
            }

        def missed(self, failure):  # type: ignore[no-untyped-def]
            request = failure.request
            why = explain(failure.value, request.url)
            failures[request.cb_kwargs["asked"]] = {
                "exception": type(failure.value).__name__,
                "text": str(failure.value),
                "kind": why.kind,
                "message": why.message,
                "cause": why.cause,
                "hops": [(hop.status, hop.url) for hop in redirect_captures(request)],
            }

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    for name, value in {
        "SPIDER_MODULES": [],
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {"crawler.fetching.crawl_delay.CrawlDelay": 10},
        "DOWNLOAD_DELAY": 0.02,  # with none at all, Scrapy 2.19 sends more at once than a slot may
        "AUTOTHROTTLE_ENABLED": False,
        "BACK_OFF_FIRST_DELAY": 0.05,
        "NETWORK_GUARD_ALLOW": ["127.0.0.1", "localhost", *names],
        "LOG_LEVEL": "INFO",
        **orders["settings"],
    }.items():
        settings.set(name, value, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Probe)
    process.crawl(crawler)
    process.start()
    assert crawler.stats is not None
    stats = {name: value for name, value in crawler.stats.get_stats().items() if isinstance(value, int | float | str)}
    print(json.dumps({"answers": answers, "failures": failures, "stats": stats}))


if __name__ == "__main__":
    _main()
