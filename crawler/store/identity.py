"""What makes two addresses the same address, and what names a report for good.

Only what is certainly the same page is folded into one key: a page folded wrongly would never be fetched, while a copy
missed here is still found by its text and marked as an exact duplicate.
"""

from __future__ import annotations

import hashlib
import re
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

_INDEX_PAGE = re.compile(r"/index\.s?html?$", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Everything a URL may hold unescaped by RFC 3986, and "%" so that escapes already there stay as they are.
_URL_CHARACTERS = "%:/?#[]@!$&'()*+,;=-._~"
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
# Names that servers and trackers give, never a page. `sid` is not among them: it names the site on gkmlpt platforms
# and the article elsewhere. Nor are `id`, `t` and `v`.
_NEVER_A_PAGE = re.compile(r"jsessionid|phpsessid|aspsessionid[a-z]{8}|spm|utm_[a-z]+|isappinstalled", re.IGNORECASE)
# Values by which the same names say where a reader came from, or ask for the same article without its furniture.
_NEVER_A_PAGE_AS = {
    "from": frozenset({"singlemessage", "groupmessage", "timeline", "qrcode", "weixin", "wechat"}),
    "print": frozenset({"1", "true", "yes", "y"}),
}


def url_key(url: str) -> str:
    """The key under which `url` is filed: the same for spellings that portals use interchangeably.

    Folded, each with what makes it certain:

    * http and https, letter case of scheme and host, the default port, the fragment, user information, letter case of
      percent escapes (RFC 3986, 6.2.2), a trailing dot of the host (RFC 1034, 3.1), characters outside ASCII against
      their UTF-8 escapes: one address by the standards, or by what every browser does with http.
    * `www.`: the alias of RFC 2219 for a host's web server.
    * a trailing `index.html`, `index.htm` or `index.shtml`: the file a server sends for the folder.
    * `;jsessionid=` (Servlet specification, 7.1.3), `JSESSIONID`, `PHPSESSID`, `ASPSESSIONID…` in the query: whose
      visit it is, as a cookie would say.
    * `spm`, `utm_…`, `isappinstalled`, and `from` with the values that WeChat gives (`singlemessage`, `timeline`, …):
      the way a reader came.
    * `print=1` (`true`, `yes`, `y`): the same article, laid out for paper.

    Not folded, because the page may be another one: all else in the query, `sid` and other values of `from` among it;
    hosts for telephones (`m.`, `wap.`), which often have paths and pages of their own; `print.html` and other print
    views at an address of their own, whose article the address does not tell.

    The key is itself an address, and its own key. Never raises; what cannot be read as a web address is its own key,
    escaped.
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
    host = _without_www(host.rstrip(".") or host)
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port not in _DEFAULT_PORTS.values():
        host = f"{host}:{port}"
    path = _INDEX_PAGE.sub("/", _SESSION_IN_PATH.sub("", parts.path)) or "/"
    query = "&".join(part for part in parts.query.split("&") if not _says_no_page(part)) if parts.query else ""
    return f"http://{host}{path}" + (f"?{query}" if query else "")


def report_id(url: str, report_year: int | None) -> str:
    """The stable id, 16 hex digits, of the report that stands at `url` for `report_year`.

    A constant address that shows each winter's new report gives a new id each year; where the year is not known the
    address alone decides.
    """
    year = "" if report_year is None else str(report_year)
    return hashlib.sha256(f"{url_key(url)}\n{year}".encode()).hexdigest()[:16]


def _without_www(host: str) -> str:
    """`host` without its aliases `www.`; a name that would be left without a dot keeps it."""
    while host.startswith("www.") and "." in host[4:].strip(".") and not _is_number(host[4:]):
        host = host[4:]
    return host


def _is_number(host: str) -> bool:
    """Whether a host is an IP address: what follows `www.` is then no name of the same server."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _says_no_page(part: str) -> bool:
    name, _, value = part.partition("=")
    if _NEVER_A_PAGE.fullmatch(name):
        return True
    return value.lower() in _NEVER_A_PAGE_AS.get(name.lower(), ())


def _escape(url: str) -> str:
    quoted = quote(url.encode("utf-8", "surrogatepass"), safe=_URL_CHARACTERS)
    return _ESCAPE.sub(lambda match: match.group().upper(), quoted)
