"""常德 (430700): `zfb.changde.gov.cn` and the sister host `zwzx.changde.gov.cn`, `/zwgk/public/COLUMN/ID.html`.

The sister host re-posts two of the office's reports: one unchanged, one with a figure corrected.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import escape

from crawler.sandbox import furniture, notices, prose
from crawler.sandbox.desk import Desk, Look, chinese_date
from crawler.sandbox.document import Document
from crawler.sandbox.figures import draw
from crawler.sandbox.furniture import Article, Site
from crawler.sandbox.markup import draw as draw_blocks
from crawler.sandbox.prose import Organ
from crawler.sandbox.world import GBK, UTF8, Charset, Fault, Listed, Page, World

PORTAL = "changde"
PLATFORM = "/zwgk/public/"
OFFICE_COLUMN = "/zwgk/public/6617/"
CENTRE_COLUMN = "/zwgk/public/6620/"
PAGE_LENGTH = 6
WRONG_SUMS, BLOCKED = 2022, 2020
_MENU = (("网站首页", "/"), ("政府信息公开", PLATFORM), ("政务服务", "/zwfw/"), ("互动交流", "/hdjl/"))
OFFICE_SITE = Site(
    host="zfb.changde.gov.cn",
    name="常德市人民政府办公室",
    sponsor="常德市人民政府办公室",
    id_code="4307000002",
    record="湘ICP备00000702号",
    menu=_MENU,
    platform=PLATFORM,
)
CENTRE_SITE = Site(
    host="zwzx.changde.gov.cn",
    name="常德市政务服务中心",
    sponsor="常德市人民政府政务服务中心",
    id_code="4307000031",
    record="湘ICP备00000731号",
    menu=(("首页", "/"), ("中心概况", "/zxgk/"), ("政府信息公开", PLATFORM), ("办事指南", "/bszn/")),
    platform=PLATFORM,
)
OFFICE = Organ(
    "常德市人民政府办公室",
    "常德市人民政府办公室",
    "市政府办",
    "常德市人民政府网站",
    60,
    stock=40,
    theme="市政府常务会议议定的事项，除依法不予公开的以外，会后三个工作日内发布消息，并邀请市民代表列席旁听。",
)
CENTRE = Organ(
    "常德市人民政府政务服务中心",
    "常德市人民政府政务服务中心",
    "市政务中心",
    "市政务中心网站",
    20,
    theme="各窗口的办件数量、提前办结率和群众评价按月在大厅电子屏滚动公布，接受现场监督。",
)
CHALLENGE = (
    b"<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_clearance_s=0;path=/');"
    b"location.href=location.pathname+location.search</script>"
)


COLUMNS = (OFFICE_SITE.url(OFFICE_COLUMN), CENTRE_SITE.url(CENTRE_COLUMN))


def article_path(column: str, published: date, title: str) -> str:
    """The path of an article in a column ("/…/")."""
    return f"{column}{draw(7_000_000, 7_999_999, column, published, title)}.html"


def office_page(site: Site, article: Article, document: Document | None, look: Look, charset: Charset) -> bytes:
    """An article page of the office's host."""
    return _article(site, article, document, look, charset, '<div class="con_main" id="zhengwen">', "索 引 号")


def centre_page(site: Site, article: Article, document: Document | None, look: Look, charset: Charset) -> bytes:
    """An article page of the centre's host, with other furniture."""
    return _article(site, article, document, look, charset, '<div id="mainText">', "")


def _article(
    site: Site,
    article: Article,
    document: Document | None,
    look: Look,
    charset: Charset,
    container: str,
    index_label: str,
) -> bytes:
    body = draw_blocks(document, look.style) if document else ""
    index = (
        '<table class="headInfo" width="100%"><tr>'
        f"<td>{index_label}：{site.id_code[:6]}-{article.published:%Y}-{draw(10_000, 99_999, article.url)}</td>"
        f"<td>发布机构：{article.source}</td></tr><tr><td>公开范围：全部公开</td>"
        f"<td>信息时效期：长期有效</td></tr></table>"
    )
    bar = (
        f'<div class="pages-date">{article.published:%Y-%m-%d} {article.minute} 来源：{article.source} '
        '字号：【<a href="javascript:;">大</a> <a href="javascript:;">中</a> <a href="javascript:;">小</a>】</div>'
    )
    return charset.encode(
        furniture.page(
            site,
            furniture.head(site, charset, article.title, article.column, article),
            furniture.crumbs(site, ("政府信息公开", PLATFORM), (article.column, article.url.rpartition("/")[0] + "/")),
            index if index_label else "",
            f'<div class="article"><h1>{escape(article.title)}</h1>',
            bar,
            f"{container}\n{body}\n</div>",
            furniture.attachments(look.files),
            "</div>",
            furniture.related(look.related),
            furniture.tools(),
        )
    )


def add(world: World) -> None:
    """Puts the portal into the world."""
    world.gzip_hosts.add(OFFICE_SITE.host)
    office = Desk(world, PORTAL, OFFICE_SITE, UTF8, office_page, article_path)
    centre = Desk(world, PORTAL, CENTRE_SITE, GBK, centre_page, article_path)
    lines = {
        year: office.report(OFFICE_COLUMN, OFFICE, year, _published(year), signed=_signed(year), look=_look(year))
        for year in (2010, 2013, 2015, 2016, 2017, 2018, 2019, 2021, 2023)
    }
    wrong_title = f"{OFFICE.name}{WRONG_SUMS}年政府信息公开工作年度报告"
    signed = _signed(WRONG_SUMS)
    lines[WRONG_SUMS] = office.report(
        OFFICE_COLUMN,
        OFFICE,
        WRONG_SUMS,
        _published(WRONG_SUMS),
        signed=signed,
        composed=prose.statutory(OFFICE, WRONG_SUMS, wrong_title, chinese_date(signed), total_off=1),
        traits=("sums_wrong",),
    )
    others = [
        _blocked(world),
        office.notice(OFFICE_COLUMN, notices.interpretation, OFFICE.name, 2021, date(2022, 2, 25)),
        office.notice(OFFICE_COLUMN, notices.guide, OFFICE.name, 2020, date(2020, 6, 3)),
        office.notice(OFFICE_COLUMN, notices.site_work_table, "常德市人民政府", 2019, date(2020, 1, 20)),
    ]
    _add_lists(world, OFFICE_SITE, OFFICE_COLUMN, [*lines.values(), *others], UTF8, "?page={}")
    own = [
        centre.report(
            CENTRE_COLUMN, CENTRE, year, date(year + 1, 3, 19), signed=date(year + 1, 3, 1), look=_look(year + 1)
        )
        for year in (2014, 2015, 2016, 2017)
    ]
    copies = [_repost(centre, lines[2018], corrected=False), _repost(centre, lines[2016], corrected=True)]
    budget = centre.notice(CENTRE_COLUMN, notices.department_budget, CENTRE.name, 2018, date(2018, 2, 11))
    _add_lists(world, CENTRE_SITE, CENTRE_COLUMN, [*own, *copies, budget], GBK, "index_{}.html")
    for site, charset, column in ((OFFICE_SITE, UTF8, OFFICE_COLUMN), (CENTRE_SITE, GBK, CENTRE_COLUMN)):
        _add_hubs(world, site, charset, column)
    world.add(
        OFFICE_SITE.url("/robots.txt"), Page(furniture.robots("/zwgk/search/", 1), "text/plain", date(2020, 1, 2))
    )


def _published(year: int) -> date:
    return date(year + 1, 1 + year % 3, 10 + year % 17)


def _signed(year: int) -> date:
    return date(year + 1, 1 + year % 3, 4)


def _look(year: int) -> Look:
    return Look("word" if year % 4 == 1 else "plain")


def _blocked(world: World) -> Listed:
    title, published = f"{OFFICE.name}{BLOCKED}年政府信息公开工作年度报告", _published(BLOCKED)
    url = OFFICE_SITE.url(article_path(OFFICE_COLUMN, published, title))
    headers = (("X-Via-JSL", "a1b2c3d,-"), ("Set-Cookie", "__jsluid_h=0a1b2c3d4e5f60718293a4b5c6d7e8f9; path=/"))
    world.add(url, Page(CHALLENGE, "text/html", status=521, headers=headers))
    world.faults.append(Fault("blocked", PORTAL, url, title, 521))
    return Listed(title, url, published)


def _repost(centre: Desk, line: Listed, corrected: bool) -> Listed:
    """Posts one of the office's reports on the centre's host; `corrected` changes the number of inquiries by nine."""
    original = next(report for report in centre.world.reports if report.url == line.url)
    signed = original.signed_on
    composed = prose.compose(OFFICE, original.report_year, line.title, chinese_date(signed) if signed else None)
    if corrected:
        told = re.search(r"共接受公众咨询(\d+)人次", composed.document.text())
        assert told
        old, new = told[0], told[0].replace(told[1], str(int(told[1]) + 9))
        composed = replace(composed, document=composed.document.replaced(old, new))
    return centre.report(
        CENTRE_COLUMN,
        OFFICE,
        original.report_year,
        date(line.published.year, 4, 16),
        title=line.title,
        signed=signed,
        composed=composed,
        same_as=(original.url, "near" if corrected else "exact"),
        traits=("reposted_corrected" if corrected else "reposted",),
    )


def _add_lists(world: World, site: Site, column: str, items: Sequence[Listed], charset: Charset, further: str) -> None:
    """The list pages with their 下一页 links; `further` is how the address of page N ends."""
    ordered = sorted(items, key=lambda item: (item.published, item.title), reverse=True)
    chunks = [ordered[at : at + PAGE_LENGTH] for at in range(0, len(ordered), PAGE_LENGTH)]
    for number, chunk in enumerate(chunks, 1):
        lines = "\n".join(
            f'<li><a href="{(item.url or "").removeprefix(site.url(""))}" target="_blank" title="{escape(item.title)}">'
            f"{escape(item.title)}</a><span>{item.published:%Y-%m-%d}</span></li>"
            for item in chunk
        )
        links = [f'<span class="current">{number}</span>']
        if number > 1:
            links.insert(0, f'<a href="{column}{further.format(number - 1) if number > 2 else ""}">上一页</a>')
        if number < len(chunks):
            links.append(f'<a href="{column}{further.format(number + 1)}">下一页</a>')
            links.append(f'<a href="{column}{further.format(len(chunks))}">尾页</a>')
        html = furniture.page(
            site,
            furniture.head(site, charset, "政府信息公开年报", "政府信息公开年报"),
            furniture.crumbs(site, ("政府信息公开", PLATFORM), ("政府信息公开年报", column)),
            f'<ul class="list">\n{lines}\n</ul>',
            f'<div class="pagination">共{len(ordered)}条 {number}/{len(chunks)} {" ".join(links)}</div>',
        )
        address = site.url(column + ("index.html" if number == 1 else further.format(number)))
        world.add(address, Page(charset.encode(html), charset.content_type, ordered[0].published))


def _add_hubs(world: World, site: Site, charset: Charset, column: str) -> None:
    for path, title, links in (
        ("/", "首页", (("政府信息公开", PLATFORM),)),
        (PLATFORM, "政府信息公开", (("政府信息公开年报", column), ("政府信息公开指南", f"{PLATFORM}zn/"))),
    ):
        body = furniture.hub(site, charset, title, links)
        world.add(site.url(path + "index.html"), Page(body, charset.content_type, date(2024, 2, 6)))
