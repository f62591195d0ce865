"""Whole pages as portals write them, and what is stored of them: from bytes to text, tables, figures and quality."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.encoding import decode, repair
from crawler.reading import extract_report, gate, read_statistics
from crawler.records import Capture, Check, Decoded, Extraction, Portal, Quality, Report, Statistics
from tests.statistics import official
from tests.statistics.official import Grid

URL = "http://www.example.gov.cn/xxgk/nb/202301/t20230120_1.html"
TITLE = "某县林业局2022年政府信息公开工作年度报告"
PROSE = "2022年，我局认真落实各项部署，扎实做好信息公开工作，取得了一定的成效，全年未发生泄密事件，群众比较满意。"
PORTAL = Portal(
    name="example",
    title="某县人民政府",
    hosts=("www.example.gov.cn",),
    division_code=None,
    division_name=None,
    family="trs_wcm",
    columns=(),
)
DISCLOSURE = official.disclosure_2021(["0", "1", "12", "3", "2", "33", "1,234", "56", "7", "12.5"])
APPLICATIONS = official.applications(
    "2021", official.balanced("2021", [[(i * 7 + j) % 5 for j in range(6)] for i in range(21)], [1] + [0] * 5, [0] * 6)
)
REVIEWS = official.reviews(["1", "0", "0", "2", "3"] + ["0"] * 5 + ["4", "0", "0", "0", "4"])


def markup(grid: Grid, *, merged: bool = True) -> str:
    """The grid as an HTML table; `merged` joins equal neighbours with Han characters in a row (colspan)."""
    rows = []
    for row in grid:
        cells: list[list[str | int]] = []
        for text in row:
            if merged and cells and cells[-1][0] == text and any("\u4e00" <= c <= "\u9fff" for c in text):
                cells[-1][1] = int(cells[-1][1]) + 1
            else:
                cells.append([text, 1])
        rows.append("".join(f"<td colspan={across}><p>{text}</p></td>" for text, across in cells))
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def report(
    disclosure: str = markup(DISCLOSURE), applications: str = markup(APPLICATIONS), reviews: str = markup(REVIEWS)
) -> str:
    """The body of a report in the form of 2021."""
    return (
        paragraphs(official.HEADINGS[0], PROSE, official.HEADINGS[1])
        + disclosure
        + paragraphs(official.HEADINGS[2])
        + applications
        + paragraphs(official.HEADINGS[3])
        + reviews
        + paragraphs(official.HEADINGS[4], PROSE, official.HEADINGS[5], "无。", "某县林业局", "2023年1月20日")
    )


def older(*lines: str) -> str:
    """The body of a report in free form, with `lines` as markup of its second section."""
    return (
        paragraphs("现公布某县林业局2015年政府信息公开工作年度报告。", "一、概述", PROSE.replace("2022", "2015"))
        + paragraphs("二、主动公开和申请公开情况", *lines)
        + paragraphs("三、存在的主要问题", PROSE.replace("2022", "2015"), "某县林业局", "2016年1月20日")
    )


def page(body: str, title: str = TITLE) -> str:
    return (
        f"<html><head><title>{title}-某县人民政府</title></head><body><div><a href=/>首页</a> <a href=/b>新闻</a></div>"
        f"<h1>{title}</h1><div>发布时间：2023-01-20 来源：某县林业局</div><div class=TRS_Editor>{body}</div>"
        "<div>版权所有：某县人民政府</div></body></html>"
    )


def stored(html: str | bytes, title: str = TITLE) -> tuple[Extraction, Statistics | None, Quality]:
    """What the pipelines store of a page: what it says, its figures, and the gate's answer."""
    body = html.encode() if isinstance(html, str) else html
    decoded = decode(body, "text/html")
    repaired = repair(decoded.text)
    decoded = Decoded(repaired.text, decoded.encoding, repairs=repaired.repairs, replaced=decoded.replaced)
    capture = Capture(
        url=URL, requested_url=URL, status=200, headers=(), body=body, fetch_time=datetime(2023, 2, 1, tzinfo=UTC)
    )
    report = Report(portal=PORTAL, capture=capture, listed_title=title, column="", decoded=decoded)
    report.extraction, statistics = read_statistics(extract_report(report))
    return report.extraction, statistics, gate(report, statistics)


def check(quality: Quality, name: str) -> Check:
    return next(one for one in quality.checks if one.name == name)
