"""Discovery: which links of a portal are annual reports, and which columns (栏目) hold them.

Pure functions over titles, addresses and pages; nothing here touches the network.
"""

from __future__ import annotations

from crawler.discovery.article import looks_like_article
from crawler.discovery.article_column import article_column
from crawler.discovery.article_pages import article_pages, is_paged, is_promised
from crawler.discovery.asked import AskedPage
from crawler.discovery.columns import ColumnHint, column_hints, column_name, is_annual_column
from crawler.discovery.entries import Entry, entries
from crawler.discovery.frontier import GUESSES, Frontier, Lead
from crawler.discovery.judge import judge
from crawler.discovery.known_paths import known_paths
from crawler.discovery.links import links
from crawler.discovery.list_sequence import ListSequence
from crawler.discovery.page_address import page_between
from crawler.discovery.redirects import frame_sources, redirect_target
from crawler.discovery.site_search import search_address
from crawler.discovery.sitemaps import map_page, sitemap_addresses
from crawler.discovery.title_year import TitleYear, title_year

__all__ = [
    "GUESSES",
    "AskedPage",
    "ColumnHint",
    "Entry",
    "Frontier",
    "Lead",
    "ListSequence",
    "TitleYear",
    "article_column",
    "article_pages",
    "column_hints",
    "column_name",
    "entries",
    "frame_sources",
    "is_annual_column",
    "is_paged",
    "is_promised",
    "judge",
    "known_paths",
    "links",
    "looks_like_article",
    "map_page",
    "page_between",
    "redirect_target",
    "search_address",
    "sitemap_addresses",
    "title_year",
]
