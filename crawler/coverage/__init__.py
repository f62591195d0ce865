"""The coverage page: what is held of every portal and year, as a folder of HTML that needs no network and no server."""

from __future__ import annotations

from crawler.coverage.write import Written, write_pages

__all__ = ["Written", "write_pages"]
