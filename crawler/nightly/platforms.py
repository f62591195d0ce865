"""Which portals stand on one platform: they are crawled one after the other, never at once."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from time import monotonic
from urllib.request import getproxies

from crawler.records import Portal

_DNS_SECONDS = 10.0


def platforms(portals: Sequence[Portal], addresses: Callable[[str], frozenset[str]] | None = None) -> dict[str, int]:
    """The number of each portal's platform, by portal name: the same where they share a host name or an address.

    `addresses` gives the network addresses of a host, by default asked of the system's resolver, for ten seconds
    together; names that do not resolve by then count by their name only. Through a proxy nothing is resolved.
    """
    hosts = {host.lower() for portal in portals for host in portal.hosts}
    known = resolve(hosts) if addresses is None else {host: addresses(host) for host in hosts}
    platform = {portal.name: number for number, portal in enumerate(portals)}
    owner: dict[str, str] = {}
    for portal in portals:
        marks = {host.lower() for host in portal.hosts}
        for mark in marks | {address for host in marks for address in known.get(host, frozenset())}:
            other = platform[owner.setdefault(mark, portal.name)]
            mine = platform[portal.name]
            if mine != other:
                platform = {name: other if number == mine else number for name, number in platform.items()}
    return platform


def resolve(hosts: set[str]) -> dict[str, frozenset[str]]:
    """The addresses of those host names that resolve within ten seconds; none where a proxy does the resolving."""
    if getproxies().get("http"):
        return {}
    found: dict[str, frozenset[str]] = {}
    threads = [threading.Thread(target=_look_up, args=(host, found), daemon=True) for host in hosts]
    for thread in threads:
        thread.start()
    end = monotonic() + _DNS_SECONDS
    for thread in threads:
        thread.join(max(0.0, end - monotonic()))
    return dict(found)


def _look_up(host: str, found: dict[str, frozenset[str]]) -> None:
    try:
        answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return
    found[host] = frozenset(str(answer[4][0]) for answer in answers)
