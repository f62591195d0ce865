"""The further pages of one document (正文分页): a long report that a portal shows page by page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import SplitResult, urlsplit

from lxml.html import HtmlElement

from crawler.discovery.addresses import absolute, is_list_address
from crawler.discovery.comments import in_comments
from crawler.discovery.links import base_address
from crawler.discovery.page_address import counted, file_stem
from crawler.discovery.paging import is_back_label, is_last_label, is_next_label
from crawler.page import Page, text_of_link

MOST_PAGES = 50
"""No report has more: a pager that says so is no document's."""

_CREATE_PAGE = re.compile(
    r"""createPageHTML\(\s*(?:(["'])[\w-]{1,60}\1\s*,\s*)?(\d{1,3})\s*,\s*\d{1,3}\s*,\s*["']([\w-]{1,100})["']\s*,"""
    r"""\s*["'](\w{1,10})["']"""
)
_TURNS = re.compile(r"[?&;][A-Za-z_]{1,12}=\d{1,3}(?:&|#|$)")
_NUMBER = re.compile(r"(?:第)?([1-9]\d?)(?:页)?")
_AROUND = " \t\r\n\u00a0\u3000[]【】()（）"
_MOST_LINKS = 500
"""How many links that are labelled as a pager's are looked at: a hostile page has a hundred thousand."""
_MOST_FOREIGN = 50
"""… and how many of comments."""


@dataclass(slots=True)
class _Pager:
    """What a page says of the others: `numbered` are named by their number, by 末页 or by a script, `following` is
    where 下一页 leads, and `begins` says that page 1 is named by its number."""

    numbered: dict[int, str] = field(default_factory=dict)
    following: str | None = None
    begins: bool = False


def article_pages(page: Page, first: str, number: int = 1) -> dict[int, str]:
    """The absolute addresses of the document's other pages that `page`, its page `number`, leads to, by their numbers.

    `first` is the address of the document's first page. A link is a number, 下一页 or 末页, and its address differs as
    that of a further page does (`page_address.counted`); that of the next article never does. The script of TRS
    (`createPageHTML`) names the file and counts from 0, that of HyCloud from 1. At most `MOST_PAGES`.
    """
    pager = _pager(page, first, number)
    following = {} if pager.following is None else {number + 1: pager.following}
    return following | pager.numbered


def is_promised(page: Page, first: str, number: int, wanted: int, *, by_number: bool = False) -> bool:
    """Whether `page`, a document's page `number`, says by a pager of its own that there is a page `wanted`.

    A pager of comments says nothing of it (`comments.in_comments`). Nor does 下一页 beside numbers that end before it,
    and with `by_number` none does.
    """
    pager = _pager(page, first, number, lambda link: not in_comments(link))
    if max(pager.numbered, default=0) >= wanted:
        return True
    has_numbers = by_number or pager.begins or bool(pager.numbered)
    return pager.following is not None and wanted == number + 1 and not has_numbers


def is_paged(page: Page, first: str) -> bool:
    """Whether a page has a pager that leads to another page of the document that begins at `first`."""
    try:
        own = urlsplit(first)
    except ValueError:
        return False
    base = base_address(page.tree, page.url)
    found: dict[int, str] = {}
    _by_script(found, page, own, base)
    for anchor, _ in islice(_labelled(page, file_stem(own.path)), 0 if found else _MOST_LINKS):
        url = absolute(anchor.get("href") or "", base)
        if url is not None and not _same(url, page.url) and (_same(url, first) or _is_further(own, url)):
            return True
    return bool(found)


def _pager(page: Page, first: str, number: int, counts: Callable[[HtmlElement], bool] | None = None) -> _Pager:
    pager = _Pager()
    try:
        own = urlsplit(first)
    except ValueError:
        return pager
    if is_list_address(first):  # a column that shows its newest report: the pager is the column's
        return pager
    base = base_address(page.tree, page.url)
    _by_script(pager.numbered, page, own, base)
    last: str | None = None
    foreign = 0
    for anchor, label in islice(_labelled(page, file_stem(own.path)), _MOST_LINKS):
        told = _NUMBER.fullmatch(label)
        wanted = int(told[1]) if told else number + 1 if is_next_label(label) else None  # None: 末页
        if wanted in pager.numbered if told else is_back_label(label):
            continue
        url = absolute(anchor.get("href") or "", base)
        if url is None or (_same(url, page.url) and not told):
            continue
        if not (_same(url, first) if wanted == 1 else _is_further(own, url, wanted)):
            continue
        if counts is not None and not counts(anchor):
            foreign += 1
            if foreign == _MOST_FOREIGN:
                break
        elif wanted is None:
            last = last or url
        elif wanted == 1:
            pager.begins = True
        elif told:
            pager.numbered[wanted] = url
        else:
            pager.following = pager.following or url
    if last is not None:
        _add_last(pager, last, own, number, page.url)
    if (
        number == 1
        and pager.following
        and not (pager.numbered or pager.begins)
        and _counts_from_first(own, pager.following)
    ):
        pager.following = None  # without numbers beside it, it may as well lead to the next article
    return pager


def _labelled(page: Page, stem: str) -> Iterator[tuple[HtmlElement, str]]:
    """The links that may be a pager's by address and label, with their labels."""
    for anchor in page.tree.iter("a"):
        href = anchor.get("href") or ""
        # Before all else: hardly a link of a page gets further.
        if not (stem and stem in href) and not _TURNS.search(href[-200:]):
            continue
        label = text_of_link(anchor)[:40].strip(_AROUND)
        if _NUMBER.fullmatch(label) or any(says(label) for says in (is_next_label, is_last_label, is_back_label)):
            yield anchor, label


def _by_script(found: dict[int, str], page: Page, first: SplitResult, base: str) -> None:
    file = first.path.rpartition("/")[2]
    name = file.rpartition(".")[0]
    for call in _CREATE_PAGE.finditer(page.live_text) if "createPageHTML" in page.text else ():
        if f"{call[3]}.{call[4]}" != file:
            continue
        begins_at = 1 if call[1] else 0
        for wanted in range(2, min(int(call[2]), MOST_PAGES) + 1):
            url = absolute(f"{name}_{wanted - 1 + begins_at}.{call[4]}", base)
            if url is not None and _is_further(first, url):
                found[wanted] = url
        return  # one pager stands above and below, and a hostile page can hold a hundred thousand


def _is_further(first: SplitResult, url: str, wanted: int | None = None) -> bool:
    """Whether an address is that of a further page, and of page `wanted` where it says which page it is."""
    at = counted(first, url)
    if at is None or (wanted is not None and wanted > MOST_PAGES):
        return False
    return not at.from_first or (at.number > 1 and wanted in (None, at.number))


def _counts_from_first(first: SplitResult, url: str) -> bool:
    at = counted(first, url)
    return at is not None and at.from_first


def _add_last(pager: _Pager, url: str, first: SplitResult, number: int, own_url: str) -> None:
    """末页 tells its number by what its address counts beside that of a page whose number is known.

    Where there is none it is taken for counted from 0, as page 2 is `t1_1.html` then: no page is passed over.
    """
    at = counted(first, url)
    assert at is not None
    wanted = at.number if at.from_first else at.number + 1
    following = {} if pager.following is None else {number + 1: pager.following}
    for known, address in ({number: own_url} | pager.numbered | following).items():
        beside = counted(first, address)
        if beside is not None:
            wanted = known + at.number - beside.number
            break
    if 1 < wanted <= MOST_PAGES:
        pager.numbered.setdefault(wanted, url)


def _same(one: str, other: str) -> bool:
    return one.partition(":")[2] == other.partition(":")[2]
