"""Both doors in one step: the text of bytes, with what was already wrong in it mended."""

from __future__ import annotations

from dataclasses import replace

from crawler.encoding.ladder import decode
from crawler.encoding.mending import repair
from crawler.records import Decoded


def read_text(
    body: bytes, content_type: str | None = None, *, host: str | None = None, history: str | None = None
) -> Decoded:
    """`decode`, then `repair`: the repaired text, with the repairs of both. The arguments are those of `decode`."""
    decoded = decode(body, content_type, host=host, history=history)
    repaired = repair(decoded.text)
    if not repaired.repairs:
        return decoded
    return replace(decoded, text=repaired.text, repairs=decoded.repairs + repaired.repairs)
