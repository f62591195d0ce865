"""A worker loads what it needs, and tells pages from files as the crawl does."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from crawler.fetching.decoding import kind_of
from crawler.records import Capture
from crawler.replay.rereading import decoded

PAGE = "<html><body>政府信息公开</body></html>".encode()
BODIES = (PAGE, b"%PDF-1.7 \x00", b"PK\x03\x04\x00\x00", b"\x00\x01\x02\x03", b"", b"plain words")
HEADERS = (
    (),
    (("Content-Type", "text/html"),),
    (("content-type", " TEXT/HTML ; charset=gbk"),),
    (("Content-Type", "text/html"), ("Content-Type", "application/pdf")),
    (("Content-Type", "application/pdf"), ("Content-Type", "text/html")),
    (("Content-Type", "text/html"), ("Content-Encoding", "nonsense")),
    (("Content-Type", "text/html"), ("Content-Encoding", "gzip")),
    (("Content-Type", "text/htmlx"),),
    (("Content-Type", "application/pdf"),),
    (("Content-Type", "application/octet-stream"),),
    (("Content-Type", "application/json"),),
    (("Content-Disposition", "attachment; filename=report.pdf"),),
)


@pytest.mark.parametrize("headers", HEADERS)
@pytest.mark.parametrize("undone", [False, True])
@pytest.mark.parametrize("path", ["report.html", "report.pdf"])
def test_what_is_a_page_is_told_as_in_the_crawl(headers: tuple[tuple[str, str], ...], undone: bool, path: str) -> None:
    for body in BODIES:
        url = f"http://www.example.gov.cn/{path}"
        capture = Capture(
            url=url,
            requested_url=url,
            status=200,
            headers=headers,
            body=body,
            fetch_time=datetime(2026, 1, 1, tzinfo=UTC),
            wire_body=b"packed" if undone else None,
        )
        left = Headers()
        for name, value in headers:
            if not (undone and name.lower() == "content-encoding"):
                left.appendlist(name, value)
        response_class = responsetypes.from_args(headers=left, url=url, body=body)
        is_file = kind_of(response_class(url, headers=left, body=body)) is None
        assert (decoded(capture) is None) is is_file, body


def loaded_with(module: str) -> set[str]:
    code = f"import sys, {module}; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_a_worker_loads_neither_scrapy_nor_the_store() -> None:
    assert not {"scrapy", "twisted", "sqlalchemy"} & loaded_with("crawler.replay.worker")


def test_the_downloader_is_not_loaded_before_a_crawl_begins() -> None:
    loaded = loaded_with("crawler.portal_spider")
    assert "crawler.crawl.failed_request" in loaded
    assert not {"crawler.fetching.download", "scrapy.core.downloader.handlers.http11"} & loaded
