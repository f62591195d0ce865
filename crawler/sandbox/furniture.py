"""What stands around an article on these portals: meta tags, navigation, crumbs, bars, related links, footers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from crawler.sandbox.world import Charset, Listed


@dataclass(frozen=True, slots=True)
class Site:
    """Facts of one web site that its furniture shows.

    `id_code` is the ten-digit 网站标识码, `record` the 备案号; `menu` is the navigation as (label, address);
    `platform` the address of the disclosure platform (政府信息公开).
    """

    host: str
    name: str
    sponsor: str
    id_code: str
    record: str
    menu: tuple[tuple[str, str], ...]
    platform: str
    scheme: str = "http"

    def url(self, path: str) -> str:
        """The absolute address of a path."""
        return f"{self.scheme}://{self.host}{path}"


@dataclass(frozen=True, slots=True)
class Article:
    """What the head and the bars of an article page say."""

    title: str
    url: str
    published: date
    source: str
    column: str
    column_type: str = "信息公开年报"
    minute: str = "10:20"


def head(site: Site, charset: Charset, title: str, column: str = "", article: Article | None = None) -> str:
    """The `<head>` with the standard meta tags of 国办发〔2017〕47号, under the declaration the charset calls for."""
    tags = {"SiteName": site.name, "SiteDomain": site.host, "SiteIDCode": site.id_code}
    if column:
        tags |= {"ColumnName": column, "ColumnDescription": f"{site.name}{column}", "ColumnKeywords": column}
        tags["ColumnType"] = article.column_type if article else column
    if article:
        tags |= {
            "ArticleTitle": article.title,
            "PubDate": f"{article.published:%Y-%m-%d} {article.minute}",
            "ContentSource": article.source,
            "Keywords": "政府信息公开,年度报告",
            "Url": article.url,
        }
    declared = f'<meta http-equiv="Content-Type" content="text/html; charset={charset.meta}" />' if charset.meta else ""
    metas = "\n".join(f'<meta name="{name}" content="{escape(value)}" />' for name, value in tags.items())
    return (
        f"<head>\n{declared}\n<title>{escape(title)}_{site.name}</title>\n{metas}\n"
        '<link href="/images/style.css" rel="stylesheet" type="text/css" />\n'
        '<script src="/images/jquery.min.js" charset="utf-8"></script>\n</head>'
    )


def banner(site: Site) -> str:
    """The strip on top and the navigation."""
    links = "\n".join(f'<li><a href="{url}">{label}</a></li>' for label, url in site.menu)
    return (
        '<div class="top"><a href="javascript:;" onclick="s()">繁體</a> | <a href="javascript:;">无障碍浏览</a>'
        ' | <a href="/login.jsp">登录</a> | <a href="/register.jsp">注册</a></div>\n'
        f'<div class="logo"><a href="/"><img src="/images/logo.png" alt="{site.name}" /></a></div>\n'
        f'<ul class="nav">\n{links}\n</ul>'
    )


def crumbs(site: Site, *trail: tuple[str, str]) -> str:
    """当前位置: the way from the home page down."""
    links = " &gt; ".join(f'<a href="{url}" class="CurrChnlCls">{label}</a>' for label, url in (("首页", "/"), *trail))
    return f'<div class="position">当前位置：{links}</div>'


def info_bar(article: Article) -> str:
    """Source, date and font size, between title and body."""
    return (
        f'<div class="info"><span>来源：{article.source}</span> <span>发布时间：{article.published:%Y-%m-%d}</span> '
        '<span>字体大小：<a href="javascript:doZoom(18)">大</a> <a href="javascript:doZoom(16)">中</a> '
        '<a href="javascript:doZoom(14)">小</a></span></div>'
    )


def tools() -> str:
    """Share, print, close, and the code to scan."""
    return (
        '<div class="share">分享到：<a href="javascript:;" title="分享到微信">微信</a> '
        '<a href="javascript:;">微博</a></div>\n'
        '<div class="tools"><a href="javascript:window.print()">【打印本页】</a> '
        '<a href="javascript:window.close()">【关闭窗口】</a></div>\n'
        '<div class="qrcode"><img src="/images/qr.png" alt="" /><p>扫一扫在手机打开当前页</p></div>'
    )


def related(items: Sequence[Listed]) -> str:
    """相关文档, when there are any."""
    lines = "".join(f'<li><a href="{item.url}">{escape(item.title)}</a></li>' for item in items if item.url)
    return f'<div class="related"><h3>相关文档</h3><ul>{lines}</ul></div>' if lines else ""


def attachments(files: Sequence[tuple[str, str]]) -> str:
    """The list of attached files as (name, address), when there are any."""
    lines = "".join(f'<li><a href="{url}">{escape(name)}</a></li>' for name, url in files)
    return f'<div class="appendix"><h4>附件下载：</h4><ul>{lines}</ul></div>' if lines else ""


def footer(site: Site) -> str:
    """Sponsor, codes and counters."""
    return (
        '<div class="links">友情链接：<a href="http://www.gov.cn/">中国政府网</a></div>\n'
        f'<div class="footer"><p>主办：{site.sponsor}　承办：{site.sponsor}办公室</p>'
        f"<p>备案号：{site.record}　网站标识码：{site.id_code}</p>"
        '<p><a href="/sitemap.html">网站地图</a> | <a href="/about.html">关于我们</a> | '
        '<a href="/law.html">法律声明</a></p></div>'
    )


def page(site: Site, head_html: str, *parts: str) -> str:
    """A whole HTML page."""
    inner = "\n".join(part for part in (banner(site), *parts, footer(site)) if part)
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml">\n{head_html}\n<body>\n{inner}\n</body>\n</html>\n'
    )


def hub(
    site: Site,
    charset: Charset,
    title: str,
    links: Sequence[tuple[str, str]],
    news: Sequence[Listed] = (),
) -> bytes:
    """A page of links: a home page, a disclosure platform, a list of units."""
    columns = "\n".join(f'<li><a href="{url}" title="{label}">{label}</a></li>' for label, url in links)
    lines = "\n".join(
        f'<li><a href="{item.url}">{escape(item.title)}</a><span>{item.published:%m-%d}</span></li>' for item in news
    )
    return charset.encode(
        page(
            site,
            head(site, charset, title, title),
            crumbs(site),
            f'<div class="columns"><h2>{title}</h2><ul>\n{columns}\n</ul></div>',
            f'<div class="news"><h2>最新动态</h2><ul>\n{lines}\n</ul></div>' if lines else "",
        )
    )


def robots(disallow: str = "", crawl_delay: int | None = None) -> bytes:
    """A robots.txt for every crawler."""
    lines = ["User-agent: *", f"Disallow: {disallow}"]
    if crawl_delay is not None:
        lines.append(f"Crawl-delay: {crawl_delay}")
    return ("\n".join(lines) + "\n").encode()
