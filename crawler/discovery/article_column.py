"""The column an article stands in, from the article's address alone."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_SHAPES = (
    (re.compile(r"(.*/)art/20\d\d/\d{1,2}/\d{1,2}/art_(\d{1,12})_\d{1,12}\.html?"), r"\1col/col\2/index.html"),
    (re.compile(r"(.*/)contents/(\d{1,12})/\d{1,12}\.html?"), r"\1channels/\2.html"),
    (re.compile(r"(.*/)20\d{4}/t20\d{6}_\d{1,12}\.s?html?"), r"\1"),
    (re.compile(r"(.*/)content/m?post_\d{1,12}\.html?"), r"\1"),
    (re.compile(r"(.*/)content_\d{1,12}\.html?"), r"\1"),
    (re.compile(r"(.*/public/\d{1,12}/)\d{1,12}\.html?"), r"\1"),
)
"""Paths of articles and of their columns by product: Hanweb JCMS, SiteServer, TRS WCM, GD NFCMS, the numeric family,
常德's. Other products (VSB `info/COL/ID.htm`, Epoint) name their columns otherwise than their articles' folders."""
_MOST_CHARS = 500


def article_column(url: str) -> str | None:
    """The address where the list of the article at `url` stands, None where its form does not tell.

    A guess: the product puts the list there, but no page was seen that links it.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if len(parts.path) > _MOST_CHARS:
        return None
    for shape, column in _SHAPES:
        if match := shape.fullmatch(parts.path):
            path = match.expand(column)
            return f"{parts.scheme}://{parts.netloc}{path}" if path != "/" else None
    return None
