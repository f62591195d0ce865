"""What the pages of one document (正文分页) say together."""

from __future__ import annotations

from datetime import date

from crawler.extraction import join_pages
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


def test_a_page_that_only_repeats_leaves_no_doubt() -> None:
    """A pager of comments below an article leads to the article again."""
    joined = join_pages(FIRST, [further("一、总体情况")])
    assert joined.text == FIRST.text
    assert joined.notes == {
        "unread": {"picture": 1},
        "struck_out": 2,
        "page_not_joined": "2: it repeats an earlier page",
    }


def test_a_page_without_a_title_of_its_own_is_joined() -> None:
    assert join_pages(FIRST, [further("二、申请情况", title="")]).text == "一、总体情况\n二、申请情况"


def test_one_page_is_as_it_was() -> None:
    assert join_pages(FIRST, []) == FIRST
