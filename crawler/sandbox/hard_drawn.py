"""Portals whose lists are not in the page: a script fetches them and writes them into it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date

from crawler.sandbox import furniture, trs_wcm
from crawler.sandbox.desk import Desk
from crawler.sandbox.furniture import Site
from crawler.sandbox.hard_web import HardWeb, Visit
from crawler.sandbox.prose import Organ
from crawler.sandbox.world import UTF8_HEADER, Listed, Page

COLUMN = "/xxgk/ndbg/"
API = "/api/ndbg.json"
YEARS = (2016, 2017, 2018)
_SCRIPT = """
<script>
fetch('%s').then(function (answer) { return answer.json(); }).then(function (rows) {
  var lines = rows.map(function (row) {
    var link = '<a href="' + row.url + '" title="' + row.title + '">' + row.title + '</a>';
    return '<li><span>' + row.date + '</span>' + link + '</li>';
  });
  document.getElementById('list').innerHTML = lines.join('');
});
</script>
"""
_PAGED = """
<div class="pager"><a class="prev" title="上一页"></a><a class="next" title="下一页"></a></div>
<script>
var shown = 0, next = document.querySelector('.next');
function turn(to) {
  fetch('%s?page=' + to).then(function (answer) { return answer.json(); }).then(function (answer) {
    shown = to;
    document.getElementById('list').innerHTML = answer.rows.map(function (row) {
      return '<li><span>' + row.date + '</span><a href="' + row.url + '">' + row.title + '</a></li>';
    }).join('');
    if (to >= answer.pages) { next.className = 'next is-disabled'; }
  });
}
next.addEventListener('click', function () { turn(shown + 1); });
turn(1);
</script>
"""
_TURNED = """
<p><a href="javascript:turn(shown + 1)">下一页</a></p>
<script>
var shown = 1;
function turn(to) {
  fetch('%s?page=' + to).then(function (answer) { return answer.json(); }).then(function (answer) {
    shown = Math.min(to, answer.pages);
    document.getElementById('list').innerHTML = answer.rows.map(function (row) {
      return '<li><span>' + row.date + '</span><a href="' + row.url + '">' + row.title + '</a></li>';
    }).join('');
  });
}
</script>
"""
SCRIPT_CHECK = "<html><script>document.cookie='pass=1;path=/';location.reload();</script></html>"
"""A check that any browser passes, see `behind_cookie`."""
ENDLESS = """
<a id="next" href="javascript:;">下一页</a>
<script>
var shown = 0;
function turn() {
  shown += 1;
  var link = '<a href="/xxgk/ndbg/n' + shown + '.html">关于工作的通知' + shown + '</a>';
  document.getElementById('list').innerHTML = '<li>' + link + '</li>';
}
document.getElementById('next').addEventListener('click', turn);
turn();
</script>
"""
"""A list that goes on for as long as somebody clicks."""


def site(host: str) -> Site:
    """A county's site under that host name."""
    return Site(
        host=host,
        name="清岭县人民政府",
        sponsor="清岭县人民政府",
        id_code="9900000002",
        record="测ICP备00000001号",
        menu=(("首页", "/"), ("政府信息公开", "/xxgk/")),
        platform="/xxgk/",
    )


def add(web: HardWeb, host: str, *, extra: str = "", script: str = _SCRIPT % API, list_body: str = "") -> list[Listed]:
    """Puts a portal at `host`: a home page, a column that `script` draws, the list as JSON, and three plain reports.

    `extra` is further HTML of the column page, `list_body` replaces the empty list.
    """
    here = site(host)
    desk = Desk(web.world, host, here, UTF8_HEADER, trs_wcm.article_page, trs_wcm.article_path)
    organ = Organ("清岭县", "清岭县人民政府", "我县", "清岭县政府网站", 20)
    listed = [desk.report(COLUMN, organ, year, date(year + 1, 3, 8)) for year in YEARS]
    column = furniture.page(
        here,
        furniture.head(here, UTF8_HEADER, "政府信息公开年报", "政府信息公开年报"),
        furniture.crumbs(here, ("政府信息公开", here.platform), ("政府信息公开年报", COLUMN)),
        f'<div class="list"><h2>政府信息公开年报</h2>{list_body or "<ul id=list></ul>"}</div>{script}{extra}',
    )
    web.world.add(here.url(COLUMN + "index.html"), _page(column))
    rows = [{"title": item.title, "url": item.url, "date": f"{item.published:%Y-%m-%d}"} for item in listed]
    web.world.add(here.url(API), Page(json.dumps(rows).encode(), "application/json"))
    for path, title, link in (
        ("/", "首页", ("政府信息公开", "/xxgk/")),
        ("/xxgk/", "政府信息公开", ("政府信息公开年报", COLUMN)),
    ):
        body = furniture.hub(here, UTF8_HEADER, title, (link,))
        web.world.add(here.url(path + "index.html"), Page(body, UTF8_HEADER.content_type, date(2020, 1, 2)))
    return listed


def add_clicked(web: HardWeb, host: str, *, first_in_page: bool) -> None:
    """Puts a portal at `host` whose list has one report a page, and no address for any page but the first.

    `first_in_page`: the first page's report stands in the HTML, 下一页 calls a script, and the last page gives itself
    again. Otherwise a script draws the first page too, and marks 下一页 as disabled on the last.
    """
    rows = [{"title": one.title, "url": one.url, "date": f"{one.published:%Y-%m-%d}"} for one in add(HardWeb(), host)]
    if first_in_page:
        first = f'<ul id="list"><li><a href="{rows[0]["url"]}">{rows[0]["title"]}</a></li></ul>'
        add(web, host, script=_TURNED % API, list_body=first)
    else:
        add(web, host, script=_PAGED % API)

    def answer(visit: Visit) -> Page:
        at = min(int(visit.url.rpartition("=")[2]), len(rows))
        return Page(json.dumps({"pages": len(rows), "rows": rows[at - 1 : at]}).encode(), "application/json")

    web.answers[host + API] = answer


def add_framed(web: HardWeb, host: str) -> None:
    """Puts a portal at `host` whose column is two frames, each with a list that a script draws."""
    rows = [{"title": one.title, "url": one.url, "date": f"{one.published:%Y-%m-%d}"} for one in add(web, host)]
    frames = "".join(f'<iframe src="{COLUMN}frame{at}.html"></iframe>' for at in (1, 2))
    column = Page(
        f"<title>政府信息公开年报</title><h2>政府信息公开年报</h2>{frames}".encode(), "text/html; charset=utf-8"
    )
    web.answers[host + COLUMN] = lambda _: column
    for at, held in ((1, rows[:1]), (2, rows[1:])):
        path = f"/api/frame{at}.json"
        framed = Page(f'<ul id="list"></ul>{_SCRIPT % path}'.encode(), "text/html; charset=utf-8")
        web.answers[f"{host}{COLUMN}frame{at}.html"] = lambda _, page=framed: page  # type: ignore[misc]
        answer = Page(json.dumps(held).encode(), "application/json")
        web.answers[host + path] = lambda _, page=answer: page  # type: ignore[misc]


def add_drawn_home(web: HardWeb, host: str) -> None:
    """Puts a portal at `host` of which nothing is in the page, from the home page on."""
    add(web, host)
    shell = (
        "<html><head><title>清岭县人民政府</title></head><body><div id=app></div><script src=/app.js></script>"
        "<script>fetch('/menu.json').then(function (answer) { return answer.json(); }).then(function (menu) {"
        "document.getElementById('app').innerHTML = menu.html; });</script></body></html>"
    )
    home = Page(shell.encode(), "text/html; charset=utf-8")
    web.answers[host + "/"] = lambda _: home
    menu = Page(
        json.dumps({"html": f'<ul><li><a href="{COLUMN}">政府信息公开年报</a></li></ul>'}).encode(), "application/json"
    )
    web.answers[host + "/menu.json"] = lambda _: menu


def listing(host: str, listed: Sequence[Listed]) -> str:
    """The list as plain HTML, for portals that need no script."""
    lines = "".join(
        f'<li><span>{item.published:%Y-%m-%d}</span><a href="{item.url}">{item.title}</a></li>' for item in listed
    )
    return f"<ul>{lines}</ul>"


def behind_cookie(html: bytes, check: str) -> Callable[[Visit], Page]:
    """A page behind a script check: without the cookie `pass=1` there is only `check`."""

    def answer(visit: Visit) -> Page:
        passed = visit.cookies.get("pass") == "1"
        return Page(html if passed else check.encode(), "text/html; charset=utf-8")

    return answer


def _page(html: str) -> Page:
    return Page(UTF8_HEADER.encode(html), UTF8_HEADER.content_type)
