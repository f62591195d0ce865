"""Pages that only send on, and lists inside frames."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import frame_sources, redirect_target
from tests.discovery.saved import needs_saved_pages, saved

URL = "https://www.example.gov.cn/zwgk/index.html"


@pytest.mark.parametrize(
    "stub",
    [
        "<meta http-equiv=\"refresh\" content='0;URL=./nb/'>",
        '<META HTTP-EQUIV="Refresh" CONTENT="1; url=nb/">',
        "<meta http-equiv=refresh content=\"0;url='nb/'\">",
        "<script>window.location.href = './nb/';</script>",
        "<script>location='nb/'</script>",
        '<script>window.location.replace("nb/");</script>',
        "<script>top.location.assign('nb/')</script>",
        "<script>//location.href='old/';\n/* location='older/' */ self.location = 'nb/';</script>",
        "<script><!--\nlocation.href='nb/';\n//--></script>",
        "<body onload=\"location.href='nb/'\"></body>",
        "<script>if(/Mobile/.test(navigator.userAgent)){location.href='/m/'}else{location.href='nb/'}</script>",
        "<script>location.href='nb/';</script><body>正在跳转，请稍候… <a href='nb/'>点这里</a></body>",
    ],
)
def test_stubs(stub: str) -> None:
    assert redirect_target(stub, URL) == "https://www.example.gov.cn/zwgk/nb/"


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<body>没有脚本</body>",
        "<script>document.cookie='a=1';location.href='/';</script>",
        "<script>location.href=location.pathname</script>",
        "<script>location.href='/search?q='+word</script>",
        '<meta http-equiv="refresh" content="600">',
        '<meta http-equiv="refresh" content="600;url=nb/">',
        '<meta http-equiv="refresh" content="0;url=index.html">',
        '<noscript><meta http-equiv="refresh" content="0;url=nojs.html"></noscript>',
        "<script>location.href='javascript:void(0)'</script>",
        "<script>if(/Mobile/.test(navigator.userAgent)){location.href='/m/'}</script>",
        "<script>location.href='nb/'</script><p>" + "这一页有自己的正文。" * 20 + "</p>",
        "<script>location.href='nb/'</script>" + "<a href='x'>栏目</a>" * 8,
    ],
)
def test_pages_that_are_no_stubs(page: str) -> None:
    assert redirect_target(page, URL) is None


@needs_saved_pages
@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("www.gzdzhrss.com/bmgk/index.html", "https://www.gzdzhrss.com/bmgk/dwzn/"),
        ("www.gzdzhrss.com/bmgk/jcdd/index.html", "https://www.gzdzhrss.com/bmgk/jcdd/gzdt_62442/"),
        (
            "www.cpaxj.org.cn/jggk/association_intro/gk/index.html",
            "https://www.cpaxj.org.cn/jggk/association_intro/gk/201501/t20150127_13645.html",
        ),
        ("www.atxlyj.cn/index.html", None),
        ("www.atxlyj.cn/xxgk/ndbg/index.html", None),
        ("www.lgedu.net/channels/2146.html", None),
    ],
)
def test_saved_pages(path: str, target: str | None) -> None:
    assert redirect_target(saved("sites/" + path), "https://" + path) == target


def test_frames_that_a_reader_sees() -> None:
    page = (
        '<iframe src="list.html" width="100%"></iframe><iframe src="list.html"></iframe><iframe></iframe>'
        '<iframe src="count.html" width="0"></iframe><iframe src="x.html" style="display: none"></iframe>'
        '<iframe src="javascript:;"></iframe><iframe src="about:blank"></iframe>'
    )
    assert frame_sources(page, URL) == ("https://www.example.gov.cn/zwgk/list.html",)
    frames = '<frameset><frame src="/top.html"><frame src="/list.html"></frameset>'
    assert frame_sources(frames, URL) == ("https://www.example.gov.cn/top.html", "https://www.example.gov.cn/list.html")


@given(st.text(max_size=300), st.text(max_size=40))
def test_nothing_raises(text: str, url: str) -> None:
    for page in (text, f"<script>location='{text}'</script>", f"<meta http-equiv=refresh content='0;url={text}'>"):
        redirect_target(page, url)
        frame_sources(page + f"<iframe src='{text}'>", url)
