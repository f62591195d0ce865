"""Portals that stand on one platform are told by host name or address."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from crawler.nightly.platforms import platforms, resolve
from tests.nightly.making import portal


def test_shared_hosts_and_shared_addresses_make_one_platform() -> None:
    portals = [
        portal("a", "www.a.gov.cn", "pt.example.gov.cn"),
        portal("b", "www.b.gov.cn"),
        portal("c", "PT.example.gov.cn"),
        portal("d", "www.d.gov.cn"),
        portal("e", "www.e.gov.cn"),
    ]
    addresses: Mapping[str, frozenset[str]] = {
        "www.b.gov.cn": frozenset({"192.0.2.1"}),
        "www.d.gov.cn": frozenset({"192.0.2.9", "192.0.2.1"}),
    }
    found = platforms(portals, lambda host: addresses.get(host, frozenset()))
    assert found["a"] == found["c"]
    assert found["b"] == found["d"]
    assert len({found["a"], found["b"], found["e"]}) == 3


def test_a_chain_of_shared_hosts_is_one_platform() -> None:
    portals = [portal("a", "x", "y"), portal("b", "z"), portal("c", "z", "y")]
    assert len(set(platforms(portals, lambda host: frozenset()).values())) == 1


def test_through_a_proxy_nothing_is_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert resolve({"localhost"}) == {}


def test_the_system_s_resolver_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert "127.0.0.1" in resolve({"localhost", ""})["localhost"]
