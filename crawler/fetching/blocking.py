"""A page that is no answer: protection systems, soft 404s, maintenance and login pages, told by how they look."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
)
"""Sentences of the systems' own pages, seen on portals (PAGING, "Blocking")."""
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


def classify(status: int, headers: Mapping[str, str], body: bytes | str) -> str:
    """What kind of answer this is: "ok", "blocked:<vendor>", "soft_404", "maintenance" or "login".

    `headers` are header fields by name (any case; several Set-Cookie fields joined). Only the status, the headers,
    the body's length and its first 32 KiB are looked at. Vendors: jiasule 加速乐, chuangyudun 创宇盾, ruishu 瑞数,
    aliyun 阿里云, ctyun 电信云, safedog 安全狗, d_shield D盾, script_check, rate_limit, unknown. "ok" only says that
    none of these was seen: a plain 404 or 500 is "ok" too, its status speaks for itself.
    """
    fields = {name.lower(): value for name, value in headers.items()}
    head = _head(body)
    vendor = _vendor(status, fields, head, bare=len(body) <= _HEAD and not _LINK.search(head))
    if vendor:
        return f"blocked:{vendor}"
    if status == 401:
        return "login"
    if len(body) > _HEAD or len(_LINK.findall(head)) > _FEW_LINKS:
        return "ok"
    title = " ".join(found[1].split()) if (found := _TITLE.search(head)) else ""
    said = title or (head[:500] if _MARKUP.search(head) else "")
    if status in {200, 503} and _MAINTENANCE.search(said):
        return "maintenance"
    if status == 200 and _NOT_FOUND.search(said):
        return "soft_404"
    if status == 200 and _LOGIN.search(title) and _PASSWORD.search(head):
        return "login"
    return "ok"


def redirected_home(requested_url: str, url: str) -> bool:
    """True where a deeper address ended at a home page: how dead columns are hidden (a soft 404 by redirect)."""
    try:
        before, after = urlsplit(requested_url), urlsplit(url)
    except ValueError:
        return False
    return _is_home(after.path) and not after.query and not _is_home(before.path)


def _is_home(path: str) -> bool:
    return re.fullmatch(r"/?(?:index\.s?html?)?", path) is not None


def _vendor(status: int, fields: dict[str, str], head: str, *, bare: bool) -> str | None:
    cookies = fields.get("set-cookie", "")
    behind_jiasule = "x-via-jsl" in fields or "__jsluid_" in cookies
    if status == 521:
        return "jiasule" if behind_jiasule or "__jsl" in head else "unknown"
    few_links = len(_LINK.findall(head)) <= _FEW_LINKS
    for phrase, vendor in _PHRASES:
        if few_links and phrase in head:
            return vendor
    if "$_ts" in head and (status in {202, 412} or (status == 200 and bare)):
        return "ruishu"
    if status == 405 and ("acw_tc" in cookies or "acw_sc__v2" in cookies or "acw_sc__v2" in head):
        return "aliyun"
    if status == 200 and bare and "acw_sc__v2" in head:
        return "aliyun"
    if status == 200 and bare and "document.cookie" in head[:_SCRIPT_HEAD] and _SCRIPT.search(head):
        return "jiasule" if behind_jiasule else "script_check"
    if status == 429 or (status == 503 and "retry-after" in fields):
        return "rate_limit"
    return "unknown" if status in {403, 405, 412} else None


def _head(body: bytes | str) -> str:
    if isinstance(body, str):
        return body[:_HEAD]
    head = body[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    text = head.decode("utf-8", "replace")
    # A head cut inside a character costs one U+FFFD; more of them mean that it is not UTF-8.
    return text if text.count("\ufffd") <= 1 else head.decode("gb18030", "replace")
