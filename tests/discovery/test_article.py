"""Is a page an article, though it was addressed as a column?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import looks_like_article
from tests.discovery.saved import REAL, needs_saved_pages, saved

SENTENCE = "本机关全年主动公开政府信息若干条，办理申请若干件，按时答复。"


def test_a_report_at_a_column_address_is_an_article() -> None:
    sections = "".join(f"<p>{n}、总体情况</p><p>{SENTENCE * 6}</p>" for n in "一二三四五六")
    assert looks_like_article(f"<body><a href='/'>首页</a><div>{sections}</div></body>")
    assert looks_like_article(f"<body><div><p>{SENTENCE * 15}</p><p>{SENTENCE * 15}</p></div></body>")


def test_meta_tags_of_an_article_are_enough_where_the_text_is_a_file() -> None:
    metas = '<meta name="ArticleTitle" content="甲局2019年年报"><meta name="PubDate" content="2020-01-20">'
    assert looks_like_article(f"<head>{metas}</head><body><a href='a.doc'>甲局2019年年报.doc</a></body>")


def test_lists_are_no_articles() -> None:
    items = "".join(f"<li><a href='{n}.html'>甲局{n}年政府信息公开工作年度报告</a></li>" for n in range(2008, 2026))
    digest = "".join(f"<li><h3><a href='{n}.html'>甲局年报</a></h3><p>{SENTENCE * 3}</p></li>" for n in range(20))
    headings = "".join(f"<li><a href='{n}.html'>一、总体情况</a></li>" for n in range(20))
    meta = '<meta name="ArticleTitle" content="年报"><meta name="ColumnName" content="年报">'
    meta += '<meta name="PubDate" content="2020-01-20">'
    for page in (f"<ul>{items}</ul>", f"<ul>{digest}</ul>", f"<ul>{headings}</ul>", f"{meta}<ul>{items}</ul>", ""):
        assert not looks_like_article(page)


@needs_saved_pages
def test_every_saved_detail_page_is_an_article() -> None:
    pages = [f"details/{path.name}" for path in sorted((REAL / "details").glob("*.html"))]
    assert len(pages) == 28
    assert [path for path in pages if not looks_like_article(saved(path))] == []


@needs_saved_pages
@pytest.mark.parametrize(
    "path",
    [
        "www.atxlyj.cn/index.html",
        "www.atxlyj.cn/xxgk/ndbg/index.html",
        "www.atxlyj.cn/xxgk/bmwj/index.html",
        "www.atxlyj.cn/zddt/index.html",
        "www.lgedu.net/channels/2146.html",
        "www.lgedu.net/channels/1751.html",
        "www.gzdzhrss.com/bmgk/jcdd/gzdt_62442/index.html",
        "www.gzdzhrss.com/bmgk/index.html",
        "hcdd.cq.cn/gzzd.html",
        "hcdd.cq.cn/xxgk1/xxgkml/gw/gfxwj.html",
        "www.cpaxj.org.cn/xxcx/annual_audit/index.html",
    ],
)
def test_saved_lists_are_no_articles(path: str) -> None:
    assert not looks_like_article(saved("sites/" + path))


@given(
    st.lists(
        st.sampled_from(["<a>", "</a>", "<p>", "</p>", "<script>", "一、文", "<td>", "</div>", "<!--"]), max_size=60
    )
)
def test_nothing_raises(pieces: list[str]) -> None:
    looks_like_article("".join(pieces))
