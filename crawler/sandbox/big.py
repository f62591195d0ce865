"""A sixth portal of any size, `big.sandbox.test`: TRS paging and plain pages, for crash tests."""

from __future__ import annotations

from datetime import date, timedelta

from crawler.sandbox import furniture, trs_wcm
from crawler.sandbox.desk import Desk
from crawler.sandbox.furniture import Site
from crawler.sandbox.prose import Organ
from crawler.sandbox.world import UTF8_HEADER, Page, World

PORTAL = "big.sandbox.test"
COLUMN = "/xxgk/ndbg/"
PAGE_LENGTH = 20
YEARS = range(2012, 2019)
SITE = Site(
    host=PORTAL,
    name="海川县人民政府",
    sponsor="海川县人民政府",
    id_code="9900000001",
    record="测ICP备00000000号",
    menu=(("首页", "/"), ("政府信息公开", "/xxgk/")),
    platform="/xxgk/",
)
_FIRST = "安柏昌楚德丰古恒建康兰明宁平青庆荣三双天同万文西新兴永元长正"
_SECOND = "坝岔川店渡岗沟关河湖湾江口岭楼坪铺桥泉山石滩塘亭屯溪阳营源寨"


def add(world: World, size: int) -> None:
    """Puts `size` reports of as many organs into the world: villages' townships, seven years in turn."""
    desk = Desk(world, PORTAL, SITE, UTF8_HEADER, trs_wcm.article_page, trs_wcm.article_path)
    lines = []
    for at in range(size):
        year = YEARS[at % len(YEARS)]
        town = at // len(YEARS)
        serial, pair = divmod(town, len(_FIRST) * len(_SECOND))
        name = (
            f"{_FIRST[pair // len(_SECOND)]}{_SECOND[pair % len(_SECOND)]}{'第' + str(serial + 1) if serial else ''}镇"
        )
        organ = Organ(f"海川县{name}", f"海川县{name}人民政府", "我镇", "海川县政府网站", 12 + at % 50)
        lines.append(desk.report(COLUMN, organ, year, date(year + 1, 1, 4) + timedelta(days=at % 80)))
    trs_wcm.add_lists(world, SITE, COLUMN, "政府信息公开年报", lines, UTF8_HEADER, page_length=PAGE_LENGTH)
    for path, title, links in (
        ("/", "首页", (("政府信息公开", "/xxgk/"),)),
        ("/xxgk/", "政府信息公开", (("政府信息公开年报", COLUMN),)),
    ):
        body = furniture.hub(SITE, UTF8_HEADER, title, links)
        world.add(SITE.url(path + "index.html"), Page(body, UTF8_HEADER.content_type, date(2020, 1, 2)))
