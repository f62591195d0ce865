"""What a list says of its own length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.list_size import list_size
from crawler.discovery.paging import next_link
from crawler.page import Page

URL = "http://www.example.gov.cn/xxgk/ndbg/index.html"


@pytest.mark.parametrize(
    ("html", "total", "pages"),
    [
        ("<td>共27条&nbsp;&nbsp;1/3&nbsp;</td><td>下页</td>", 27, 3),
        ("<div>共<b>27</b>条记录 第<b>1</b>页/共<b>3</b>页</div>", 27, 3),
        ("<div>共有 27 条信息，每页 10 条，页次：1/3</div>", 27, 3),
        ("<div>总记录数：27 总页数：3 页</div>", 27, 3),
        ("<div>共3页 首页 上一页</div>", None, 3),
        ("<script>$('#p').pagination({totalCount: 27, pageCount: 3});</script>", 27, 3),
        ("<p>全年共收到依申请公开12条，均已答复。</p>", None, None),
        ("<p>主动公开政府信息共12条。</p><p>另一段很长的正文。</p>", None, None),
        ("<!-- 共27条 1/3页 --><script>var total = 27;</script>", None, None),
        ("<div>共5页</div><div>共9页</div>", None, None),
    ],
)
def test_counts(html: str, total: int | None, pages: int | None) -> None:
    size = list_size(Page(URL, f"<html><body>{html}</body></html>"))
    assert (size.total, size.page_count) == (total, pages)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    list_size(Page(URL, f"共{text}条 共{text}页 <script>{text}"))


def test_a_pager_of_numbers_leads_to_the_next_one() -> None:
    pager = "<div>页码 <a href='index.html'>1</a> <span>2</span> <a href='index_3.html'>3</a></div>"
    second = Page("http://www.example.gov.cn/xxgk/ndbg/index_2.html", pager)
    assert next_link(second) == "http://www.example.gov.cn/xxgk/ndbg/index_3.html"
    last = "<div>页码 <a href='index.html'>1</a> <a href='index_2.html'>2</a> <span>3</span></div>"
    assert next_link(Page("http://www.example.gov.cn/xxgk/ndbg/index_3.html", last)) is None


def test_the_days_of_a_calendar_are_no_pager() -> None:
    days = "".join(f"<a href='list.jsp?day={day}'>{day}</a>" for day in range(2, 32))
    assert next_link(Page(URL, f"<div>上一页 {days}</div>")) is None
