"""A report that a portal shows page by page (正文分页) is stored whole, or says that it is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace

import pytest

from crawler.monitoring import run_counts
from crawler.store import Document, LedgerRow, Store
from tests.crawl.conftest import Crawled, Operator
from tests.crawl.test_incremental import age
from tests.fetching.server import Answer, Server, serve

HTML = ("Content-Type", "text/html; charset=utf-8")
TITLE = "海川县2019年政府信息公开工作年度报告"
PARTS = (
    "一、总体情况\n2019年，海川县认真贯彻落实《中华人民共和国政府信息公开条例》，持续加大主动公开力度。\n"
    "全年通过县政府门户网站主动公开信息1312条，其中机构职能类信息45条。",
    "二、行政机关收到和处理政府信息公开申请情况\n全年共收到政府信息公开申请27件，均在规定期限内答复。\n"
    "其中予以公开19件，部分公开3件，不予公开5件，没有结转下年度继续办理的申请。",
    "三、存在的主要问题及改进情况\n一是公开内容还不够全面，二是政策解读的形式比较单一。\n"
    "下一步，海川县将加强业务培训，丰富解读形式。\n海川县人民政府办公室\n2020年1月20日",
)
LIST = f"""<html><head><meta charset="utf-8"><title>政府信息公开年报</title></head><body>
<h2>政府信息公开年报</h2><ul><li><a href="/ndbg/t2019.html">{TITLE}</a></li></ul></body></html>"""
BY_QUERY = "/index.php?m=content&c=index&a=show&catid=9&id=77"
PAGE = """<html><head><meta charset="utf-8"><title>{title}_海川县人民政府</title>
<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2020-01-22 10:00"></head><body>
<div class="nav"><a href="/">首页</a><a href="/zwgk/">政务公开</a></div>
<div class="article"><h1>{title}</h1><div class="info">发布日期：2020-01-22 来源：县政府办</div>
<div class="TRS_Editor">{body}</div>
<div class="page">{pager}</div>
<div class="next">下一篇：<a href="t2018.html">海川县2018年政府信息公开工作年度报告</a></div></div></body></html>"""


def page(number: int, pager: str, title: str = TITLE) -> Answer:
    body = "".join(f"<p>{line}</p>" for line in PARTS[number - 1].split("\n"))
    return Answer(PAGE.format(title=title, body=body, pager=pager).encode(), headers=(HTML,))


def numbered(number: int) -> str:
    """`t2019.html`, `t2019_2.html`, `t2019_3.html`; a page shows the numbers of the others and its own unlinked."""
    links = [
        f"<b>{one}</b>" if one == number else f'<a href="t2019{f"_{one}" if one > 1 else ""}.html">[{one}]</a>'
        for one in (1, 2, 3)
    ]
    following = f'<a href="t2019_{number + 1}.html">下一页</a>' if number < 3 else ""
    return " ".join((*links, following))


def only_next(number: int) -> str:
    """Each page knows the next one alone, by the query."""
    return f'<a href="/ndbg/t2019.html?page={number + 1}">下一页</a>' if number < 3 else "<span>下一页</span>"


def by_script(number: int) -> str:
    """TRS: counted from 0."""
    return f'<script>createPageHTML(3, {number - 1}, "t2019", "html");</script>'


def first_and_last(number: int) -> str:
    """`1 … 3`: page 2 is named by no page but by 下一页 of none."""
    return "<b>1</b> … <a href='t2019_3.html'>3</a>" if number == 1 else "<a href='t2019.html'>1</a> …"


def next_and_last(number: int) -> str:
    """Counted from 0."""
    return f'<a href="t2019_{number}.html">下一页</a> <a href="t2019_2.html">末页</a>' if number < 3 else "末页"


def own_number(number: int) -> str:
    return " ".join(f'<a href="t2019_{one}.html">{one}</a>' for one in (1, 2, 3) if one != number)


def of_query(number: int) -> str:
    return f'<a href="{BY_QUERY}&page={number + 1}">下一页</a>' if number < 3 else "下一页"


PORTALS: dict[str, dict[str, Answer]] = {
    "numbered": {f"/ndbg/t2019{end}.html": page(n, numbered(n)) for n, end in ((1, ""), (2, "_2"), (3, "_3"))},
    "only_next": {
        f"/ndbg/t2019.html{end}": page(n, only_next(n)) for n, end in ((1, ""), (2, "?page=2"), (3, "?page=3"))
    },
    "by_script": {f"/ndbg/t2019{end}.html": page(n, by_script(n)) for n, end in ((1, ""), (2, "_1"), (3, "_2"))},
    "first_and_last": {
        f"/ndbg/t2019{end}.html": page(n, first_and_last(n)) for n, end in ((1, ""), (2, "_2"), (3, "_3"))
    },
    "next_and_last": {
        f"/ndbg/t2019{end}.html": page(n, next_and_last(n)) for n, end in ((1, ""), (2, "_1"), (3, "_2"))
    },
    "own_number": {f"/ndbg/t2019_{n}.html": page(n, own_number(n)) for n in (1, 2, 3)},
    "of_query": {BY_QUERY + end: page(n, of_query(n)) for n, end in ((1, ""), (2, "&page=2"), (3, "&page=3"))},
}


def run_at(operator: Operator, server: Server, *words: str) -> Crawled:
    """One run over the column of a server."""
    column = f"url={server.url('/ndbg/')}"
    return operator.run("crawl", "portal", "-a", column, *words, NETWORK_GUARD_ALLOW="127.0.0.1", RETRY_TIMES="0")


def crawl(operator: Operator, pages: Mapping[str, Answer | list[Answer]]) -> tuple[Crawled, list[str], str]:
    """One run, the paths that were asked for, and the report's address, that of the first page."""
    first = next(iter(pages))
    listed = LIST.replace("/ndbg/t2019.html", first.replace("&", "&amp;"))
    with serve({"/ndbg/": Answer(listed.encode(), headers=(HTML,)), **pages}) as server:
        return run_at(operator, server), server.paths(), server.url(first)


def only(crawled: Crawled) -> Document:
    [document] = crawled.documents.values()
    return document


def row_of(ended: Crawled, url: str) -> LedgerRow:
    with Store.open(f"sqlite:///{ended.output / 'corpus.db'}") as store:
        [row] = [one for one in store.ledger_rows() if one.url == url]
    return row


def problems_of(ended: Crawled) -> list[tuple[str, str]]:
    """Kind and address of each problem of the last run."""
    with Store.open(f"sqlite:///{ended.output / 'corpus.db'}") as store:
        (run,) = store.last_runs(limit=1)
    return [(problem["kind"], problem["url"]) for problem in run_counts.problems_of(run)]


@pytest.mark.parametrize("portal", PORTALS)
def test_a_report_of_three_pages_is_one_document(operator: Operator, portal: str) -> None:
    ended, paths, url = crawl(operator, PORTALS[portal])
    assert ended.exit_code == 0, ended.out + ended.err
    document = only(ended)
    assert document.text == "\n".join(PARTS)
    assert (document.url, document.title, document.report_year) == (url, TITLE, 2019)
    assert str(document.signed_on) == "2020-01-20"
    assert document.quality is not None
    assert document.quality["checks"]["whole_body"]["passed"] is True
    assert [path for path in paths if "t2018" in path] == [], "the next article is no page of this one"
    assert len(paths) == len(set(paths))
    with closing(sqlite3.connect(ended.output / "corpus.db")) as store:
        kinds = [kind for (kind,) in store.execute("SELECT kind FROM captures ORDER BY id")]
    assert sorted(kinds) == ["list", "page", "page", "report"] + ["robots"] * kinds.count("robots")


def test_a_replay_rebuilds_it_from_the_archive(operator: Operator) -> None:
    ended, _, _ = crawl(operator, PORTALS["numbered"])
    crawled = only(ended)
    (ended.output / "corpus.db").unlink()
    again = operator.run("replay")
    assert again.exit_code == 0, again.out + again.err
    rebuilt = only(again)
    for name in Document.__dataclass_fields__:
        if name not in ("first_seen", "last_seen", "run_id"):
            assert getattr(rebuilt, name) == getattr(crawled, name), name
    with Store.open(f"sqlite:///{ended.output / 'corpus.db'}") as store:
        assert store.check(ended.output / "warc").findings == []


def test_a_page_that_is_missing_is_told_and_comes_later(operator: Operator) -> None:
    whole = PORTALS["numbered"]
    broken = whole | {"/ndbg/t2019_3.html": Answer(status=503)}
    with serve({"/ndbg/": Answer(LIST.encode(), headers=(HTML,)), **broken}) as server:

        def run() -> Crawled:
            return run_at(operator, server, "-a", "recheck=1")

        ended = run()
        assert ended.exit_code == 10, ended.out + ended.err
        document = only(ended)
        assert document.text == "\n".join(PARTS[:2])
        assert document.quality is not None
        assert document.quality["checks"]["whole_body"]["passed"] is False
        row = row_of(ended, document.url)
        assert row.reason == f"incomplete: not fetched: {server.url('/ndbg/t2019_3.html')}"
        assert not row.settled
        server.pages["/ndbg/t2019_3.html"] = whole["/ndbg/t2019_3.html"]
        assert run().exit_code == 0
        assert (only(ended).version, only(ended).text) == (2, "\n".join(PARTS))
        server.pages["/ndbg/t2019_3.html"] = Answer(status=503)
        assert run().exit_code == 10
        assert (only(ended).version, only(ended).text) == (2, "\n".join(PARTS)), "what was read stays"


LOGIN = """<html><head><meta charset="utf-8"><title>用户登录_海川县人民政府</title></head><body><h1>用户登录</h1>
<div class="TRS_Editor"><p>请输入用户名和密码，登录之后可以继续浏览。</p></div></body></html>"""
BUSY = f"""<html><head><meta charset="utf-8"><title>海川县人民政府</title></head><body>
<div class="nav">{"".join(f"<a href='/{at}/'>栏目</a>" for at in range(8))}</div>
<div class="TRS_Editor"><p>当前使用人数较多，请您过一会儿再来，或者拨打电话与我们联系。</p></div></body></html>"""
FOR_ONE_NIGHT = {
    "the site's name over an excuse": Answer(BUSY.encode(), headers=(HTML,)),
    "login": Answer(LOGIN.encode(), headers=(HTML,)),
    "empty template": Answer(PAGE.format(title=TITLE, body="", pager=numbered(3)).encode(), headers=(HTML,)),
    "page 1 again": page(1, numbered(1)),
    "sent to page 1": Answer(status=302, headers=(("Location", "/ndbg/t2019.html"),)),
    "sent home": Answer(status=302, headers=(("Location", "/"),)),
}


def test_what_stands_in_a_page_s_place_for_one_night_makes_no_shorter_version(operator: Operator) -> None:
    """And it is asked for again in the next run, until page 1 leads to it no more."""
    home = Answer("<html><body><a href='/ndbg/'>政府信息公开年报</a></body></html>".encode(), headers=(HTML,))
    pages = PORTALS["numbered"] | {"/": home, "/ndbg/": Answer(LIST.encode(), headers=(HTML,))}
    with serve(dict(pages)) as server:
        ended = run_at(operator, server)
        url, third = server.url("/ndbg/t2019.html"), server.url("/ndbg/t2019_3.html")
        assert (only(ended).version, only(ended).text) == (1, "\n".join(PARTS))
        assert problems_of(ended) == []
        recheck = ["-a", "recheck=1"]
        for night, answer in FOR_ONE_NIGHT.items():
            server.pages["/ndbg/t2019_3.html"] = answer
            # A report that is not whole is asked for by itself, five times.
            ended = run_at(operator, server, *([] if night == "login" else recheck))
            assert ended.exit_code == (10 if night == "sent home" else 0), f"{night}: {ended.out}{ended.err}"
            assert (only(ended).version, only(ended).text) == (1, "\n".join(PARTS)), night
            assert row_of(ended, url).reason.startswith(f"incomplete: not read this time, version 1 kept: {third}")
            assert ("incomplete", url) in problems_of(ended), night
            assert "not read this time, version 1 kept" in ended.err
        (ended.output / "corpus.db").unlink()
        replayed = operator.run("replay")
        assert replayed.exit_code == 0, replayed.out + replayed.err
        assert (only(replayed).version, only(replayed).text) == (1, "\n".join(PARTS))
        assert row_of(ended, url).reason.startswith("incomplete: not read this time, version 1 kept: ")
        server.pages["/ndbg/t2019.html"] = page(1, "")
        ended = run_at(operator, server, *recheck)
        assert (only(ended).version, only(ended).text) == (2, PARTS[0])
        assert problems_of(ended) == []


def test_a_report_that_no_list_names_any_more_is_asked_for_again_until_it_is_whole(operator: Operator) -> None:
    entry = LIST[LIST.index("<li>") : LIST.index("</ul>")]
    other = entry.replace("2019", "2018")
    single = page(1, "", TITLE.replace("2019", "2018"))
    both = Answer(LIST.replace(entry, entry + other).encode(), headers=(HTML,))
    with serve({"/ndbg/": both, "/ndbg/t2018.html": single, **PORTALS["numbered"]}) as server:
        url, third = server.url("/ndbg/t2019.html"), server.pages["/ndbg/t2019_3.html"]

        def night(days: int) -> str:
            """What the ledger says of the report after a run so many days later."""
            age(operator.output, days)
            column, settings = f"url={server.url('/ndbg/')}", {"NETWORK_GUARD_ALLOW": "127.0.0.1", "RECHECK_SHARE": "1"}
            ended = operator.run("crawl", "portal", "-a", column, **settings)
            assert ended.exit_code == 0, ended.out + ended.err
            assert ended.documents[url].text == "\n".join(PARTS)
            return row_of(ended, url).reason

        assert run_at(operator, server).exit_code == 0
        server.pages["/ndbg/"] = Answer(LIST.replace(entry, other).encode(), headers=(HTML,))
        server.pages["/ndbg/t2019_3.html"] = FOR_ONE_NIGHT["login"]
        assert night(400).startswith("incomplete: not read this time, version 1 kept")
        server.pages["/ndbg/t2019_3.html"] = third
        assert night(2) == "unchanged"


def test_a_page_of_something_else_is_not_joined(operator: Operator) -> None:
    other = page(2, numbered(2), "海川县2019年财政决算公开说明")
    ended, _, _ = crawl(operator, PORTALS["numbered"] | {"/ndbg/t2019_2.html": other})
    assert ended.exit_code == 0, ended.out + ended.err
    document = only(ended)
    assert document.text == PARTS[0]
    assert document.quality is not None
    assert document.quality["checks"]["whole_body"]["passed"] is False


def test_the_files_of_another_document_are_none_of_the_report_s(operator: Operator) -> None:
    """Page 1 only points to a file, which is not there: no file of what the pager leads to may stand in its place."""
    title = "海川县2019年财政决算公开说明"
    first = PAGE.format(title=TITLE, body="<p>报告全文见附件。</p>", pager=numbered(1))
    file = '<p><a href="/ndbg/P2.txt">附件：财政决算.txt</a></p>'
    told = Answer(f"{title}\n本年收入1312万元。".encode(), headers=(("Content-Type", "text/plain; charset=utf-8"),))
    pages = {
        "/ndbg/t2019.html": Answer(first.encode(), headers=(HTML,)),
        "/ndbg/t2019_2.html": page(2, numbered(2) + file, title),
        "/ndbg/P2.txt": told,
    }
    ended, paths, _ = crawl(operator, pages)
    assert "/ndbg/t2019_2.html" in paths
    assert "/ndbg/P2.txt" not in paths
    document = only(ended)
    assert document.text == "报告全文见附件。"


def test_a_pager_of_comments_leads_to_the_same_text(operator: Operator) -> None:
    comments = [f"<div class='comments'><p>网友评论</p>{numbered(number)}</div>" for number in (1, 2, 3)]
    pages = {f"/ndbg/t2019{end}.html": page(1, comments[n - 1]) for n, end in ((1, ""), (2, "_2"), (3, "_3"))}
    ended, paths, url = crawl(operator, pages)
    assert ended.exit_code == 0, ended.out + ended.err
    document = only(ended)
    assert document.text == PARTS[0]
    assert document.quality is not None
    assert document.quality["checks"]["whole_body"]["passed"] is True
    assert row_of(ended, url).reason == "new"
    assert "/ndbg/t2019_3.html" not in paths, "one look is enough"


@pytest.mark.parametrize(
    "second", [page(1, numbered(1)), Answer(status=302, headers=(("Location", "/ndbg/t2019.html"),))]
)
def test_page_1_in_place_of_the_page_that_its_pager_names_leaves_a_doubt(operator: Operator, second: Answer) -> None:
    ended, _, url = crawl(operator, PORTALS["numbered"] | {"/ndbg/t2019_2.html": second})
    assert ended.exit_code == 0, ended.out + ended.err
    document = only(ended)
    assert document.text == PARTS[0]
    assert document.quality is not None
    assert document.quality["checks"]["whole_body"] == {"passed": False, "figures": {"further_pages": True}}
    reason = f"incomplete: not joined: {url.replace('.html', '_2.html')} (it repeats an earlier page)"
    assert row_of(ended, url).reason == reason


def test_a_page_that_is_named_nowhere_is_missing(operator: Operator) -> None:
    """The pager names page 3 alone, and its address does not tell that of page 2."""
    first = page(1, '<a href="t2019_1.html">3</a>')
    ended, paths, url = crawl(operator, {"/ndbg/t2019.html": first, "/ndbg/t2019_1.html": page(3, "")})
    assert ended.exit_code == 10, ended.out + ended.err
    document = only(ended)
    assert document.text == PARTS[0]
    assert document.quality is not None
    assert document.quality["checks"]["whole_body"]["passed"] is False
    assert row_of(ended, url).reason == f"incomplete: not fetched: {url.replace('.html', '_1.html')}"
    assert "/ndbg/t2019_1.html" not in paths


def test_a_pager_that_leads_from_the_last_page_there_again_leaves_no_doubt(operator: Operator) -> None:
    """By a number that is too high, as the server shows the last page for it."""
    pages = {
        f"/ndbg/t2019.html{end}": page(min(n, 3), f'<a href="?page={n + 1}">下一页</a>')
        for n, end in ((1, ""), (2, "?page=2"), (3, "?page=3"), (4, "?page=4"))
    }
    ended, paths, url = crawl(operator, pages)
    assert ended.exit_code == 0, ended.out + ended.err
    document = only(ended)
    assert document.text == "\n".join(PARTS)
    assert document.quality is not None
    assert document.quality["checks"]["whole_body"]["passed"] is True
    assert row_of(ended, url).reason == "new"
    assert "/ndbg/t2019.html?page=5" not in paths


def test_every_page_is_asked_for_with_conditions(operator: Operator) -> None:
    """A later run asks for all pages of a report with their validators, and not for the file of unchanged pages."""
    file = '<p><a href="/ndbg/P1.txt">附件：情况统计表.txt</a></p>'
    paths = ["/ndbg/t2019.html", "/ndbg/t2019_2.html", "/ndbg/t2019_3.html"]
    pages: dict[str, Answer | list[Answer]] = {
        "/ndbg/": Answer(LIST.encode(), headers=(HTML,)),
        "/ndbg/P1.txt": Answer("公开信息1312条。".encode(), headers=(("Content-Type", "text/plain; charset=utf-8"),)),
    }
    for number, path in enumerate(paths, 1):
        pages[path] = replace(page(number, numbered(number) + file), headers=(HTML, ("ETag", f'"{number}"')))
    whole = {path: pages[path] for path in paths}
    with serve(pages) as server:

        def run(days: int = 0) -> dict[str, dict[str, str]]:
            """What was asked for so many days later, with the request's header fields."""
            if days:
                age(operator.output, days)
            server.asked.clear()
            server.headers.clear()
            ended = run_at(operator, server)
            assert ended.exit_code == 0, ended.out + ended.err
            return dict(zip(server.paths(), server.headers, strict=True))

        assert "/ndbg/P1.txt" in run()
        for number, path in enumerate(paths, 1):
            pages[path] = Answer(status=304, headers=(("ETag", f'"{number}"'),))
        asked = run(days=30)
        assert [asked[path].get("If-None-Match") for path in paths] == ['"1"', '"2"', '"3"']
        assert "/ndbg/P1.txt" not in asked
        changed = page(2, numbered(2) + file)
        pages[paths[1]] = replace(changed, body=changed.body.replace("27件".encode(), "28件".encode()))
        for path in (paths[0], paths[2]):
            pages[path] = whole[path]
        assert "/ndbg/P1.txt" in run(days=100)
    with Store.open(f"sqlite:///{operator.output / 'corpus.db'}") as store:
        [document] = store.reports()
    assert document.version == 2
    assert "收到政府信息公开申请28件" in document.text
    assert "三、存在的主要问题" in document.text
