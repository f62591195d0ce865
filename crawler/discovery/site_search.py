"""The portal's own search, as its search form asks it: the last way to reports that no list leads to."""

from __future__ import annotations

from urllib.parse import urlencode

from lxml.html import HtmlElement

from crawler.discovery.addresses import absolute

QUESTION = "政府信息公开工作年度报告"
_FIELD_NAMES = frozenset(
    {"q", "query", "keyword", "keywords", "searchword", "searchwords", "word", "words", "key", "kw", "wd", "qt"}
)
_MOST_FORMS = 20
_MOST_FIELDS = 30


def search_address(tree: HtmlElement, url: str) -> str | None:
    """The address that asks the page's search form for annual reports; None where there is no such form.

    Only a form that is sent by GET and has a text field of a usual name: anything else may do more than search.
    """
    for form in list(tree.iter("form"))[:_MOST_FORMS]:
        if (form.get("method") or "get").strip().lower() != "get":
            continue
        fields: dict[str, str] = {}
        asked = ""
        for field in list(form.iter("input"))[:_MOST_FIELDS]:
            name, kind = field.get("name") or "", (field.get("type") or "text").lower()
            if name and kind in ("text", "search") and name.lower() in _FIELD_NAMES and not asked:
                asked = name
                fields[name] = QUESTION
            elif name and kind == "hidden":
                fields[name] = field.get("value") or ""
        address = absolute((form.get("action") or url).partition("?")[0], url)
        if asked and address:
            return f"{address}?{urlencode(fields)}"
    return None
