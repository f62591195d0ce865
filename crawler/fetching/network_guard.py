"""Nothing but the public network is asked, whatever a page or a redirect says; a proxy of the operator's is exempt.

Two parts, both needed: the resolver judges what a name resolves to, the middleware judges what an address says.
"""

from __future__ import annotations

import socket
import unicodedata
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from crawler.host import host_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_LOCAL_NAMES = ("localhost", "local", "internal", "lan", "home.arpa", "intranet")
_REMEMBERED = 1000


class NotPublic(IgnoreRequest):
    """An address outside the public network, or one that is no http(s) address of a host at all."""

    def __init__(self, url: str, reason: str):
        super().__init__(f"{url} refused: {reason}")
        self.url = url
        self.reason = reason


class PublicOnlyResolver(CachingThreadedResolver):
    """For TWISTED_DNS_RESOLVER: Scrapy's resolver (IPv4), which gives only addresses of the public network.

    The one address it gives is the one that is connected to, so a name cannot answer twice in two ways. It is
    process-wide. NETWORK_GUARD_ALLOW (list of host names, default empty) and the proxies of the environment are exempt.
    `refused` holds the names it refused with their addresses (the latest thousand).
    """

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, exempt: frozenset[str] = frozenset()):
        super().__init__(reactor, cache_size, timeout)
        self._exempt = exempt
        self.refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> PublicOnlyResolver:
        settings = crawler.settings
        size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(reactor, size, settings.getfloat("DNS_TIMEOUT"), _allowed(settings) | _proxy_hosts())

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        """Address of `name`; fails with DNSLookupError where it is not public."""
        answer: Deferred[str] = super().getHostByName(name, timeout)
        return answer.addCallback(self._judge, name)

    def _judge(self, address: str, name: str) -> str:
        if name.lower().rstrip(".") in self._exempt or is_public(address):
            return address
        if len(self.refused) >= _REMEMBERED:
            self.refused.pop(next(iter(self.refused)))
        self.refused[name.lower().rstrip(".")] = address
        raise DNSLookupError(f"{name} resolves to {address}, which is not an address of the public network")


class NetworkGuardMiddleware:
    """Refuse (`NotPublic`) what is not http(s) to a public host. Order: 900, after HttpProxyMiddleware (750).

    Literal addresses are refused in every spelling that a resolver takes (0x7f.1, 2130706433, 127.1,
    [::ffff:127.0.0.1]), through a proxy too; so are names that never leave a local network, user names in addresses,
    and the proxy's own host as a target. Every port may be asked: portals do run on 8080 and odder ones.
    NETWORK_GUARD_ALLOW (list of host names, default empty) exempts hosts, for tests on loopback.
    """

    def __init__(self, crawler: Crawler):
        self._allowed = _allowed(crawler.settings)
        self._proxies = _proxy_hosts() - self._allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> NetworkGuardMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise `NotPublic` for an address that must not be asked."""
        host = host_of(request.url)
        if host in self._allowed and request.url.startswith(("http://", "https://")):
            return
        reason = objection(request.url) or (f"{host} is the proxy itself" if host in self._proxies else None)
        if reason:
            raise NotPublic(request.url, reason)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise `NotPublic` in place of "name not found" where the resolver refused the name's address."""
        if not isinstance(exception, CannotResolveHostError):
            return
        from twisted.internet import reactor

        refused: dict[str, str] = getattr(getattr(reactor, "resolver", None), "refused", {})
        host = host_of(request.url)
        if host in refused:
            raise NotPublic(request.url, f"{host} resolves to {refused[host]}, which is not public") from exception


def objection(url: str) -> str | None:
    """Why `url` must not be asked by the look of it, without resolving its name; None where nothing speaks against."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return "it is not a valid address"
    if parts.scheme not in {"http", "https"}:
        return f"{parts.scheme or 'no scheme'} is neither http nor https"
    if "@" in parts.netloc or "\\" in parts.netloc:
        return "it carries a user name"
    host = unicodedata.normalize("NFKC", unquote(host)).replace("。", ".").rstrip(".").lower()
    if not host:
        return "it names no host"
    if not host.isprintable() or " " in host:
        return "its host name holds characters that no name has"
    literal = _literal(host)
    if literal is not None:
        return None if is_public(literal) else f"{literal} is not an address of the public network"
    last = host.rpartition(".")[2]
    if ":" in host or last.isdigit() or last.startswith("0x"):
        return f"{host} is neither a name nor a valid address"
    if "." not in host or any(host.endswith("." + name) for name in _LOCAL_NAMES):
        return f"{host} is a name of a local network"
    return None


def is_public(address: str) -> bool:
    """Whether an IP address, as a resolver writes it, is unicast of the public network.

    IPv6 addresses that carry an IPv4 one (mapped, NAT64, 6to4, Teredo) are judged by that one as well.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return all(one.is_global and not one.is_multicast for one in (parsed, *_carried(parsed)))


def _carried(address: IPv4Address | IPv6Address) -> tuple[IPv4Address, ...]:
    if isinstance(address, IPv4Address):
        return ()
    if address in _NAT64:
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    teredo = address.teredo or ()
    return (*teredo, *((address.sixtofour,) if address.sixtofour else ()))


def _literal(host: str) -> str | None:
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    if not host.isascii():
        return None
    # What C resolvers take: octal, hexadecimal, missing parts.
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None


def _allowed(settings: BaseSettings) -> frozenset[str]:
    return frozenset(str(host).lower() for host in settings.getlist("NETWORK_GUARD_ALLOW"))


def _proxy_hosts() -> frozenset[str]:
    proxies = (url if "://" in url else f"http://{url}" for kind, url in getproxies().items() if kind != "no")
    return frozenset(host for proxy in proxies if (host := host_of(proxy)))
