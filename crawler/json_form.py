"""What becomes of a value that JSON has no form for: the same in the store and between processes."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any


def json_form(value: object) -> Any:
    """A record as an object, a date as ISO 8601, a set as a list in the order of its items' `str`, all else as `str`.

    What stands inside a record or set is not looked at: as `default` of an encoder this is asked for each by itself
    (`asdict`, which copies, costs as much as all else).
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    return value.isoformat() if isinstance(value, date) else str(value)
