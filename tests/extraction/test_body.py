"""Which part of a page is the report, and how it becomes lines."""

from __future__ import annotations

import pytest

from crawler.extraction import attachments, extract, mentions_files

TITLE = "某某县2021年政府信息公开工作年度报告"
FIRST = "根据《中华人民共和国政府信息公开条例》，现公布某某县2021年政府信息公开工作年度报告。"
PROSE = [
    FIRST,
    "一、总体情况",
    "2021年，我县认真贯彻落实条例要求，主动公开政府信息1,204条，办理申请3件。",
    "二、主动公开政府信息情况",
    "通过门户网站公开规范性文件12件，现行有效件数40件，附件另行公布。",
]
SIGN_OFF = ["某某县人民政府办公室", "2022年1月20日"]
MENU = "".join(f"<li><a href='/{n}/'>栏目{n}号</a></li>" for n in range(40))
FOOTER = "<div class=TRS_Editor><p>版权所有：某某县人民政府 网站标识码：4300000000</p><p>湘ICP备00000000号</p></div>"


def report(body: str, head: str = "") -> str:
    return (
        f"<html><head><title>{TITLE}-某某县人民政府门户网站</title>{head}</head><body><ul>{MENU}</ul>"
        f"<div class=con><h1>{TITLE}</h1><div>来源：县政府办 发布时间：2022-01-25 字体：[大 中 小]</div>{body}"
        f"</div>{FOOTER}</body></html>"
    )


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>\n" for line in lines)


EXPECTED = "\n".join(PROSE + SIGN_OFF)
INSIDE = paragraphs(PROSE + SIGN_OFF)


@pytest.mark.parametrize(
    "body",
    [
        f"<div class=TRS_Editor>{INSIDE}</div>",
        f"<div class=TRS_Editor><div class=TRS_Editor>{INSIDE}</div></div>",
        f"<div class='view TRS_UEDITOR trs_paper_default'>{INSIDE}</div>",
        f"<font id=Zoom>{INSIDE}</font>",
        f"<div id='zoom'><!--ZJEG_RSS.content.begin--><meta name='ContentStart'>{INSIDE}"
        "<meta name='ContentEnd'><!--ZJEG_RSS.content.end--></div>",
        f"<div id='cmsArticleContent'><ucapcontent>{INSIDE}</ucapcontent></div>",
        f"<div id=vsb_content_2><div class=v_news_content>{INSIDE}</div></div>",
        f"<div class=unheard-of>{INSIDE}</div>",
        f"<div><div>{'<br>'.join(PROSE)}</div><div>{'<br>'.join(SIGN_OFF)}</div></div>",
        "<pre>" + "\n".join(PROSE + SIGN_OFF) + "</pre>",
        f"<div id=zoom>{INSIDE}<p>扫一扫在手机打开当前页</p>"
        "<p><a href='#'>【打印本页】</a> <a>【关闭窗口】</a></p></div>",
        f"<div id=zoom><p>来源：县政府办　发布时间：2022-01-25　点击数：12</p>{INSIDE}<p>责任编辑：王某</p></div>",
        f"<div id=zoom><p>{TITLE}</p>{INSIDE}</div>",
        f"<div id=zoom><p>某某县</p><p>2021年政府信息公开工作年度报告</p>{INSIDE}</div>",
        f"<div id=zoom>{INSIDE}<h3>相关文档</h3>"
        "<ul><li><a href=1>2020年年报</a></li><li><a href=2>2019年年报</a></li></ul></div>",
        f"<div id=zoom>{INSIDE}<p>附件：</p><p>1. <a href='./P0202.pdf'>年度报告.pdf</a></p></div>",
        f"<table><tr><td width=200><ul>{MENU}</ul></td><td>{INSIDE}</td></tr></table>",
        f"<div class=TRS_Editor>{INSIDE.replace('2021年，', '<span>202</span><b>1</b><span>年</span>，')}</div>",
        "<div class=TRS_Editor>" + INSIDE.replace("认真贯彻", "认真\n      贯彻") + "</div>",
        f"<div class=TRS_Editor style='display:none'>{INSIDE}</div>",
        f"<div class=TRS_Editor>{INSIDE}<p style='display: none'>隐藏的广告词语</p></div>",
    ],
)  # fmt: skip
def test_one_report_in_many_markups(body: str) -> None:
    page = extract(report(body), "https://www.example.gov.cn/art/2022/1/25/art_1_2.html")
    assert page.text == EXPECTED
    assert page.title == TITLE
    assert page.organ == "某某县"
    assert page.report_year == 2021
    assert page.published_on is not None
    assert page.published_on.isoformat() == "2022-01-25"
    assert page.signed_on is not None
    assert page.signed_on.isoformat() == "2022-01-20"
    assert page.source == "县政府办"


def test_head_of_the_page_above_the_title_goes() -> None:
    head = "<p>简体| 繁體| 登录| 注册</p><p>某某县人民政府LOGO</p><p>创新实干 赶超跨越</p>"
    bar = "<p>来源:县政府办 发布时间:2022-01-25 字体大小:</p>"
    page = extract(f"<div id=zoom>{head}<p>{TITLE}</p>{bar}{INSIDE}</div>", "https://a.cn/", listed_title=TITLE)
    assert page.text == EXPECTED
    assert page.published_on is not None
    assert page.published_on.isoformat() == "2022-01-25"


def test_head_of_the_document_above_the_title_stays() -> None:
    head = "<p>某某县人民政府办公室</p><p>某政办〔2022〕3号</p>"
    page = extract(f"<div id=zoom>{head}<p>{TITLE}</p>{INSIDE}</div>", "https://a.cn/", listed_title=TITLE)
    assert page.text.split("\n")[:2] == ["某某县人民政府办公室", "某政办〔2022〕3号"]


def test_file_named_in_plain_words_is_an_attachment_without_address() -> None:
    html = f"<div id=zoom>{INSIDE}<p>附件:2021年统计表.doc</p><p>已归档</p></div>"
    page = extract(html, "https://a.cn/", listed_title=TITLE)
    assert page.text == EXPECTED
    assert [(f.url, f.name) for f in page.attachments] == [(None, "2021年统计表.doc")]


def test_flattened_table_stays_whole() -> None:
    cells = "".join(f"<p>{cell}</p>" for cell in ["自然人", "商业企业", *["0"] * 175])
    for box in ("id=zoom", "class=unheard-of"):
        page = extract(f"<ul>{MENU}</ul><div {box}>{INSIDE}{cells}</div>", "https://a.cn/", listed_title=TITLE)
        assert page.text.count("\n0") == 175


def test_bookmark_around_the_text_is_no_link() -> None:
    html = report(f"<div class=TRS_Editor><a name=OLE_LINK1>{INSIDE}</a></div>")
    assert extract(html, "https://a.cn/").text == EXPECTED


def test_portal_container_wins_over_family_container() -> None:
    html = report(f"<div id=zoom>{INSIDE}<div class=mine>{INSIDE}</div></div>")
    css, xpath = (extract(html, "https://a.cn/", containers=[s]) for s in ("div.mine", "//div[@class='mine']"))
    assert css.text == xpath.text == EXPECTED
    assert css.rung == xpath.rung == "portal"


def test_portal_container_without_the_report_is_not_believed() -> None:
    page = extract(report(f"<div id=zoom>{INSIDE}</div>"), "https://a.cn/", containers=["ul", "div.TRS_Editor"])
    assert page.text == EXPECTED
    assert page.rung == "family"


def test_selector_that_cannot_be_compiled_is_the_programmers_mistake() -> None:
    with pytest.raises(ValueError, match="neither CSS nor XPath"):
        extract("<p>x</p>", "https://a.cn/", containers=["div[["])


def test_only_a_file_link() -> None:
    html = report("<div class=TRS_Editor><p>附件：<a href='./W0202.docx'>2021年报告.docx</a></p></div>")
    page = extract(html, "https://www.example.gov.cn/a/b/t1.html")
    assert page.text == ""
    assert page.notes == {"pointer_body": True}
    assert [(f.url, f.name) for f in page.attachments] == [
        ("https://www.example.gov.cn/a/b/W0202.docx", "2021年报告.docx")
    ]


def test_attachments_alone_are_those_of_the_report() -> None:
    related = "<p>下一篇：<a href='/2020.pdf'>2020年报告.pdf</a></p>"
    files = "<p><a href='/module/download/downfile.jsp?classid=0&filename=ab.pdf' title='年报全文'></a></p>"
    html = report(f"<div id=zoom>{INSIDE}{files}</div>{related}")
    found = attachments(html, "https://a.cn/x.html")
    assert [(f.url, f.name) for f in found] == [
        ("https://a.cn/module/download/downfile.jsp?classid=0&filename=ab.pdf", "年报全文")
    ]
    assert extract(html, "https://a.cn/x.html").attachments == found


def test_attachment_named_in_a_script() -> None:
    script = "<script>var file_appendix='<a href=\"/f/1.pdf\">年报.pdf</a>';</script>"
    assert [f.url for f in attachments(report(f"<div id=zoom>{INSIDE}</div>{script}"), "https://a.cn/x.html")] == [
        "https://a.cn/f/1.pdf"
    ]


def test_listed_title_stands_in_for_a_missing_one() -> None:
    page = extract(f"<div id=zoom>{INSIDE}</div>", "https://a.cn/", listed_title=f" {TITLE} ")
    assert page.title == TITLE
    assert page.provenance["title"] == f"listed: {TITLE}"


def test_title_element_loses_the_site() -> None:
    html = f"<title>{TITLE} - 政府信息公开 - 某某县人民政府门户网站</title><div id=zoom>{INSIDE}</div>"
    assert extract(html, "https://a.cn/").title == TITLE


def test_traditional_script() -> None:
    text = "本年度報告根據《中華人民共和國政府信息公開條例》要求，由區人民政府辦公室編制，現予公佈。"
    page = extract(f"<div id=zoom><p>{text}</p></div>", "https://a.cn/")
    assert page.language == "zh-Hant"
    assert page.text == text


@pytest.mark.parametrize("html", ["", " ", "<", "<!-- -->", "\ufeff", "<?xml version='1.0' encoding='gb2312'?>"])
def test_page_without_anything(html: str) -> None:
    page = extract(html, "https://a.cn/")
    assert (page.text, page.tables, page.attachments) == ("", (), ())


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ("<a href='./P020.docx'>附件</a>", True),
        ("<a href='/module/download/downfile.jsp?classid=0&filename=ab.pdf'>报告</a>", True),
        ("<a href='javascript:;' title='年度报告.DOC'>年度报告</a>", True),
        ("<script>var file_appendix='<a href=\"a.xls\">表</a>'</script>", True),
        ("<a href='/a.html'>上一篇</a><p>见附件</p>", False),
        ("<a href='http://www.example.com.docks/'>x</a>", False),
    ],
)
def test_pages_that_can_name_a_file(html: str, named: bool) -> None:
    assert mentions_files(html) is named
