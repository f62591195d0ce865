"""How the address of a document's further page differs from that of its first page: by one number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlsplit

_MOST_DIGITS = 3
_FIRST_PAGES = frozenset({"", "0", "1", "01"})
_BEHIND = re.compile(r"[_-](\d{1,3})", re.ASCII)
_FIRST = re.compile(r"[_-]0?1$", re.ASCII)
_IDS = re.compile(
    r"(?:.*/)?(?:t20\d{6}|content|post|art|article|info|detail|show|view|news|item|index|list|default|main|column)?",
    re.IGNORECASE,
)
"""What product families put before an article's own number (`content_1.html` and `content_2.html` are two articles) or
a list's."""
_PAGE_FIELDS = frozenset(
    ("page", "p", "pn", "pageno", "pagenum", "pageindex", "curpage", "currentpage", "current_page", "pg", "pages")
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a further page's address counts, as written. `from_first`: the first page's address counts too, from 1."""

    digits: str
    from_first: bool = False

    @property
    def number(self) -> int:
        """The number; which page it is of differs: the file of page 2 is `t1_1.html` or `t1_2.html`."""
        return int(self.digits)


def counted(first: SplitResult, url: str) -> Counted | None:
    """The number by which the address of a further page differs from that of page 1; None where it is no such address.

    It is the same file name with a number behind it (`t1.html`, `t1_2.html`) or in place of page 1's own (`t1_1.html`,
    `t1_2.html`), or the same address with another page in its query.
    """
    other = urlsplit(url)
    if first.netloc.lower() != other.netloc.lower():  # the scheme may differ: sites that moved keep links with http
        return None
    if first.path == other.path:
        turned = _turned(first.query, other.query)
        return None if turned is None else Counted(turned[1])
    if first.query != other.query:
        return None
    for stem, end, from_first in _stems(first.path):
        beyond = other.path[len(stem) : -len(end)]
        if other.path.startswith(stem) and other.path.endswith(end) and (number := _BEHIND.fullmatch(beyond)):
            return Counted(number[1], from_first)
    return None


def file_stem(path: str) -> str:
    """What the file names of all pages of a document begin with, "" where they have none."""
    stems = _stems(path)
    return stems[-1][0].rpartition("/")[2] if stems else ""


def page_between(known: Mapping[int, str], number: int, first: str) -> str | None:
    """The address of page `number` by that of the next one in `known`: a pager that shows `1 … 3` passes over page 2.

    `first` is the address of page 1. None where no later page is known, or its address does not count so.
    """
    above = min((one for one in known if one > number), default=number)
    own = urlsplit(first)
    at = counted(own, known[above]) if above > number else None
    if at is None or at.number <= above - number:
        return None
    other = urlsplit(known[above])
    digits = str(at.number - (above - number)).zfill(len(at.digits) if at.digits.startswith("0") else 1)
    if own.path == other.path:
        turned = _turned(own.query, other.query)
        assert turned is not None
        written, wanted = f"{turned[0]}={at.digits}", f"{turned[0]}={digits}"
        fields = [wanted if one == written else one for one in other.query.split("&")]
        return other._replace(query="&".join(fields)).geturl()
    end = f".{other.path.rpartition('.')[2]}"
    return other._replace(path=other.path[: -len(end) - len(at.digits)] + digits + end).geturl()


def _stems(path: str) -> list[tuple[str, str, bool]]:
    """What stands before and behind the number in the file name of a further page, given that of the first one."""
    stem, dot, extension = path.rpartition(".")
    if not dot or "/" in extension:
        return []
    found = [(stem, dot + extension, False)]
    if (own := _FIRST.search(stem)) and not _IDS.fullmatch(stem[: own.start()]):
        found.append((stem[: own.start()], dot + extension, True))
    return found


def _turned(first: str, other: str) -> tuple[str, str] | None:
    """The one field of a query that is another, as (name, digits), where it counts pages."""
    try:
        before, after = (dict(parse_qsl(query, keep_blank_values=True, max_num_fields=50)) for query in (first, other))
    except ValueError:
        return None
    differing = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    if len(differing) != 1 or differing[0].lower() not in _PAGE_FIELDS:
        return None
    digits = after.get(differing[0], "")
    if before.get(differing[0], "1") not in _FIRST_PAGES:  # ?p=12 and ?p=13 are two articles
        return None
    return (differing[0], digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else None
