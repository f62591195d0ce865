"""Columns (栏目): which links lead to the one with the annual reports, and what the column of a page is called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from lxml import html

from crawler.discovery.addresses import folders, is_article_address, is_list_address
from crawler.discovery.folding import fold
from crawler.page import page_tree
from crawler.records import Link

_SUBJECT = r"(?:(?:政府|政务)?信息(?:主动)?公开|(?:党务)?政务公开|公开)"
_REPORTS = r"(?:工作)?(?:年度)?(?:工作)?(?:情况)?(?:年报|年度报告|报告)"
_ANNUAL_NAME = re.compile(rf"{_SUBJECT}(?:工作|和|与|及|暨|政府|政务|信息|公开|情况)*{_REPORTS}")
_GENERIC_NAME = re.compile(
    r"(?:历年|各年度|历年度|本级|部门|工作)?(?:年度工作报告|工作年度报告|年度报告|年报|工作年报)(?:列表|专栏|"
    r"公开|公布|公示)?"
)
_OTHER_NAME = re.compile(
    r"指南|依申请|目录|制度|统计|财政|财务|报表|审计|企业|法人|法治|法制|依法行政|网站|预算|决算|预决算|"
    r"政府工作报告|解读|问答|图解|规定|条例|法规|"
    r"文件|通知|格式|模板|考核|评估|满意度|意见箱|投诉|举报|监督|申请|查询|环境质量|上市公司|事业单位|"
    r"公示系统|执法|双公开|重点领域|会议|双随机|领导"
)
_ANNUAL_PATH = re.compile(
    r"(?:zf|bm|qx|jd|xz|zw)?xxgk(?:gz|zl)?(?:nd|n)(?:b|bg|dbg|dgzbg)\d{0,4}|(?:zf|bm)?xxgkgz(?:nb|"
    r"ndbg)\d{0,4}|(?:zf)?xxgknb(?:g)?\d{0,6}"
    r"|gk(?:nb|ndbg)\d{0,4}|nd(?:zf)?xxgkbg|(?:zf|bm)?xxgkbg|xxgkannualreport|gkndbg|zfxxgkgzndbg|zwgknb|"
    r"zwgkndbg|(?:zf)?xxgk_?(?:gk)?nb"
)
_GENERIC_PATH = re.compile(
    r"ndbg|ndgzbg|gzndbg|nb|nbg|nb_?20\d\dn?|20\d\dn(?:nb|b)?|20\d\dnb|nb20\d\d|annual_?reports?"
)
_SUFFIXED = re.compile(r"_\d+$")
_DISCLOSURE_PATH = re.compile(r"(?:zf|zw|bm|qx|xz)?xxgk\w{0,12}|zwgk\w{0,6}|zfxxgk\w*|gkml\w*|gkmlpt|fdzdgknr|xxgk_?zl")
_DISCLOSURE_NAMES = (
    (re.compile(r"(?:\w{0,12}?)政府信息公开(?:专栏|专题|平台|网|栏|专区)?"), 60),
    (re.compile(r"法定主动公开(?:内容|信息)?"), 58),
    (re.compile(r"(?:部门|市直部门|单位|乡镇|街道)?信息公开(?:专栏|平台|网|栏)?"), 50),
    (re.compile(r"政务公开(?:专栏|平台|网|栏)?|阳光政务"), 45),
    (re.compile(r"公开|政务|信息公开年度"), 25),
)
_YEAR_NAME = re.compile(r"(?:20\d\d年?度?)(?:年报|年度报告|报告)?")
_UNIT_NAME = re.compile(
    r"(?:(?:各|市|县|区|省|州)?(?:直|级|属)?(?:人民)?(?:政府)?(?:组成)?(?:部门|单位|机关|乡镇|镇街|街道|街镇|"
    r"镇乡|镇办|乡镇街道|镇街道|县区|区县|县市区|园区|政府|本级)){1,3}(?:年报|年度报告)?"
)
_UNITS_NAME = re.compile(
    r"(?:各|市|县|区|省|州|全|直|级|属|政府|组成|及|和|、){0,5}(?:部门|单位|机关|乡镇|镇街|街道|街镇|镇乡|镇办|县区|区县|"
    r"县市区|市县|园区|委办局|办事处|及|和|与|、){1,5}(?:政府)?(?:信息公开|政务公开)(?:目录|专栏|平台|专区|网站|网)?"
)
_NAMED_REPORTS = re.compile(r"(?:年报|年度报告|工作报告)$")
_WORD = re.compile(r"[\u4e00-\u9fff]{2}")
_PAGER_WORD = re.compile(r"页|更多|返回|首页|尾|末|跳转")
_LIST_WORDS = frozenset(
    {"", "正文", "列表", "文章", "内容", "详情", "浏览", "阅读", "详细", "信息", "内容页", "正文内容"}
)
_POSITION = re.compile(
    r"(?:当前|您的|所在|现在|你的|您所在的|您当前的|您当前所在|当前所在)位置\s*(?:是|为)?\s*[:：]?|(?:當前|"
    r"所在)位置\s*[:：]?"
)
_STEP = re.compile(r"\s*(?:>+|›|»|→|/|\\|::|－>|->|＞+|&gt;)\s*")
_TITLE_PARTS = re.compile(r"\s*(?:[-_|—–]+)\s*")
_SITE = re.compile(r"(?:网|网站|门户|门户网站|网站群|平台|人民政府|委员会|局|厅)[!！]*$")
_MAX_NAME = 60
_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class ColumnHint:
    """A link that leads to the annual-report column ("annual"), towards it ("disclosure"), or to a page that lists
    units (部门, 街道) with a disclosure column each ("units").

    `score` runs from 1 to 100; it only orders hints. `evidence` says what spoke for it.
    """

    url: str
    kind: Literal["annual", "disclosure", "units"]
    score: int
    evidence: str


def is_annual_column(name: str, url: str) -> bool:
    """Whether a column of this name at this address is one that holds annual reports on disclosure.

    A name that says so is enough (政府信息公开年报). A bare 年度报告 counts only below a disclosure path (xxgk/ndbg/),
    a telling path (zfxxgknb) only where the name says nothing else. Either may be "".
    """
    return _annual_evidence(fold(name), url) is not None


def names_disclosure_reports(name: str, url: str = "") -> bool:
    """Whether name or address say in so many words that the column is for reports on disclosure.

    年度报告 alone does not: it may be of any subject.
    """
    folded = fold(name)
    if _OTHER_NAME.search(folded):
        return False
    return bool(_ANNUAL_NAME.search(folded)) or _strong_path(url) is not None


def names_annual_reports(name: str) -> bool:
    """Whether a column's name is 年度报告, 年报 or the like, of whatever subject."""
    return bool(_GENERIC_NAME.fullmatch(fold(name)))


def in_disclosure_folder(url: str) -> bool:
    """Whether the path of `url` has a folder for disclosure (xxgk, zwgk, …)."""
    return any(_DISCLOSURE_PATH.fullmatch(folder) for folder in folders(url))


def column_hints(links: Iterable[Link], page_url: str, *, on_annual_column: bool = False) -> list[ColumnHint]:
    """Return the links of the page at `page_url` that lead to the annual-report column or towards it, best first.

    Judged by the link's text in either script, and by path names; a link without text (an image) by its path only.
    Articles, the page itself and columns of another matter (指南, 依申请公开, 目录, 统计年报 …) are left out. On a page
    that is an annual-report column (told by its address, or by the caller) links to years and units count too.
    """
    here = page_url.partition("#")[0]
    within = on_annual_column or is_annual_column("", here)
    best: dict[str, ColumnHint] = {}
    for link in links:
        if link.url is None or link.url == here or is_article_address(link.url):
            continue
        hint = _hint(fold(link.title), link.url, within)
        if hint is not None and (hint.url not in best or best[hint.url].score < hint.score):
            best[hint.url] = hint
    return sorted(best.values(), key=lambda hint: -hint.score)


def _hint(name: str, url: str, within: bool) -> ColumnHint | None:
    if _UNITS_NAME.fullmatch(name):
        return ColumnHint(url, "units", 40, f"link text {name}")
    if _OTHER_NAME.search(name):
        return None
    annual = _annual_evidence(name, url)
    if annual is not None:
        return ColumnHint(url, "annual", *annual)
    if within and (_YEAR_NAME.fullmatch(name) or _UNIT_NAME.fullmatch(name)):
        return ColumnHint(url, "annual", 50, f"{name}, by year or unit, on an annual-report column")
    if within and is_list_address(url) and (_NAMED_REPORTS.search(name) or (_strong_path(url) and _is_name(name))):
        return ColumnHint(url, "annual", 45, f"{name or 'no name'}, a list on an annual-report column")
    for pattern, score in _DISCLOSURE_NAMES:
        if pattern.fullmatch(name):
            return ColumnHint(url, "disclosure", score, f"link text {name}")
    path = folders(url)
    if (
        not name
        and path
        and _DISCLOSURE_PATH.fullmatch(path[-2] if path[-1] == "index" and len(path) > 1 else path[-1])
    ):
        return ColumnHint(url, "disclosure", 20, f"path {'/'.join(path[-2:])}")
    return None


def _is_name(text: str) -> bool:
    """Whether a link's text can name a unit or a year's column, and not a page of this list (下一页, 尾页, 3)."""
    return bool(_WORD.search(text)) and not _PAGER_WORD.search(text)


def _annual_evidence(name: str, url: str) -> tuple[int, str] | None:
    """Score and words for a column of annual reports, or None."""
    if _OTHER_NAME.search(name) or len(name) > _MAX_NAME:
        return None
    if _ANNUAL_NAME.search(name):
        exact = _ANNUAL_NAME.fullmatch(name)
        return (100 if exact else 80), f"name {name}"
    strong = _strong_path(url)
    generic_name = bool(_GENERIC_NAME.fullmatch(name))
    below = in_disclosure_folder(url)
    if strong and (not name or generic_name or _YEAR_NAME.fullmatch(name) or _UNIT_NAME.fullmatch(name)):
        return (90 if generic_name else 85), f"path {strong}"
    generic_path = next((folder for folder in folders(url) if _GENERIC_PATH.fullmatch(_SUFFIXED.sub("", folder))), None)
    if generic_name and (below or generic_path):
        return (75 if below else 60), f"name {name}, path {generic_path or 'of disclosure'}"
    if generic_name:
        return None
    if not name and generic_path and below:
        return 55, f"path {generic_path} in a disclosure folder"
    return None


def _strong_path(url: str) -> str | None:
    return next((folder for folder in folders(url) if _ANNUAL_PATH.fullmatch(_SUFFIXED.sub("", folder))), None)


def column_name(html_or_tree: str | html.HtmlElement, url: str) -> str:
    """Return the name of the column a page is, or stands in; "" where the page does not say.

    The first `ColumnName` meta that is filled counts (a page include may repeat the block), then `ColumnType`, then the
    last step of the breadcrumb (当前位置), then the first short heading, then the first part of `<title>` that is no
    site's name. `url` tells a home page, which has no column, from the rest.
    """
    root = page_tree(html_or_tree)
    if root is None:
        return ""
    for wanted in ("columnname", "columntype"):
        for element in root.iter("meta"):
            content = " ".join((element.get("content") or "").split())
            if content and (element.get("name") or "").strip().lower() == wanted:
                return content[:_MAX_NAME]
    crumb = _breadcrumb(root)
    if crumb:
        return crumb
    if not folders(url) or folders(url) in (("index",), ("default",), ("main",)):
        return ""
    for heading in islice(root.iter("h1", "h2"), _CANDIDATES):
        text = _text(heading)
        if 2 <= len(text) <= 30:
            return text
    title = next((_text(element) for element in root.iter("title")), "")
    parts = [part.strip("[] ") for part in _TITLE_PARTS.split(title)]
    return next((part for part in parts if part and not _SITE.search(part)), "")[:_MAX_NAME]


def _breadcrumb(root: html.HtmlElement) -> str:
    labels = (
        node
        for node in root.iter()
        if isinstance(node.tag, str) and node.tag not in ("script", "style") and "位置" in (node.text or "")
    )
    for node in islice(labels, _CANDIDATES):
        place: html.HtmlElement | None = node
        for _ in range(3):
            if place is None:
                break
            text = _text(place)
            label = _POSITION.search(text[:200])
            steps = [step.strip() for step in _STEP.split(text[label.end() :])] if label and len(text) < 400 else []
            steps = [step for step in steps if step not in _LIST_WORDS]
            if len(steps) > 1:
                return steps[-1][:_MAX_NAME]
            place = place.getparent()
    return ""


def _text(element: html.HtmlElement) -> str:
    """The element's own and inner text, white space collapsed, at most 500 characters."""
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        pieces.append(str(piece))
        size += len(piece)
        if size > 2000:
            break
    return " ".join("".join(pieces).split())[:500]
