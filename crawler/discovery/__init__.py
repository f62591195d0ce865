"""Discovery: which links of a portal are annual reports, and which columns (栏目) hold them.

Pure functions over titles, addresses and pages; nothing here touches the network.
"""

from __future__ import annotations

from crawler.discovery.article import looks_like_article
from crawler.discovery.columns import ColumnHint, column_hints, column_name, is_annual_column
from crawler.discovery.judge import judge
from crawler.discovery.links import links
from crawler.discovery.redirects import frame_sources, redirect_target
from crawler.discovery.title_year import TitleYear, title_year

__all__ = [
    "ColumnHint",
    "TitleYear",
    "column_hints",
    "column_name",
    "frame_sources",
    "is_annual_column",
    "judge",
    "links",
    "looks_like_article",
    "redirect_target",
    "title_year",
]
