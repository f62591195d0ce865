"""Portals that lead a crawler astray or say more than they hold: each must end at a bound, and say so."""

from __future__ import annotations

import re
from functools import cache

from crawler.sandbox import families_places as places
from crawler.sandbox.families_portal import COLUMN_NAME, Answer, Asked, FamilyPortal, Reply

_FEW = 6
"""Lines a short list shows."""


@cache
def trap_portals() -> dict[str, FamilyPortal]:
    """One portal for each trap, by name; the host is `NAME.sandbox.test`."""
    answers: dict[str, Answer] = {
        "calendar": _calendar,
        "endless": _endless,
        "fresh": _fresh,
        "nested": _nested,
        "short_total": _short_total,
        "short_pages": _short_pages,
        "lost_page": _lost_page,
    }
    return {
        name: FamilyPortal(name, f"{name.replace('_', '-')}.sandbox.test", "/xxgk/nblist.jsp", answer, places.trs)
        for name, answer in answers.items()
    }


def _calendar(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """后页 leads to the next day, for ever; no day after the first page has an entry."""
    if asked.path != portal.column:
        return None
    day = int(asked.query.get("day", "0"))
    days = " ".join(f'<a href="nblist.jsp?day={day * 31 + other}">{other}</a>' for other in range(1, 32))
    pager = f'<div class="calendar">{days}</div><a href="nblist.jsp?day={day + 1}">下一页</a>'
    return portal.list_page(portal.lines if day == 0 else [], pager)


def _endless(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """Every page past the last shows the last one again, with a link to the next."""
    if asked.path != portal.column:
        return None
    number = int(asked.query.get("page", "1"))
    pager = f'<a href="nblist.jsp?page={number + 1}">下一页</a>'
    return portal.list_page(portal.chunk(min(number, portal.page_count)), pager)


def _fresh(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """Pages without end, each with entries of its own that lead nowhere."""
    if asked.path != portal.column:
        return None
    number = int(asked.query.get("page", "1"))
    made = "".join(
        f'<li><a href="/zx/{number}-{line}.html">海川县召开第{number}次调度会议之{line}</a></li>' for line in range(9)
    )
    pager = f'<ul>{made}</ul><a href="nblist.jsp?page={number + 1}">下一页</a>'
    return portal.list_page(portal.lines if number == 1 else [], pager)


def _nested(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """A link relative to the wrong folder: every level shows the column again, one level deeper."""
    if not re.fullmatch(r"(?:/xxgk)+/nblist\.jsp|(?:/xxgk)+/(?:xxgknb/)+", asked.path):
        return None
    deeper = (
        f'<ul class="side"><li><a href="xxgk/xxgknb/">{COLUMN_NAME}</a></li><li><a href="xxgknb/">{COLUMN_NAME}</a>'
    )
    return portal.list_page(portal.lines, f"{deeper}</li></ul>")


def _short_total(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """共 18 条 over a list of six, and no way to the others."""
    if asked.path != portal.column:
        return None
    return portal.list_page(portal.lines[:_FEW], f"<div>共{len(portal.lines)}条 第1页</div>")


def _short_pages(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """Three pages by its own words, drawn by a script that nobody knows."""
    if asked.path != portal.column:
        return None
    return portal.list_page(portal.chunk(1), '<div>第1页/共3页</div><a href="javascript:zhuan(2)">下一页</a>')


def _lost_page(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """The second of three pages answers 500."""
    number = int(asked.query.get("page", "1"))
    if asked.path != portal.column or number == 2:
        return Reply("<h1>HTTP Status 500</h1>", status=500) if asked.path == portal.column else None
    links = "".join(f'<a href="nblist.jsp?page={other}">{other}</a> ' for other in range(1, 4) if other != number)
    return portal.list_page(portal.chunk(number), f"<div>共3页 页码 {links}</div>")
