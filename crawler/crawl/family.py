"""What the crawl loop asks of a family of portals (crawler.families), and which family a page is of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

from crawler.page import Page
from crawler.records import ListPage


class Family(Protocol):
    """How the lists of one CMS product are read; PortalSpider says what each of these means."""

    family: ClassVar[str]

    @classmethod
    def recognises(cls, page: Page) -> str | None: ...

    @classmethod
    def is_data(cls, page: Page) -> bool: ...

    @classmethod
    def read_list(cls, page: Page) -> ListPage: ...

    @classmethod
    def leads_to_reports(cls, page: Page) -> bool: ...


@dataclass(frozen=True, slots=True)
class Families:
    """The families a portal's pages may be of: the spider's `own`, and the `others` in the order they are asked."""

    own: type[Family]
    others: tuple[type[Family], ...]

    def of(self, page: Page) -> tuple[type[Family], str]:
        """The family a page is of, and its name with the evidence; the spider's own where none is recognised."""
        for family in (self.own, *self.others):
            if evidence := family.recognises(page):
                return family, f"{family.family}: {evidence}"
        return self.own, self.own.family
