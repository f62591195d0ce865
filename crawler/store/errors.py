"""What the store says when it cannot work."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot be opened, read or written. The message is one line: what is wrong and what to do."""
