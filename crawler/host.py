"""The host that an address names, in one spelling."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """Host name of `url`: lower case, punycode, no port, no userinfo, no trailing dot; "" where there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return ascii_host(host)


def ascii_host(host: str) -> str:
    """A host name in punycode without its trailing dot; one that cannot be written so as it is."""
    host = host.rstrip(".")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
