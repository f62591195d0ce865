"""Which links lead to the annual-report column, and what a page's column is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import column_hints, column_name, is_annual_column, links
from crawler.records import Link
from tests.discovery.saved import needs_saved_pages, saved

SITE = "https://www.example.gov.cn/"
HOME = SITE + "index.html"


def hint(title: str, path: str, page: str = HOME) -> tuple[str, int] | None:
    hints = column_hints([Link(SITE + path, title)], page)
    return (hints[0].kind, hints[0].score) if hints else None


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("政府信息公开年报", "a/b/"),
        ("政府信息公开工作年度报告", "a/b/"),
        ("信息公开年度报告", "a/b/"),
        ("信息公开年报", "a/b/"),
        ("政務公開年報", "a/b/"),
        ("政府信息公開工作年度報告", "a/b/"),
        ("政府資訊公開年報", "a/b/"),
        ("年度报告", "xxgk/ndbg/index.html"),
        ("年报", "zwgk/nb/"),
        ("", "zfxxgk/zfxxgknb/"),
        ("", "xxgknb3/"),
        ("", "zwgk/gknb2019/"),
        ("", "xxgk/ndbg/"),
        ("2021年", "xxgk/zfxxgkndbg/2021/"),
    ],
)
def test_annual_columns(name: str, path: str) -> None:
    assert is_annual_column(name, SITE + path)
    assert hint(name, path, SITE + "other/") is not None


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("政府信息公开指南", "xxgk/zn/"),
        ("依申请公开", "xxgk/ysqgk/"),
        ("政府信息公开目录", "xxgk/ml/"),
        ("统计年报", "tj/nb/"),
        ("财政年报", "xxgk/nb/"),
        ("政府网站工作年度报表", "xxgk/wznb/"),
        ("法治政府建设年度报告", "xxgk/fzzf/"),
        ("年度报告", "news/reports/"),
        ("年报", ""),
        ("", "news/"),
        ("", "ndbg/"),
        ("依申请公开", "zfxxgknb/"),
        ("企业年报", "xxgk/nb/"),
        ("", ""),
    ],
)
def test_other_columns(name: str, path: str) -> None:
    assert not is_annual_column(name, SITE + path)
    found = hint(name, path, SITE + "other/")
    assert found is None or found[0] == "disclosure"


def test_hints_come_best_first_and_never_lead_back_or_to_an_article() -> None:
    found = [
        Link(SITE + "zwgk/", "政务公开"),
        Link(SITE + "zfxxgk/", "政府信息公开"),
        Link(SITE + "zfxxgk/nb/", "政府信息公开年报"),
        Link(HOME, "政府信息公开"),
        Link(SITE + "xxgk/nb/t20200101_5.html", "政府信息公开年报"),
        Link(None, "信息公开年报"),
    ]
    hints = column_hints(found, HOME)
    assert [(each.kind, each.url) for each in hints] == [
        ("annual", SITE + "zfxxgk/nb/"),
        ("disclosure", SITE + "zfxxgk/"),
        ("disclosure", SITE + "zwgk/"),
    ]
    assert all(each.evidence for each in hints)


def test_an_annual_column_leads_to_its_columns_by_year_and_by_unit() -> None:
    page = SITE + "zfxxgk/zfxxgknb/index.html"
    for name in ("2021年", "2020年度", "市直部门", "县市区", "乡镇街道"):
        assert hint(name, "zfxxgk/x/", page) is not None
        assert hint(name, "zfxxgk/x/", HOME) is None


@needs_saved_pages
def test_saved_home_page_leads_to_its_column_by_an_image() -> None:
    url = "https://www.atxlyj.cn/index.html"
    hints = column_hints(links(saved("sites/www.atxlyj.cn/index.html"), url), url)
    assert (hints[0].kind, hints[0].url) == ("annual", "https://www.atxlyj.cn/xxgk/ndbg/index.html")


@needs_saved_pages
@pytest.mark.parametrize(
    ("path", "url", "column"),
    [
        (
            "details/lysctcm.sc.gov.cn.html",
            "https://sctcm.sc.gov.cn/a.html",
            "https://sctcm.sc.gov.cn/sctcm/xxgknb/zfxxgk_gknrz.shtml",
        ),
        (
            "sites/www.lgedu.net/channels/1751.html",
            "https://www.lgedu.net/channels/1751.html",
            "https://www.lgedu.net/channels/2146.html",
        ),
        (
            "sites/hcdd.cq.cn/xxgk1/xxgkml/gw/gfxwj.html",
            "https://hcdd.cq.cn/xxgk1/xxgkml/gw/gfxwj.html",
            "https://hcdd.cq.cn/xxgk1/xxgknb.html",
        ),
    ],
)
def test_saved_pages_lead_to_their_columns(path: str, url: str, column: str) -> None:
    hints = column_hints(links(saved(path), url), url)
    assert (hints[0].kind, hints[0].url) == ("annual", column)


def test_column_name_takes_the_first_filled_meta() -> None:
    head = '<meta name="ColumnName" content=""><meta name="ColumnName" content="年报">'
    head += '<meta name="ColumnName" content="要闻">'
    assert column_name(f"<head>{head}</head><body>当前位置：首页 > 公开</body>", SITE + "a/") == "年报"
    assert column_name('<meta name="ColumnType" content="信息公开年报"><body>x</body>', SITE + "a/") == "信息公开年报"


@pytest.mark.parametrize(
    "crumb",
    [
        "<div>当前位置：首页>信息公开>年度报告</div>",
        '<div>当前位置：<a href="/">首页</a> &gt; <a href="/x">公开</a> &gt; <a>年度报告</a> &gt; 正文</div>',
        '<div><span>您的位置 : </span><a href="/">首页</a>»<a href="/x">年度报告</a></div>',
        '<p>您当前所在位置：<a href="/">首页</a>&nbsp;&raquo;&nbsp;年度报告</p>',
        "<!-- 当前位置 --><div>当前位置：首页 › 年度报告</div>",
    ],
)
def test_column_name_from_the_breadcrumb(crumb: str) -> None:
    assert column_name(f"<body>{crumb}<h1>别的</h1></body>", SITE + "a/") == "年度报告"


def test_column_name_from_heading_and_title() -> None:
    assert column_name("<h2>政府信息公开年报</h2>", SITE + "nb/") == "政府信息公开年报"
    assert (
        column_name("<title>某县人民政府门户网站-政府信息公开年报</title><body>x</body>", SITE + "nb/")
        == "政府信息公开年报"
    )
    assert column_name("<title>某县人民政府</title><h1>欢迎光临</h1>", HOME) == ""


@needs_saved_pages
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("sites/www.atxlyj.cn/xxgk/ndbg/index.html", "年度报告"),
        ("sites/www.lgedu.net/channels/2146.html", "政府信息公开年度报告"),
        ("sites/www.gzdzhrss.com/bmgk/jcdd/tzgg_62444/index.html", "通知公告"),
        ("sites/hcdd.cq.cn/gzzd.html", "规章制度"),
        ("sites/www.cpaxj.org.cn/xxcx/annual_audit/index.html", "年报审计快报"),
        ("sites/www.atxlyj.cn/index.html", ""),
    ],
)
def test_names_of_saved_columns(path: str, name: str) -> None:
    assert column_name(saved(path), "https://" + path.removeprefix("sites/")) == name


@given(st.text(max_size=200), st.text(max_size=60))
def test_nothing_raises(text: str, url: str) -> None:
    column_name(f"<p>当前位置{text}</p>", url)
    column_hints([Link(url or None, text)], url)
    is_annual_column(text, url)
