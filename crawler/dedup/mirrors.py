"""Signs of a hijacked or planted copy (镜像站、被篡改的副本): such a copy is never the canonical one.

Hijacked mirrors of government pages put a betting brand in place of common words (关于, 我们, the organ's name) and
write the sound behind characters. An organ that runs sports or culture writes 体育 and 娱乐 too, so a brand is what no
report says: a foreign name grown together with the trade, or the trade with what such a site offers.
"""

from __future__ import annotations

import re

_SYLLABLE = (
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?"
    r"[aeiouvāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,3}(?:n|ng|r)?"
)
# One Han character, its sound in brackets: 行(xing)政. Capitals are abbreviations, 能(AI), and no sign.
PINYIN_NOTE = re.compile(rf"[(（](?<=[\u4e00-\u9fff][(（])\s?(?=[^)）\s]{{2,6}}\s?[)）]){_SYLLABLE}\s?[)）]")
_NOTES_ENOUGH = 2

_TRADE = "体育|娱乐|彩票|棋牌|博彩|电竞|真人|捕鱼|體育|娛樂|電競|捕魚"
_TRADES = _TRADE.split("|")
_SHOP = "官网|官方网站|官方入口|官方app|官方APP|官網|官方網站|手机版|最新版|投注|下注"
_OFFERS = f"{_SHOP}|平台|app|APP|下载|入口|登录|注册|登錄|下載"
# KTV娱乐场所, NBA体育赛事: abbreviations before the trade, and what goes on with it in ordinary words.
_ABBREVIATIONS = "KTV|NBA|CBA|CUBA|VR|AR|AI|IT|TV|IPTV|CCTV|BTV|APP|DIY|IP|PPP|LED|CBD|WIFI|GDP|FIFA|IOC|MV|PC"
_ORDINARY = (
    "场|馆|活动|设施|产业|事业|赛|公益|中心|节|项目|服务|行业|企业|经营|用品|教|器材|局|厅|协会|比|健身|消费|休闲"
    "|城|业|类|市|会|文化|新闻|法|公园|总局|部|及|和|与|、|場|產業|設施|活動|項目|服務"
)
_BRAND = re.compile(
    rf"(?<![A-Za-z0-9])(?!(?i:{_ABBREVIATIONS})(?:{_TRADE}))[A-Za-z][A-Za-z0-9]{{1,11}}(?:{_TRADE})(?!{_ORDINARY})"
    rf"(?:{_OFFERS})?"
    # 市体育局官网 has 局 between; 市体育官网 is a bureau's site all the same.
    rf"|(?<![省市县区州旗局厅家育旅广全务部])(?:{_TRADE})[^\u4e00-\u9fff\n]{{0,3}}(?:{_SHOP})"
)
# 甲体育官网印发《…》的通知: what a sentence goes on with where 关于 was overwritten.
_GOES_ON = re.compile(r"[^\n]{0,12}?(?:印发|发布|公布|做好|开展|加强|进一步|报送|公开|《|[0-9]{4}年)")


def mirror_signs(text: str, title: str) -> tuple[str, ...]:
    """The signs of a hijacked copy in a report's text and title, as stable words in this order; () for a clean one.

    "pinyin_notes": sounds in brackets behind Han characters, at least two of them. "brand_for_about": a betting brand
    where 关于 belongs. "brand_planted": such a brand elsewhere.
    """
    whole = f"{title}\n{text}"
    signs = []
    notes = PINYIN_NOTE.finditer(whole)
    if sum(1 for _ in zip(range(_NOTES_ENOUGH), notes, strict=False)) >= _NOTES_ENOUGH:
        signs.append("pinyin_notes")
    # Every brand names the trade, and most reports do not.
    brands = list(_BRAND.finditer(whole)) if any(trade in whole for trade in _TRADES) else []
    if any(_GOES_ON.match(whole, brand.end()) for brand in brands):
        signs.append("brand_for_about")
    elif brands:
        signs.append("brand_planted")
    return tuple(signs)
