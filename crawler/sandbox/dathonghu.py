"""大通湖 (益阳, 430900): `dth.yiyang.gov.cn`, numeric paths, the newest report at the column's constant address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from crawler.sandbox import furniture, hunan_numeric, notices
from crawler.sandbox.desk import Desk, Look
from crawler.sandbox.document import Document
from crawler.sandbox.furniture import Article, Site
from crawler.sandbox.prose import Organ
from crawler.sandbox.world import UTF8, UTF8_META_GB2312, Charset, Page, World

PORTAL = "dathonghu"
PLATFORM = "/30194/index.htm"
COLUMN = "/30194/36953/41045/"
NEWEST = 2025
SITE = Site(
    host="dth.yiyang.gov.cn",
    name="大通湖区门户网站",
    sponsor="大通湖区管理委员会",
    id_code="4309000061",
    record="湘ICP备00000961号",
    menu=(
        ("首页", "/"),
        ("大通湖概况", "/30190/index.htm"),
        ("政府信息公开", PLATFORM),
        ("办事服务", "/30196/index.htm"),
    ),
    platform=PLATFORM,
)
_THEME = "大湖水质监测、渔业休禁、河蟹养殖补贴和农场土地承包的信息按月更新，并在各办事处的宣传栏同步张贴。"
OFFICE = Organ(
    "大通湖区管委会办公室", "大通湖区管理委员会办公室", "我区", "大通湖区门户网站", 30, stock=21, theme=_THEME
)
COLUMNS = (SITE.url(f"{COLUMN}index.htm"),)


def add(world: World) -> None:
    """Puts the portal into the world."""
    desk = Desk(world, PORTAL, SITE, UTF8, hunan_numeric.article_page, hunan_numeric.article_path)
    older = [
        desk.report(
            COLUMN,
            OFFICE,
            year,
            date(year + 1, 1, 11 + year % 13),
            title=f"{OFFICE.name}{year}年信息公开年报" if year > 2020 else None,
            look=Look("word" if year % 3 == 0 else "wrapped" if year == 2020 else "plain"),
            charset=UTF8_META_GB2312 if year in (2017, 2021) else None,
        )
        for year in (2012, 2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024)
    ]
    older.append(desk.notice(COLUMN, notices.rule_of_law, "大通湖区", 2022, date(2023, 3, 8)))
    older.append(desk.notice(COLUMN, notices.department_budget, "大通湖区管委会办公室", 2021, date(2021, 2, 26)))

    def newest(site: Site, article: Article, document: Document | None, look: Look, charset: Charset) -> bytes:
        return hunan_numeric.constant_page(site, article, document or Document("", ()), look, charset, older)

    replace(desk, render=newest).report(
        COLUMN,
        OFFICE,
        NEWEST,
        date(NEWEST + 1, 1, 22),
        title=f"{OFFICE.name}{NEWEST}年信息公开年报",
        path=f"{COLUMN}index.htm",
        signed=date(NEWEST + 1, 1, 17),
        kind="constant_address",
        traits=("constant_address",),
    )
    for path, title, links in (
        ("/index.htm", "首页", (("政府信息公开", PLATFORM),)),
        (
            PLATFORM,
            "政府信息公开",
            (("法定主动公开内容", "/30194/36953/index.htm"), ("依申请公开", "/30194/36954/index.htm")),
        ),
        ("/30194/36953/index.htm", "法定主动公开内容", (("政府信息公开年报", f"{COLUMN}index.htm"),)),
    ):
        body = furniture.hub(SITE, UTF8, title, links)
        world.add(SITE.url(path), Page(body, UTF8.content_type, date(2025, 2, 3)))
