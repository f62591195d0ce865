"""JSON answers of list APIs, which may be anything."""

from __future__ import annotations

import json
from typing import Any


def json_answer(text: str) -> dict[str, Any]:
    """The JSON object that `text` is, `{}` where it is none."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def inner(answer: dict[str, Any], *names: str) -> Any:
    """The value below a path of names, None where the answer has none."""
    value: Any = answer
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def whole_number(value: object) -> int | None:
    """A count as an answer gives it (`169`, `"169"`), None for anything else; bounded, for a hostile answer."""
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return min(int(text), 10_000_000) if text.isascii() and text.isdigit() and len(text) < 20 else None
