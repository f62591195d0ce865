"""Does a link stand among readers' comments (网友评论)? Their pager is none of the article above them."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

_NAMED = re.compile(r"comment|pinglun|liuyan|gentie|reply|guestbook|discuss", re.IGNORECASE)
_HEADED = re.compile(r"评论|評論|留言|跟帖|网友")
_CLIMB = 6
"""How many elements above the link are looked at, and how many before each of them."""
_HEADING = 30
_BODY = 200
"""Characters: what is as long as this and no list is the article itself; what stands before it says nothing."""
_LISTS = frozenset({"ul", "ol", "dl"})
_NODES = 60
_LONGEST = 1000
"""How many pieces of text of an element are read, and how many characters of each."""


def in_comments(link: HtmlElement) -> bool:
    """Whether an element around the link is named after comments, or a heading before it speaks of them.

    What stands before the article does not count: its bar tells how many comments there are, too.
    """
    for place in (link, *islice(link.iterancestors(), _CLIMB)):
        if place.tag == "body":
            return False
        if _NAMED.search(f"{place.get('id') or ''} {place.get('class') or ''}"[:300]):
            return True
        for before in islice(place.itersiblings(preceding=True), _CLIMB):
            if not isinstance(before.tag, str):
                continue
            text = "".join("".join(piece[:_LONGEST] for piece in islice(before.itertext(), _NODES)).split())
            if len(text) <= _HEADING and _HEADED.search(text):
                return True
            if len(text) >= _BODY and before.tag not in _LISTS:
                return False
    return False
