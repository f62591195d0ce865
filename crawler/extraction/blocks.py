"""A page or file as it is read: paragraphs and tables in their order, what holds them, what of it is no text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class FileLink:
    """A link to a file as written: raw `href` ("" where there is none), visible text, `title` attribute."""

    href: str
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is no icon, in its place: `at` is the index of the block after it."""

    at: int
    link: FileLink


@dataclass(slots=True)
class Unread:
    """What a reader sees and the text does not hold, in its place.

    `at` is the index of the block after it, `ended` the number of spans that ended before it. `kind` is "picture",
    "further_pages" (a script that writes a pager), "list_numbers" (of an <ol>), or the element's name: textarea, input,
    math, svg.
    """

    at: int
    ended: int
    kind: str


@dataclass(slots=True)
class Block:
    """A paragraph or a data table in its place.

    `linked` counts the characters of `text` that stand in links. `heading` says that markup marks it as a title.
    `rows` holds the cells of a data table (then `text` is ""), `caption` its <caption>.
    """

    text: str
    linked: int = 0
    heading: bool = False
    files: tuple[FileLink, ...] = ()
    rows: tuple[tuple[str, ...], ...] | None = None
    caption: str = ""

    @property
    def is_table(self) -> bool:
        """Whether this is a data table."""
        return self.rows is not None


class Span(NamedTuple):
    """The blocks `start` to `end` (exclusive) that one element holds.

    `rank` is None for an ordinary element, else the container's place in its list, the portal's own (`portal`) first.
    `images` counts the pictures inside.
    """

    start: int
    end: int
    rank: int | None = None
    portal: bool = False
    images: int = 0


@dataclass(slots=True)
class Page:
    """What one walk gives. `spans` come in the order the elements end, so inner ones before the outer."""

    blocks: list[Block]
    spans: list[Span]
    notes: dict[str, int] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
