"""A page together with the request it answers: list APIs do not repeat in the answer what they were asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.page import Page
from crawler.records import PageRequest


@dataclass(frozen=True)
class AskedPage(Page):
    """A page of a list that was asked for by `asked`."""

    asked: PageRequest = field(default=PageRequest(""))


def asked_for(page: Page) -> PageRequest:
    """The request that `page` answers; a plain GET of its address where that is not known."""
    return page.asked if isinstance(page, AskedPage) else PageRequest(page.url)


def referer_of(page: Page) -> str:
    """The page on which the request that `page` answers was found, or the page's own address."""
    return next((value for name, value in asked_for(page).headers if name == "Referer"), page.url)
