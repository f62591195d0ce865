"""What an address alone says: is it usable, is it an article's, which folder names does its path have."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

MAX_URL_CHARS = 4096

_ARTICLE_NAME = re.compile(
    r"(?:^|[/_-])(?:t20\d{6}_\d+|content_\d+|post_\d+|art_[0-9a-f_]+|[0-9a-f]{32})(?:_\d+)?\.\w+$"
    r"|/info/\d+/\d+\.\w+$|/contents/\d+/\d+\.\w+$|/public/\d+/\d+\.html?$|/20\d{4}/\w{6,}\.s?html?$"
    r"|\.(?:docx?|pdf|wps|xlsx?|ofd|zip|rar|jpe?g|png)$",
    re.IGNORECASE,
)
_LIST_NAME = re.compile(
    r"^$|/$|/(?:index|default|list|main|home|column|channel)(?:_?\d+)?\.\w+$|/channels?/\d+(?:_\d+)?\.\w+$|"
    r"_list(?:_\d+)?\.\w+$|/col/col\d+(?:/index)?",
    re.IGNORECASE,
)
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]{0,200}", re.IGNORECASE)
_SESSION_FIELD = re.compile(
    r"(?<=[?&])(?:jsessionid|phpsessid|aspsessionid\w{0,20}|asp\.net_sessionid|sessionid|session_id|cfid|cftoken)"
    r"=[^&#]{0,300}(?:&|(?=#)|$)",
    re.IGNORECASE,
)
_ENTRANCE = re.compile(r"(?:^|/)(?:(?:index|default|main|home)\.\w+)?$", re.IGNORECASE)
_SHOWS = frozenset({"show", "view", "detail", "details", "read"})
_ARTICLE_FIELDS = frozenset(
    {"aid", "newsid", "news_id", "articleid", "article_id", "infoid", "info_id", "contentid", "content_id", "docid"}
)
_COLUMN_FIELDS = frozenset({"catid", "cid", "classid", "columnid", "typeid", "channelid"})
_MOST_REPEATS = 2
_UNSAFE = re.compile(r"[\x00-\x20\x7f]+")
_LINE_BREAKS = re.compile(r"[\t\r\n\x00]+")


def absolute(href: str, base_url: str) -> str | None:
    """Return `href` resolved against `base_url` as an http(s) address, or None where it is none.

    Nothing is re-encoded: percent signs, GBK bytes and Chinese characters stay as written. A session's id is cut out:
    with it every visit would give every page a new address. The fragment is cut off, except one that a script-drawn
    site uses as a path (`#/…`, `#!…`).
    """
    href = _LINE_BREAKS.sub("", href).strip()
    if not href or href.startswith("#") or len(href) > MAX_URL_CHARS:
        return None
    try:
        url = without_session(urljoin(base_url, href))
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    if not usable:
        return None
    page, mark, fragment = url.partition("#")
    return url if mark and fragment.startswith(("/", "!")) else page


def without_session(url: str) -> str:
    """`url` without a session's id (`;jsessionid=…`, `PHPSESSID=…`)."""
    if ";" not in url and "?" not in url:
        return url
    shorter = _SESSION_FIELD.sub("", _SESSION_PATH.sub("", url))
    return shorter if shorter == url else shorter.rstrip("?&")


def repeats_itself(url: str) -> bool:
    """Whether one folder stands more than twice in the path: links relative to a wrong base nest without end."""
    names = [name for name in _path(url).lower().split("/")[:-1] if name]
    return any(names.count(name) > _MOST_REPEATS for name in set(names) if not name.isdigit())


def is_article_address(url: str) -> bool:
    """Whether the last part of the path is one that CMS families give to articles and files, never to lists."""
    return bool(_ARTICLE_NAME.search(_path(url)[-300:]))


def is_list_address(url: str) -> bool:
    """Whether the address is a folder, a site's root or a name that CMS families give to lists only.

    It is not where the query asks for one article: `index.php?a=show&id=77`.
    """
    path = _path(url)
    return bool(_LIST_NAME.search(path[-300:])) and not is_article_address(url) and not _asks_for_article(url)


def _asks_for_article(url: str) -> bool:
    """Whether the query that a site's one program answers (`index.php`) names an article by its own number: in a field
    of that name, or as `id` to be shown or beside the number of its column."""
    if "?" not in url[:MAX_URL_CHARS] or not _ENTRANCE.search(_path(url)[-300:]):
        return False
    try:
        asked = parse_qsl(urlsplit(url[:MAX_URL_CHARS]).query, max_num_fields=50)
    except ValueError:
        return False
    numbers = {name.lower() for name, value in asked if value.isdigit()}
    if numbers & _ARTICLE_FIELDS:
        return True
    is_shown = any(value.lower().rpartition("/")[2] in _SHOWS for _, value in asked)
    return "id" in numbers and (is_shown or bool(numbers & _COLUMN_FIELDS))


def folders(url: str) -> tuple[str, ...]:
    """Return the lower-case path segments of `url`, the last one without its extension."""
    segments = [segment for segment in _path(url).lower().split("/") if segment]
    if segments:
        segments[-1] = segments[-1].rsplit(".", 1)[0]
    return tuple(segments)


def _path(url: str) -> str:
    try:
        return _UNSAFE.sub("", urlsplit(url[:MAX_URL_CHARS]).path)
    except ValueError:
        return ""
