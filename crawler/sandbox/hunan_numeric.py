"""The numeric family of Hunan: `/30194/36953/41045/index.htm`, a column page that is itself the newest report."""

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
from crawler.sandbox.world import Charset, Listed


def article_path(column: str, published: date, title: str) -> str:
    """The path of an article in a column ("/…/")."""
    return f"{column}content_{draw(1_000_000, 1_999_999, column, published, title)}.html"


def article_page(site: Site, article: Article, document: Document | None, look: Look, charset: Charset) -> bytes:
    """An article page."""
    return charset.encode(_html(site, article, document, look, charset, ()))


def constant_page(
    site: Site, article: Article, document: Document, look: Look, charset: Charset, older: Sequence[Listed]
) -> bytes:
    """The column's own page: the newest report, with the older ones listed under it."""
    return charset.encode(_html(site, article, document, look, charset, older))


def _html(
    site: Site,
    article: Article,
    document: Document | None,
    look: Look,
    charset: Charset,
    older: Sequence[Listed],
) -> str:
    lines = "\n".join(
        f'<li><a href="{(item.url or "").rpartition("/")[2]}" target="_blank">{escape(item.title)}</a>'
        f"<i>{item.published:%Y-%m-%d}</i></li>"
        for item in sorted(older, key=lambda item: item.published, reverse=True)
    )
    body = draw_blocks(document, look.style) if document else ""
    return furniture.page(
        site,
        furniture.head(site, charset, article.title, article.column, article),
        furniture.crumbs(site, ("政务公开", site.platform), (article.column, "index.htm")),
        f'<div class="main"><h2 class="main-title">{look.visible_title or escape(article.title)}</h2>',
        f'<div class="main-info">发布时间：{article.published:%Y-%m-%d} {article.minute}　信息来源：{article.source}　'
        "浏览量：<span id='hits'></span>　【字体：<a href='#'>大</a> <a href='#'>小</a>】</div>",
        f'<div class="j-fontContent">\n{body}\n</div>',
        furniture.attachments(look.files),
        "</div>",
        furniture.tools(),
        f'<div class="history"><h3>历年年报</h3><ul>\n{lines}\n</ul></div>' if lines else "",
    )
