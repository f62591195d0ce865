"""A page that is no answer: protection systems, soft 404s, maintenance and login pages, told by how they look."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

_HEAD = 32 * 1024
_SCRIPT_HEAD = 3000
_FEW_LINKS = 5
_LINK = re.compile(r"<a[\s>]", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_SCRIPT = re.compile(r"<script[\s>]", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:html|body|h[1-3]|p|div|center|table)[\s>]", re.IGNORECASE)
_PASSWORD = re.compile(r"<input[^>]{0,300}type\s{0,5}=\s{0,5}[\"']?password", re.IGNORECASE)

_PHRASES = (
    ("当前访问疑似黑客攻击", "chuangyudun"),
    ("该网站正在使用电信云防护服务", "ctyun"),
    ("服务器安全狗防护验证页面", "safedog"),
    ("D盾_拦截提示", "d_shield"),
    ("您的请求带有不合法参数", "unknown"),
    ("有可能对网站造成安全威胁，您的访问被阻断", "aliyun"),
    ("您的请求疑似攻击行为", "huaweicloud"),
    ("waf-static.tencent.com", "tencentcloud"),
    ("您的访问请求可能对网站造成安全威胁", "wangzhanbao"),
    ("/wzws-waf-cgi/", "wangzhanbao"),
    ("网防G01", "g01"),
    ("您当前的访问行为存在异常，请稍后重试", "wangsu"),
    ("请完成安全验证", "unknown"),
    ("访问过于频繁", "rate_limit"),
    ("访问频率过高", "rate_limit"),
)
"""Sentences of the systems' own pages: the first five were seen on portals, the others collected from
public lists of such pages. They count on short pages only: a portal that explains its shield has links and text."""
_PARKED = re.compile(
    r"域名(?:出售|转让|已过期|停放|正在出售|可以?(?:购买|转让))|(?:本|该|此|您访问的)域名.{0,12}(?:过期|出售|转让)"
    r"|domain (?:name )?(?:is |may be )?(?:for sale|parked|expired)|buy this domain|parked domain",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"(?:网站|域名)[^<>]{0,20}(?:未备案|没有备案|未完成备案|备案信息(?:已|被)?(?:注销|取消))|网站暂时无法访问|(?:站点|网站)已(?:关闭|暂停|停用)"
)
_NOT_FOUND = re.compile(
    r"\b404\b|页面(?:不存在|未找到|没有找到|找不到|已删除|丢失)|(?:访问|查找|请求|浏览)的(?:页面|内容|文件|网页|信息|资源)"
    r".{0,8}(?:不存在|已删除|未找到|找不到|不见了)|找不到(?:该|您|页面|文件)|not found",
    re.IGNORECASE,
)
_MAINTENANCE = re.compile(
    r"(?:网站|系统|平台|服务器?|门户|栏目|页面)[^，。；]{0,6}(?:维护|升级|割接|迁移|关停|改版|建设)(?:中|公告|通知|页面)(?![期的])"
    r"|暂停(?:服务|访问)|under maintenance",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"登录|登陆|身份认证|\blog ?in\b|\bsign in\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sight:
    """What an answer looks like: the verdict of `classify`, and in a few words what was seen ("" for "ok")."""

    verdict: str
    sign: str = ""


def classify(status: int, headers: Mapping[str, str], body: bytes | str) -> str:
    """What kind of answer this is: "ok", "blocked:<vendor>", "soft_404", "maintenance" or "login".

    `headers` are header fields by name (any case; several Set-Cookie fields joined). Only the status, the headers,
    the body's length and its first 32 KiB are looked at. Vendors: jiasule 加速乐, chuangyudun 创宇盾, ruishu 瑞数,
    aliyun 阿里云, ctyun 电信云, safedog 安全狗, d_shield D盾, huaweicloud 华为云, tencentcloud 腾讯云, wangzhanbao
    网站卫士, g01 网防G01, wangsu 网宿, cloudflare, script_check, rate_limit, unknown. A parked or lapsed domain is a
    soft_404, a host closed for want of registration (备案) is under maintenance: nobody shields anything there. "ok"
    only says that none of these was seen: a plain 404 or 500 is "ok" too, its status speaks for itself.
    """
    return look(status, headers, body).verdict


def look(status: int, headers: Mapping[str, str], body: bytes | str) -> Sight:
    """`classify` with what was seen, for the line that tells the operator. Never raises."""
    fields = {name.lower(): value for name, value in headers.items()}
    head = _head(body)
    links = len(_LINK.findall(head))
    seen = _vendor(status, fields, head, links, bare=len(body) <= _HEAD and not links)
    if seen:
        return Sight(f"blocked:{seen[0]}", f"HTTP {status}, {seen[1]}" if seen[1] else f"HTTP {status}")
    if status == 401:
        return Sight("login", "HTTP 401")
    if len(body) > _HEAD or links > _FEW_LINKS:
        return Sight("ok")
    title = " ".join(found[1].split()) if (found := _TITLE.search(head)) else ""
    said = title or (head[:500] if _MARKUP.search(head) else "")
    if status in {200, 503} and (found := _MAINTENANCE.search(said)):
        return Sight("maintenance", f"HTTP {status}, {found[0]}")
    if status in {200, 403} and (words := _closed(head)):
        return Sight("maintenance", f"HTTP {status}, {words}")
    if status == 200 and (found := _NOT_FOUND.search(said) or _PARKED.search(head[:_SCRIPT_HEAD])):
        return Sight("soft_404", f"HTTP 200, {found[0]}")
    if status == 200 and _LOGIN.search(title) and _PASSWORD.search(head):
        return Sight("login", f"HTTP 200, {title}")
    return Sight("ok")


def redirected_home(requested_url: str, url: str) -> bool:
    """True where a deeper address ended at a home page: how dead columns are hidden (a soft 404 by redirect)."""
    try:
        before, after = urlsplit(requested_url), urlsplit(url)
    except ValueError:
        return False
    return _is_home(after.path) and not after.query and not _is_home(before.path)


def _is_home(path: str) -> bool:
    return re.fullmatch(r"/?(?:index\.s?html?)?", path) is not None


def _vendor(status: int, fields: dict[str, str], head: str, links: int, *, bare: bool) -> tuple[str, str] | None:
    """The vendor and its sign."""
    cookies = fields.get("set-cookie", "")
    via = "x-via-jsl" in fields
    if status == 521:
        if via or "__jsluid_" in cookies:
            return "jiasule", "header X-Via-JSL" if via else "cookie __jsluid"
        return ("jiasule", "a script that sets __jsl") if "__jsl" in head else ("unknown", "")
    if "challenge" in fields.get("cf-mitigated", "").lower():
        return "cloudflare", "header cf-mitigated"
    if links <= _FEW_LINKS:
        for phrase, vendor in _PHRASES:
            if phrase in head:
                return vendor, phrase
    if "$_ts" in head and (status in {202, 412} or (status == 200 and bare)):
        return "ruishu", "a script with $_ts"
    if status == 405 and ("acw_tc" in cookies or "acw_sc__v2" in cookies or "acw_sc__v2" in head):
        return "aliyun", "cookie acw_"
    if status == 200 and bare and "acw_sc__v2" in head:
        return "aliyun", "a script that sets acw_sc__v2"
    if status == 200 and bare and "document.cookie" in head[:_SCRIPT_HEAD] and _SCRIPT.search(head):
        if via or "__jsluid_" in cookies:
            return "jiasule", "a bare script that sets a cookie"
        return "script_check", "a bare script that sets a cookie"
    if status == 429 or (status == 503 and "retry-after" in fields):
        return "rate_limit", "Retry-After" if "retry-after" in fields else ""
    if status == 418 and "hwwafses" in cookies.lower():
        return "huaweicloud", "cookie HWWAFSESID"
    if status == 403 and links <= _FEW_LINKS and _closed(head):
        return None
    return ("unknown", "") if status in {403, 405, 412} else None


def _closed(head: str) -> str:
    """What a hoster says of a site it has closed (for want of registration, 备案): it blocks nobody in particular."""
    found = _CLOSED.search(head[:_SCRIPT_HEAD])
    return found[0] if found else ""


def _head(body: bytes | str) -> str:
    if isinstance(body, str):
        return body[:_HEAD]
    head = body[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    text = head.decode("utf-8", "replace")
    # A head cut inside a character costs one U+FFFD; more of them mean that it is not UTF-8.
    return text if text.count("\ufffd") <= 1 else head.decode("gb18030", "replace")
