"""A page or file → title, body, tables, metadata, attachments (text contract: README.md)."""

from __future__ import annotations

from crawler.extraction.document import attachments, extract
from crawler.extraction.files import extract_file
from crawler.extraction.links import mentions_files
from crawler.extraction.media import media_type
from crawler.extraction.organ import fuller, makers
from crawler.extraction.several_pages import JoinedPages, extract_further, extract_pages, join_pages

__all__ = [
    "JoinedPages",
    "attachments",
    "extract",
    "extract_file",
    "extract_further",
    "extract_pages",
    "fuller",
    "join_pages",
    "makers",
    "media_type",
    "mentions_files",
]
