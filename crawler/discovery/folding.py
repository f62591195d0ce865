"""One spelling for comparing titles and column names: scripts, widths and white space folded away.

A folded string is only compared with words; it is never stored or shown.
"""

from __future__ import annotations

import re
import unicodedata

MAX_TITLE_CHARS = 400

_TRADITIONAL = (
    "訊開務報縣區鎮鄉辦處廳員會編預決圖讀問網財統計績審條錄請規範總結評議黨檔業單書記關於實細則發佈點簡質監環農電檢責權執許罰機構領導選學專題級屬數據歷職術團園運輸動勞險衛產體衞館應給調擬徵詢復訴訟說準製項購"
    "標欄臺號門類頁詳過轉達聯繫紀傳廣場華東無銀證稅國際鐵設鐘們個為與從對時間來這還進吿貳爲閱視頻長輯營覈貧識鶴蘇護紅巖藥訓資劃訪況雲嶺採臨隊遊訂貫徹銷氣糧殘婦醫興濱經費認寫見鑑濟須舉聞協狀雙幹內廠組複滿價"
    "儘債維織態週覽畫爐談獲緊紮繼續強習備彙樣髮綱覆講話饋駐隨陽瀏當現説閲釐釋衝義買賣億萬歲曆將麼歸鑒課諮庫閣豐礦陝瀋嶽灣濰島礎煙鹽漁獸樓橋陸擴齡養"
)
_SIMPLIFIED = (
    "讯开务报县区镇乡办处厅员会编预决图读问网财统计绩审条录请规范总结评议党档业单书记关于实细则发布点简质监环农电检责权执许罚机构领导选学专题级属数据历职术团园运输动劳险卫产体卫馆应给调拟征询复诉讼说准制项购"
    "标栏台号门类页详过转达联系纪传广场华东无银证税国际铁设钟们个为与从对时间来这还进告贰为阅视频长辑营核贫识鹤苏护红岩药训资划访况云岭采临队游订贯彻销气粮残妇医兴滨经费认写见鉴济须举闻协状双干内厂组复满价"
    "尽债维织态周览画炉谈获紧扎继续强习备汇样发纲复讲话馈驻随阳浏当现说阅厘释冲义买卖亿万岁历将么归鉴课咨库阁丰矿陕沈岳湾潍岛础烟盐渔兽楼桥陆扩龄养"
)
_TO_SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]+")


def fold(text: str) -> str:
    """Return `text` in NFKC, without white space and invisible characters, its traditional characters simplified.

    Only the characters of this package's own words are simplified, and 資訊 becomes 信息. Text beyond 400 characters is
    cut off before folding: no title is that long, and hostile input is.
    """
    compatible = unicodedata.normalize("NFKC", text[:MAX_TITLE_CHARS])
    folded = _INVISIBLE.sub("", compatible).translate(_TO_SIMPLIFIED)
    return folded.replace("资讯", "信息")
