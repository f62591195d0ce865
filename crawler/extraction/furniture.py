"""Lines that belong to the page, not to the report: date bars, font switches, share and print links, footers.

A rule names whole lines, never a part of one: a sentence that mentions 打印 or 附件 is text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.extraction.line import squeeze

_LABEL = (
    r"(?:信息|文章|稿件|新闻)?(?:来\s*源|來\s*源|出处|转载自)|(?:发布|發布|發佈|更新|发表|刊发|提供|信息提供|公文生成|生成|成文|印发|发文|添加|录入|创建|登记|公开|"
    r"编辑|上传)?(?:日\s*期|时\s*间|時\s*間)|作\s*者|责任编辑|编\s*辑|責任編輯|编\s*审|审\s*核|审\s*签|校\s*对|录入员?|供稿|撰稿|信息员|"
    r"点击(?:数|量|次数|率)?|浏览(?:次数|量|数)?|瀏覽(?:次數|量)?|访问(?:次数|量|数)?|阅读(?:次数|量|数)?|人气|字\s*[号體体號](?:大小)?|字体(?:大小)?|文字大小|视力保护色?|"
    r"分享(?:到|至)?|保护视力色|索\s*引\s*号|文\s*号|发文字号|主题分类|发布机构|发文机关|公开(?:方式|时限|范围|目录|类别|形式)|信息分类|体裁分类|服务对象|"
    r"有\s*效\s*性|归档时间|关\s*键\s*词|主题词"
)
_BAR = re.compile(rf"(?:{_LABEL})\s*[:：∶﹕]")
_BARE_DATE = re.compile(
    r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:\s*(?:星期.|周.))?\s*(?:\d{1,2}:\d{2}(?::\d{2})?)?"
)
_SWITCHES_WORDS = (
    "打印 打印本页 打印文章 打印此页 打印正文 打印页面 列印 关闭 关闭页面 关闭窗口 关闭本页 关闭当前页面 "
    "关闭此页 關閉 關閉視窗 大 中 小 特大 默认 正常 放大 缩小 大字 小字 收藏 收藏本页 收藏本站 加入收藏 返回 "
    "返回顶部 返回列表 返回上一页 返回首页 返回页首 保存 保存本页 下载 纠错 我要纠错 分享 分享到 分享至 "
    "分享本页 微信 微博 新浪微博 腾讯微博 QQ空间 QQ好友 人人网 朋友圈 推荐 复制链接 语音播报 朗读 听全文 繁體 "
    "繁体 简体 登录 注册 退出 无障碍 无障碍浏览 无障碍阅读 老年模式 老年人模式 关怀版 长者模式 长者助手 字号 "
    "字体 视力保护 手机版 移动版 智能问答 我要打印 我要收藏 网站首页 A A+ A- a T Tt"
)
_SWITCHES = sorted(
    _SWITCHES_WORDS.split(),
    key=len,
    reverse=True,
)
_SWITCH = re.compile("|".join(map(re.escape, _SWITCHES)))
_PLACE = re.compile(
    r"[【\[]?\s*(?:您?(?:当前|现在|目前)?(?:所在|的)?(?:当前)?的?位置|當前位置|您所在位置)\s*(?:是|为|:|：|>|】)"
)
_CRUMB = re.compile(r"(?:网站)?首\s*页\s*(?:>|»|›|→|/|\\|＞|-).*")
_DATE_TIME = re.compile(rf"(?:{_BARE_DATE.pattern.removesuffix('?')})")
_SCAN = re.compile(
    r"(?:用?手机)?(?:扫一扫|扫码|扫描二维码|微信扫|打开微信|请使用微信|掃一掃).{0,40}|.{0,12}二维码.{0,12}|分享(?:到|至).{0,20}|.{0,12}(?:朋友圈|微信好友).{0,12}"
)
_RELATED = re.compile(
    r"[【\[]?\s*(?:相关(?:文档|文章|链接|新闻|信息|阅读|稿件|报道|文件|解读|政策|附件下载|资讯)|相關(?:文檔|文章|新聞|鏈接)|延伸阅读|推荐阅读|猜你喜欢|"
    r"热门(?:推荐|文章|新闻)|上一(?:篇|条|页)|下一(?:篇|条|页)|关联(?:阅读|信息|文件))\s*[】\]]?\s*(?:[:：>].*)?"
)
_FOOT = re.compile(
    r"版权所有|版權所有|Copyright|©|ICP备|ICP備|公网安备|网站标识码|网站地图|网站声明|(?:网站)?主办(?:单位)?[:：]|承办(?:单位)?[:：]|技术支持[:：]|"
    r"建议使用.{0,20}(?:浏览器|分辨率)|网站维护|违法和不良信息举报",
    re.IGNORECASE,
)
_FILES = re.compile(
    r"(?:相关)?附\s*件\s*(?:下\s*载|列\s*表|文\s*件)?\s*(?:[(（]\d+[)）]|\d{1,2})?\s*[:：]?|(?:文件|附件)?下载(?:附件)?\s*[:：]?|点击(?:下载|查看|打开).{0,10}"
)
_ARCHIVED = re.compile(r"(?:本(?:文|页|信息).{0,6})?(?:已?归档|归档时间).{0,40}")
_PAGER_WORD = re.compile(r"首页|上一?页|前一?页|下一?页|后一?页|尾页|末页|最后一?页|[共第页转到跳当前\d]")
_ENDS_SENTENCE = re.compile(r"[。！？；]$")
_BULLETS = "•·●▪■◆※★ \u3000"
MAX_FURNITURE = 240
"""Characters: no furniture line is longer, so every rule runs on bounded input."""


def is_bar(line: str) -> bool:
    """Whether a line is an info bar (来源, 发布时间, 点击数 … with their values), a breadcrumb or a row of switches."""
    if len(line) > MAX_FURNITURE:
        return False
    if _BARE_DATE.fullmatch(line):
        return True
    return _is_bar(line)


@lru_cache(maxsize=8192)
def _is_bar(line: str) -> bool:
    # Headers, menus and footers are the same lines on every page of a portal.
    if (
        not squeeze(line)
        or _PLACE.match(line)
        or _CRUMB.fullmatch(line)
        or _is_switches(line)
        or _ARCHIVED.fullmatch(line)
    ):
        return True
    labels = _BAR.findall(line)
    if not labels or _ENDS_SENTENCE.search(line):
        return False
    first = _BAR.search(line)
    lead = line[: first.start()] if first else line
    return (not lead.strip(" |　·【[(（") or _BARE_DATE.fullmatch(lead.strip(" |　·【[(（")) is not None) and (
        len(labels) > 1 or len(line) <= 60
    )


def _is_switches(line: str) -> bool:
    """Whether a line is nothing but words of buttons and the punctuation between them."""
    position = 0
    while position < len(line):
        word = _SWITCH.match(line, position)
        if word:
            position = word.end()
        elif line[position].isalnum():
            return False
        else:
            position += 1
    return True


def is_tail(line: str) -> bool:
    """Whether a line is what stands below a report: scan, print, related documents, footer, editors.

    A date alone is the sign-off and stays, unless it has a time of day.
    """
    if len(line) > MAX_FURNITURE or _ENDS_SENTENCE.search(line):
        return False
    return _is_tail(line.lstrip(_BULLETS))


@lru_cache(maxsize=8192)
def _is_tail(line: str) -> bool:
    return bool(
        _is_bar(line)
        or _DATE_TIME.fullmatch(line)
        or _SCAN.fullmatch(line)
        or _RELATED.fullmatch(line)
        or is_pager(line)
        or is_foot(line)
    )


def is_related(line: str) -> bool:
    """Whether a line opens a list of other documents (相关文档, 上一篇 …)."""
    return len(line) <= MAX_FURNITURE and _RELATED.fullmatch(line) is not None


def is_pager(line: str) -> bool:
    """Whether a line leads on to further pages of the same document (1 2 下一页) and says nothing else."""
    if len(line) > MAX_FURNITURE or not ("下一页" in line or "下页" in line or "后一页" in line):
        return False
    return not squeeze(_PAGER_WORD.sub("", line))


def is_foot(line: str) -> bool:
    """Whether a line is part of a site's footer (版权所有, ICP备 …)."""
    return len(line) <= MAX_FURNITURE and _FOOT.search(line) is not None


def is_file_label(line: str) -> bool:
    """Whether a line only announces files (附件：, 附件1, 点击下载)."""
    return len(line) <= 40 and _FILES.fullmatch(line) is not None
