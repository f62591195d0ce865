"""The links of a page, as a reader of the page would name and date them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from lxml import etree, html

from crawler.discovery.addresses import absolute
from crawler.page import page_tree
from crawler.records import Link

MAX_TITLE_CHARS = 1000
MAX_NODES = 500
"""How many nodes inside one link are read: where hostile pages nest links, each node is read once a link above it."""
CLIMB = 5
"""How many levels above a link its date is looked for."""
SUMMARY_CHARS = 60
"""A link text longer than this with blocks of its own is a title with a summary below."""

_DATE = re.compile(r"(?<!\d)(20\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_ONLY_DATE = re.compile(
    r"[\s\[(（【〔]*(?:20\d\d\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?[\s\])）】〕]*"
)
_SPLIT_YEAR = re.compile(r"(?<!\d)([2２])\s?([0０])\s?([0-9０-９])\s?([0-9０-９])\s?(?=年)")
_CUT = re.compile(r"(?:…|\.{2,}|。{2,})\s*$")
_MORE = re.compile(
    r"[\s\[【（(+]*(?:更多|查看更多|更多内容|more|详细|详情|查看详情|查看|点击查看|阅读全文|全文|"
    r"进入)?[\s>》»›.…+\]】）)]*",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^\s*标\s?题\s?[:：]\s*(.+?)\s*(?:(?:发布|时间|日期|作者|来源|点击|更新).*)?$", re.MULTILINE)
_OPENED = re.compile(
    r"(?:window\.open|(?:location(?:\.href)?)\s*=|location\.(?:replace|"
    r"assign))\s*\(?\s*(['\"])([^'\"]{1,2000})\1"
)
_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "td", "dt", "dd", "section", "ul", "table"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ITEMS = frozenset({"li", "tr", "dd", "dt", "dl"})
_SILENT = frozenset({"script", "style", "noscript", "template"})


@dataclass(slots=True)
class _Container:
    """What stands inside an element that is close above a link or a date."""

    hrefs: set[str]
    dates: set[str]


def links(html_or_tree: str | html.HtmlElement, base_url: str) -> tuple[Link, ...]:
    """Return the links of a page in page order, each address once.

    `base_url` is the page's own address; a `<base href>` is obeyed. A link's title is its visible text (of a heading in
    it where it also holds a summary), or its title attribute where that text is cut short or missing, or the
    alternative text of its image, or "". White space is collapsed and the split digits of a year are joined. `url` is
    None where there is a title but no address (`javascript:;`, `#`, an empty href). The date (YYYY-MM-DD) is the one
    full date in the same list item. Of several links to one address the longest title is kept, at the place of the
    first; 更多 and the like give way to any other title. Never raises.
    """
    root = page_tree(html_or_tree)
    if root is None:
        return ()
    base_url = base_address(root, base_url)
    containers = _containers(root)
    found: dict[tuple[str | None, str], Link] = {}
    for element in root.iter("a", "area"):
        url = _address(element, base_url)
        title = _title(element)
        if not url and not title:
            continue
        link = Link(url=url, title=title, date=_date_near(element, containers))
        key = (url, "" if url else title)
        known = found.get(key)
        found[key] = link if known is None else _merged(known, link)
    return tuple(found.values())


def _merged(first: Link, second: Link) -> Link:
    """One link for two with the same address."""
    title = max((first.title, second.title), key=lambda title: (not _MORE.fullmatch(title), len(title)))
    return Link(url=first.url, title=title, date=first.date or second.date)


def base_address(root: html.HtmlElement, page_url: str) -> str:
    """The address that a page's relative links start from: that of its `<base href>`, else its own."""
    for element in root.iter("base"):
        href = element.get("href")
        if href:
            return absolute(href, page_url) or page_url
    return page_url


def _address(element: html.HtmlElement, base_url: str) -> str | None:
    href = element.get("href") or ""
    scheme = href[:20].strip().lower()
    if href and not scheme.startswith(("javascript:", "#")):
        return absolute(href, base_url)
    for script in (href, element.get("onclick") or ""):
        opened = _OPENED.search(script[:4000])
        if opened:
            return absolute(opened[2], base_url)
    return absolute(href, base_url) if href.startswith(("#/", "#!")) else None


def _title(element: html.HtmlElement) -> str:
    visible = _visible_text(element)
    attribute = _tidy_attribute(element.get("title") or "")
    if attribute and (not visible or _is_cut(visible, attribute)):
        return attribute
    if visible:
        return visible
    for name in ("alt", "title"):
        for node in islice(element.iter(), MAX_NODES):
            text = _tidy(node.get(name) or "") if node.tag == "img" else ""
            if text:
                return text
    return _tidy(element.get("alt") or "")


def _tidy_attribute(text: str) -> str:
    """A title attribute; of one with several labelled lines (标题：… 发布时间：…) the title only."""
    labelled = _LABELLED.search(text[:MAX_TITLE_CHARS])
    return _tidy(labelled[1] if labelled else text)


def _is_cut(visible: str, attribute: str) -> bool:
    """Whether the visible text is the attribute's beginning: with dots, or cut without any."""
    shown, full = "".join(visible.split()), "".join(attribute.split())
    stem = _CUT.sub("", shown)
    return (stem != shown or len(full) > len(shown)) and full.startswith(stem)


def _visible_text(element: html.HtmlElement) -> str:
    if not len(element):
        return _tidy(element.text or "")
    blocks = [(tag, _tidy(text)) for tag, text in _blocks(element)]
    blocks = [(tag, text) for tag, text in blocks if text and not _ONLY_DATE.fullmatch(text)]
    heading = next((text for tag, text in blocks if tag in _HEADINGS), "")
    if heading:
        return heading
    whole = " ".join(text for _, text in blocks)
    return blocks[0][1] if len(whole) > SUMMARY_CHARS and len(blocks[0][1]) > 5 else whole[:MAX_TITLE_CHARS]


def _blocks(element: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """The text of an element in its blocks, each with the tag of its block; text that is a date by itself is apart."""
    tag, size = "", 0
    pieces: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in islice(walk, 2 * MAX_NODES):
        if event in ("comment", "pi"):
            text = node.tail
        elif event == "start":
            if node is not element and node.tag in ("a", *_SILENT):
                walk.skip_subtree()
                text = ""
            else:
                text = node.text
            if node.tag in _BLOCKS:
                yield tag, "".join(pieces)
                tag, pieces = node.tag, []
            elif node.tag == "br":
                pieces.append(" ")
        else:
            if node.tag in _BLOCKS:
                yield tag, "".join(pieces)
                tag, pieces = "", []
            text = node.tail if node is not element else ""
        if text:
            pieces.append(" " if _ONLY_DATE.fullmatch(text[:60]) and "年" not in text else text)
            size += len(text)
        if size > MAX_TITLE_CHARS:
            break
    yield tag, "".join(pieces)


def _tidy(text: str) -> str:
    text = " ".join(text[: 4 * MAX_TITLE_CHARS].split())[:MAX_TITLE_CHARS]
    return _SPLIT_YEAR.sub(r"\1\2\3\4", text)


def _containers(root: html.HtmlElement) -> dict[html.HtmlElement, _Container]:
    """For each element up to five levels above a date or a link: the addresses and dates inside it."""
    containers: dict[html.HtmlElement, _Container] = {}
    for node in root.iter():
        if not isinstance(node.tag, str) or node.tag in _SILENT:
            inside: set[str] = set()
        else:
            inside = _dates(node.text)
        href = node.get("href") or "" if node.tag in ("a", "area") else ""
        if inside or href:
            _note(containers, node, href, inside)
        after = _dates(node.tail)
        parent = node.getparent()
        if after and parent is not None:
            _note(containers, parent, "", after)
    return containers


def _note(containers: dict[html.HtmlElement, _Container], node: html.HtmlElement, href: str, dates: set[str]) -> None:
    place: html.HtmlElement | None = node
    for _ in range(CLIMB):
        if place is None:
            return
        container = containers.setdefault(place, _Container(set(), set()))
        if href and len(container.hrefs) < 5:
            container.hrefs.add(href)
        if len(container.dates) < 5:
            container.dates |= dates
        place = place.getparent()


def _date_near(element: html.HtmlElement, containers: dict[html.HtmlElement, _Container]) -> str | None:
    place: html.HtmlElement | None = element
    for _ in range(CLIMB):
        container = containers.get(place) if place is not None else None
        if place is None:
            return None
        if container is not None:
            alone = len(container.hrefs) <= 1
            if container.dates and (alone or (place.tag in _ITEMS and len(container.hrefs) <= 3)):
                return min(container.dates) if len(container.dates) == 1 else None
            if not alone:
                return _date_after(element, containers)
        if place.tag in ("li", "tr", "body"):
            return None
        place = place.getparent()
    return None


def _date_after(element: html.HtmlElement, containers: dict[html.HtmlElement, _Container]) -> str | None:
    """The date between this link and the next, in a list without items: `<a>…</a> (2017-03-08)<br>`."""
    dates = _dates(element.tail)
    for place in islice(element.itersiblings(), 3):
        container = containers.get(place)
        if dates or (container is not None and container.hrefs):
            break
        if container is not None:
            dates = container.dates
        dates = dates or _dates(place.tail)
    return next(iter(dates)) if len(dates) == 1 else None


def _dates(text: str | None) -> set[str]:
    if not text or "20" not in text:
        return set()
    dates = set()
    for match in _DATE.finditer(text[:2000]):
        try:
            dates.add(date(int(match[1]), int(match[2]), int(match[3])).isoformat())
        except ValueError:
            continue
    return dates
