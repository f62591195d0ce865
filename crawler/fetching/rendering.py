"""What the rest of the crawl knows of drawing a page by its scripts. Nothing of a browser is imported here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

    from crawler.records import Capture

DRAW = "draw"
"""`Request.meta` key of a page to be drawn: the capture of the page as it was fetched."""
CLICKS = "draw_clicks"
"""… and how often 下一页 may be clicked after that, to reach pages of a list that have no address."""
OUTCOME = "draw_outcome"
"""… and, filled by the browser, what the drawing brought beside the page."""


@dataclass(frozen=True, slots=True)
class ClickedPage:
    """A page of a list that a click led to: its address, most often that of the first page, and its DOM as HTML."""

    url: str
    html: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a drawing brought beside the page.

    `further` are the pages that clicks led to; `stopped` says why not all of them were reached ("" where they were).
    `missed` names what the page's scripts asked for and did not get, with the reason; never anything it could do
    without, such as pictures.
    """

    further: tuple[ClickedPage, ...] = ()
    stopped: str = ""
    missed: tuple[str, ...] = ()


class NotDrawn(Exception):
    """A page could not be drawn. `missing` is True where there is no browser on this machine, or it does not start;
    `verdict` is what stood in place of the page that was to be drawn (`blocked:script_check`, or `ok`)."""

    def __init__(self, message: str, *, missing: bool = False, verdict: str = "ok"):
        super().__init__(message)
        self.missing = missing
        self.verdict = verdict


def may_draw(verdict: str, settings: BaseSettings) -> bool:
    """Whether an answer of that verdict (blocking.classify) may be drawn once: a script check that every browser
    passes, unless DRAW_SCRIPT_CHECKS is off. No other block is: nothing solves a challenge here."""
    return verdict == "blocked:script_check" and settings.getbool("DRAW_SCRIPT_CHECKS", True)


def drawing(request: Request, original: Capture, clicks: int = 0) -> Request:
    """The request that draws the page at `original.url`, with the callbacks and arguments of `request`, which fetched
    it. The response is what the scripts made of it; its capture names `original` as what it was drawn from, and
    `outcome_of` gives the pages that up to `clicks` clicks on 下一页 led to."""
    meta = {key: value for key, value in request.meta.items() if key in _KEPT}
    return request.replace(
        url=original.url,
        method="GET",
        body=b"",
        headers={},
        dont_filter=True,
        meta=meta | {DRAW: original, CLICKS: clicks},
    )


def is_drawing(request: Request | None) -> bool:
    """Whether the request asks for a drawn page."""
    return request is not None and DRAW in request.meta


def outcome_of(response: Response) -> Outcome | None:
    """What the drawing of the response brought beside the page; None for a page that was not drawn."""
    return response.request.meta.get(OUTCOME) if response.request is not None else None


_KEPT = frozenset({"download_slot", "depth", "redirect_urls"})
