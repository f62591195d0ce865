"""Which pages are to be drawn by a browser, and what their drawing was good for."""

from __future__ import annotations

from scrapy.http import HtmlResponse, Request, Response
from scrapy.settings import BaseSettings

from crawler.crawl.account import Account
from crawler.crawl.answers import is_block
from crawler.crawl.column_progress import ColumnProgress, Undrawn
from crawler.crawl.columns import Columns
from crawler.crawl.family import Families
from crawler.discovery import AskedPage, ListSequence
from crawler.fetching.drawn_by_script import needs_rendering, pages_by_click
from crawler.fetching.rendering import Outcome, drawing, is_drawing, may_draw
from crawler.page import Page
from crawler.records import Capture, ListPage, PageRequest, Portal
from crawler.store import url_key


class Drawings:
    """Has pages drawn that the portal's facts say, or that were found, to be drawn by scripts."""

    def __init__(
        self, portal: Portal, families: Families, columns: Columns, account: Account, settings: BaseSettings
    ) -> None:
        self._portal = portal
        self._families = families
        self._columns = columns
        self._account = account
        self._settings = settings

    def redrawn(
        self,
        response: Response,
        capture: Capture,
        trouble: str,
        column: ColumnProgress | None = None,
        *,
        like_first: bool = False,
    ) -> Request | None:
        """The request that draws the page, where the portal says or was found to be drawn by scripts, or where a script
        check stands before the page; None where the page can be read as it came. `trouble` is that of the response;
        `like_first` says that the first page of the same document was drawn."""
        request = response.request
        if request is None or is_drawing(request) or not isinstance(response, HtmlResponse):
            return None
        told = self._portal.rendered or like_first
        told = told or (column is not None and (column.drawn or self._is_rendered(column.url)))
        if may_draw(trouble, self._settings) or (told and not trouble):
            return drawing(request, capture)
        return None

    def _is_rendered(self, column: str) -> bool:
        return url_key(column) in {url_key(url) for url in self._portal.rendered_columns}

    def note(
        self,
        page: Page,
        capture: Capture,
        column: ColumnProgress,
        depth: int,
        sequence: ListSequence,
        listing: ListPage,
        reports: int,
        outcome: Outcome | None,
    ) -> None:
        """Whether a list page that was read is to be drawn (again), and what the drawing of this one was good for."""
        is_drawn = capture.drawn_from is not None
        if is_drawn and reports and column.drawn:
            self._forgive(column)
        if is_drawn and not reports and outcome is not None and outcome.missed:
            told = f"drawn without what its scripts asked for: {'; '.join(outcome.missed[:3])}"
            self._account.problem("not_drawn", page.url, told, on_list=True)
        asked = page.asked.url if isinstance(page, AskedPage) else page.url
        if not is_drawn and not reports and (why := needs_rendering(page)):
            column.undrawn.append(Undrawn(capture, asked, depth, why))
        ends_here = sequence.pages == 1 and not listing.next_pages and listing.page_count != 1
        if ends_here and not column.clicked and (why := pages_by_click(page, drawn=is_drawn)):
            column.undrawn.append(Undrawn(capture.drawn_from or capture, asked, depth, why, by_click=True))

    def next(self) -> list[Request]:
        """Draws the lists of the next column that gave no report by itself or by its family's API, or those of it that
        go on by clicks."""
        if self._columns.open_pages:
            return []
        for column in self._columns.known.values():
            waiting, column.undrawn = column.undrawn, []
            filled = [one for one in waiting if not one.by_click]
            if filled and not (column.drawn or column.reports):
                return self._draw(filled, column, waiting)
            turned = [one for one in waiting if one.by_click]
            if turned and not column.clicked:
                column.clicked = True
                return self._draw(turned, column, waiting)
        return []

    def _draw(self, chosen: list[Undrawn], column: ColumnProgress, waiting: list[Undrawn]) -> list[Request]:
        column.drawn = True
        # What was read of the lists undrawn says nothing of their length, and their pages are to be drawn as well.
        column.sequences.clear()
        column.pages_requested -= {url_key(one.asked) for one in waiting}
        column.pages_requested |= {url_key(one.asked) for one in chosen}
        return [self._drawn_list(one, column) for one in chosen]

    def _drawn_list(self, one: Undrawn, column: ColumnProgress) -> Request:
        self._account.tally.ways.append(f"{one.capture.url} drawn by a browser: {one.why}")
        sequence = ListSequence(one.asked, annual=column.annual)
        request = self._columns.page(PageRequest(one.asked), column, one.depth, sequence)
        return drawing(request, one.capture, self._settings.getint("DRAW_MAX_CLICKS") if one.by_click else 0)

    def drawn_lead(self, response: Response, page: Page, capture: Capture) -> Request | None:
        """The request that draws a page of units or on the way to the column, where only scripts would show links."""
        if capture.drawn_from is not None or response.request is None:
            return None
        listing = self._families.of(page)[0].read_list(page)
        why = None if listing.links or listing.next_pages else needs_rendering(page)
        if why is None:
            return None
        self._account.tally.ways.append(f"{page.url} drawn by a browser: {why}")
        return drawing(response.request, capture)

    def setback(self, column: ColumnProgress, kind: str, url: str, message: str) -> None:
        """A list page that was not read. Where the list can be drawn in its place, it is no problem any more."""
        self._account.problem(kind, url, message, on_list=True)
        if not column.drawn and not is_block(kind):
            column.setbacks.append(self._account.tally.problems[-1])

    def _forgive(self, column: ColumnProgress) -> None:
        tally = self._account.tally
        for problem in column.setbacks:
            tally.problems.remove(problem)
            tally.ways.append(f"{problem.url} not read, its list is drawn: {problem.message}")
        column.setbacks.clear()
        column.failure = None
