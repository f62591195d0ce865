"""GD NFCMS: lists `index.html`, `index_2.html`, …, articles `content/post_N.html`."""

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

PAGE_LENGTH = 12


def article_path(column: str, published: date, title: str) -> str:
    """The path of an article in a column ("/…/")."""
    return f"{column}content/post_{draw(2_000_000, 9_999_999, column, published, title)}.html"


def article_page(site: Site, article: Article, document: Document | None, look: Look, charset: Charset) -> bytes:
    """An article page."""
    body = draw_blocks(document, look.style) if document else ""
    return charset.encode(
        furniture.page(
            site,
            furniture.head(site, charset, article.title, article.column, article),
            furniture.crumbs(site, ("政府信息公开", site.platform), (article.column, "../")),
            f'<div class="main_content"><h1 class="content_title">{escape(article.title)}</h1>',
            f'<div class="content_info"><span class="date">时间：{article.published:%Y-%m-%d} {article.minute}</span>'
            f'<span class="ly">来源：{article.source}</span><span>浏览次数：-</span></div>',
            f'<div class="zw" id="zoomcon">\n{body}\n</div>',
            furniture.attachments(look.files),
            "</div>",
            furniture.tools(),
            furniture.related(look.related),
        )
    )


def add_lists(world: World, site: Site, column: str, name: str, items: Sequence[Listed], charset: Charset) -> None:
    """The list pages of a column, with links to the pages before and after."""
    ordered = sorted(items, key=lambda item: (item.published, item.title), reverse=True)
    chunks = [ordered[at : at + PAGE_LENGTH] for at in range(0, len(ordered), PAGE_LENGTH)]
    for number, chunk in enumerate(chunks, 1):
        lines = "\n".join(
            f'<li><a href="{item.url}" title="{escape(item.title)}">{escape(item.title)}</a>'
            f'<span class="date">{item.published:%Y-%m-%d}</span></li>'
            for item in chunk
        )
        before = _file(number - 1) if number > 1 else "javascript:;"
        after = _file(number + 1) if number < len(chunks) else "javascript:;"
        html = furniture.page(
            site,
            furniture.head(site, charset, name, name),
            furniture.crumbs(site, ("政府信息公开", site.platform), (name, column)),
            f'<ul class="news_list">\n{lines}\n</ul>',
            f'<div class="page_num"><a href="{_file(1)}">首页</a><a class="prev" href="{before}">上一页</a>'
            f'<a class="next" href="{after}">下一页</a><a class="last" href="{_file(len(chunks))}">尾页</a></div>',
        )
        world.add(
            site.url(column + _file(number)), Page(charset.encode(html), charset.content_type, ordered[0].published)
        )


def _file(number: int) -> str:
    return "index.html" if number == 1 else f"index_{number}.html"
