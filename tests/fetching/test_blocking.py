"""Blocked, vanished and closed pages are told from pages; no saved page of a real portal raises a false alarm."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.blocking import classify, look, redirected_home

_REAL = Path(__file__).resolve().parents[2] / "../shared/real"

_LINKS = "".join(f'<li><a href="t{n}.html">某局信息公开年度报告{n}</a></li>' for n in range(20))
_PAGE = f"<html><head><title>政府信息公开年报</title></head><body><ul>{_LINKS}</ul></body></html>"
_JSL = "<script>document.cookie=('_')+('_')+('jsl_clearance')+'=1';location.href=location.pathname</script>"
_ALIYUN = (
    "<html><script>var arg1='0123456789ABCDEF';function setCookie(){document.cookie='acw_sc__v2='+arg1}</script></html>"
)


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        (200, {}, _PAGE, "ok"),
        (200, {"X-Via-JSL": "abc,-", "Set-Cookie": "__jsluid_h=1"}, _PAGE, "ok"),
        (521, {"X-Via-JSL": "abc,-", "Set-Cookie": "__jsluid_s=1; path=/"}, _JSL, "blocked:jiasule"),
        (521, {"set-cookie": "__jsluid_h=1; path=/"}, "", "blocked:jiasule"),
        (200, {"x-via-jsl": "abc"}, "<script>document.cookie='a=1';location.reload()</script>", "blocked:jiasule"),
        (200, {}, "<html><body>当前访问疑似黑客攻击，已被拦截</body></html>", "blocked:chuangyudun"),
        (403, {}, "<html><body>当前访问疑似黑客攻击，已被拦截</body></html>", "blocked:chuangyudun"),
        (412, {}, "<html><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></html>", "blocked:ruishu"),
        (202, {}, "<html><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></html>", "blocked:ruishu"),
        (200, {}, _PAGE.replace("<body>", "<body><script>$_ts=window['$_ts']</script>"), "ok"),
        (405, {"Set-Cookie": "acw_tc=1;path=/"}, "<html>405</html>", "blocked:aliyun"),
        (200, {}, _ALIYUN, "blocked:aliyun"),
        (405, {}, "<html>该网站正在使用电信云防护服务</html>", "blocked:ctyun"),
        (200, {}, "<html><script>document.cookie='k=v'; location.reload();</script></html>", "blocked:script_check"),
        (200, {}, _PAGE.replace("<body>", "<body><script>document.cookie='k=v'</script>"), "ok"),
        (200, {}, "<title>服务器安全狗防护验证页面</title>", "blocked:safedog"),
        (200, {}, "<title>D盾_拦截提示</title>", "blocked:d_shield"),
        (200, {}, "您的请求带有不合法参数，已被设置拦截", "blocked:unknown"),
        (405, {}, "<p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p>", "blocked:aliyun"),
        (418, {}, "<h1>您的请求疑似攻击行为！</h1>", "blocked:huaweicloud"),
        (200, {}, "<p>网防G01 网站防护</p>", "blocked:g01"),
        (200, {}, _PAGE.replace("<ul>", "<p>本站由网防G01防护</p><ul>"), "ok"),
        (403, {"CF-Mitigated": "challenge"}, "<title>Just a moment...</title>", "blocked:cloudflare"),
        (200, {}, "<p>访问过于频繁，请稍后再试</p>", "blocked:rate_limit"),
        (403, {}, "<p>网站暂时无法访问：该网站未备案</p>", "maintenance"),
        (200, {}, "<title>该域名正在出售</title>", "soft_404"),
        (200, {}, "<title>example.com</title><p>This domain is for sale</p>", "soft_404"),
        (200, {}, "<html><body>您访问的域名已过期，请续费</body></html>", "soft_404"),
        (429, {}, "", "blocked:rate_limit"),
        (503, {"Retry-After": "30"}, "", "blocked:rate_limit"),
        (403, {}, "<h1>403 Forbidden</h1>", "blocked:unknown"),
        (500, {}, "<h1>500</h1>", "ok"),
        (404, {}, "<h1>404 Not Found</h1>", "ok"),
        (304, {}, "", "ok"),
        (401, {}, "", "login"),
        (200, {}, "<html><head><title>404</title></head><body>抱歉</body></html>", "soft_404"),
        (200, {}, "<html><body>您访问的页面不存在</body></html>", "soft_404"),
        (200, {}, "<title>系统维护公告</title>网站升级维护中，请稍后访问", "maintenance"),
        (503, {}, "<title>网站维护中</title>", "maintenance"),
        (200, {}, "<title>统一身份认证</title><form><input name=p type='password'></form>", "login"),
        (200, {}, _PAGE.replace("<ul>", "<form><input type=password>登录</form><ul>"), "ok"),
        (200, {}, "", "ok"),
        (200, {}, '{"articles": [], "total": 0}', "ok"),
        (200, {}, '{"articles": [{"title": "关于网站升级维护公告"}], "message": "页面不存在"}', "ok"),
        (200, {}, "<title>法治政府网站建设中期评估</title><p>正文</p>", "ok"),
        (200, {}, "<title>国发〔2017〕404号</title><p>正文</p>", "ok"),
    ],
)
def test_answers_are_told_apart(status: int, headers: dict[str, str], body: str, expected: str) -> None:
    assert classify(status, headers, body) == expected
    assert classify(status, headers, body.encode()) == expected
    assert classify(status, headers, body.encode("gb18030")) == expected


def test_a_verdict_comes_with_what_was_seen() -> None:
    assert look(521, {"X-Via-JSL": "a"}, "").sign == "HTTP 521, header X-Via-JSL"
    assert look(412, {}, "<script>$_ts={}</script>").sign == "HTTP 412, a script with $_ts"
    assert look(200, {}, "<html><body>您访问的页面不存在</body></html>").sign == "HTTP 200, 访问的页面不存在"
    assert look(200, {}, _PAGE).sign == ""


def test_a_report_that_speaks_of_maintenance_and_logins_is_a_report() -> None:
    report = (
        "<title>2020年政府信息公开工作年度报告</title>" + "<p>做好网站系统升级维护中的各项工作，统一登录入口。</p>" * 30
    )
    assert classify(200, {}, report) == "ok"


@pytest.mark.skipif(not _REAL.is_dir(), reason="the saved pages are not here")
def test_no_saved_page_is_a_false_alarm() -> None:
    pages = [path for path in _REAL.rglob("*") if path.suffix in {".html", ".htm", ".shtml"}]
    assert len(pages) > 60
    alarms = {
        str(path.relative_to(_REAL)): verdict
        for path in pages
        if (verdict := classify(200, {}, path.read_bytes())) != "ok"
    }
    assert alarms == {}


@given(st.integers(100, 999), st.dictionaries(st.text(), st.text()), st.binary() | st.text())
def test_nothing_from_outside_raises(status: int, headers: dict[str, str], body: bytes | str) -> None:
    verdict = classify(status, headers, body)
    assert verdict in {"ok", "soft_404", "maintenance", "login"} or verdict.startswith("blocked:")


@pytest.mark.parametrize("piece", ["<title", "<input ", "<a", "<input type", "网站", "访问的页面", "<script "])
def test_long_hostile_pages_end(piece: str) -> None:
    assert isinstance(classify(200, {}, piece * 200_000), str)


@pytest.mark.parametrize(
    ("requested", "got", "expected"),
    [
        ("http://www.x.gov.cn/zwgk/ndbg/", "http://www.x.gov.cn/", True),
        ("http://www.x.gov.cn/zwgk/ndbg/index.html", "http://www.x.gov.cn/index.html", True),
        ("http://www.x.gov.cn/", "http://www.x.gov.cn/index.html", False),
        ("http://www.x.gov.cn/a/", "http://www.x.gov.cn/b/", False),
        ("http://[", "http://www.x.gov.cn/", False),
    ],
)
def test_a_redirect_of_a_dead_column_to_the_home_page(requested: str, got: str, expected: bool) -> None:
    assert redirected_home(requested, got) is expected
