"""The further pages of one document (正文分页): a long report that a portal shows page by page."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlsplit

from crawler.discovery.addresses import absolute, is_list_address
from crawler.discovery.links import base_address
from crawler.discovery.paging import is_next_label
from crawler.page import Page

MOST_PAGES = 50
"""No report has more: a pager that says so is no document's."""

_CREATE_PAGE = re.compile(
    r"""createPageHTML\(\s*(?:(["'])[\w-]{1,60}\1\s*,\s*)?(\d{1,3})\s*,\s*\d{1,3}\s*,\s*["']([\w-]{1,100})["']\s*,"""
    r"""\s*["'](\w{1,10})["']"""
)
_TURNS = re.compile(r"[?&;][A-Za-z_]{1,12}=\d{1,3}(?:&|#|$)")
_NUMBER = re.compile(r"(?:第)?([1-9]\d?)(?:页)?")
_AROUND = " \t\r\n\u00a0\u3000[]【】()（）"
_PAGE_FIELDS = frozenset(
    ("page", "p", "pn", "pageno", "pagenum", "pageindex", "curpage", "currentpage", "current_page", "pg", "pages")
)


def article_pages(page: Page, first: str, number: int = 1) -> dict[int, str]:
    """The absolute addresses of the document's other pages that `page`, its page `number`, leads to, by their numbers.

    `first` is the address of the document's first page. A link is a number or 下一页, and leads to the same file name
    with a number behind it (`t123_1.html`, `t123_2.html`) or to the same address with another page in its query; the
    link to the next article never does. The script of TRS (`createPageHTML`) names the file and counts from 0, that of
    HyCloud from 1. At most `MOST_PAGES`.
    """
    try:
        own = urlsplit(first)
    except ValueError:
        return {}
    if is_list_address(first):  # a column that shows its newest report: the pager is the column's
        return {}
    base = base_address(page.tree, page.url)
    found: dict[int, str] = {}
    file = own.path.rpartition("/")[2]
    name = file.rpartition(".")[0]
    for call in _CREATE_PAGE.finditer(page.live_text) if "createPageHTML" in page.text else ():
        if f"{call[3]}.{call[4]}" != file:
            continue
        begins_at = 1 if call[1] else 0
        for counted in range(2, min(int(call[2]), MOST_PAGES) + 1):
            _add(found, counted, f"{name}_{counted - 1 + begins_at}.{call[4]}", base, own)
        break  # one pager stands above and below, and a hostile page can hold a hundred thousand
    for anchor in page.tree.iter("a"):
        href = anchor.get("href") or ""
        # Before all else: hardly a link of a page gets further.
        if not (name and name in href) and not _TURNS.search(href[-200:]):
            continue
        label = str(anchor.text_content())[:40].strip(_AROUND)
        if told := _NUMBER.fullmatch(label):
            _add(found, int(told[1]), href, base, own)
        elif is_next_label(label):
            _add(found, number + 1, href, base, own)
    return found


def _add(found: dict[int, str], number: int, href: str, base: str, first: SplitResult) -> None:
    if not 1 < number <= MOST_PAGES or number in found:
        return
    url = absolute(href, base)
    if url is not None and _is_page_of(first, urlsplit(url)):
        found[number] = url


def _is_page_of(first: SplitResult, other: SplitResult) -> bool:
    """Whether an address differs from the first page's as the address of a further page does."""
    if first.netloc.lower() != other.netloc.lower():  # the scheme may differ: sites that moved keep links with http
        return False
    if first.path == other.path:
        return _turns_page(first.query, other.query)
    stem, dot, extension = first.path.rpartition(".")
    end = f"{dot}{extension}"
    if not dot or "/" in extension or first.query != other.query or not other.path.endswith(end):
        return False
    beyond = other.path[len(stem) : -len(end)]
    return other.path.startswith(stem) and re.fullmatch(r"[_-]\d{1,3}", beyond, re.ASCII) is not None


def _turns_page(first: str, other: str) -> bool:
    try:
        before, after = (dict(parse_qsl(query, keep_blank_values=True, max_num_fields=50)) for query in (first, other))
    except ValueError:
        return False
    differing = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    turned = [after.get(name, "") for name in differing]
    return (
        len(turned) == 1
        and {name.lower() for name in differing} <= _PAGE_FIELDS
        and turned[0].isascii()
        and turned[0].isdigit()
    )
