"""Is a page empty because a script would fill it, does its list go on by clicks only? Told from the page alone."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from crawler.discovery import links, looks_like_article
from crawler.discovery.paging import OFF_WORDS, is_next_label
from crawler.page import Page

_MOST_ELEMENTS = 20_000
_MOST_SCRIPT_CHARS = 500_000
_LITTLE_TEXT = 300
_FILLED = ("ul", "ol", "tbody", "dl", "div", "section", "table", "main")
_LISTS = frozenset({"ul", "ol", "tbody", "dl"})
_ASKS = re.compile(
    r"\$\.(?:ajax|get|post|getJSON)\(|\bfetch\(|\baxios\b|XMLHttpRequest|\$http\b|laypage|dataproxy",
    re.IGNORECASE,
)
_PUTS = re.compile(
    r"\.innerHTML\s{0,5}\+?=|\.(?:append|prepend|html|appendTo|insertAdjacentHTML|appendChild)\(|\.render\("
)
_LOOPS = ("v-for", "ng-repeat", "data-ng-repeat", "x-for", "wx:for")
_TEMPLATES = re.compile(
    r"text/(?:x-)?(?:html|template|tmpl|handlebars|x-handlebars-template|ng-template)", re.IGNORECASE
)
_MOUNTS = frozenset({"app", "root", "__next", "__nuxt", "main-app"})
_CALLS = re.compile(r"javascript:\s{0,5}(?!void\b)[\w$.]{1,80}\(", re.IGNORECASE)
_HANDLERS = ("onclick", "@click", "v-on:click", "ng-click")
_NEXT_CHILDREN = 3
_NEXT_CHARS = 40
_ASKS_FOR_SCRIPTS = re.compile(r"javascript|脚本|启用\s?js", re.IGNORECASE)


def needs_rendering(page: Page) -> str | None:
    """Why the page has to be drawn by its scripts before its list can be read; None where it need not.

    Three signs, strongest first: a template that loops over entries; an empty container that a script on the page
    names and fills with what it asks for; an empty mount point or list with nothing but scripts beside it. The last two
    do not count on a page with dated links or an article: what it is there for is there. Never raises.
    """
    tree = page.tree
    elements = list(islice(tree.iter("*"), _MOST_ELEMENTS))
    if looping := _template(elements):
        return looping
    if any(link.date and link.url for link in links(tree, page.url)) or looks_like_article(tree):
        return None
    scripts = _inline_scripts(elements)
    empty = [element for element in elements if element.tag in _FILLED and _is_empty(element)]
    asks, puts = _ASKS.search(scripts), _PUTS.search(scripts)
    for element in empty:
        name = str(element.get("id") or "")
        if name and asks and puts and any(mark + name in scripts for mark in "#'\""):
            return f"a script fills #{name[:60]} ({asks[0].rstrip('(')})"
    if not any(element.tag == "script" and element.get("src") for element in elements):
        return None
    for element in empty:
        if element.get("id") in _MOUNTS and _has_little_text(elements):
            return f"#{element.get('id')} is empty and the page is left to scripts"
    lists = [element.tag for element in empty if element.tag in _LISTS]
    if lists and (asks or _asks_for_scripts(elements)):
        return f"an empty <{lists[0]}> is left to scripts"
    return None


def pages_by_click(page: Page, *, drawn: bool = False) -> str | None:
    """Why the further pages of a list can only be reached by clicking: its 下一页 has no address, but a handler.

    None where there is no such element, where it is marked as disabled, or where one of them has an address. Of a page
    that a browser has drawn (`drawn`) the handler need not be seen, since scripts add it. Never raises.
    """
    why = None
    for element in islice(page.tree.iter("a", "button", "input", "li", "span"), _MOST_ELEMENTS):
        if not _is_next(element) or any(_is_off(one) for one in (element, *islice(element.iterancestors(), 1))):
            continue
        href = (element.get("href") or "").strip()
        if href and not href.lower().startswith(("#", "javascript:")):
            return None
        if drawn or _CALLS.match(href) or any((element.get(name) or "").strip() for name in _HANDLERS):
            why = why or f"下一页 has a handler and no address (<{element.tag!s}>)"
    return why


def _is_next(element: HtmlElement) -> bool:
    texts = [element.get(name) or "" for name in ("value", "title", "aria-label")]
    if len(element) <= _NEXT_CHILDREN:
        texts.append("".join(islice(element.itertext(), _NEXT_CHILDREN + 2))[:_NEXT_CHARS])
    return any(is_next_label(text) for text in texts)


def _is_off(element: HtmlElement) -> bool:
    marks = (element.get("class") or "").lower()
    return (
        element.get("disabled") is not None
        or element.get("aria-disabled") == "true"
        or any(word in marks for word in OFF_WORDS)
    )


def _template(elements: list[HtmlElement]) -> str | None:
    for element in elements:
        for name in _LOOPS:
            if name in element.attrib:
                return f"a template loops over entries ({name})"
        if (
            element.tag == "script"
            and _TEMPLATES.fullmatch((element.get("type") or "").strip())
            and "href" in (element.text or "")
        ):
            return "a template draws the links (script type " + (element.get("type") or "").strip() + ")"
    return None


def _inline_scripts(elements: list[HtmlElement]) -> str:
    texts = (element.text or "" for element in elements if element.tag == "script")
    return "\n".join(texts)[:_MOST_SCRIPT_CHARS]


def _is_empty(element: HtmlElement) -> bool:
    return len(element) == 0 and not (element.text or "").strip()


def _has_little_text(elements: list[HtmlElement]) -> bool:
    seen = 0
    for element in elements:
        if element.tag not in ("script", "style", "noscript", "title"):
            seen += len((element.text or "").strip())
        seen += len((element.tail or "").strip())
        if seen > _LITTLE_TEXT:
            return False
    return True


def _asks_for_scripts(elements: list[HtmlElement]) -> bool:
    return any(
        element.tag == "noscript" and _ASKS_FOR_SCRIPTS.search("".join(islice(element.itertext(), 20))[:500])
        for element in elements
    )
