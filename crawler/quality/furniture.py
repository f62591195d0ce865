"""Furniture of the page (navigation, date bars, share links) that was left in the text."""

from __future__ import annotations

import re

from crawler.records import Check

_LONGEST_LINE = 80
# Reports speak of such things too (无障碍改造, 网站地图), in sentences; furniture has no full stop.
_SENTENCE_ENDS = ("。", "；", "！")
_FURNITURE = re.compile(
    r"当前位置|您的位置|您现在的位置|字体大小|字号[:：【\[]|打印本页|关闭窗口|关闭本页|【打印】|【关闭】|"
    r"^关闭 ?打印$|^打印 ?关闭$|扫一扫|分享到|^分享[:：]?$|点击数|点击率[:：]|浏览次数[:：]|阅读次数[:：]|访问量[:：]|"
    r"上一篇|下一篇|相关文档|相关附件|相关阅读|相關詞條|熱門詞條|聯絡我們|归档时间|已归档|版权所有|主办单位[:：]|承办单位[:：]|"
    r"技术支持[:：]|网站标识码|公网安备|ICP备|设为首页|加入收藏|网站地图|老年人模式|无障碍|^登录|"
    r"发布(?:时间|日期)[:：]|^来源[:：]|信息来源[:：]|^\s?>{1,3}|首页\s{0,3}>"
)


def furniture(text: str) -> Check:
    """`furniture`: short lines that are the page's and not the report's, with the words they were known by."""
    found: dict[str, int] = {}
    for line in text.split("\n"):
        short = len(line) <= _LONGEST_LINE and not line.startswith("| ") and not line.endswith(_SENTENCE_ENDS)
        match = _FURNITURE.search(line) if short else None
        if match:
            found[match[0]] = found.get(match[0], 0) + 1
    return Check("furniture", not found, {"lines": sum(found.values()), "words": sorted(found)[:20]})
