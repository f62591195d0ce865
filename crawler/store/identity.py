"""What makes two addresses the same address, and what names a report for good."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, urlsplit

_INDEX_PAGE = re.compile(r"/index\.s?html?$", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Everything a URL may hold unescaped by RFC 3986, and "%" so that escapes already there stay as they are.
_URL_CHARACTERS = "%:/?#[]@!$&'()*+,;=-._~"
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")


def url_key(url: str) -> str:
    """The key under which `url` is filed: the same for spellings that portals use interchangeably.

    Folded: http and https, letter case of scheme and host, a trailing dot of the host, user information, the default
    port, the fragment, a trailing `index.html`, `index.htm` or `index.shtml`, letter case of percent escapes
    (RFC 3986, 6.2.2.1), and characters outside ASCII against their UTF-8 escapes. The query is kept: portals keep
    page identity in it. The key is itself an address, and its own key. Never raises; what cannot be read as a web
    address is its own key, escaped.
    """
    escaped = _escape(url.strip())
    try:
        parts = urlsplit(escaped)
        host, port = parts.hostname, parts.port
    except ValueError:
        return escaped
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        return escaped
    host = host.rstrip(".") or host
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port not in _DEFAULT_PORTS.values():
        host = f"{host}:{port}"
    path = _INDEX_PAGE.sub("/", parts.path) or "/"
    return f"http://{host}{path}" + (f"?{parts.query}" if parts.query else "")


def report_id(url: str, report_year: int | None) -> str:
    """The stable id, 16 hex digits, of the report that stands at `url` for `report_year`.

    A constant address that shows each winter's new report gives a new id each year; where the year is not known the
    address alone decides.
    """
    year = "" if report_year is None else str(report_year)
    return hashlib.sha256(f"{url_key(url)}\n{year}".encode()).hexdigest()[:16]


def _escape(url: str) -> str:
    quoted = quote(url.encode("utf-8", "surrogatepass"), safe=_URL_CHARACTERS)
    return _ESCAPE.sub(lambda match: match.group().upper(), quoted)
