"""TRS WCM: `createPageHTML` lists counted from 0, `./201703/t20170308_NNNN.html` articles, `TRS_Editor` bodies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from crawler.sandbox import furniture
from crawler.sandbox.desk import Look
from crawler.sandbox.document import Document
from crawler.sandbox.figures import draw
from crawler.sandbox.furniture import Article, Site
from crawler.sandbox.markup import draw as draw_blocks
from crawler.sandbox.world import Charset, Listed, Page, World

_CSS = ".TRS_Editor P{margin-top:0;line-height:1.8;font-family:宋体;font-size:12pt;}"


def article_path(column: str, published: date, title: str) -> str:
    """The path of an article in a column ("/…/")."""
    serial = draw(100_000, 999_999, column, published, title)
    return f"{column}{published:%Y%m}/t{published:%Y%m%d}_{serial}.html"


def editor(document: Document, look: Look) -> str:
    """The body container; a nested one stands in another with the editor's style sheet, as older releases do."""
    inner = draw_blocks(document, look.style)
    if look.nested:
        sheet = f'<style type="text/css">\n{_CSS}\n</style>'
        inner = f'{sheet}\n<div class=TRS_Editor><div class="TRS_PreAppend">{inner}</div></div>'
    return f"<div class=TRS_Editor>{inner}</div>"


def article_page(site: Site, article: Article, document: Document | None, look: Look, charset: Charset) -> bytes:
    """An article page; without a document the body container is missing and only attached files stand there."""
    note = (
        f"<div class=TRS_Editor><p>{site.sponsor}办公室维护　地址：政务中心主楼　邮政编码见通讯录</p>"
        "<p>建议使用较新的浏览器访问本站</p></div>"
    )
    return charset.encode(
        furniture.page(
            site,
            furniture.head(site, charset, article.title, article.column, article),
            furniture.crumbs(site, ("政府信息公开", site.platform), (article.column, "./")),
            f'<div class="content"><h1 class="title">{look.visible_title or escape(article.title)}</h1>',
            furniture.info_bar(article),
            f'<div class="text" id="zoom">\n{editor(document, look)}\n</div>' if document else "",
            f'<div class="page">{look.pager}</div>' if look.pager else "",
            furniture.attachments(look.files),
            "</div>",
            furniture.tools(),
            furniture.related(look.related),
            f'<div class="bottom">{note}</div>' if look.footer_container else "",
        )
    )


def add_lists(
    world: World,
    site: Site,
    path: str,
    name: str,
    items: Sequence[Listed],
    charset: Charset,
    *,
    page_length: int = 10,
    nested_links: bool = False,
    side: Sequence[tuple[str, str]] = (),
    leaked: Sequence[Listed] = (),
) -> None:
    """Puts a column's list pages into the world: `index.html`, `index_1.html`, … up to the last one.

    `nested_links` draws every link inside another one; `side` are links to sibling columns; `leaked` are lines of
    other columns that stand under every page.
    """
    ordered = sorted(items, key=lambda item: (item.published, item.title), reverse=True)
    chunks = [ordered[at : at + page_length] for at in range(0, len(ordered), page_length)] or [[]]
    for number, chunk in enumerate(chunks):
        lines = "\n".join(_line(site.url(path), item, nested_links) for item in chunk)
        others = "\n".join(f'<li><a href="{url}">{label}</a></li>' for label, url in side)
        stray = "\n".join(f'<li><a href="{item.url}">{escape(item.title)}</a></li>' for item in leaked)
        html = furniture.page(
            site,
            furniture.head(site, charset, name, name),
            furniture.crumbs(site, ("政府信息公开", site.platform), (name, path)),
            f'<div class="left"><ul>\n{others}\n</ul></div>' if others else "",
            f'<div class="list"><h2>{name}</h2><ul>\n{lines}\n</ul></div>',
            f'<div class="page"><script>createPageHTML({len(chunks)}, {number}, "index", "html");</script></div>',
            f'<div class="hot"><h3>热点信息</h3><ul>\n{stray}\n</ul></div>' if stray else "",
        )
        newest = max((item.published for item in ordered), default=date(2008, 5, 1))
        file = "index.html" if number == 0 else f"index_{number}.html"
        world.add(site.url(path + file), Page(charset.encode(html), charset.content_type, newest))


def _line(column: str, item: Listed, nested: bool) -> str:
    title = escape(item.title)
    shown = title if len(title) < 30 else title[:28] + "..."
    href = "javascript:;" if item.url is None else item.url
    if href.startswith(column):
        href = "./" + href.removeprefix(column)
    outer = f'<a href="{href}">' if nested else ""
    return f'<li><span>{item.published:%Y-%m-%d}</span>{outer}<a href="{href}" title="{title}">{shown}</a></li>'
