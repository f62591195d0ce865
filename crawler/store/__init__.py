"""The store: what is known of every address, every version of every report, and what changed since a reader asked."""

from __future__ import annotations

from crawler.store.checking import Checked, Finding
from crawler.store.content import identity_of
from crawler.store.difference import Difference, compare, tell
from crawler.store.document import COLUMNS, Column, Document, described
from crawler.store.errors import StoreError
from crawler.store.identity import report_id, url_key
from crawler.store.ledger import LedgerRow
from crawler.store.runs import Run
from crawler.store.saving import Saved
from crawler.store.search import Hit
from crawler.store.store import Store
from crawler.store.validators import Held

__all__ = [
    "COLUMNS",
    "Checked",
    "Column",
    "Difference",
    "Document",
    "Finding",
    "Held",
    "Hit",
    "LedgerRow",
    "Run",
    "Saved",
    "Store",
    "StoreError",
    "compare",
    "described",
    "identity_of",
    "report_id",
    "tell",
    "url_key",
]
