"""The last rung of the body ladder: trafilatura, for pages where no element of the page stands out.

It finds text but costs ten times what everything else costs, and prints layout tables, so it is asked last.
"""

from __future__ import annotations

from crawler.extraction.blocks import Block
from crawler.extraction.line import one_line

MAX_CHARACTERS = 2_000_000


def by_trafilatura(html: str) -> list[Block]:
    """The paragraphs that trafilatura finds, favouring precision; none for a page over `MAX_CHARACTERS`."""
    if len(html) > MAX_CHARACTERS:
        return []
    import trafilatura  # half a second that hardly any run needs

    try:
        text = trafilatura.extract(html, favor_precision=True, include_tables=False, include_comments=False)
    except Exception:  # it raises what its parsers raise on damaged pages
        return []
    return [Block(line) for line in map(one_line, (text or "").split("\n")) if line]
