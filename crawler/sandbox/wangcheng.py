"""望城 (430112): `www.wangcheng.gov.cn`, TRS WCM, GBK bytes, some of them wrongly declared as UTF-8."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from crawler.sandbox import furniture, notices, prose, trs_wcm
from crawler.sandbox.desk import Desk, Look
from crawler.sandbox.figures import draw
from crawler.sandbox.furniture import Site
from crawler.sandbox.markup import Style
from crawler.sandbox.prose import Organ
from crawler.sandbox.world import (
    GBK,
    GBK_HEADER_UTF8,
    GBK_META_UTF8,
    GBK_UNDECLARED,
    Charset,
    Fault,
    Listed,
    Page,
    World,
)

PORTAL = "wangcheng"
PLATFORM = "/xxgk_343/"
ROOT = "/xxgk_343/zfxxgknb/"
DISTRICT = "/xxgk_343/zfxxgknb/qzfxxgknb/"
UNITS = "/xxgk_343/gdwxxgk/"
SITE = Site(
    host="www.wangcheng.gov.cn",
    name="长沙市望城区人民政府",
    sponsor="长沙市望城区人民政府",
    id_code="4301120001",
    record="湘ICP备00000112号",
    menu=(("网站首页", "/"), ("走进望城", "/zjwc/"), ("政府信息公开", PLATFORM), ("政务服务", "/zwfw/")),
    platform=PLATFORM,
)
COUNTY = Organ("望城县", "望城县人民政府", "我县", "望城县政府门户网站", 40, "望城")
GOVERNMENT = Organ(
    "长沙市望城区",
    "长沙市望城区人民政府",
    "我区",
    "长沙市望城区政府门户网站（www.wangcheng.gov.cn）",
    96,
    "望城",
    58,
    "对湘江沿线的棚户区改造、轨道交通建设和滨水新城规划，设置了意见征集窗口，公众所提意见的采纳情况一并公布。",
)
EDUCATION = Organ(
    "长沙市望城区教育局",
    "长沙市望城区教育局",
    "我局",
    "望城区政府门户网站教育局专栏",
    18,
    theme="中小学招生划片、民办学校年检、教师招聘和学生资助的名单与结果，均在公布的同时留出异议期。",
)
STREET = Organ(
    "望城区高塘岭街道办事处",
    "望城区高塘岭街道办事处",
    "我街道",
    "望城区政府门户网站街道专栏",
    12,
    stock=3,
    theme="低保和临时救助的审批结果除上网以外，还在各社区的公示栏张贴不少于七天。",
)
SERVICE = Organ(
    "望城区政务服务中心",
    "望城区政务服务中心",
    "本中心",
    "望城区政务服务网",
    14,
    theme="进驻大厅的事项逐项公布了受理条件、申请材料和办理时限，窗口当日的排队人数可以在网上查到。",
)

COLUMNS = tuple(SITE.url(path) for path in (ROOT, DISTRICT, f"{UNITS}jyj/jyjnb/", f"{UNITS}gtljd/gtljdnb/"))

_CHARSETS: dict[int, Charset] = {
    2010: GBK_UNDECLARED,
    2013: GBK_META_UTF8,
    2015: GBK_HEADER_UTF8,
    2018: GBK_META_UTF8,
    2022: GBK_HEADER_UTF8,
}
_STYLES: dict[int, Style] = {2008: "br", 2011: "br", 2013: "word", 2018: "split", 2020: "word", 2023: "wrapped"}


def add(world: World) -> None:
    """Puts the portal into the world."""
    desk = Desk(world, PORTAL, SITE, GBK, trs_wcm.article_page, trs_wcm.article_path)
    _add_district(desk)
    _add_root(desk)
    units = (
        _add_unit(desk, "jyj", "教育局", EDUCATION, (2015, 2017, 2019, 2021, 2023), Look("word", nested=True), 2018),
        _add_unit(desk, "gtljd", "高塘岭街道", STREET, (2014, 2016, 2020, 2022), Look("br"), None),
    )
    _add_hubs(desk, units)


def _add_district(desk: Desk) -> None:
    lines: list[Listed] = []
    for year in (2008, 2010, 2011, 2012, 2013, 2014, 2015, 2016, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025):
        organ = COUNTY if year < 2011 else GOVERNMENT
        published = date(year + 1, 3, draw(2, 27, "wangcheng", year))
        signed = date(year + 1, 2, draw(2, 27, "signed", year)) if year % 2 else None
        look = Look(_STYLES.get(year, "plain"), nested=year in (2016, 2021), footer_container=year in (2016, 2019))
        if year == 2024:
            look = replace(look, pages=3)
        title = f"{organ.name}{year}年政府信息公开工作年度报告"
        composed, traits = None, []
        if year == 2012:
            traits.append("url_year_is_next_year")
        if year == 2014:
            composed = prose.older(organ, year, title, None, preface_year=2013)
            traits.append("preface_names_other_year")
        if year == 2018:
            look = replace(look, visible_title=title.replace("2018", "<span>201</span> <span>8</span>"))
            traits.append("split_digits")
        lines.append(
            desk.report(
                DISTRICT,
                organ,
                year,
                published,
                signed=signed,
                look=look,
                charset=_CHARSETS.get(year),
                composed=composed,
                traits=traits,
            )
        )
    first = next(line for line in lines if "2016年" in line.title)
    lines.append(
        desk.report(
            DISTRICT,
            GOVERNMENT,
            2016,
            date(2017, 6, 9),
            title="望城区人民政府2016年度政府信息公开年报",
            composed=prose.compose(GOVERNMENT, 2016, first.title, None),
            same_as=(first.url or "", "exact"),
            traits=("posted_twice",),
        )
    )
    unreachable = Listed("望城县2009年政府信息公开工作年度报告", None, date(2010, 3, 15))
    lines.append(unreachable)
    desk.world.faults.append(Fault("no_address", PORTAL, SITE.url(DISTRICT), unreachable.title))
    lines += [
        desk.notice(DISTRICT, notices.interpretation, GOVERNMENT.name, 2020, date(2021, 4, 2)),
        desk.notice(DISTRICT, notices.rule_of_law, GOVERNMENT.name, 2021, date(2022, 3, 30)),
        desk.notice(DISTRICT, notices.work_report, GOVERNMENT.name, 2017, date(2017, 1, 11)),
        desk.notice(DISTRICT, notices.call_for_reports, "望城区人民政府", 2018, date(2018, 12, 20)),
    ]
    side = (("政府信息公开年报", ROOT), ("各单位信息公开", UNITS))
    trs_wcm.add_lists(desk.world, SITE, DISTRICT, "区政府信息公开年报", lines, GBK, side=side)


def _add_root(desk: Desk) -> None:
    lines = [
        desk.report(ROOT, SERVICE, year, date(year + 1, 1, 20), signed=date(year + 1, 1, 12))
        for year in (2013, 2015, 2016)
    ]
    lines += [
        desk.notice(ROOT, notices.site_work_table, "长沙市望城区人民政府", year, date(year + 1, 1, 16))
        for year in (2017, 2018, 2019, 2020)
    ]
    lines += [
        desk.notice(ROOT, notices.department_budget, "望城区政务服务中心", year, date(year, 2, 19))
        for year in (2016, 2018, 2020)
    ]
    lines.append(desk.notice(ROOT, notices.guide, "长沙市望城区人民政府", 2019, date(2019, 5, 15)))
    side = (("区政府信息公开年报", DISTRICT), ("各单位信息公开", UNITS))
    trs_wcm.add_lists(desk.world, SITE, ROOT, "政府信息公开年报", lines, GBK, page_length=6, side=side)


def _add_unit(
    desk: Desk, code: str, name: str, organ: Organ, years: tuple[int, ...], look: Look, attached: int | None
) -> tuple[str, str]:
    column = f"{UNITS}{code}/{code}nb/"
    lines = [
        desk.report(column, organ, year, date(year + 1, 1, 28), signed=date(year + 1, 1, 18), look=look)
        for year in years
    ]
    if attached:
        day = date(attached + 1, 1, 25)
        file = f"P0{day:%Y%m%d}5{draw(10**10, 10**11 - 1, code, attached)}.docx"
        lines.append(desk.attached_report(column, organ, attached, day, date(day.year, 1, 15), file))
    leaked = [desk.notice(f"{UNITS}{code}/tzgg/", notices.department_budget, organ.name, 2022, date(2022, 2, 21))]
    trs_wcm.add_lists(desk.world, SITE, column, "信息公开年报", lines, GBK, leaked=leaked)
    front = f"{UNITS}{code}/"
    body = furniture.hub(SITE, GBK, name, (("信息公开年报", column), ("返回政府信息公开", PLATFORM)), leaked)
    desk.world.add(SITE.url(front + "index.html"), Page(body, GBK.content_type, date(2024, 5, 6)))
    return name, front


def _add_hubs(desk: Desk, units: tuple[tuple[str, str], ...]) -> None:
    day = date(2024, 5, 6)
    news = (desk.notice("/zjwc/", notices.work_report, "望城区", 2024, date(2024, 1, 8)),)
    for path, title, links, lines in (
        ("/", "首页", (("政府信息公开", PLATFORM),), news),
        (
            PLATFORM,
            "政府信息公开",
            (("政府信息公开年报", ROOT), ("区政府信息公开年报", DISTRICT), ("各单位信息公开", UNITS)),
            (),
        ),
        (UNITS, "各单位信息公开", units, ()),
    ):
        body = furniture.hub(SITE, GBK, title, links, lines)
        desk.world.add(SITE.url(path + "index.html"), Page(body, GBK.content_type, day))
    robots = furniture.robots("/search/", crawl_delay=0)
    desk.world.add(SITE.url("/robots.txt"), Page(robots, "text/plain", day))
