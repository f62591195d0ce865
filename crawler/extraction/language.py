"""Simplified or traditional, by the characters that only one of the two writes."""

from __future__ import annotations

from collections import Counter
from typing import Literal

_SIMPLIFIED = frozenset(
    "国为对开关东车长门与书务会众优传个们亿从仓仪价众华协单卖卫厂厅历发变号叶吗员围图团坚坏块场处备复够头夹奋奖妇学实审宽宾寿将尔尘尽层属岁师带帮广庆应归录态总惩惯战护报担拟择换据损摄数断无旧时显术机权条来极构标样档检楼欢残气汇污汉没济测浏涉满灭灾点热爱独环现电画监盖盘码确种积称稳穷竞笔签简粮级纪约线组织经结给统继续绩维综编网罗职联聪肃脑节艺苏获营虽补观规视览觉触计认讨让训议记讲许论设访证评识诉词译试话该详语误说请诸课调谈质费资贯购贵贸赋赛转轮软载较输边达过运还这进远违连迟适选递邮郑释针钟铁销锁错镇问间闻阅阳阶际陈难项须顾预领频题额风饭饮馆驻验马鱼鸟龙"
)
_TRADITIONAL = frozenset(
    "國為對開關東車長門與書務會眾優傳個們億從倉儀價華協單賣衛廠廳歷發變號葉嗎員圍圖團堅壞塊場處備復複夠頭夾奮獎婦學實審寬賓壽將爾塵盡層屬歲師帶幫廣慶應歸錄態總懲慣戰護報擔擬擇換據損攝數斷無舊時顯術機權條來極構標樣檔檢樓歡殘氣匯污漢沒濟測瀏涉滿滅災點熱愛獨環現電畫監蓋盤碼確種積稱穩窮競筆簽簡糧級紀約線組織經結給統繼續績維綜編網羅職聯聰肅腦節藝蘇獲營雖補觀規視覽覺觸計認討讓訓議記講許論設訪證評識訴詞譯試話該詳語誤說請諸課調談質費資貫購貴貿賦賽轉輪軟載較輸邊達過運還這進遠違連遲適選遞郵鄭釋針鐘鐵銷鎖錯鎮問間聞閱陽階際陳難項須顧預領頻題額風飯飲館駐驗馬魚鳥龍"
)
_ONLY_SIMPLIFIED = _SIMPLIFIED - _TRADITIONAL
_ONLY_TRADITIONAL = _TRADITIONAL - _SIMPLIFIED
_SAMPLE = 20_000


def language(text: str) -> Literal["zh-Hans", "zh-Hant"]:
    """The script of a text. Where nothing tells them apart the answer is zh-Hans."""
    counts = Counter(text[:_SAMPLE])
    simplified = sum(counts[character] for character in counts.keys() & _ONLY_SIMPLIFIED)
    traditional = sum(counts[character] for character in counts.keys() & _ONLY_TRADITIONAL)
    return "zh-Hant" if traditional > simplified else "zh-Hans"
