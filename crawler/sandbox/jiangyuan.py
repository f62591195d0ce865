"""江源 (220605): `xxgk-jy.cbs.gov.cn`, TRS WCM, bureaus that write their reports from one template."""

from __future__ import annotations

from datetime import date

from crawler.sandbox import furniture, notices, trs_wcm
from crawler.sandbox.desk import Desk, Look
from crawler.sandbox.figures import draw
from crawler.sandbox.furniture import Site
from crawler.sandbox.prose import Organ
from crawler.sandbox.world import UTF8, UTF8_META_GB2312, Fault, Page, World

PORTAL = "jiangyuan"
FRONT = "/pub/jyq/"
PLATFORM = "/pub/jyq/zfxxgk/"
OFFICE_COLUMN = "/pub/jyq/ndbg/"
DEAD_COLUMN = "/zcbm/lyj/xxgkndbg4/"
BUREAUS = (("jyj", "教育局", 1), ("mzj", "民政局", 2), ("slj", "水利局", 3))
SITE = Site(
    host="xxgk-jy.cbs.gov.cn",
    name="白山市江源区政府信息公开网",
    sponsor="白山市江源区人民政府",
    id_code="2206050003",
    record="吉ICP备00000605号",
    menu=(("首页", FRONT), ("政府信息公开", PLATFORM), ("机构职能", "/pub/jyq/jgzn/"), ("网上办事", "/pub/jyq/wsbs/")),
    platform=PLATFORM,
)
OFFICE = Organ(
    "江源区人民政府办公室",
    "白山市江源区人民政府办公室",
    "我区",
    "江源区人民政府门户网站",
    36,
    stock=17,
    theme="采煤沉陷区搬迁、林区道路养护和矿泉水资源保护等事项的进展，每季度集中公布一次。",
)
COLUMNS = tuple(
    SITE.url(path)
    for path in (OFFICE_COLUMN, *(f"/zcbm/{code}/xxgkndbg{serial}/" for code, _, serial in BUREAUS), DEAD_COLUMN)
)


def bureau(name: str) -> Organ:
    """A bureau of the district; all of them write in the same words."""
    return Organ(f"江源区{name}", f"白山市江源区{name}", "我局", "江源区政府信息公开网", 15, "江源区部门")


def add(world: World) -> None:
    """Puts the portal into the world."""
    desk = Desk(world, PORTAL, SITE, UTF8, trs_wcm.article_page, trs_wcm.article_path, "信息公开年度报告")
    _add_office(desk)
    columns = [("区政府办公室年度报告", OFFICE_COLUMN), *(_add_bureau(desk, *entry) for entry in BUREAUS)]
    dead = SITE.url(DEAD_COLUMN)
    body = "<html><body>您访问的栏目已停用</body></html>".encode()
    world.add(dead + "index.html", Page(body, "text/html; charset=utf-8", status=404))
    world.faults.append(Fault("dead_list", PORTAL, dead, "林业局信息公开年度报告", 404))
    columns.append(("林业局信息公开年度报告", DEAD_COLUMN))
    day = date(2024, 3, 1)
    stub = f"<html><head><script>window.location.href = '.{FRONT}index.html';</script></head><body></body></html>"
    world.add(SITE.url("/index.html"), Page(stub.encode(), "text/html", day))
    for path, title, links in (
        (FRONT, "首页", [("政府信息公开", PLATFORM)]),
        (PLATFORM, "政府信息公开", [("政府信息公开年报", f"{PLATFORM}nb/"), ("政府信息公开指南", f"{PLATFORM}zn/")]),
        (f"{PLATFORM}nb/", "政府信息公开年报", columns),
    ):
        world.add(SITE.url(path + "index.html"), Page(furniture.hub(SITE, UTF8, title, links), UTF8.content_type, day))
    world.add(SITE.url("/robots.txt"), Page(furniture.robots(), "text/plain", day))


def _add_office(desk: Desk) -> None:
    lines = [
        desk.report(
            OFFICE_COLUMN,
            OFFICE,
            year,
            date(year + 1, 2, 3 + year % 20),
            signed=date(year + 1, 1, 29),
            look=Look("br" if year == 2011 else "plain", nested=year == 2016),
            charset=UTF8_META_GB2312 if year == 2014 else None,
            attached="P020210222590114637208.docx" if year == 2020 else None,
        )
        for year in (2009, 2011, 2014, 2016, 2018, 2020, 2022)
    ]
    day = date(2018, 2, 7)
    file = f"P0{day:%Y%m%d}3{draw(10**10, 10**11 - 1, 'jiangyuan')}.docx"
    lines.append(desk.attached_report(OFFICE_COLUMN, OFFICE, 2017, day, date(2018, 1, 30), file, "详见附件。"))
    lines.append(desk.notice(OFFICE_COLUMN, notices.site_work_table, "江源区人民政府", 2018, date(2019, 1, 10)))
    lines.append(desk.notice(OFFICE_COLUMN, notices.call_for_reports, "江源区人民政府", 2017, date(2017, 12, 22)))
    lines.append(desk.notice(OFFICE_COLUMN, notices.work_report, "江源区", 2016, date(2016, 1, 15)))
    trs_wcm.add_lists(desk.world, SITE, OFFICE_COLUMN, "年度报告", lines, UTF8, page_length=6, nested_links=True)


def _add_bureau(desk: Desk, code: str, name: str, serial: int) -> tuple[str, str]:
    column, organ = f"/zcbm/{code}/xxgkndbg{serial}/", bureau(name)
    lines = [
        desk.report(
            column,
            organ,
            year,
            date(year + 1, 1, 16 + serial),
            signed=date(year + 1, 1, 9),
            traits=("shared_template",),
        )
        for year in (2016, 2017, 2021)
    ]
    lines.append(desk.notice(column, notices.department_budget, organ.name, 2019, date(2019, 3, 4)))
    trs_wcm.add_lists(desk.world, SITE, column, "信息公开年度报告", lines, UTF8, nested_links=True)
    return f"{name}信息公开年度报告", column
