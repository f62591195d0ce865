"""Pages that plainly are no report. What is only doubtful is not rejected."""

from __future__ import annotations

import re

from crawler.quality.headings import looks_back
from crawler.records import Extraction

_ERROR = re.compile(
    r"404 ?not found|page not found|not found on this server|internal server error|bad gateway|service unavailable|"
    r"access denied|(?:页面|网页|文件|栏目|文章|信息)(?:不存在|未找到|没有找到|已删除|已被删除|无法访问)|"
    r"(?:您|你)(?:所|要)?访问的(?:页面|网页|网站|内容|资源|地址|链接)|无法找到(?:该|此)?(?:页|网页|文件)|"
    r"找不到(?:页面|网页|文件|对象)|系统(?:错误|异常|维护)|服务器(?:错误|异常|繁忙)|"
    r"(?:网站|系统)(?:正在)?(?:维护|升级|建设)中|访问(?:被拒绝|出错|受限)",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"(?:年度?|公开)(?:工作)?(?:情况)?(?:的)?(?:报告|報告)|年报|年報|(?:年度|工作)(?:情况|情況)(?:的?(?:报告|報告))?|工作总结|工作總結"
)
_OTHER_KIND = re.compile(
    r"指南|公开目录|公開目錄|工作年度报表|工作年度報表|统计报表|预算|決算|决算|預算|三公经费|要点|工作方案|实施方案|"
    r"申请表|申請表|招聘|采购|中标|提案|议案|权责清单|权力清单|任前公示"
)
_OTHER_ENDING = re.compile(
    r"(?:解读|解讀|图解|条例|條例|办法|辦法|规定|規定|细则|細則|通知|通报|通報|公告|公示|批复|名单|名單|报表|報表)"
    r"[\s》」”\"）)\]】]{0,4}$"
)
_SELF_DESCRIPTION = re.compile(
    r"本?年度?(?:工作)?报告(?:是|由|根据|中|所|的)|统计期限|統計期限|列数据|年報由|年报由|年度報告(?:是|由)"
)
_DISCLOSURE = re.compile(
    r"(?:信息|資訊|政务|政務|厂务|党务|村务|校务)\s?(?:主动)?\s?(?:公开|公開)|(?:公开|公開)(?:政府)?信息"
)
_ERROR_LENGTH = 400
_PREFACE = 2000


def rejection(extraction: Extraction) -> str | None:
    """Why the page is no report, in words, or None.

    An error page, an empty page without a file, and a page whose title names another kind of document while nothing in
    its text is a report's. A page that has only files under a report's title is not rejected.
    """
    text = extraction.text.strip()
    title = extraction.title.strip()[:300]
    if looks_back(text) or any(table.name for table in extraction.tables):
        return None
    if len(text) <= _ERROR_LENGTH and not extraction.attachments:
        match = _ERROR.search(f"{title}\n{text}")
        if match:
            return f"error page: {match[0]}"
    if not text and not extraction.tables and not extraction.attachments and "image_body" not in extraction.notes:
        return "empty page without an attachment"
    if _SELF_DESCRIPTION.search(text[:_PREFACE]):
        return None
    is_named = names_report(title)
    ending = _OTHER_ENDING.search(title)
    if ending and not (is_named and extraction.attachments):
        return f"another kind of document by its title: {ending[0]}"
    kind = _OTHER_KIND.search(title)
    if kind and not is_named:
        return f"another kind of document by its title: {kind[0]}"
    if text and not is_named and not extraction.attachments and not mentions_disclosure(f"{title}\n{text}"):
        return "nothing in title or text is about the disclosure of information"
    return None


def mentions_disclosure(text: str) -> int:
    """How often the text speaks of the disclosure of information (信息公开, 政务公开, 厂务公开 …)."""
    return len(_DISCLOSURE.findall(text))


def names_report(title: str) -> bool:
    """Whether the title names a report (年度报告, 年报, …)."""
    return _REPORT.search(title[:300]) is not None
