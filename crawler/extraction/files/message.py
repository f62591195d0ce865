"""What goes between the crawl and the process that reads its files: JSON, because a pickle could run code."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from crawler.records import Attachment, Extraction, Table


def to_json(extraction: Extraction) -> bytes:
    """An extraction as UTF-8 JSON; dates as ISO 8601."""
    fields = asdict(extraction)
    for name in ("published_on", "signed_on"):
        fields[name] = fields[name].isoformat() if fields[name] else None
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def from_json(message: bytes) -> Extraction:
    """The extraction that `to_json` wrote. Raises ValueError for anything else: the sender read hostile bytes."""
    try:
        fields: dict[str, Any] = json.loads(message)
        for name in ("published_on", "signed_on"):
            fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
        fields["tables"] = tuple(
            Table(table["name"], table["caption"], tuple(tuple(map(str, row)) for row in table["rows"]))
            for table in fields["tables"]
        )
        fields["attachments"] = tuple(Attachment(**one) for one in fields["attachments"])
        return Extraction(**fields)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not an extraction: {type(error).__name__}") from error
