"""Is a link, by its title, an organ's annual report on information disclosure (政府信息公开工作年度报告)?

The title is read in three parts: what comes before the report's name (organ, year), the name (subject and report), and
what follows. Organs may be called anything (绩效考核办公室, 机构编制委员会), so words that speak against a report
count only where no organ's name can stand.
"""

from __future__ import annotations

import re

from crawler.discovery.addresses import is_article_address, is_list_address
from crawler.discovery.columns import in_disclosure_folder, names_annual_reports, names_disclosure_reports
from crawler.discovery.folding import fold
from crawler.discovery.title_year import TitleYear, title_year
from crawler.records import Verdict

_YEARS = r"(?:20\d\d|[二2][〇零○◯oO0][〇零○◯oO0-9一二三四五六七八九]{2}|[12一二][〇零○0-9一二三四五六七八九])"
_YEAR = rf"{_YEARS}(?:年度|年(?!报))?"
_SUBJECT = r"(?:政府信息(?:主动|依法)?公开|政务信息公开|政务公开|信息公开|政府环境信息公开|环境信息公开)"
_GLUE = (
    rf"(?>工作|总体|整体|基本|情况|年度|全年|执行|实施|落实|贯彻|开展|推进|进展|完成|管理|主动公开|"
    rf"依申请公开|政务公开|信息公开|政务服务|政府|条例|总结|"
    rf"{_YEAR}|年度?|度|[的和及与、暨“”\"'《》〈〉()\[\]【】:：·,，—–~-]|以及)"
)
"""One piece between subject and report, read in one way only (atomic): 2016年 many times over has millions of them."""
_REPORT = r"(?:年报(?!审|表|数据|统计|编|报送|制度|公开指南)|年度报告|年度总结报告|报告)"
_CORE = re.compile(rf"{_SUBJECT}{_GLUE}{{0,14}}?{_REPORT}")
_REVERSED = re.compile(rf"(?:年报|年度(?:工作)?报告)[(\[【《:：—-]{{1,2}}{_SUBJECT}(?:工作)?[)\]】》]?$")
_SUMMARY = re.compile(rf"(?:政府信息(?:主动|依法)?公开|政务信息公开|信息公开){_GLUE}{{0,14}}?总结")
"""What bureaus called the report in its first years, where it says that it is the year's (年度)."""
_JOINT = re.compile(
    rf"{_SUBJECT}(?:工作)?[和与及暨、](?!.{{0,16}}(?:编制|编写|报送|指南|目录|制度|统计|考核|评议|评估|检查|培训|督查|通知|解读))"
    r"[\u4e00-\u9fff]{2,16}?(?:年度(?:工作)?报告|工作年报)"
)
"""One report on disclosure and a second matter (网上政务大厅), disclosure named first."""
_PART_YEAR = re.compile(
    r"[上下]半年|半年度|半年报|季度|第?[一二三四1-4]季|(?<!\d)(?:1[0-2]|[1-9])月份|(?:1[0-2]|[1-9])月(?=政府信息|"
    r"政务|信息公开)|月报|周报|每月"
)
_TELLING = re.compile(
    r"一图|图解|图说|图读|图文|数说|解读|读懂|看懂|速览|问答|漫画|动漫|动画|h5|[【\[(]视频|(?:视频|音频)[:：|丨】]|来[了啦]|为什么|怎么|长图|"
    r"海报|新闻发布|出炉|培训班|培训会|座谈|推进会|"
    r"部署会|会议(?!中心|展)|召开|举办|通报(?!局)|排名|获评|(?:圆满|顺利|按时|全面|如期)完成|(?:指导|督促|"
    r"要求|组织)(?:全[市县区])?(?:各|有关|相关)",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:关于|请)(?:认真|切实|进一步|抓紧|及时|全面|组织|抓好|扎实|请|各|单位|部门|\d{4}年度?|继续|按时|尽快|"
    r"统一|对|就|再次|市|县|区|全|省|级|我)*"
    r"(?:做好|编制|编写|编报|撰写|报送|上报|填报|催报|提交|起草|开展|加强|规范|征求|征集|审核|审查|检查|抽查|"
    r"核查|考核|评议|评估|整改|学习|转发|举办|要求|准备|落实|部署|完善|建立|修订)"
)
_PASSED_ON = re.compile(r"印发|发布|公布|公开发布|刊登|向社会公开|发表")
_MAY_FOLLOW = re.compile(
    r"(?:[》”\"')\]】?]|[(\[][^()\[\]]{0,60}+[)\]]?+)*+(?:20\d\d年?度?|[-_—–|~·:].+|书|正文|全文|公布|发布|公示|公开|公告|更新|"
    r"(?:[及和与暨并]附?|附|含)(?:有关|相关|其|各项)*(?:统计)?(?:附表|附件|数据|报表|统计表)|"
    r"的(?:报告|公告|通告|通知|公示|函).*)?",
    re.DOTALL,
)
_DRAWN_OR_MANY = re.compile(
    r"[(\[](?:历年|往年|各年度|(?:空白)?(?:格式|模[板版]|样[本式表]|范[本例]|参考文本))[)\]]$|图[)\]]?$"
)
_NOTICE = re.compile(r"(?:通知|函|请示|批复|意见|方案|提示)(?:[(\[].{0,12})?$")
_FILE_TYPE = re.compile(r"[.．](?:docx?|pdf|wps|xlsx?|ofd|html?|shtml|zip|rar|txt)$", re.IGNORECASE)
_TRAILING = re.compile(
    r"(?:[\[(（【]?20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\])）】]?|new!?|[(\[]?(?:全文|正文|更新|"
    r"修订版?|更正版?|新)[)\]]?)$",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^(?:[·•◆◇■□●○▪►▶*>»、.\-—|]+|\d{1,2}[、.](?!\d)|(?:\[[^\]]{1,14}\]|【[^】]{1,14}】)(?=.{6}))")
_NOT_PREFIX = re.compile(
    r"(?:预算|决算|预决算|经费|重点领域|依申请|财政(?:资金|预决算|专项)|企业|上市公司|行政执法|双公示|"
    r"行政许可|行政处罚|食品安全|扶贫|项目|招投标|公共资源(?:配置|交易)领域|政府采购|社会公益|"
    r"村务|厂务|司法|检务|警务|公司|集团)$"
)
_COMPANY = re.compile(r"公司|集团|慈善|基金会|协会|商会|银行|信用社|供电局|医院")
_ORGAN_END = re.compile(
    r"(?:人民政府|(?<!国务院)政府(?!信息|网|工作|采购|性|债)|办公[室厅]|委员会|管委会|街道|办事处|开发区|"
    r"新区|中心|支队|总队|大队|公安|分局|局|(?<!大)厅|"
    r"办(?![法理事公学])|委办|妇联|残联|文联|工商联|科协|侨联|社联|联合会|协会|电视台|气象台|党组|党委|"
    r"研究所|(?<=[乡镇街])村|(?<!年)委(?!托|员)|(?<!全)镇|(?<!下)乡|院(?!务|长)|署|处(?![罚理置分])|(?<!场|"
    r"网|前)所(?![有属在])|(?<!网)站(?!点)|队|馆|学校|大学|社(?!会)|"
    r"(?<!发布)(?<!表彰)(?<!评审)(?<!听证)(?<!表彰大)(?<!总结大)(?<!动员大)会(?!议|计)|"
    r"(?<=[^有])部(?![门分署])|县|(?<!地)区(?!域|划)|(?<!城)市(?!场|容)|州|旗|盟|省|农场|林场|集团|公司|医院|"
    r"苏木|中学|小学|园区)"
)
_OTHER_MATTER = re.compile(
    r"预算|决算|三公|财政|法治|法制|依法行政|网站|报表|政府工作报告|统计|绩效|审计|国民经济|社会发展|"
    r"环境质量|环境状况|提案|建议|议案|权责|责权|清单|目录|指南|制度|条例|办法|规定|细则|通知|"
    r"方案|要点|计划|规划|机构|领导|招聘|公务员|采购|招标|项目|双公示|执法|许可|处罚|安全生产|食品|知识产权|"
    r"白皮书|年鉴|公报|党建|党务|意见|表格|流程|申请|考核|评议|满意|自查|检查|"
    r"述职|调研|评估|汇报|讲话|新闻|动态|法人|附表|附件|公示|公告|解读|问答|图|会议|培训|年审|质量|收支|资产|"
    r"债务|信访|督查|巡察|巡视|反馈|整改"
)
_ABOUT = re.compile(r"(?:关于|走进|了解|认识|联系|魅力|印象|欢迎)")
_OURSELVES = re.compile(r"(?:我|本)(?:局|委|办|厅|院|所|处|队|站|馆|中心|镇|乡|街道|市|县|区|旗|州|省|单位|部门|机关)")
_SAYS_REPORT = re.compile("年报|报告|总结|信息公开|政务公开")
_PLAIN = re.compile(
    rf"(?:{_YEAR}|年报(?!告)|年度?|度|工作|政府|政务|信息|主动|公开|情况|的|总结|报告|全文|正文|公布|发布|"
    rf"[()\[\]【】《》:：,，.·、—–_~\-\"“”])*+"
)
_COLLECTIVE = re.compile(
    r"(?:人民政府|历年度?|往年|下属|直属|垂直|本级|街道|园区|功能区|开发区|部门|单位|机关|组成|政府|办公室|"
    r"办事处|其他|事业|公共|企业|委办局|[各驻本全市县区省州镇乡街直级办及和与、()])*+"
)


def judge(title: str, url: str = "", column: str = "") -> Verdict:
    """Say whether a link titled `title` is one organ's annual report on information disclosure.

    `url` is where it leads and `column` the name of the column (栏目) it stands in, each "" when unknown. In a column
    that is plainly for these reports a title that is only an organ, only a year, or a bare 年报 counts, unless the
    address is a list's. A column merely called 年度报告 lends nothing but the missing subject, to a title that says
    年报, and only below a disclosure path. `report_year` comes from the title only. `reason` is one line naming the
    rule. Never raises.
    """
    folded = fold(title)
    year = title_year(title)
    text = _trimmed(folded)
    if not text:
        return Verdict(False, None, "no title")
    telling = _TELLING.search(folded) or _PART_YEAR.search(text)
    if telling:
        return Verdict(False, year.year, f"about a report or not a year's: {telling[0]}")
    core = _CORE.search(text)
    if core is None:
        core = _REVERSED.search(text) or _JOINT.search(text)
    if core is not None:
        return _named(text, core, year, url, column)
    if "年度" in text and (summary := _SUMMARY.search(text)):
        verdict = _named(text, summary, year, url, column)
        if verdict.is_report:
            return verdict
    return _unnamed(text, year, url, column)


def _trimmed(text: str) -> str:
    """The folded title without file type, bullets, and a date or marker glued to its end."""
    text = _FILE_TYPE.sub("", text)
    text = _LEADING.sub("", text)
    for _ in range(2):
        shorter = _TRAILING.sub("", text)
        if not shorter:
            break
        text = shorter
    return text


def _named(text: str, core: re.Match[str], year: TitleYear, url: str, column: str) -> Verdict:
    """The title has subject and report."""
    before, after = text[: core.start()], text[core.end() :]
    order = _ORDER.search(before)
    if order and not _PASSED_ON.search(before) and after != "的报告":
        return Verdict(False, year.year, f"about making reports: {order[0]}")
    other = _NOT_PREFIX.search(before) or (None if core[0].startswith("政") else _COMPANY.search(before))
    if other:
        return Verdict(False, year.year, f"report on another disclosure: {other[0]}")
    if drawn := _DRAWN_OR_MANY.search(after):
        return Verdict(False, year.year, f"about a report: {drawn[0]}")
    if not _MAY_FOLLOW.fullmatch(after) and not _ends_in_organ(after):
        return Verdict(False, year.year, f"about a report: {after[:20]}")
    if _NOTICE.search(after) and not _PASSED_ON.search(before):
        return Verdict(False, year.year, f"a notice: {after[-8:]}")
    if not _says_annual(core[0], text) and year.year is None and not names_disclosure_reports(column, url):
        return Verdict(False, None, "a report on disclosure, but neither annual nor of a year")
    if year.rule == "no year in the title" and _COLLECTIVE.fullmatch(before) and not is_article_address(url):
        return Verdict(False, None, "the name of a column, not of one report")
    return Verdict(True, year.year, _with_year("the title names subject and report", year))


def _ends_in_organ(text: str) -> bool:
    """Whether a text is an organ's name, with its year perhaps: 2016年县教育局."""
    ends = [match.end() for match in _ORGAN_END.finditer(text)]
    return len(text) > 2 and bool(ends) and ends[-1] == len(text) and not _OTHER_MATTER.search(text)


def _says_annual(core: str, text: str) -> bool:
    return "年报" in core or "年度" in core or core.endswith("工作报告") or "年度" in text


def _unnamed(text: str, year: TitleYear, url: str, column: str) -> Verdict:
    """The title lacks the subject or the report: only the column can speak for it."""
    organ_end = max((match.end() for match in _ORGAN_END.finditer(text)), default=0)
    rest = text[organ_end:]
    other = _OTHER_MATTER.search(rest)
    strong = names_disclosure_reports(column, url)
    generic = names_annual_reports(column) and in_disclosure_folder(url)
    if not strong and not generic:
        return Verdict(False, year.year, "the title does not name a report on disclosure")
    if other:
        return Verdict(False, year.year, f"another matter in the column: {other[0]}")
    if _OURSELVES.fullmatch(text) or (_ABOUT.match(text) and not _SAYS_REPORT.search(text)):
        return Verdict(False, year.year, f"about an office, not its report: {text[:8]}")
    if not _PLAIN.fullmatch(rest):
        return Verdict(False, year.year, "a title unlike a report, in an annual-report column")
    says_report = "年报" in rest or "年度报告" in rest
    if year.year is None and _COLLECTIVE.fullmatch(text[:organ_end]) and not is_article_address(url):
        return Verdict(False, None, "the name of a column, not of one report")
    if url and is_list_address(url):
        return Verdict(False, year.year, "only an organ or a year, and the address is a list's")
    bare = organ_end == 0 or rest != ""
    if bare and year.year is None and not re.search("年报|报告|信息公开|政务公开", rest):
        return Verdict(False, None, "too little: neither organ, year nor report")
    if strong:
        what = (
            "only an organ"
            if organ_end and not rest
            else "only a year"
            if not organ_end
            else "organ, year or 年报 only"
        )
        return Verdict(True, year.year, _with_year(f"{what}, in a column of reports on disclosure", year))
    if says_report and (organ_end or year.year is not None):
        return Verdict(True, year.year, _with_year("年报 without subject, in an annual column of disclosure", year))
    return Verdict(False, year.year, "too little: neither title nor column name the subject")


def _with_year(reason: str, year: TitleYear) -> str:
    return reason if year.year is not None else f"{reason}; {year.rule}"
