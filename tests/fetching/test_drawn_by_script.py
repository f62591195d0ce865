"""A page that a script would fill is told from one that is merely empty, and from every page that has its list."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.encoding import decode
from crawler.fetching.drawn_by_script import needs_rendering, pages_by_click
from crawler.page import Page

_REAL = Path(__file__).resolve().parents[2] / "../shared/real"
_NAV = '<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li></ul>'
_LIST = "<ul>" + "".join(f'<li><span>202{n}-03-01</span><a href="t{n}.html">年报</a></li>' for n in range(5)) + "</ul>"
_FETCH = "<script>$.ajax({url:'/api/list'}).done(function(d){$('#list').html(d)})</script>"


def _reason(body: str) -> str | None:
    return needs_rendering(Page("http://www.x.gov.cn/xxgk/", f"<html><body>{body}</body></html>"))


@pytest.mark.parametrize(
    ("body", "sign"),
    [
        (_NAV + '<ul id="list"></ul>' + _FETCH, "#list"),
        (_NAV + '<div id="list">  </div>' + _FETCH, "#list"),
        ('<div id="app"></div><script src="/js/app.3f2a.js"></script>', "#app"),
        ('<noscript>请启用 JavaScript</noscript><div id="root"></div><script src="/main.js"></script>', "#root"),
        (_NAV + '<ul><li v-for="item in list"><a :href="item.url">{{item.title}}</a></li></ul>', "v-for"),
        (_NAV + '<div><p ng-repeat="row in rows">{{row.title}}</p></div>', "ng-repeat"),
        (_NAV + '<script type="text/html"><a href="{{url}}">{{title}}</a></script><div id="view"></div>', "template"),
        (
            _NAV + "<noscript>本页需要脚本</noscript><table><tbody></tbody></table><script src='l.js'></script>",
            "<tbody>",
        ),
    ],
)
def test_signs(body: str, sign: str) -> None:
    assert sign in (_reason(body) or "")


@pytest.mark.parametrize(
    "body",
    [
        "",
        _NAV,
        _NAV + "<div class=list>暂无信息</div><script src='/js/jquery.js'></script>",
        _NAV + _LIST + '<div id="list"></div>' + _FETCH,
        _NAV + '<div id="clock"></div><script>setInterval(function(){clock.innerHTML=new Date()},1000)</script>',
        _NAV + '<div id="share"></div><ul></ul><script src="/js/share.js"></script>',
    ],
    ids=["nothing", "navigation", "an empty column", "its list is there", "a clock", "share links"],
)
def test_what_needs_no_browser(body: str) -> None:
    assert _reason(body) is None


@pytest.mark.parametrize(
    "pager",
    [
        '<a href="javascript:turn(2)">下一页</a>',
        '<a href="javascript:;" onclick="turn(2)">下一页 &gt;</a>',
        '<a href="#" onclick="return turn(2)">【下页】</a>',
        '<span onclick="turn(2)">下一页</span>',
        '<button @click="turn">下一页</button>',
        '<input type="button" value="下一页" onclick="turn(2)">',
        '<a href="/?p=1">1</a><a onclick="turn(2)"><em>下一页</em></a>',
    ],
)
def test_a_list_that_goes_on_by_clicks(pager: str) -> None:
    assert pages_by_click(_column(pager))


@pytest.mark.parametrize(
    "pager",
    [
        "",
        '<a href="index_2.html">下一页</a>',
        '<a href="index_2.html" onclick="count()">下一页</a>',
        "<span>下一页</span>",
        '<a href="javascript:;">下一页</a>',
        '<a href="javascript:void(0)">下一页</a>',
        '<a class="disabled" href="javascript:turn(2)">下一页</a>',
        '<li class="is-disabled"><a onclick="turn(2)">下一页</a></li>',
        '<a onclick="turn(2)">上一页</a>',
        '<p onclick="read()">下一页的办法</p>',
    ],
)
def test_a_list_that_does_not(pager: str) -> None:
    assert pages_by_click(_column(pager)) is None


@pytest.mark.parametrize(
    "pager", ['<a title="下一页"></a>', '<li aria-label="Next Page">›</li>', "<button>下页</button>"]
)
def test_on_a_drawn_page_a_handler_need_not_be_seen(pager: str) -> None:
    assert pages_by_click(_column(pager)) is None
    assert pages_by_click(_column(pager), drawn=True)


def _column(pager: str) -> Page:
    return Page("http://www.x.gov.cn/xxgk/", f"<html><body>{_LIST}<div class=pager>{pager}</div></body></html>")


@pytest.mark.skipif(not _REAL.is_dir(), reason="the saved pages are not here")
def test_no_saved_page_needs_a_browser() -> None:
    pages = [path for path in _REAL.rglob("*") if path.suffix in {".html", ".htm", ".shtml"}]
    assert len(pages) > 60
    found = {}
    for path in pages:
        page = Page("http://www.x.gov.cn/", decode(path.read_bytes()).text)
        if why := needs_rendering(page) or pages_by_click(page):
            found[str(path.relative_to(_REAL))] = why
    assert found == {}


@given(st.text())
def test_nothing_from_outside_raises(text: str) -> None:
    page = Page("http://www.x.gov.cn/", text)
    for why in (needs_rendering(page), pages_by_click(page), pages_by_click(page, drawn=True)):
        assert why is None or isinstance(why, str)


@pytest.mark.parametrize(
    "piece",
    [
        "<ul id=a>",
        "<div v-",
        "<script>fetch(",
        "<noscript>",
        "<script type='text/html'>href",
        "<a>下一页",
        "<li onclick=a ",
    ],
)
def test_long_hostile_pages_end(piece: str) -> None:
    page = Page("http://www.x.gov.cn/", piece * 50_000)
    needs_rendering(page)
    pages_by_click(page)
