"""Which addresses are a portal's own, however its hosts are spelt."""

from __future__ import annotations

import logging

import pytest

from crawler.crawl.account import Account
from crawler.crawl.own_addresses import OwnAddresses
from crawler.monitoring.tally import Tally
from crawler.records import Portal

PORTAL = Portal(
    name="x",
    title="",
    hosts=("www.example.gov.cn", "某某.政务"),
    division_code=None,
    division_name=None,
    family="generic",
    columns=(),
    organs=("某某",),
    collections=("某某.政务",),
)


@pytest.fixture
def addresses() -> OwnAddresses:
    return OwnAddresses(PORTAL, Account("x", Tally(), logging.LoggerAdapter(logging.getLogger("x"), {})))


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.gov.cn/a",
        "http://WWW.Example.gov.cn:8080/a",
        "http://www.example.gov.cn./a",
        "http://某某.政务/a",
        "http://xn--xuva.xn--zfr164b/a",  # 某某.政务 as a request carries it (RFC 3490)
    ],
)
def test_own_hosts(addresses: OwnAddresses, url: str) -> None:
    assert addresses.is_own_host(url)


@pytest.mark.parametrize("url", ["http://example.gov.cn/", "http://a.www.example.gov.cn/", "http://[", "/a", ""])
def test_foreign_hosts(addresses: OwnAddresses, url: str) -> None:
    assert not addresses.is_own_host(url)


@pytest.mark.parametrize("host", ["某某.政务", "xn--xuva.xn--zfr164b"])
def test_in_a_collection_the_title_names_the_organ(addresses: OwnAddresses, host: str) -> None:
    assert addresses.is_own_organ("某某局2020年年报", f"http://{host}/a")
    assert not addresses.is_own_organ("他局2020年年报", f"http://{host}/a")
