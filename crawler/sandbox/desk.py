"""A publishing desk: puts reports and notices on one site, page and truth together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from crawler.sandbox import prose
from crawler.sandbox.document import Document, Paragraph
from crawler.sandbox.docx import MEDIA_TYPE, docx
from crawler.sandbox.furniture import Article, Site
from crawler.sandbox.markup import Style
from crawler.sandbox.notices import Writer
from crawler.sandbox.prose import Composed, Organ
from crawler.sandbox.world import Charset, Listed, Page, World

Copy = tuple[str, Literal["exact", "near", "cross_script"]]


@dataclass(frozen=True, slots=True)
class Look:
    """How an article page is drawn.

    `visible_title` is the heading's HTML where it is not the title; `nested` puts the body container into another one;
    `footer_container` sets the footer in a body container; `files` are attached files as (name, address). `pages` is
    over how many pages the body goes (正文分页), `pager` the HTML that leads to the others.
    """

    style: Style = "plain"
    nested: bool = False
    visible_title: str | None = None
    footer_container: bool = False
    files: tuple[tuple[str, str], ...] = ()
    related: tuple[Listed, ...] = ()
    pages: int = 1
    pager: str = ""


PLAIN = Look()
Render = Callable[[Site, Article, Document | None, Look, Charset], bytes]
"""Draws an article page; no document: the body says nothing."""
Locate = Callable[[str, date, str], str]
"""From column path, day and title to the article's path."""


def chinese_date(day: date) -> str:
    """2017年3月6日."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class Desk:
    """One site's desk. `charset` is what its pages use unless a report says otherwise."""

    world: World
    portal: str
    site: Site
    charset: Charset
    render: Render
    locate: Locate
    column_name: str = "政府信息公开年报"

    def report(
        self,
        column: str,
        organ: Organ,
        year: int,
        published: date,
        *,
        title: str | None = None,
        path: str | None = None,
        signed: date | None = None,
        look: Look = PLAIN,
        charset: Charset | None = None,
        composed: Composed | None = None,
        same_as: Copy | None = None,
        kind: Literal["page", "constant_address"] = "page",
        attached: str | None = None,
        traits: Sequence[str] = (),
    ) -> Listed:
        """Publishes a report and returns its line for a list. Without `composed` it is written from organ and year;
        `signed` is then the date of its sign-off. `attached` is the file name of a .docx of the same report, offered
        under the body."""
        title = title or (composed.document.title if composed else f"{organ.name}{year}年政府信息公开工作年度报告")
        composed = composed or prose.compose(organ, year, title, chinese_date(signed) if signed else None)
        charset = charset or self.charset
        url = self.site.url(path or self.locate(column, published, title))
        article = Article(title, url, published, organ.full_name, self.column_name)
        marks = {f"style_{look.style}", *traits}
        if attached:
            look = replace(look, files=((f"{title}.docx", f"./{attached}"),))
            self._add_file(url, attached, composed.document, published)
            marks.add("attached_copy")
        if look.pages > 1:
            marks.add("several_pages")
        self._add_pages(url, article, composed.document, look, charset)
        marks |= {"nested_container"} if look.nested else set()
        marks |= {"footer_container"} if look.footer_container else set()
        marks |= charset_traits(charset)
        self.world.report(
            self.portal,
            url,
            composed,
            title=title,
            organ=organ.full_name,
            year=year,
            published=published,
            signed=signed,
            charset=charset,
            attachments=tuple(name for name, _ in look.files),
            kind=kind,
            same_as=same_as,
            traits=frozenset(marks),
        )
        return Listed(title, url, published)

    def attached_report(
        self, column: str, organ: Organ, year: int, published: date, signed: date, file: str, note: str = ""
    ) -> Listed:
        """Publishes a report whose page is only a link to a .docx, `file` being its name in the article's folder.

        `note` is what stands in the body (详见附件); without one there is no body, and the only container of that class
        holds the footer.
        """
        title = f"{organ.name}{year}年政府信息公开工作年度报告"
        composed = prose.compose(organ, year, title, chinese_date(signed))
        url = self.site.url(self.locate(column, published, title))
        name = f"{title}.docx"
        look = Look(footer_container=not note, files=((name, f"./{file}"),))
        article = Article(title, url, published, organ.full_name, self.column_name)
        shown = Document(title, (Paragraph(note),)) if note else None
        body = self.render(self.site, article, shown, look, self.charset)
        self.world.add(url, Page(body, self.charset.content_type, published))
        self._add_file(url, file, composed.document, published)
        self.world.report(
            self.portal,
            url,
            composed,
            organ=organ.full_name,
            year=year,
            published=published,
            signed=signed,
            charset=self.charset,
            attachments=(name,),
            kind="attachment",
            traits=frozenset({"attachment_only", "see_attachment" if note else "footer_container"}),
        )
        return Listed(title, url, published)

    def _add_pages(self, url: str, article: Article, document: Document, look: Look, charset: Charset) -> None:
        """The page of an article, and its further ones as TRS numbers them: `t1.html`, `t1_1.html`, `t1_2.html`."""
        stem, _, extension = url.rpartition(".")
        for number, part in enumerate(_parts(document, look.pages)):
            shown = look
            if look.pages > 1:
                name = stem.rpartition("/")[2]
                script = f'<script>createPageHTML({look.pages}, {number}, "{name}", "{extension}");</script>'
                shown = replace(look, pager=script)
            body = self.render(self.site, article, part, shown, charset)
            address = url if number == 0 else f"{stem}_{number}.{extension}"
            self.world.add(address, Page(body, charset.content_type, article.published))

    def _add_file(self, url: str, file: str, document: Document, published: date) -> None:
        self.world.add(url.rpartition("/")[0] + "/" + file, Page(docx(document), MEDIA_TYPE, published))

    def foreign_report(self, column: str, organ: Organ, year: int, published: date) -> Listed:
        """Publishes a report of an organ that is not the portal's own: a page without truth, and not to be stored."""
        title = f"{organ.name}{year}年政府信息公开工作年度报告"
        url = self.site.url(self.locate(column, published, title))
        article = Article(title, url, published, organ.full_name, self.column_name)
        document = prose.compose(organ, year, title, None).document
        body = self.render(self.site, article, document, PLAIN, self.charset)
        self.world.add(url, Page(body, self.charset.content_type, published))
        self.world.non_reports[url] = "foreign_organ"
        return Listed(title, url, published)

    def notice(self, column: str, writer: Writer, organ: str, year: int, published: date, path: str = "") -> Listed:
        """Publishes what is no report; the writer's name is the reason."""
        document = writer(organ, year)
        url = self.site.url(path or self.locate(column, published, document.title))
        article = Article(document.title, url, published, self.site.sponsor, self.column_name)
        body = self.render(self.site, article, document, PLAIN, self.charset)
        self.world.add(url, Page(body, self.charset.content_type, published))
        self.world.non_reports[url] = writer.__name__
        return Listed(document.title, url, published)


def _parts(document: Document, pages: int) -> list[Document]:
    """The document over so many pages, each but the first beginning with a heading."""
    headings = [at for at, block in enumerate(document.blocks) if getattr(block, "role", "") == "heading"]
    starts = [0, *(headings[len(headings) * page // pages] for page in range(1, pages)), len(document.blocks)]
    return [Document(document.title, document.blocks[first:last]) for first, last in pairwise(starts)]


def charset_traits(charset: Charset) -> set[str]:
    """Words for what is unusual about a page's charset."""
    says_utf8, label = charset.declared.lower() == "utf-8", charset.declared
    if not label:
        return {"charset_undeclared"}
    if charset.actual == "gb18030":
        where = "header" if charset.header else "meta"
        return {f"gbk_{where}_says_utf8"} if says_utf8 else {"gbk_declared"}
    return set() if says_utf8 else {"utf8_declared_gb2312"}
