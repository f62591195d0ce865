"""The Guangdong disclosure platform: `/gkmlpt/index` drawn by scripts, and the JSON it asks for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from html import escape

from crawler.sandbox import furniture
from crawler.sandbox.desk import Look
from crawler.sandbox.document import Document
from crawler.sandbox.figures import draw
from crawler.sandbox.furniture import Article, Site
from crawler.sandbox.markup import draw as draw_blocks
from crawler.sandbox.world import Charset, Listed, Page, World

PAGE_LENGTH = 5
"""Articles an answer holds; the real platform gives 100, the sandbox fewer so that paging happens."""


def article_path(column: str, published: date, title: str) -> str:
    """The path of an article; the platform keeps all of them under one folder, whatever the column."""
    serial = draw(5_000_000, 9_999_999, column, published, title)
    return f"/gkmlpt/content/{serial // 1_000_000}/{serial // 1_000}/post_{serial}.html"


def article_page(site: Site, article: Article, document: Document | None, look: Look, charset: Charset) -> bytes:
    """An article page with the platform's table of labels above the body."""
    body = draw_blocks(document, look.style) if document else ""
    number = f"{draw(10_000_000, 99_999_999, article.url)}-{draw(0, 9, article.url)}/{article.published:%Y}-00017"
    labels = (
        (("索引号", number), ("分类", article.column)),
        (("发布机构", article.source), ("成文日期", f"{article.published:%Y-%m-%d}")),
        (("名称", article.title), ("文号", "")),
        (("发布日期", f"{article.published:%Y-%m-%d} {article.minute}"), ("主题词", "")),
    )
    rows = "".join(
        "<tr>"
        + "".join(f'<td class="label">{label}：</td><td><span>{value}</span></td>' for label, value in row)
        + "</tr>"
        for row in labels
    )
    return charset.encode(
        furniture.page(
            site,
            furniture.head(site, charset, article.title, article.column, article),
            furniture.crumbs(site, ("政府信息公开平台", "/gkmlpt/index")),
            f'<div class="classify"><table class="content-table"><tbody>{rows}</tbody></table></div>',
            f'<h1 class="title document-number">{escape(article.title)}</h1>',
            f'<div class="date-row"><span>发布日期：{article.published:%Y-%m-%d}</span> <span>浏览次数：-</span></div>',
            f'<div class="content article-content">\n{body}\n</div>',
            furniture.attachments(look.files),
            furniture.tools(),
        )
    )


def add_platform(
    world: World, site: Site, sid: str, columns: Sequence[tuple[int, str, Sequence[Listed]]], charset: Charset
) -> None:
    """The platform's front page with its configuration, and one JSON address a column (number, name, articles)."""
    children = [{"id": number, "name": name, "parent_id": 1, "children": []} for number, name, _ in columns]
    tree = [{"id": 1, "name": "法定主动公开内容", "parent_id": 0, "children": children}]
    config = json.dumps(tree, ensure_ascii=False)
    html = furniture.page(
        site,
        furniture.head(site, charset, "政府信息公开平台", "政府信息公开"),
        f'<div id="app"></div>\n<script>window._CONFIG = {{"SITE_ID": {int(sid[-4:])}, SID: \'{sid}\', '
        f"BASE_URL: '/gkmlpt', TREE: {config}}};</script>\n<script src=\"/gkmlpt/js/app.js\"></script>",
    )
    day = date(2025, 4, 1)
    world.add(site.url("/gkmlpt/index"), Page(charset.encode(html), charset.content_type, day))
    for number, _, items in columns:
        ordered = sorted(items, key=lambda item: item.published, reverse=True)

        def answer(query: dict[str, str], ordered: Sequence[Listed] = ordered, number: int = number) -> Page:
            return _answer(site, sid, number, ordered, query)

        world.made[site.host, f"/gkmlpt/api/all/{number}"] = answer


def _answer(site: Site, sid: str, number: int, items: Sequence[Listed], query: dict[str, str]) -> Page:
    asked = query.get("page", "1")
    page = int(asked) if asked.isdecimal() and 0 < len(asked) < 7 else 1
    known = items if query.get("sid") == sid else []
    start = (max(page, 1) - 1) * PAGE_LENGTH
    articles = [
        {
            "id": int((item.url or "").rpartition("post_")[2].partition(".")[0]),
            "title": item.title,
            "url": item.url,
            "display_publish_time": int(datetime.combine(item.published, time(2, 20), UTC).timestamp()),
            "create_time": f"{item.published:%Y-%m-%d} 09:58:03",
            "publisher": site.sponsor,
        }
        for item in known[start : start + PAGE_LENGTH]
    ]
    answer = {"articles": articles, "total": len(known), "page": page, "classify": {"id": number}}
    return Page(json.dumps(answer, ensure_ascii=False).encode(), "application/json")
