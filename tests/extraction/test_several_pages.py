"""What the pages of one document (正文分页) say together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crawler.extraction import extract_pages, join_pages
from crawler.page import Page
from crawler.records import Attachment, Extraction, Table

TITLE = "海川县2019年政府信息公开工作年度报告"
FIRST = Extraction(
    title=TITLE,
    text="一、总体情况",
    tables=(Table("", "", (("1", "2"),)),),
    organ="海川县人民政府",
    report_year=2019,
    attachments=(Attachment("http://a.gov.cn/1.pdf", "附件1"),),
    provenance={"title": "h1"},
    notes={"further_pages": True, "unread": {"picture": 1}, "struck_out": 2},
)


def further(text: str, **fields: object) -> Extraction:
    return Extraction(**{"title": TITLE, "text": text} | fields)  # type: ignore[arg-type]


def test_text_tables_files_and_notes_come_together() -> None:
    joined = join_pages(
        FIRST,
        [
            further("二、申请情况", tables=(Table("", "", (("3",),)),), notes={"unread": {"picture": 2, "formula": 1}}),
            further(
                "三、问题\n2020年1月20日",
                title=f"{TITLE}(3)",
                signed_on=date(2020, 1, 20),
                provenance={"signed_on": "last line"},
                attachments=(
                    Attachment("http://a.gov.cn/1.pdf", "附件1"),
                    Attachment("http://a.gov.cn/2.pdf", "附件2"),
                ),
                notes={"struck_out": 3, "pointer_body": True},
            ),
        ],
    )
    assert joined.text == "一、总体情况\n二、申请情况\n三、问题\n2020年1月20日"
    assert [table.rows for table in joined.tables] == [(("1", "2"),), (("3",),)]
    assert [one.name for one in joined.attachments] == ["附件1", "附件2"]
    assert (joined.title, joined.organ, joined.report_year) == (TITLE, "海川县人民政府", 2019)
    assert joined.signed_on == date(2020, 1, 20)
    assert joined.provenance == {"title": "h1", "text": "pages 1 to 3", "signed_on": "last line"}
    assert joined.notes == {
        "further_pages": True,
        "unread": {"picture": 3, "formula": 1},
        "struck_out": 5,
        "pages": 3,
    }


def test_the_joining_ends_before_what_is_no_page_of_it() -> None:
    for stranger, why in (
        (further(" "), "2: no text was found on it"),
        (further("别的内容", title="海川县2018年财政决算"), "2: it has another title, 海川县2018年财政决算"),
        (further("一、总体情况\n二、申请情况"), "2: it has the text of an earlier page, and more"),
    ):
        joined = join_pages(FIRST, [stranger, further("三、问题")])
        assert (joined.text, joined.tables) == (FIRST.text, FIRST.tables)
        assert joined.notes == FIRST.notes | {"page_not_joined": why}


def test_a_page_that_only_repeats_leaves_a_doubt_where_it_was_promised() -> None:
    """A pager of comments below an article leads to the article again."""
    asked: list[tuple[int, int]] = []

    def of_comments(number: int, repeated: int) -> bool:
        asked.append((number, repeated))
        return False

    joined = join_pages(FIRST, [further("一、总体情况")], of_comments)
    assert joined.text == FIRST.text
    assert joined.notes == {
        "unread": {"picture": 1},
        "struck_out": 2,
        "page_not_joined": "2: it repeats an earlier page",
    }
    assert join_pages(FIRST, [further("一、总体情况")]).notes == joined.notes | {"further_pages": True}
    for again in ("二、申请情况", "一、总体情况"):
        assert join_pages(FIRST, [further("二、申请情况"), further(again)], of_comments).text.endswith("二、申请情况")
    assert asked == [(2, 1), (3, 2), (3, 1)]


def test_a_page_that_shows_the_body_again_with_another_count_is_not_joined() -> None:
    """Comments by the page below a body that tells how often it was read."""
    body = "2019年，海川县认真贯彻落实《中华人民共和国政府信息公开条例》，持续加大主动公开力度。\n阅读次数：{}"
    first = further(body.format(36), notes={"further_pages": True})
    joined = join_pages(first, [further(body.format(37))])
    assert joined.text == first.text
    assert joined.notes == {"further_pages": True, "page_not_joined": "2: most of it stands on an earlier page"}


def test_a_line_and_rows_of_noughts_may_come_again() -> None:
    row = "| 本年新收政府信息公开申请数量 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |"
    lead = "说明：本表所列数据的统计期限自2019年1月1日起至2019年12月31日止。"
    first = further(f"{lead}\n{row}\n{row}")
    second = further(
        f"{lead}\n{row}\n{row}\n（一）本年度没有因政府信息公开申请行政复议、提起行政诉讼的情况，也没有收取费用。"
    )
    assert join_pages(first, [replace(second, text=second.text.replace("数量", "件数"))]).notes["pages"] == 2


def test_pages_of_pictures_are_one_report_of_pictures() -> None:
    pages = [
        further("", attachments=(Attachment(f"http://a.gov.cn/{name}.jpg", ""),), notes={"image_body": 1})
        for name in ("one", "two", "two")
    ]
    joined = join_pages(pages[0], pages[1:])
    assert [one.url for one in joined.attachments] == ["http://a.gov.cn/one.jpg", "http://a.gov.cn/two.jpg"]
    told = "3: it repeats an earlier page"
    assert joined.notes == {"image_body": 1, "pages": 2, "page_not_joined": told, "further_pages": True}
    assert join_pages(FIRST, pages[:1]).notes["page_not_joined"] == "2: no text was found on it"


def test_organ_and_year_come_from_the_first_page_that_states_them() -> None:
    """Who signs a report does so on its last page."""
    signed = {"organ": "海川县司法局", "report_year": 2018, "provenance": {"organ": "signature", "report_year": "body"}}
    joined = join_pages(further("一、总体情况"), [further("二、申请情况"), further("三、问题", **signed)])
    assert (joined.organ, joined.report_year) == ("海川县司法局", 2018)
    assert joined.provenance == {"text": "pages 1 to 3", "organ": "signature", "report_year": "body"}
    kept = join_pages(FIRST, [further("三、问题", **signed)])
    assert (kept.organ, kept.report_year, kept.provenance["title"]) == ("海川县人民政府", 2019, "h1")
    assert "organ" not in kept.provenance


PLAIN = "<html><head><title>{title}</title></head><body><div class='TRS_Editor'>{body}</div></body></html>"


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        (f"{TITLE}_海川县人民政府", "用户登录_海川县人民政府", False),
        (f"{TITLE}_海川县人民政府", f"{TITLE}(2)_海川县人民政府", True),
        ("海川县人民政府门户网站", "海川县人民政府门户网站", True),
        ("海川县人民政府门户网站", "", True),
    ],
)
def test_a_page_without_a_heading_is_known_by_its_title_element(first: str, second: str, joined: bool) -> None:
    """The title under which page 1 was listed says nothing about what page 2 is."""
    pages = [
        Page(f"http://a.gov.cn/t1{end}.html", PLAIN.format(title=title, body=f"<p>{body}</p>" * 3))
        for end, title, body in (
            ("", first, "全年主动公开信息1312条，" * 9),
            ("_2", second, "请输入用户名和密码，" * 9),
        )
    ]
    said = extract_pages(pages, (), TITLE)
    assert [one.rung != "none" for one in said] == [True, True]
    assert ("page_not_joined" not in join_pages(said[0], said[1:]).notes) is joined


@pytest.mark.parametrize(
    ("second", "joined"),
    [
        (f"{TITLE}_海川县人民政府", True),
        ("海川县人民政府", False),
        ("海川县人民政府门户网站", False),
        ("", False),
    ],
)
def test_a_page_that_leads_to_no_other_has_the_title_or_is_none_of_the_document(second: str, joined: bool) -> None:
    """An excuse in the site's own frame bears the site's name, which page 1 has behind its title too."""
    pages = [
        Page(
            "http://a.gov.cn/t1.html", PLAIN.format(title=f"{TITLE}_海川县人民政府", body="<p>主动公开1312条。</p>" * 9)
        ),
        Page("http://a.gov.cn/t1_2.html", PLAIN.format(title=second, body="<p>当前使用人数较多。</p>" * 9)),
    ]
    said = extract_pages(pages, (), TITLE, lambda page: False)
    assert ("page_not_joined" not in join_pages(said[0], said[1:]).notes) is joined
    assert "not_paged" not in join_pages(said[0], said[1:]).notes
    said = extract_pages(pages, (), TITLE, lambda page: True)
    assert ("page_not_joined" not in join_pages(said[0], said[1:]).notes) is (second != "海川县人民政府门户网站")


def test_a_page_without_a_title_of_its_own_is_joined() -> None:
    assert join_pages(FIRST, [further("二、申请情况", title="")]).text == "一、总体情况\n二、申请情况"


def test_one_page_is_as_it_was() -> None:
    assert join_pages(FIRST, []) == FIRST
