"""TLS as old portals speak it: every certificate is taken and judged, TLS 1.0 and 1.1 where a portal says so."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _ScrapyCertificateOptions
from scrapy.core.downloader.tls import _ScrapyClientTLSOptions26
from scrapy.exceptions import DownloadFailedError
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.ssl import CertificateOptions, TLSVersion
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.host import host_of

if TYPE_CHECKING:
    from OpenSSL.crypto import X509
    from twisted.internet._sslverify import ClientTLSOptions
    from twisted.internet.ssl import Certificate
    from twisted.protocols.tls import TLSMemoryBIOProtocol

_REMEMBERED = 1000
# Security level 0 is what lets OpenSSL 3 and newer sign with SHA-1, which TLS 1.0 and 1.1 cannot do without.
_OLD_CIPHERS = b"DEFAULT:@SECLEVEL=0"
_PROBLEMS = {
    2: "unknown_issuer",
    9: "not_yet_valid",
    10: "expired",
    18: "self_signed",
    19: "unknown_issuer",
    20: "unknown_issuer",
    21: "unknown_issuer",
    23: "revoked",
}
"""X509_V_ERR_… of OpenSSL's x509_vfy.h: 2, 20 and 21 are an issuer that is not at hand, 19 one that vouches for
itself."""


class NoHandshake(DownloadFailedError):
    """An https connection was broken off before the host showed a certificate."""


@implementer(IPolicyForHTTPS)
class PortalTls:
    """The context factory of the downloader. `old_hosts` may speak TLS 1.0 and 1.1; all others 1.2 and newer.

    No certificate ends a connection (DOWNLOAD_VERIFY_CERTIFICATES is off: many portals' chains are broken, and nothing
    secret is sent), but what is wrong with it is kept for `judged`.
    """

    def __init__(self, old_hosts: tuple[str, ...] = ()) -> None:
        self._old_hosts = frozenset(host_of(f"https://{host}/") for host in old_hosts)
        self._options = {old: _options(old) for old in (False, True)}
        self._problems: OrderedDict[tuple[str, str], frozenset[str]] = OrderedDict()
        self._met: set[str] = set()

    def creatorForNetloc(self, hostname: bytes, port: int) -> ClientTLSOptions:  # noqa: N802
        """Twisted asks for this before each connection; `port` does not matter."""
        host = hostname.decode("ascii")
        options = self._options[host.lower() in self._old_hosts]
        return _JudgingOptions(options._makeTLSConnection, host, self._keep)

    def judged(self, url: str, certificate: Certificate) -> str:
        """One line on the certificate that came with the response from `url`: "valid", or what is wrong with it
        (expired, not_yet_valid, self_signed, unknown_issuer, wrong_host, …, joined by commas), then its SHA-256 and
        the last day it is valid."""
        digest = _digest(certificate.original)
        found = self._problems.get((host_of(url), digest))
        verdict = "not judged" if found is None else ",".join(sorted(found)) or "valid"
        end = (certificate.original.get_notAfter() or b"").decode("latin-1")[:8]
        return f"{verdict}; sha256={digest}; not_after={end}"

    def has_met(self, url: str) -> bool:
        """Whether the host of `url` has shown a certificate in this run: it does speak TLS that we understand."""
        return host_of(url) in self._met

    def _keep(self, host: str, leaf: X509, problems: frozenset[str]) -> None:
        name = host_of(f"https://{host}/")
        self._met.add(name)
        self._problems[name, _digest(leaf)] = problems
        while len(self._problems) > _REMEMBERED:
            self._problems.popitem(last=False)


class _JudgingOptions(_ScrapyClientTLSOptions26):
    """One connection: lets every certificate pass, and tells `keep` what is wrong with it."""

    def __init__(
        self,
        create: Callable[[TLSMemoryBIOProtocol], SSL.Connection],
        host: str,
        keep: Callable[[str, X509, frozenset[str]], None],
    ) -> None:
        super().__init__(create, host)
        self._keep = keep

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:  # noqa: N802, N803
        """Twisted's, with a verification that notes and never refuses."""
        connection = super().clientConnectionForTLS(tlsProtocol)
        host, keep = self._hostnameASCII, self._keep
        identity = DNS_ID(host) if self._hostnameIsDnsName else IPAddress_ID(host)
        problems: set[str] = set()

        def note(_: SSL.Connection, certificate: X509, error: int, depth: int, fine: int) -> bool:
            if not fine:
                problems.add(_PROBLEMS.get(error, f"error_{error}"))
            if depth == 0:
                try:
                    verify_service_identity(extract_patterns(certificate), [identity], [])
                except (CertificateError, VerificationError, ValueError):
                    problems.add("wrong_host")
                keep(host, certificate, frozenset(problems))
            return True

        connection.set_verify(SSL.VERIFY_PEER, note)
        return connection


def _options(old: bool) -> CertificateOptions:
    options = (
        _ScrapyCertificateOptions(fixBrokenPeers=True, insecurelyLowerMinimumTo=TLSVersion.TLSv1_0)
        if old
        else _ScrapyCertificateOptions(fixBrokenPeers=True)
    )
    context = options.getContext()
    context.set_default_verify_paths()
    if old:
        context.set_cipher_list(_OLD_CIPHERS)
    return options


def _digest(certificate: X509) -> str:
    return certificate.digest("sha256").decode("ascii").replace(":", "").lower()
