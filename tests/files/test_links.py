"""Where portals put files: every shape gives the file's own address and a name one can store."""

from __future__ import annotations

import pytest

from crawler.extraction import attachments, mentions_files
from crawler.extraction.body import find
from crawler.extraction.links import report_files
from crawler.extraction.page import parse, read

PAGE = "http://www.a.gov.cn/xxgk/ndbg/202301/t20230117_1.html"
FOLDER = "http://www.a.gov.cn/xxgk/ndbg/202301/"
PROSE = "".join(f"<p>全年主动公开政府信息{n}条，其中网站公开{n}条，办理依申请公开{n}件。</p>" for n in range(100, 106))


def page(files: str, prose: str = PROSE) -> str:
    title = "<h1>石桥区2022年政府信息公开工作年度报告</h1>"
    return f"<html><body>{title}<div class='TRS_Editor'>{prose}{files}</div></body></html>"


def found(files: str, prose: str = PROSE) -> list[tuple[str | None, str]]:
    return [(one.url, one.name) for one in attachments(page(files, prose), PAGE)]


@pytest.mark.parametrize(
    ("files", "address", "name"),
    [
        ("<a href='./P020230117343547454138.pdf'>年报.pdf</a>", FOLDER + "P020230117343547454138.pdf", "年报.pdf"),
        ("<a href='W020230117343547454138.doc'>附件</a>", FOLDER + "W020230117343547454138.doc",
         "W020230117343547454138.doc"),
        ("<a href='' oldsrc='W020230117343547454138.pdf'><span>年报</span></a>",
         FOLDER + "W020230117343547454138.pdf", "年报"),
        ("<a href='javascript:;' data-href='/up/a.docx' title='年报.docx'>附件</a>",
         "http://www.a.gov.cn/up/a.docx", "年报.docx"),
        ("<a href='#' onclick=\"window.open('/up/a.xls')\">统计表.xls</a>",
         "http://www.a.gov.cn/up/a.xls", "统计表.xls"),
        ("<a href=\"javascript:down('../a.wps')\">年报.wps</a>", "http://www.a.gov.cn/xxgk/ndbg/a.wps", "年报.wps"),
        ("<a href='<TRS_APPENDIX field=\"x\"> ./P020230117343547454138.doc'>年报.doc</a>",
         FOLDER + "P020230117343547454138.doc", "年报.doc"),
        ("<a href='{$path}/P020230117343547454138.doc'>年报.doc</a>",
         FOLDER + "P020230117343547454138.doc", "年报.doc"),
        ("<a href='/module/download/downfile.jsp?classid=0&filename=ab12.pdf'>年报</a>",
         "http://www.a.gov.cn/module/download/downfile.jsp?classid=0&filename=ab12.pdf", "年报"),
        ("<a href='/pdfjs/web/viewer.html?file=/up/a%20b.pdf'>在线预览</a>",
         "http://www.a.gov.cn/up/a b.pdf", "a b.pdf"),
        ("<iframe src='/plugins/viewer.html?file=http%3A%2F%2Fwww.a.gov.cn%2Fup%2Fa.pdf'></iframe>",
         "http://www.a.gov.cn/up/a.pdf", "a.pdf"),
        ("<iframe src='/up/a.pdf#toolbar=0'></iframe>", "http://www.a.gov.cn/up/a.pdf#toolbar=0", "a.pdf"),
        ("<embed src='/up/a.pdf'>", "http://www.a.gov.cn/up/a.pdf", "a.pdf"),
        ("<object data='/up/a.pdf' type='application/pdf'></object>", "http://www.a.gov.cn/up/a.pdf", "a.pdf"),
        ("<object><param name=src value='/up/a.pdf'></object>", "http://www.a.gov.cn/up/a.pdf", "a.pdf"),
        ("<script>var file_appendix='<a href=\"./P020230117343547454138.pdf\">年报.pdf</a>';</script>",
         FOLDER + "P020230117343547454138.pdf", "年报.pdf"),
        ("<script>PDFObject.embed('/up/a.pdf', '#show');</script>", "http://www.a.gov.cn/up/a.pdf", "a.pdf"),
        ("<script>var list = [{\"name\":\"x\",\"url\":\"/up/a.ofd\"}]</script>",
         "http://www.a.gov.cn/up/a.ofd", "a.ofd"),
    ],
)  # fmt: skip
def test_shapes(files: str, address: str, name: str) -> None:
    assert mentions_files(page(files))
    assert found(files) == [(address, name)]


def test_links_that_were_never_closed_have_their_own_names() -> None:
    files = "<a href='./1.doc'>报告一.doc<br><a href='./2.doc'>报告二.doc<br></a>"
    assert [name for _, name in found(files)] == ["报告一.doc", "报告二.doc"]


def test_the_words_of_a_link_keep_their_order() -> None:
    link = "<p><a href='P020170308.doc'><b>关于<i>2016</i>年</b>报告.doc</a></p>"
    assert found(link) == [(FOLDER + "P020170308.doc", "关于2016年报告.doc")]


def test_one_file_linked_by_an_icon_and_by_its_name() -> None:
    files = "<a href='a.pdf'><img src=icon.gif></a><a href='a.pdf'>2022年年报.pdf</a>"
    assert found(files) == [(FOLDER + "a.pdf", "2022年年报.pdf")]


def test_two_files_of_one_name() -> None:
    files = "<p><a href='a.pdf'>2022年年报.pdf</a></p><p><a href='b.pdf'>2022年年报.pdf</a></p>"
    assert found(files) == [(FOLDER + "a.pdf", "2022年年报.pdf"), (FOLDER + "b.pdf", "2022年年报 (2).pdf")]


def test_names_are_safe_to_store() -> None:
    assert found("<a href='a.pdf'>../年报:2022?.pdf</a>") == [(FOLDER + "a.pdf", "_年报_2022_.pdf")]


def test_a_body_of_pictures_has_them_as_its_files() -> None:
    pictures = "".join(f"<p><img src='W02023011734354745413{n}.jpg' width=800></p>" for n in range(3))
    html = page(pictures + "<img src=print.gif width=16>", prose="")
    assert mentions_files(html)
    tree = parse(html)
    assert tree is not None
    walked = read(tree, {})
    body = find(walked)
    files = report_files(walked.blocks, body, PAGE, walked.pictures)
    assert [file.url for file in files] == [f"{FOLDER}W02023011734354745413{n}.jpg" for n in range(3)]
    walked = read(parse(page(pictures)), {})  # type: ignore[arg-type]
    assert report_files(walked.blocks, find(walked), PAGE, walked.pictures) == ()
