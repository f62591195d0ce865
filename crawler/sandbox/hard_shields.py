"""Hosts that answer as protection systems, closed sites and dead columns do (see crawler.fetching.blocking)."""

from __future__ import annotations

from crawler.sandbox.hard_web import Answers, HardWeb, Visit
from crawler.sandbox.world import Page

_HTML = "text/html; charset=utf-8"
_JSL = (
    "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_clearance')+'=1;path=/';"
    "location.href=location.pathname+location.search</script>"
)
_RUISHU = (
    '<html><head><script>$_ts=window["$_ts"];if(!$_ts)$_ts={};$_ts.nsd=1;</script>'
    '<script src="/a.js"></script></head></html>'
)
_ENDLESS_CHECK = "<html><script>document.cookie='seen=1';setTimeout(function(){location.reload()},9e9);</script></html>"

BLOCKS: dict[str, tuple[str, Page]] = {
    "jiasule": (
        "HTTP 521, header X-Via-JSL",
        Page(_JSL.encode(), _HTML, status=521, headers=(("X-Via-JSL", "a1,-"), ("Set-Cookie", "__jsluid_h=1; path=/"))),
    ),
    "chuangyudun": (
        "HTTP 403, 当前访问疑似黑客攻击",
        Page("<html><body>当前访问疑似黑客攻击，已被网站管理员设置为拦截</body></html>".encode(), _HTML, status=403),
    ),
    "ruishu": ("HTTP 412, a script with $_ts", Page(_RUISHU.encode(), _HTML, status=412)),
    "aliyun": (
        "HTTP 405, cookie acw_",
        Page(b"<html>405</html>", _HTML, status=405, headers=(("Set-Cookie", "acw_tc=1; path=/"),)),
    ),
    "ctyun": (
        "HTTP 405, 该网站正在使用电信云防护服务",
        Page("<html><body>该网站正在使用电信云防护服务</body></html>".encode(), _HTML, status=405),
    ),
    "safedog": ("HTTP 200, 服务器安全狗防护验证页面", Page("<title>服务器安全狗防护验证页面</title>".encode(), _HTML)),
    "d_shield": ("HTTP 200, D盾_拦截提示", Page("<title>D盾_拦截提示</title>".encode("gbk"), "text/html")),
    "unknown": ("HTTP 200, 您的请求带有不合法参数", Page("您的请求带有不合法参数，已被拦截".encode(), _HTML)),
    "script_check": ("a bare script that sets a cookie", Page(_ENDLESS_CHECK.encode(), _HTML)),
    "rate_limit": ("HTTP 429, Retry-After", Page(b"", _HTML, status=429, headers=(("Retry-After", "0"),))),
}
"""By vendor: what a run must say that it saw, and the answer."""

CLOSED: dict[str, tuple[str, Page]] = {
    "vanished": ("soft_404", Page("<html><body><h1>您访问的页面不存在</h1></body></html>".encode(), _HTML)),
    "parked": ("soft_404", Page("<title>该域名正在出售 This domain is for sale</title>".encode(), _HTML)),
    "works": ("maintenance", Page("<title>网站维护中</title><p>请稍后访问</p>".encode(), _HTML)),
    "unregistered": (
        "maintenance",
        Page("<title>提示</title><p>网站暂时无法访问：该网站未备案</p>".encode(), _HTML, status=403),
    ),
    "walled": (
        "login",
        Page('<title>统一身份认证平台</title><form><input name=p type="password"></form>'.encode(), _HTML),
    ),
}
"""By host name's first label: the verdict, which is no block, and the answer."""


def host(name: str) -> str:
    """The host that answers so."""
    return f"{name.replace('_', '-')}.test.gov.cn"


def add(web: HardWeb) -> None:
    """Puts one host for each answer into the web. `dead.test.gov.cn` redirects every address to its home page."""
    for name, (_, page) in (BLOCKS | CLOSED).items():
        web.answers[host(name)] = _always(page)
    web.answers[host("dead")] = _home_only


def limiting(page: Page, times: int, status: int = 403) -> Answers:
    """`page`, after so many refusals."""

    def answer(visit: Visit) -> Page:
        return page if visit.before >= times else Page(b"<h1>Forbidden</h1>", _HTML, status=status)

    return answer


def _always(page: Page) -> Answers:
    def answer(visit: Visit) -> Page:
        if visit.url.endswith("/robots.txt"):
            return Page(b"User-agent: *\nDisallow:\n", "text/plain")
        return page

    return answer


def _home_only(visit: Visit) -> Page:
    if visit.url.rstrip("/") == f"http://{host('dead')}":
        return Page("<html><body>欢迎访问本站</body></html>".encode(), _HTML)
    return Page(b"", _HTML, status=302, headers=(("Location", f"http://{host('dead')}/"),))
