"""An encyclopedia's Traditional copy of one 荔湾 report: Taiwan wording, its own 基本介紹 box, the table flattened.

The copy is written out, not converted: it stands for what such sites make of a text, with words such as 檔案, 程式 and
入口網站. Its figures are those of the original, which a test holds it to.
"""

from __future__ import annotations

from datetime import date
from html import escape
from urllib.parse import quote

from crawler.sandbox import furniture
from crawler.sandbox.document import Document, Paragraph
from crawler.sandbox.furniture import Site
from crawler.sandbox.prose import Composed
from crawler.sandbox.world import UTF8, Page, TrueReport, World

TITLE = "2014年廣州市荔灣區人民政府信息公開年度報告"
ORGAN = "廣州市荔灣區人民政府"
SITE = Site(
    host="www.newton.com.tw",
    name="中文百科全書",
    sponsor="中文百科知識網",
    id_code="",
    record="",
    menu=(("首頁", "/"), ("詞條分類", "/wiki/category/")),
    platform="/",
    scheme="https",
)
SHORT_PATH = f"/wiki/{quote(TITLE)}"
PATH = f"{SHORT_PATH}/5417026"
SAVED = date(2019, 8, 8)
_SUMMARY = (
    "本報告依照《中華人民共和國政府信息公開條例》（以下簡稱《條例》）的要求，由廣州市荔灣區人民政府編制。"
    "全文由概述，主動公開政府信息的情況，依申請公開政府信息的情況，諮詢與接待的情況，複議和訴訟的情況，"
    "機構、人員與經費的情況，存在的問題和改進的打算，以及附表八個部分組成。"
    "所列數據的統計期限自2014年1月1日起至2014年12月31日止。本報告的電子版可以在荔灣區政府入口網站下載。"
)
_SECTIONS = (
    (
        "一、概述",
        "2014年，我區把政府信息公開當作聯繫群眾、改進作風的一件實事來抓，圍繞年初確定的任務，"
        "邊公開、邊規範、邊完善，各項工作平穩推進。",
        "（一）加強領導，落實分工。及時調整了政務公開領導小組，由主要負責人任組長，領導小組下設辦公室，"
        "負責擬訂計畫、匯總數據、受理申請和督促整改。",
        "（二）規範目錄，更新內容。按照統一的分類和編碼重新整理了公開目錄，清理過期和重複的條目，"
        "補齊了機構職能、辦事指南和收費依據等基礎信息。",
        "（三）抓好培訓，提升能力。全年舉辦業務培訓4期，參訓115人次，重點講解了申請答覆的格式和保密審查的程式。",
    ),
    (
        "二、主動公開政府信息的情況",
        "2014年，我區通過各種渠道主動公開政府信息6769條。其中，政府網站公開5779條，占85.37%；"
        "政務微博公開660條，占9.75%；政務微信公開330條，占4.88%。另編印政府公報5期，免費放置在各查閱點供群眾取閱。",
        "從內容看，公開的信息以工作動態、政策檔案、人事任免、規劃計畫和統計數據為主，其中民生類信息的比重比上年有所提高。",
    ),
    (
        "三、依申請公開政府信息的情況",
        "2014年，共收到政府信息公開申請73件，均在規定期限內答覆。其中，同意公開52件，同意部分公開8件，"
        "不同意公開8件，申請的信息不存在5件。申請內容主要涉及土地徵收、房屋拆遷和歷史檔案。"
        "對要件不全的申請，都一次性告知了需要補正的內容。全年沒有因公開政府信息收取任何費用。",
    ),
    (
        "四、諮詢與接待的情況",
        "2014年，共接受公眾諮詢1763人次，通過現場、電話和網上留言三種方式受理，留言的平均回復時間不超過三個工作日。",
    ),
    (
        "五、複議和訴訟的情況",
        "2014年，因政府信息公開被申請行政複議4件，被提起行政訴訟1件，沒有收到有關的申訴。",
    ),
    (
        "六、機構、人員與經費的情況",
        "截至2014年底，從事政府信息公開工作的專職人員3人，兼職人員11人。"
        "所需經費列入部門預算，用於網站維護、公報印刷和人員培訓，沒有設立專項。",
    ),
    (
        "七、存在的問題和改進的打算",
        "回顧2014年，還存在一些薄弱環節：一是公開的內容與群眾的需要之間仍有距離；"
        "二是部分欄目信息量偏少，分類不夠準確；三是基層查閱點的利用率不高，設備比較陳舊。",
        "2015年，將重點做好三件事：一是把公開目錄逐條落實到科室和個人，每月通報更新情況；"
        "二是圍繞重大決策多做圖解、問答等易懂的解讀；三是分期分批輪訓工作人員，提高答覆申請的質量。",
        "附表：廣州市荔灣區2014年政府信息公開情況統計表",
    ),
)
_FLATTENED = (
    "指標名稱 計量單位 數量 主動公開政府信息數 條 6769 其中：政府網站公開數 條 5779 政務微博公開數 條 660 "
    "政務微信公開數 條 330 政府公報公開數 條 5 收到信息公開申請數 件 73 同意公開答覆數 件 52 同意部分公開答覆數 件 8 "
    "不同意公開答覆數 件 8 申請信息不存在數 件 5 行政複議數 件 4 行政訴訟數 件 1 舉辦各類培訓班次 次 4 "
    "接受培訓人員 人次 115 信息公開經費專項投入 萬元"
)
_SIGNED = ("廣州市荔灣區人民政府", "2015年3月1日")


def copy() -> Document:
    """The copy as a document: every cell of the table is a paragraph of its own, the empty one is lost."""
    lines = [_SUMMARY, *(line for section in _SECTIONS for line in section), *_FLATTENED.split(" "), *_SIGNED]
    return Document(TITLE, tuple(Paragraph(line) for line in lines))


def add(world: World, portal: str, original: TrueReport) -> None:
    """Puts the copy of `original` into the world, as a report that `portal` finds."""
    world.add(SITE.url(PATH), Page(UTF8.encode(_html()), "text/html; charset=utf-8", SAVED))
    moved = Page(b"", "text/html", status=301, headers=(("Location", SITE.url(PATH)),))
    world.add(SITE.url(SHORT_PATH), moved)
    world.add(SITE.url("/robots.txt"), Page(furniture.robots("/search"), "text/plain", SAVED))
    world.report(
        portal,
        SITE.url(PATH),
        Composed(copy(), {}, original.form),
        organ=ORGAN,
        year=original.report_year,
        published=None,
        signed=original.signed_on,
        charset=UTF8,
        same_as=(original.url, "cross_script"),
        traits=frozenset({"traditional", "table_flattened", "https"}),
        language="zh-Hant",
    )


def _html() -> str:
    sections = "\n".join(
        f'<h2 class="title-text">{head}</h2>\n' + "\n".join(f'<div class="para">{escape(line)}</div>' for line in lines)
        for head, *lines in _SECTIONS
    )
    rest = "\n".join(f'<div class="para">{escape(cell)}</div>' for cell in (*_FLATTENED.split(" "), *_SIGNED))
    facts = (("中文名", TITLE), ("檔案類型", "工作報告"), ("發布單位", ORGAN))
    box = "\n".join(f"<li><b>{label}</b>：{value}</li>" for label, value in facts)
    words = "\n".join(
        f'<li><a href="/wiki/{quote(word)}">{word}</a></li>' for word in ("荔灣區", "政府信息公開條例", "年度報告")
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-Hant-TW">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{TITLE}:{SITE.name}</title>\n"
        f'<meta name="description" content="{_SUMMARY[:60]}">\n'
        f'<link rel="canonical" href="{SITE.url(PATH)}">\n</head>\n'
        f'<body>\n<div id="top"><a href="/">{SITE.name}</a>'
        '<form action="/search"><input name="q"></form></div>\n'
        f'<div class="wiki"><h1 class="wiki-title">{TITLE}</h1>\n'
        f'<div id="abstract" class="summary"><p>{_SUMMARY}</p></div>\n'
        f'<div class="basic-info"><h3>基本介紹</h3><ul>\n{box}\n</ul></div>\n'
        f'<div id="content" class="wiki-content">\n{sections}\n{rest}\n</div></div>\n'
        f'<div class="side"><h3>相關詞條</h3><ul>\n{words}\n</ul>'
        '<h3>熱門詞條</h3><ul><li><a href="/wiki/1">嶺南</a></li></ul></div>\n'
        '<div id="foot"><a href="/contact">聯絡我們</a> <a href="/copyright">著作權聲明</a></div>\n</body>\n</html>\n'
    )
