"""One organ's annual column of 18 entries, to be shown by every CMS family in its own way of paging.

Three pages: 7, 7 and 4 entries, 12 of them reports (2014 to 2025), newest first; more with more `years`. The truth is
in `reports`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from html import escape

from crawler.sandbox import furniture, notices, prose
from crawler.sandbox.document import Document
from crawler.sandbox.figures import draw
from crawler.sandbox.furniture import Article, Site
from crawler.sandbox.markup import draw as draw_blocks
from crawler.sandbox.prose import Organ
from crawler.sandbox.world import UTF8

PAGE_LENGTH = 7
YEARS = range(2014, 2026)
_FIRST = "安柏昌楚德丰古恒建康兰明宁平青庆荣三双天同万文西新兴永元长正"
_SECOND = "坝岔川店渡岗沟关河湖湾江口岭楼坪铺桥泉山石滩塘亭屯溪阳营源寨"
COLUMN_NAME = "政府信息公开年报"
_NOTICES = (
    notices.site_work_table,
    notices.guide,
    notices.interpretation,
    notices.rule_of_law,
    notices.work_report,
    notices.call_for_reports,
    notices.department_budget,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: `path` is without the query, `query` and `form` are as decoded pairs, `body` as sent."""

    method: str
    path: str
    query: dict[str, str]
    body: str = ""
    form: dict[str, str] = field(default_factory=dict)
    referer: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a portal answers; `file` in place of `body` where it is one."""

    body: str
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    file: bytes = b""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list; `path` is absolute on the host."""

    title: str
    path: str
    published: date


Answer = Callable[["FamilyPortal", Asked], Reply | None]
Place = Callable[[date, int], str]
"""From a day and a serial number to an article's path."""


@dataclass(slots=True)
class FamilyPortal:
    """A portal at `host` whose annual column is at `column`; `answer` draws the column, `place` its articles' paths.

    `container` is the start tag of the body's element.
    """

    family: str
    host: str
    column: str
    answer: Answer
    place: Place
    container: str = '<div class="content">'
    years: range = YEARS
    lines: list[Line] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    _articles: dict[str, str] = field(default_factory=dict)
    site: Site = field(init=False)

    def __post_init__(self) -> None:
        self.site = Site(
            self.host,
            "海川县人民政府",
            "海川县人民政府",
            "9900000002",
            "测ICP备00000001号",
            (("首页", "/"), ("政府信息公开", "/xxgk/")),
            "/xxgk/",
        )
        name = f"海川县{_FIRST[draw(0, len(_FIRST) - 1, self.family)]}{_SECOND[draw(0, len(_SECOND) - 1, self.host)]}镇"
        organ = Organ(f"{name}人民政府", f"{name}人民政府", "我镇", "海川县政府网站", 8 + draw(0, 60, name))
        for serial, year in enumerate(self.years):
            title = f"{organ.name}{year}年政府信息公开工作年度报告"
            composed = prose.compose(organ, year, title, f"{year + 1}年1月20日")
            self._publish(composed.document, date(year + 1, 1, 28), serial)
            self.texts[self.url(self.lines[-1].path)] = composed.document.text()
            if serial % 2 == 0:
                writer = _NOTICES[serial // 2 % len(_NOTICES)]
                self._publish(writer("海川县人民政府", year), date(year + 1, 3, 5), 500 + serial)
        self.lines.reverse()

    def _publish(self, document: Document, day: date, serial: int) -> None:
        path = self.place(day, serial)
        article = Article(document.title, self.url(path), day, "海川县人民政府", COLUMN_NAME)
        self._articles[path] = furniture.page(
            self.site,
            furniture.head(self.site, UTF8, document.title, COLUMN_NAME, article),
            furniture.crumbs(self.site, ("政府信息公开", "/xxgk/"), (COLUMN_NAME, self.column)),
            f'<h1 class="title">{escape(document.title)}</h1>',
            furniture.info_bar(article),
            f"{self.container}\n{draw_blocks(document, 'plain')}\n</{self.container[1:].split(' ')[0].rstrip('>')}>",
        )
        self.lines.append(Line(document.title, path, day))

    def url(self, path: str) -> str:
        """The absolute address of a path."""
        return f"http://{self.host}{path}"

    @property
    def reports(self) -> dict[str, str]:
        """The exact text of every report, by address: what a crawl must store, and nothing else."""
        return self.texts

    @property
    def page_count(self) -> int:
        """The number of pages at `PAGE_LENGTH`."""
        return -(-len(self.lines) // PAGE_LENGTH)

    def chunk(self, number: int, length: int = PAGE_LENGTH) -> list[Line]:
        """The lines of page `number`, counted from 1; none beyond the last."""
        return self.lines[(number - 1) * length : number * length] if number > 0 else []

    def items(self, lines: list[Line]) -> str:
        """Lines as list items, the way most products draw them."""
        return "\n".join(
            f'<li><a href="{line.path}" title="{escape(line.title)}" target="_blank">{escape(line.title)}</a>'
            f"<span>{line.published:%Y-%m-%d}</span></li>"
            for line in lines
        )

    def list_page(self, lines: list[Line], pager: str = "", *, head: str = "", body: str = "") -> Reply:
        """A page of the column with a pager; `body` instead of the list where a script draws it."""
        inner = body or f'<div class="list"><ul>\n{self.items(lines)}\n</ul></div>'
        top = furniture.head(self.site, UTF8, COLUMN_NAME, COLUMN_NAME).replace("</head>", f"{head}</head>")
        crumbs = furniture.crumbs(self.site, ("政府信息公开", "/xxgk/"), (COLUMN_NAME, self.column))
        return Reply(furniture.page(self.site, top, crumbs, f"<h2>{COLUMN_NAME}</h2>", inner, pager))

    def reply(self, asked: Asked) -> Reply | None:
        """What the portal answers to a request, None for 404."""
        if asked.path in self._articles:
            return Reply(self._articles[asked.path])
        if asked.path in ("/", "/xxgk/"):
            link = ("政府信息公开", "/xxgk/") if asked.path == "/" else (COLUMN_NAME, self.column)
            return Reply(
                furniture.hub(self.site, UTF8, "首页" if asked.path == "/" else "政府信息公开", (link,)).decode()
            )
        return self.answer(self, asked)
