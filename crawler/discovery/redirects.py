"""Pages that only send the reader on: redirect stubs, and lists inside frames."""

from __future__ import annotations

import re
from itertools import islice

from lxml import html

from crawler.discovery.addresses import absolute
from crawler.discovery.links import base_address
from crawler.page import page_tree, without

STUB_TEXT_CHARS = 120
STUB_LINKS = 3
LONGEST_DELAY = 30
"""Seconds. A refresh after more than this reloads a page somebody reads."""

_REFRESH = re.compile(r"\s*(\d{1,6})(?:\.\d*)?\s*[;,]\s*url\s*=\s*['\"]?\s*([^'\"]+)", re.IGNORECASE)
_LOCATION = re.compile(
    r"(?<![\w$])location(?:\s*\.\s*href)?\s*(?:=|\.\s*(?:replace|"
    r"assign)\s*\()\s*(['\"])([^'\"\r\n]{1,2000})\1\s*(?=[;)}\r\n<]|$)"
)
_LINE_COMMENT = re.compile(r"(?<![:'\"\w])//[^\r\n]*")
MAX_SCRIPTS = 20
MAX_SCRIPT_CHARS = 20_000
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TINY = re.compile(r"\s*[01](?:px)?\s*")


def redirect_target(html_or_tree: str | html.HtmlElement, url: str) -> str | None:
    """Return the absolute address a redirect stub sends to, else None.

    A stub has next to no text and links of its own; a page that can be read is never a redirect, whatever its scripts
    say. Known are `<meta http-equiv="refresh">` and a script that gives `location` a plain string. A script that sets
    a cookie is a challenge (blocking), not a redirect, and answers None, as does a page that sends to itself. Where a
    script asks for the browser's name, the last branch (the desktop's) counts.
    """
    root = page_tree(html_or_tree)
    if root is None or not _is_stub(root):
        return None
    target = _refresh_target(root) or _script_target(root)
    address = absolute(target, base_address(root, url)) if target else None
    return None if address in (None, url.partition("#")[0]) else address


def frame_sources(html_or_tree: str | html.HtmlElement, url: str) -> tuple[str, ...]:
    """Return the absolute addresses of the page's visible frames (`<iframe>`, `<frame>`), in page order, each once."""
    root = page_tree(html_or_tree)
    if root is None:
        return ()
    base = base_address(root, url)
    sources: dict[str, None] = {}
    for frame in root.iter("iframe", "frame"):
        tiny = any(_TINY.fullmatch(frame.get(side) or "") for side in ("width", "height"))
        if tiny or _HIDDEN.search((frame.get("style") or "")[:500]):
            continue
        address = absolute(frame.get("src") or "", base)
        if address and address != url:
            sources[address] = None
    return tuple(sources)


def _is_stub(root: html.HtmlElement) -> bool:
    chars = 0
    for node in root.iter():
        if isinstance(node.tag, str) and node.tag not in ("script", "style", "title", "noscript"):
            chars += len((node.text or "").strip())
        chars += len((node.tail or "").strip())
        if chars > STUB_TEXT_CHARS:
            return False
    return sum(1 for _ in root.iter("a", "area", "iframe", "frame")) <= STUB_LINKS


def _refresh_target(root: html.HtmlElement) -> str | None:
    for meta in root.iter("meta"):
        if (meta.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        if next(meta.iterancestors("noscript"), None) is not None:
            continue
        match = _REFRESH.match((meta.get("content") or "")[:4000])
        if match and int(match[1]) <= LONGEST_DELAY:
            return match[2].strip()
    return None


def _script_target(root: html.HtmlElement) -> str | None:
    scripts = [script.text or "" for script in islice(root.iter("script"), MAX_SCRIPTS)]
    scripts += [body.get("onload") or "" for body in root.iter("body")]
    code = [_LINE_COMMENT.sub("", without(script[:MAX_SCRIPT_CHARS], "/*", "*/")) for script in scripts]
    if any("document.cookie" in script or "$_ts" in script for script in code):
        return None
    for script in code:
        targets = [match[2].strip() for match in _LOCATION.finditer(script)]
        if "userAgent" in script:
            targets = targets[-1:] if len(targets) > 1 else []
        if targets:
            return targets[0]
    return None
