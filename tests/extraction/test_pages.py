"""Whole saved pages: what a person reads on them is what `extract` gives."""

from __future__ import annotations

from datetime import date

import pytest

from tests.extraction.saved import extracted

ATX = "sites/www.atxlyj.cn/xxgk/ndbg/"
FURNITURE = (
    "当前位置", "发布时间", "发布日期", "字体：", "字号", "打印", "关闭窗口", "分享到", "扫一扫", "版权所有", "ICP备",
    "网站标识码", "公网安备", "上一篇", "下一篇", "相关链接", "相关文档", "责任编辑", "浏览次数", "点击数",
)  # fmt: skip


def test_report_of_2018_with_its_appendix() -> None:
    page = extracted(ATX + "201903/t20190307_633608.html")
    lines = page.text.split("\n")
    # 17 paragraphs of the report, its date, two lines above the appendix, five table headings, 59 table rows,
    # and the heading that the report gives itself, which is not the page's title
    assert len(lines) == 1 + 15 + 1 + 2 + 1 + 5 + 59 + 2
    assert lines[0] == "市林业局2018年政务公开年度报告"
    assert lines[2] == "一、基本工作情况"
    assert lines[1].endswith("jlslyxx@126.com。")
    assert "132013；电话（传真）：0432-64606800" in lines[1]
    assert lines[-1] == "| 收 费 | ⑵其他费用金额 |  |  |"
    assert [line for line in lines if line[:2] in {"一、", "二、", "三、", "四、", "五、", "六、", "七、"}] == [
        "一、基本工作情况", "二、主动公开政府信息情况", "三、依申请公开政府信息情况", "四、行政复议和诉讼情况",
        "五、收费和减免情况", "六、存在问题及工作打算", "七、附表",
        "一、基本情况", "二、主动公开情况", "三、依申请公开情况", "四、行政复议和诉讼情况", "五、收费和减免情况",
    ]  # fmt: skip


def test_tables_of_the_appendix() -> None:
    tables = extracted(ATX + "201903/t20190307_633608.html").tables
    assert [(len(table.rows), len(table.rows[0])) for table in tables] == [(6, 4), (28, 4), (14, 4), (7, 4), (4, 4)]
    assert [table.caption for table in tables] == [
        "一、基本情况", "二、主动公开情况", "三、依申请公开情况", "四、行政复议和诉讼情况", "五、收费和减免情况",
    ]  # fmt: skip
    assert all(table.rows[0] == ("指 标", "指 标", "累计数", "18年发生数") for table in tables)
    assert tables[0].rows[3] == ("人员配置", "⑵兼职人员数", "不填", "2")
    assert tables[0].rows[5] == ("学习培训", "3.参加培训人次数", "60", "16")
    assert [row[0] for row in tables[1].rows[1:]] == (
        ["公开数量"] * 3 + ["公开的内容"] * 7 + ["公开的形式"] * 13 + ["公开的及时性"] * 4
    )
    assert ("公开的内容", "⑸其他类信息数", "49", "3") in tables[1].rows
    assert ("公开的及时性", "17.超过20个工作日的数量", "0", "0") in tables[1].rows
    assert [row[0] for row in tables[3].rows[1:]] == ["行政复议"] * 5 + ["行政诉讼"]
    assert all(cell == "" for row in tables[2].rows[1:] for cell in row[2:])


def test_metadata_of_the_report_of_2018() -> None:
    page = extracted(ATX + "201903/t20190307_633608.html")
    assert page.title == "吉林省安图县林业局-安图县林业局2018年政务公开报告"
    assert (page.report_year, page.published_on, page.signed_on) == (2018, date(2019, 3, 7), date(2018, 12, 24))
    assert page.source == "吉林省安图县林业局-安图县林业局"
    assert page.provenance["published_on"] == "meta PubDate: 2019-03-07 15:09"
    assert page.provenance["signed_on"] == "sign-off: 二〇一八年十二月二十四日"
    assert page.language == "zh-Hans"
    assert page.rung == "family"
    assert page.attachments == ()


def test_report_of_2016_is_signed_before_it_is_published() -> None:
    page = extracted(ATX + "201708/t20170804_633603.html")
    lines = page.text.split("\n")
    assert len(lines) == 19
    assert lines[1] == "一、基本工作情况"
    assert lines[-1] == "二〇一六年十二月二日"
    assert page.title not in page.text
    assert (page.report_year, page.published_on, page.signed_on) == (2016, date(2017, 5, 30), date(2016, 12, 2))
    assert page.organ == "市林业局"
    assert page.tables == ()


def test_sign_off_without_day_mark_stays_as_published() -> None:
    page = extracted(ATX + "201812/t20181224_633607.html")
    lines = page.text.split("\n")
    assert lines[-2:] == ["吉林省安图县林业局-安图县林业局", "2018年12月24"]
    assert len(lines) == 18
    assert page.signed_on == date(2018, 12, 24)


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("201801/t20180131_633605.html", "", ["P020190924343547454138.pdf"]),
        (
            "201812/t20181224_633606.html",
            "见附件",
            ["P020190924343548607130.doc", "P020190924343548797829.doc", "P020190924343548985579.doc"],
        ),
        ("202001/t20200113_726428.html", "表详见附件", ["P020200325476124850956.pdf"]),
        ("202101/t20210108_922970.html", "详请见附件", ["P020210108586100144513.pdf"]),
    ],
)
def test_pages_that_only_point_to_files_written_by_a_script(path: str, text: str, names: list[str]) -> None:
    page = extracted(ATX + path)
    assert page.text == text
    assert page.notes["pointer_body"] is True
    folder = f"https://www.atxlyj.cn/xxgk/ndbg/{path[:6]}/"
    assert [file.url for file in page.attachments] == [folder + name for name in names]


def test_attachment_without_address() -> None:
    page = extracted("sites/www.lgedu.net/contents/2146/133484.html")
    assert page.title == "岚皋县教育体育局2019年政府信息公开工作年度报告"
    assert page.text == ""
    assert page.notes["pointer_body"] is True
    assert [(file.url, file.name) for file in page.attachments] == [(None, page.title + ".doc")]
    assert (page.report_year, page.published_on) == (2019, date(2020, 1, 29))
    assert page.index_number == "005452487/2020-00001"
    assert page.document_number is None
    assert page.organ == "岚皋县教育体育局"


def test_index_table_of_another_portal_is_not_the_body_but_the_lists_are() -> None:
    page = extracted("details/wmlct.zj.gov.cn.html")
    assert [(len(table.rows), len(table.rows[0])) for table in page.tables] == [
        (43, 4),
        (23, 4),
        (52, 4),
        (144, 4),
        (9, 4),
    ]
    assert page.tables[0].rows[0] == ("序号", "姓 名", "工作单位", "拟任专业技术职务任职资格")
    assert page.tables[4].rows[8] == ("8", "杜群", "浙江美术馆", "副研究馆员")
    assert page.text.split("\n")[-1] == "2020年12月29日"
    assert page.index_number == "002482330/2020-10091"
    assert page.published_on == page.signed_on == date(2020, 12, 29)
    assert page.organ == "浙江省文化和旅游厅"


# path, count of paragraphs, first characters of the first and last characters of the last, date, source
DETAILS = [
    ("cxwxa.gov.cn", 7, "9月9日，由区委", "区融媒体中心", date(2024, 9, 10), "鄠邑区政府办"),
    ("djjiangsu.gov.cn", 4, "翰墨书盛世", "至10月13日。", date(2024, 10, 14), "省文化和旅游厅办公室"),
    ("gjbcac.gov.cn", 19, "人工智能(AI)", "高金波，)", date(2020, 2, 18), "人民日报"),
    ("gqsbeijing.gov.cn", 7, "为进一步巩固", "", date(2024, 2, 29), "北京机关党建"),
    ("hjhbjdx.gov.cn", 3, "为弘扬和传承", "幸福感。", date(2024, 9, 27), "采育镇"),
    ("jchhp.gov.cn", 3, "近日，书香相伴", "魏乐禹）", date(2018, 3, 20), "本网"),
    ("lfygxzf.gov.cn", 3, "广西来宾市", "韦鑫）", date(2024, 10, 17), "广西日报"),
    ("lxhyn.gov.cn", 7, "当今时代", "结构中的比重。", date(2016, 8, 11), "云南日报"),
    ("qzhxiangtan.gov.cn", 5, "9月29日", "持续到9月29日。", date(2024, 9, 30), "湘潭日报·新湘潭客户端"),
    ("tqjwhly.hebei.gov.cn", 4, "为喜迎", "传承与创新研究》", date(2022, 5, 7), "河北省文化和旅游厅机关党委"),
    ("wyxgzns.gov.cn", 4, "为切实抓好", "2024年6月5日", date(2024, 6, 5), "广州市南沙区统计局"),
    ("ycrjinan.gov.cn", 5, "全市城市更新", "机构负责同志等。", date(2024, 6, 19), "济南日报"),
    ("yjywgxj.nc.gov.cn", 5, "1月24日", "", date(2024, 1, 29), None),
    ("zyjhenan.gov.cn", 4, "日前，河南省", "《蝴蝶双刀》", date(2022, 8, 11), "许昌市人民政府"),
]


@pytest.mark.parametrize(("host", "count", "first", "last", "published_on", "source"), DETAILS)
def test_details_of_many_systems(
    host: str, count: int, first: str, last: str, published_on: date, source: str | None
) -> None:
    page = extracted(f"details/{host}.html")
    lines = page.text.split("\n")
    assert lines[0].startswith(first)
    assert lines[-1].endswith(last)
    assert len(lines) == count
    assert page.published_on == published_on
    assert page.source == source
    assert not [word for word in FURNITURE if word in page.text]
    assert page.title
    assert page.title not in lines


@pytest.mark.parametrize("path", ["details/zxwhongshan.gov.cn.html", "sites/hcdd.cq.cn/info/1002/12194.html"])
def test_body_that_is_a_picture(path: str) -> None:
    page = extracted(path)
    assert page.text == ""
    assert page.notes["image_body"] == 1
