"""Sitemaps packed with gzip, as a host may send them: whole, cut off, and swollen."""

from __future__ import annotations

from gzip import compress

import pytest
from scrapy.http import Response

from crawler.crawl.answers import sitemap_of

URL = "http://www.example.gov.cn/sitemap.xml.gz"
TEXT = "<urlset><url><loc>http://www.example.gov.cn/zfxxgknb/</loc></url></urlset>"


def test_a_packed_sitemap_is_read() -> None:
    page, trouble = sitemap_of(Response(URL, body=compress(TEXT.encode())))
    assert page is not None
    assert (page.url, page.text, trouble) == (URL, TEXT, "")


def test_one_that_was_cut_off_gives_what_it_holds() -> None:
    rows = "".join(f"<url><loc>http://www.example.gov.cn/{number * 7919}/</loc></url>" for number in range(5000))
    body = compress(rows.encode())
    page, _ = sitemap_of(Response(URL, body=body[: len(body) // 2]))
    assert page is not None
    assert rows.startswith(page.text)
    assert "http://www.example.gov.cn/7919/" in page.text


@pytest.mark.parametrize("body", [b"\x1f\x8b\x08", b"\x1f\x8b\x08" + b"\xff" * 500, compress(b"\0" * (51 << 20))])
def test_damage_and_a_bomb_are_told(body: bytes) -> None:
    page, trouble = sitemap_of(Response(URL, body=body))
    assert page is None
    assert "packed sitemap" in trouble


def test_a_missing_one_is_missing() -> None:
    assert sitemap_of(Response(URL, status=404, body=compress(TEXT.encode()))) == (None, "HTTP 404")
