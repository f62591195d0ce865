"""How each CMS family shows the same column: its paging, its addresses, its API.

Shapes as seen on real portals; the words and pages around them are the sandbox's own.
"""

from __future__ import annotations

import json
import re
from functools import cache
from hashlib import md5

from crawler.sandbox import families_places as places
from crawler.sandbox.families_portal import PAGE_LENGTH, Answer, Asked, FamilyPortal, Line, Place, Reply

GATEWAY = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_GKMLPT_SID = "200017"
SITE_GUID = "7eb5f7f1-9041-43ad-8e13-000000000001"


@cache
def family_portals() -> dict[str, FamilyPortal]:
    """One portal for each family and variant, by name; the host is `NAME.sandbox.test` with `-` for `_`."""
    made = (
        _portal("trs_wcm_call", "/xxgk/ndbg/", _trs_call, places.trs, '<div class="TRS_Editor">'),
        _portal("trs_wcm_pager", "/xxgk/ndbg/", _trs_pager, places.trs, '<div class="TRS_Editor">'),
        _portal("trs_wcm_count", "/xxgk/ndbg/", _trs_count, places.trs, '<div class="TRS_Editor">'),
        _portal("trs_hycloud", "/c100529/zfxxgk_list.shtml", _hycloud, places.ucap, '<div id="articlecontent">'),
        _portal("ucap", "/hcx/xxgknb/list.shtml", _ucap, places.ucap, "<ucapcontent>"),
        _portal("hanweb_jcms_get", "/col/col1529/index.html", _jcms_get, places.jcms, '<div id="zoom">'),
        _portal("hanweb_jcms_post", "/col/col1529/index.html", _jcms_post, places.jcms, '<div id="zoom">'),
        _portal("hanweb_xxgk", "/col/col1529/index.html", _xxgk, places.jcms, '<div id="zoom">'),
        _portal("jpaas", "/col/col1529/index.html", _jpaas, places.jpaas, '<div id="zoom">'),
        _portal("vsb", "/xxgk/xxgknb.htm", _vsb, places.vsb, '<div id="vsb_content" class="v_news_content">'),
        _portal("vsb_computed", "/xxgk/xxgknb.htm", _vsb_computed, places.vsb, '<div id="vsb_content_4">'),
        _portal("gd_nfcms", "/zwgk/xxgknb/index.html", _nfcms, places.nfcms, '<div id="zoomcon">'),
        _portal("siteserver", "/channels/2146.html", _siteserver, places.siteserver, '<div id="content">'),
        _portal("empire_static", "/zwgk/xxgknb/", _empire_static, places.empire, '<div id="text">'),
        _portal("empire_dynamic", "/e/action/ListInfo/?classid=7", _empire_dynamic, places.empire, '<div id="text">'),
        _portal(
            "epoint_api",
            "/zwgk/govInfoPub.html?deptcode=HC001&categorynum=003002",
            _epoint_api,
            places.epoint,
            '<div class="ewb-article-content">',
        ),
        _portal("epoint_static", "/xxgknb/1.html", _epoint_static, places.epoint, '<div id="mainText">'),
        _portal("aspnet", "/xxgk/nblist.aspx", _aspnet, places.aspnet, '<div id="BodyLabel">'),
        _portal("jsp_query", "/xxgk/nblist.jsp", _jsp, places.jsp, '<div class="content">'),
        _portal("numbers_only", "/xxgk/nb/index.html", _numbers, places.trs, '<div class="content">'),
        _portal("frame", "/xxgk/xxgknb/", _frame, places.trs, '<div class="content">'),
        _portal("stub_refresh", "/xxgk/xxgknb/", _stub_refresh, places.trs, '<div class="content">'),
        _portal("stub_script", "/xxgk/xxgknb/", _stub_script, places.trs, '<div class="content">'),
        _portal("gkmlpt", "/gkmlpt/index", _gkmlpt, places.gkmlpt, '<div class="article-content">'),
        _portal("hunan_numeric", f"{places.NUMERIC}index.htm", _hunan, places.hunan, '<div id="zoom">'),
    )
    return {portal.family: portal for portal in made}


def _portal(name: str, column: str, answer: Answer, place: Place, container: str) -> FamilyPortal:
    host = f"{name.replace('_', '-')}.sandbox.test"
    return FamilyPortal(name, host, column, answer, place, container)


def _numbered(asked: Asked, pattern: str, first: str) -> int | None:
    """The number in a path that fits `pattern` (one group), 1 for the path `first`, None for any other."""
    if asked.path == first:
        return 1
    match = re.fullmatch(pattern, asked.path)
    return int(match[1]) if match else None


def _trs_number(portal: FamilyPortal, asked: Asked) -> int | None:
    """TRS counts from 0: `index.html` is page 1, `index_1.html` page 2."""
    if asked.path in (portal.column, f"{portal.column}index.html"):
        return 1
    match = re.fullmatch(rf"{portal.column}index_(\d+)\.html", asked.path)
    return int(match[1]) + 1 if match and int(match[1]) < portal.page_count else None


def _trs(portal: FamilyPortal, asked: Asked, script: str) -> Reply | None:
    number = _trs_number(portal, asked)
    if number is None:
        return None
    filled = script.replace("COUNT", str(portal.page_count)).replace("CURRENT", str(number - 1))
    return portal.list_page(portal.chunk(number), f'<div class="page"><script>\n{filled}\n</script></div>')


def _trs_call(portal: FamilyPortal, asked: Asked) -> Reply | None:
    return _trs(portal, asked, 'createPageHTML(COUNT, CURRENT, "index", "html");')


def _trs_pager(portal: FamilyPortal, asked: Asked) -> Reply | None:
    return _trs(portal, asked, "Pager({size:COUNT, current:CURRENT, prefix:'index',suffix:'html',nextLabel:'下一页'});")


def _trs_count(portal: FamilyPortal, asked: Asked) -> Reply | None:
    script = '//createPageHTML(13, 0, "index", "html");\nvar currentPage = CURRENT;\nvar countPage = COUNT//共多少页'
    return _trs(portal, asked, script)


def _one_based(portal: FamilyPortal, asked: Asked, total: int) -> Reply | None:
    stem = portal.column.rpartition(".")[0]
    number = _numbered(asked, rf"{stem}_(\d+)\.shtml", portal.column)
    if number is None or number > portal.page_count:
        return None
    name = stem.rpartition("/")[2]
    script = f"createPageHTML('page_div',{portal.page_count}, {number},'{name}','shtml',{total});"
    return portal.list_page(portal.chunk(number), f'<div id="page_div"><script>{script}</script></div>')


def _hycloud(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """The total is the product's cap and says nothing."""
    return _one_based(portal, asked, 1000)


def _ucap(portal: FamilyPortal, asked: Asked) -> Reply | None:
    return _one_based(portal, asked, len(portal.lines))


def _datastore(portal: FamilyPortal, lines: list[Line], group: str, length: int) -> str:
    records = "\n".join(f"<record><![CDATA[\n{portal.items([line])}]]></record>" for line in lines)
    pages = -(-len(portal.lines) // length)
    return (
        f"<datastore>\n<nextgroup><![CDATA[{group}]]></nextgroup>\n<recordset>\n{records}\n</recordset>\n"
        f"<totalrecord>{len(portal.lines)}</totalrecord><totalpage>{pages}</totalpage>\n</datastore>"
    )


def _jcms_get(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """The column page holds the first records and names the next group; `page=N` gives the rest."""
    proxy = "/module/web/jpage/dataproxy.jsp"
    group = f'<a href="{proxy}?page=1&webid=28&path=/&columnid=1529&unitid=3127&webname=%25E6&permissiontype=0"></a>'
    if asked.path == portal.column:
        store = (
            _datastore(portal, portal.chunk(1), group, PAGE_LENGTH)
            .replace("<totalpage>", "<!--")
            .replace("</totalpage>", "-->")
        )
        body = f'<div id="3127"><script type="text/xml">{store}</script></div><script src="/script/jpage.js"></script>'
        return portal.list_page([], body=body)
    if asked.path == proxy and asked.query.get("columnid") == "1529":
        lines = portal.chunk(int(asked.query.get("page", "1")))
        return Reply(_datastore(portal, lines, group, PAGE_LENGTH), "text/xml;charset=utf-8")
    return None


def _jcms_post(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """The column page states what its script posts; the server gives `startrecord` to `endrecord`, 20 at most."""
    proxy = "/module/jpage/dataproxy.jsp"
    if asked.path == portal.column:
        script = (
            f"$('#3127').jpage({{totalRecord:{len(portal.lines)}, perPage:7, groupSize:3, proxyUrl:'{proxy}',"
            "ajaxParam:{col:1,appid:1,webid:28,path:'/',columnid:1529,sourceContentType:1,unitid:'3127',"
            "webname:'海川县人民政府',permissiontype:0}});"
        )
        return portal.list_page([], body=f'<div id="3127"></div><script>{script}</script>')
    fields = {"columnid": "1529", "unitid": "3127", "webid": "28", "permissiontype": "0"}
    if asked.path == proxy and asked.method == "POST" and fields.items() <= asked.form.items():
        start, end = int(asked.query["startrecord"]), int(asked.query["endrecord"])
        lines = portal.lines[start - 1 : end]
        return Reply(_datastore(portal, lines, "", max(end - start + 1, 1)), "text/xml;charset=utf-8")
    return None


def _xxgk(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """The search answers for the whole organ: other columns' articles stand between."""
    if asked.path == portal.column:
        body = (
            '<iframe src="/module/xxgk/tree.jsp?area=002482429" width="0" height="0"></iframe><div id="div1529"></div>'
            "<script>var infotypeId = 'A08'; var jdid = '149'; var divid = 'div1529';</script>"
        )
        return portal.list_page([], body=body)
    if asked.path != "/module/xxgk/search.jsp" or asked.method != "POST" or asked.form.get("area") != "002482429":
        return None
    number = int(asked.form.get("currpage") or "1")
    rows = "\n".join(
        f'<tr class="tr_main_value_odd"><td><a href="{line.path}" title="{line.title}" class="bt_link">{line.title}</a>'
        f"</td><td>{line.published}</td></tr>"
        for line in portal.chunk(number)
    )
    other = '<tr><td><a href="/art/2023/5/4/art_1530_9.html" class="bt_link">海川县部门文件一则</a></td></tr>'
    pager = f"<tr><td>&nbsp;&nbsp;共{portal.page_count}页&nbsp;第{number}页</td></tr>"
    return Reply(f"<table>{rows}\n{other}{pager}</table>")


def _jpaas(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """The gateway refuses without a Referer, and hears of pages in `paramJson` only."""
    if asked.path == portal.column:
        query = (
            "{'parseType':'bulidstatic','webId':'3549','tplSetId':'zfHuDn7','pageType':'column','tagId':'信息列表',"
            "'editType':'null','pageId':'1229187636'}"
        )
        return portal.list_page([], body=f'<div id="list"><script url="{GATEWAY}" queryData="{query}"></script></div>')
    if asked.path != GATEWAY or asked.query.get("pageId") != "1229187636":
        return None
    if not asked.referer:
        return Reply("", status=403)
    wanted = json.loads(asked.query.get("paramJson", '{"pageNo":1,"pageSize":15}'))
    lines = portal.chunk(int(wanted["pageNo"]), int(wanted["pageSize"]))
    html = (
        f'<div class="page-content"><ul>{portal.items(lines)}</ul><div class="pages" count="{len(portal.lines)}"></div>'
    )
    answer = {"success": True, "code": 200, "data": {"html": html}}
    return Reply(json.dumps(answer, ensure_ascii=False), "application/json;charset=UTF-8")


def _gkmlpt(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """The index page holds the tree of categories; one of them is of annual reports."""
    if asked.path == portal.column:
        tree = [
            {"id": 3060, "name": "政策文件", "children": []},
            {"id": 3000, "name": "法定主动公开内容", "children": [{"id": 3061, "name": "政府信息公开年度报告"}]},
        ]
        config = f'window._CONFIG = {{"SID": "{_GKMLPT_SID}", "TREE": {json.dumps(tree, ensure_ascii=False)}}};'
        return portal.list_page([], body='<div id="app"></div>', head=f"<script>{config}</script>")
    if asked.path != "/gkmlpt/api/all/3061" or asked.query.get("sid") != _GKMLPT_SID:
        return None
    articles = [
        {"title": line.title, "url": portal.url(line.path), "display_publish_time": f"{line.published} 10:00:00"}
        for line in portal.chunk(int(asked.query.get("page", "1")))
    ]
    answer = {"articles": articles, "total": len(portal.lines)}
    return Reply(json.dumps(answer, ensure_ascii=False), "application/json")


def _hunan(portal: FamilyPortal, asked: Asked) -> Reply | None:
    number = _numbered(asked, rf"{places.NUMERIC}index_(\d+)\.htm", portal.column)
    if number is None or number > portal.page_count:
        return None
    href = f"index_{number + 1}.htm" if number < portal.page_count else "javascript:;"
    return portal.list_page(portal.chunk(number), f'<div class="page"><a href="{href}">下一页</a></div>')


def _vsb_number(portal: FamilyPortal, asked: Asked) -> int | None:
    if asked.path == portal.column:
        return 1
    match = re.fullmatch(r"/xxgk/xxgknb/(\d+)\.htm", asked.path)
    return portal.page_count - int(match[1]) + 1 if match and 0 < int(match[1]) < portal.page_count else None


def _vsb_pager(portal: FamilyPortal, number: int, following: str) -> str:
    count = portal.page_count
    return (
        '<script language="javascript" src="/system/resource/js/gotopage.js"></script><script type="text/javascript">'
        f"function a122757_gopage_fun(){{_simple_list_gotopage_fun({count},'a122757GOPAGE',2)}}</script>"
        f'<table><tr><td id="fanye122757">共{len(portal.lines)}条&nbsp;&nbsp;{number}/{count}&nbsp;</td>'
        f"<td>{following}</td></tr></table>"
    )


def _vsb(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """Counts down, with live links."""
    number = _vsb_number(portal, asked)
    if number is None:
        return None
    folder = "xxgknb/" if number == 1 else ""
    link = f'<a href="{folder}{portal.page_count - number}.htm" class="Next">下页</a>'
    following = link if number < portal.page_count else '<span class="NextDisabled">下页</span>'
    return portal.list_page(portal.chunk(number), _vsb_pager(portal, number, following))


def _vsb_computed(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """Counts down, and only a script knows the way."""
    number = _vsb_number(portal, asked)
    if number is None:
        return None
    button = '<a href="javascript:;" onclick="a122757_gopage_fun()">转到</a>'
    return portal.list_page(portal.chunk(number), _vsb_pager(portal, number, button))


def _nfcms(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """Counts from 2; the pager's links are drawn by a script."""
    number = _numbered(asked, r"/zwgk/xxgknb/index_(\d+)\.html", portal.column)
    if number is None or number > portal.page_count:
        return None
    return portal.list_page(portal.chunk(number), f'<div class="pager">第{number}页 共{portal.page_count}页</div>')


def _siteserver(portal: FamilyPortal, asked: Asked) -> Reply | None:
    number = _numbered(asked, r"/channels/2146_(\d+)\.html", portal.column)
    if number is None or number > portal.page_count:
        return None
    href = f"2146_{number + 1}.html" if number < portal.page_count else "javascript:;"
    head = "<script>var $pageInfo = {publishmentSystemID : 1, channelID : 2146, contentID : 0};</script>"
    return portal.list_page(portal.chunk(number), f'<a class="page-next" href="{href}">下一页</a>', head=head)


def _empire_pager(portal: FamilyPortal, number: int, href: str) -> str:
    following = f'<a href="{href}">下一页</a>' if number < portal.page_count else ""
    total = f'<a title="总数">&nbsp;<b>{len(portal.lines)}</b> </a>'
    return f'<div class="epages">{total}&nbsp;<b>{number}</b>{following}</div>'


def _empire_static(portal: FamilyPortal, asked: Asked) -> Reply | None:
    number = _numbered(asked, r"/zwgk/xxgknb/index_(\d+)\.html", portal.column)
    if number is None or number > portal.page_count:
        return None
    head = '<script src="/e/public/ViewClick/?classid=7&addclick=1"></script>'
    return portal.list_page(portal.chunk(number), _empire_pager(portal, number, f"index_{number + 1}.html"), head=head)


def _empire_dynamic(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """`page` counts from 0."""
    if asked.path != "/e/action/ListInfo/" or asked.query.get("classid") != "7":
        return None
    number = int(asked.query.get("page", "0")) + 1
    if number > portal.page_count:
        return None
    href = f"/e/action/ListInfo/?page={number}&amp;classid=7&amp;totalnum={len(portal.lines)}"
    return portal.list_page(portal.chunk(number), _empire_pager(portal, number, href))


def _epoint_api(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """Counts from 0 like most releases; the site's facts stand in a script of their own."""
    if asked.path == portal.column.partition("?")[0]:
        head = '<script src="/js/webBuilderCommon.js"></script>'
        return portal.list_page([], body='<div id="list"></div><div class="ewb-page" id="page"></div>', head=head)
    if asked.path == "/js/webBuilderCommon.js":
        facts = f'var siteInfo = {{"projectName": "/EWB-FRONT", "siteGuid": "{SITE_GUID}"}};'
        return Reply(facts, "application/javascript; charset=utf-8")
    if asked.path != "/EWB-FRONT/rest/lightfrontaction/getgovinfolist" or asked.method != "POST":
        return None
    wanted = json.loads(asked.body)
    if (wanted["categorynum"], wanted["siteGuid"]) != ("003002", SITE_GUID):
        return Reply(json.dumps({"custom": {"total": 0, "data": []}}), "application/json")
    lines = portal.chunk(int(wanted["pageIndex"]) + 1, int(wanted["pageSize"]))
    data = [
        {"infourl": line.path, "realtitle": line.title, "title": line.title[:20], "infodate": f"{line.published}"}
        for line in lines
    ]
    answer = {"custom": {"total": len(portal.lines), "data": data}, "status": {"code": 1}}
    return Reply(json.dumps(answer, ensure_ascii=False), "application/json;charset=UTF-8")


def _epoint_static(portal: FamilyPortal, asked: Asked) -> Reply | None:
    number = _numbered(asked, r"/xxgknb/(\d+)\.html", portal.column)
    if number is None or number > portal.page_count:
        return None
    call = f'$("#page").pagination({{pageIndex: {number - 1}, pageSize: {PAGE_LENGTH}, total: {len(portal.lines)}}});'
    return portal.list_page(portal.chunk(number), f'<div id="page"></div><script>{call}</script>')


def _aspnet(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """The state is in `__VIEWSTATE`; a post back without the last page's state is refused."""
    if asked.path != portal.column:
        return None
    number = 1
    if asked.method == "POST":
        number = int(asked.form.get("__EVENTARGUMENT") or "1")
        if asked.form.get("__VIEWSTATE") != f"/wEPDwULLTE{number - 1}" or "__EVENTVALIDATION" not in asked.form:
            return Reply("<h1>验证视图状态 MAC 失败</h1>", status=500)
    href = f"href=\"javascript:__doPostBack('ctl00$AspNetPager1','{number + 1}')\""
    following = href if number < portal.page_count else 'disabled="disabled"'
    body = (
        f'<form name="form1" method="post" action="./nblist.aspx" id="form1">'
        f'<input type="hidden" name="__VIEWSTATE" value="/wEPDwULLTE{number}" />'
        f'<input type="hidden" name="__EVENTVALIDATION" value="/wEWAg" />'
        f"<ul>{portal.items(portal.chunk(number))}</ul>"
        f"<div>共{portal.page_count}页 <a {following}>下一页</a></div></form>"
    )
    return portal.list_page([], body=body)


def _jsp(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """`?page=2`, and a session's id in every address."""
    if asked.path.partition(";")[0] != portal.column:
        return None
    number = int(asked.query.get("page", "1"))
    session = f";jsessionid={md5(f'{number}{asked.path}'.encode(), usedforsecurity=False).hexdigest().upper()}"
    href = f"nblist.jsp{session}?page={number + 1}" if number < portal.page_count else "#"
    told = f"共{len(portal.lines)}条 共{portal.page_count}页"
    reply = portal.list_page(portal.chunk(number), f'<div>{told} <a href="{href}">下一页</a></div>')
    return Reply(reply.body.replace('.jsp" title', f'.jsp{session}" title'))


def _numbers(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """A pager of numbers only; the page's own is no link."""
    number = _numbered(asked, r"/xxgk/nb/index_(\d+)\.html", portal.column)
    if number is None or number > portal.page_count:
        return None
    links = " ".join(
        f"<span>{other}</span>"
        if other == number
        else f'<a href="index{f"_{other}" if other > 1 else ""}.html">{other}</a>'
        for other in range(1, portal.page_count + 1)
    )
    return portal.list_page(portal.chunk(number), f'<div class="fy">页码：{links}</div>')


def _inner(portal: FamilyPortal, asked: Asked) -> Reply | None:
    """The list that a frame holds or a stub sends to."""
    number = _numbered(asked, r"/xxgk/nblist/index_(\d+)\.html", "/xxgk/nblist/")
    if number is None or number > portal.page_count:
        return None
    href = f"index_{number + 1}.html" if number < portal.page_count else "javascript:;"
    return portal.list_page(portal.chunk(number), f'<a href="{href}">下一页</a>')


def _frame(portal: FamilyPortal, asked: Asked) -> Reply | None:
    if asked.path == portal.column:
        return portal.list_page([], body='<iframe src="/xxgk/nblist/" width="900" height="600"></iframe>')
    return _inner(portal, asked)


def _stub_refresh(portal: FamilyPortal, asked: Asked) -> Reply | None:
    if asked.path == portal.column:
        return Reply("<html><head><meta http-equiv=\"refresh\" content='0;URL=../nblist/'></head></html>")
    return _inner(portal, asked)


def _stub_script(portal: FamilyPortal, asked: Asked) -> Reply | None:
    if asked.path == portal.column:
        return Reply("<html><body><script>location.href = '../nblist/';</script></body></html>")
    return _inner(portal, asked)
