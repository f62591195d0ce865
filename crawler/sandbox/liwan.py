"""荔湾 (440103): the city's collection of district reports, the district's platform, an encyclopedia's copy."""

from __future__ import annotations

from datetime import date

from crawler.sandbox import encyclopedia, furniture, gd_nfcms, gkmlpt, notices
from crawler.sandbox.desk import Desk, Look
from crawler.sandbox.furniture import Site
from crawler.sandbox.prose import Organ
from crawler.sandbox.world import UTF8, UTF8_HEADER, Page, World

PORTAL = "liwan"
COLLECTION = "/zfjgzy/gzsrmzfbgt/zfxxgknb/gq/"
CITY_PLATFORM = "/zfjgzy/gzsrmzfbgt/zfxxgk/"
ANNUAL, SID = 3061, "200017"
CITY = Site(
    host="www.gz.gov.cn",
    name="广州市人民政府门户网站",
    sponsor="广州市人民政府办公厅",
    id_code="4401000043",
    record="粤ICP备00000401号",
    menu=(("首页", "/"), ("要闻", "/xw/"), ("政府信息公开", CITY_PLATFORM), ("互动", "/hd/")),
    platform=CITY_PLATFORM,
)
DISTRICT = Site(
    host="www.lw.gov.cn",
    name="广州市荔湾区人民政府门户网站",
    sponsor="广州市荔湾区人民政府",
    id_code="4401030001",
    record="粤ICP备00000403号",
    menu=(("首页", "/"), ("走进荔湾", "/zjlw/"), ("政府信息公开", "/gkmlpt/index"), ("政务服务", "/zwfw/")),
    platform="/gkmlpt/index",
)
GOVERNMENT = Organ("广州市荔湾区", "广州市荔湾区人民政府", "我区", "荔湾区政府门户网站", 110, stock=33)
STREET = Organ(
    "荔湾区西村街道办事处",
    "广州市荔湾区西村街道办事处",
    "我街",
    "荔湾区政府门户网站",
    16,
    stock=2,
    theme="老旧小区微改造的设计方案和加装电梯的批前公示，都在小区出入口和网站同时发布。",
)
OTHERS = ("天河", "越秀", "海珠", "白云")
COPIED = 2014
COLUMNS = (
    CITY.url(COLLECTION),
    DISTRICT.url("/gkmlpt/index"),
    encyclopedia.SITE.url(encyclopedia.PATH),
)


def add(world: World) -> None:
    """Puts the portal into the world."""
    world.gzip_hosts.add(CITY.host)
    _add_collection(world)
    _add_platform(world)
    original = next(one for one in world.reports if one.portal == PORTAL and one.report_year == COPIED)
    encyclopedia.add(world, PORTAL, original)


def _add_collection(world: World) -> None:
    desk = Desk(world, PORTAL, CITY, UTF8_HEADER, gd_nfcms.article_page, gd_nfcms.article_path)
    lines = [
        desk.report(
            COLLECTION,
            GOVERNMENT,
            year,
            date(year + 1, 3, 5 + year % 20),
            signed=date(year + 1, 3, 1),
            look=Look("word" if year % 3 == 2 else "plain"),
        )
        for year in (2013, 2014, 2015, 2016, 2017, 2018, 2019)
    ]
    for at, name in enumerate(OTHERS):
        other = Organ(
            f"广州市{name}区", f"广州市{name}区人民政府", "我区", f"{name}区政府门户网站", 90 + at * 12, stock=20 + at
        )
        lines += [
            desk.foreign_report(COLLECTION, other, year, date(year + 1, 3, 6 + at)) for year in (2016, 2018, 2019)
        ]
    lines.append(desk.notice(COLLECTION, notices.call_for_reports, "广州市人民政府", 2017, date(2017, 12, 29)))
    gd_nfcms.add_lists(world, CITY, COLLECTION, "各区政府信息公开年报", lines, UTF8_HEADER)
    day = date(2020, 4, 2)
    for path, title, links in (
        ("/", "首页", (("政府信息公开", CITY_PLATFORM),)),
        (
            CITY_PLATFORM,
            "政府信息公开",
            (("各区政府信息公开年报", COLLECTION), ("政府信息公开指南", f"{CITY_PLATFORM}zn/")),
        ),
    ):
        body = furniture.hub(CITY, UTF8_HEADER, title, links)
        world.add(CITY.url(path + "index.html"), Page(body, UTF8_HEADER.content_type, day))
    world.add(CITY.url("/robots.txt"), Page(furniture.robots("/search/"), "text/plain", day))


def _add_platform(world: World) -> None:
    desk = Desk(world, PORTAL, DISTRICT, UTF8, gkmlpt.article_page, gkmlpt.article_path)
    column = "/gkmlpt/nb/"
    lines = [
        desk.report(
            column,
            GOVERNMENT,
            year,
            date(year + 1, 3, 11 + year % 9),
            signed=date(year + 1, 3, 2),
            attached="mpost_2023_ndbg.docx" if year == 2023 else None,
        )
        for year in (2020, 2021, 2022, 2023, 2024, 2025)
    ]
    lines += [
        desk.report(column, STREET, year, date(year + 1, 1, 24), signed=date(year + 1, 1, 12), look=Look("word"))
        for year in (2021, 2022)
    ]
    lines.append(desk.notice(column, notices.interpretation, "广州市荔湾区", 2021, date(2022, 4, 8)))
    lines.append(desk.notice(column, notices.rule_of_law, "广州市荔湾区", 2022, date(2023, 3, 29)))
    budgets = [desk.notice("/gkmlpt/ys/", notices.department_budget, STREET.name, 2022, date(2022, 3, 1))]
    gkmlpt.add_platform(
        world, DISTRICT, SID, ((ANNUAL, "政府信息公开年报", lines), (3070, "财政预决算", budgets)), UTF8
    )
    body = furniture.hub(DISTRICT, UTF8, "首页", (("政府信息公开", "/gkmlpt/index"),))
    world.add(DISTRICT.url("/index.html"), Page(body, UTF8.content_type, date(2025, 4, 1)))
