"""Real saved pages of public sites, served under their own host names: what a person finds there, the crawl finds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.crawl.conftest import Operator

FORESTRY = "http://www.atxlyj.cn"
# Read off the column page: ten links, three of them annual reports, the year in each title.
FORESTRY_REPORTS = {
    f"{FORESTRY}/xxgk/ndbg/201708/t20170804_633603.html": 2016,
    f"{FORESTRY}/xxgk/ndbg/201812/t20181224_633607.html": 2018,
    f"{FORESTRY}/xxgk/ndbg/201903/t20190307_633608.html": 2018,
}
SaveSites = Callable[..., str]


@pytest.mark.parametrize("start", ["/xxgk/ndbg/", "/xxgk/ndbg/index.html", "/"])
def test_column_and_home_page_give_the_three_reports(saved_sites: SaveSites, operator: Operator, start: str) -> None:
    crawled = operator.run("crawl", "portal", "-a", f"url={FORESTRY}{start}", proxy=saved_sites())
    assert {url: document.report_year for url, document in crawled.documents.items()} == FORESTRY_REPORTS, crawled.err


def test_column_crawl_ends_well(saved_sites: SaveSites, operator: Operator) -> None:
    crawled = operator.run("crawl", "portal", "-a", f"url={FORESTRY}/xxgk/ndbg/", proxy=saved_sites())
    assert crawled.exit_code == 0, crawled.out + crawled.err
    assert "Traceback" not in crawled.err


def test_the_longest_report_is_whole(saved_sites: SaveSites, operator: Operator) -> None:
    """t20190307_633608.html: five statistical tables, 24 numbered indicators, no navigation and no footer."""
    url = f"{FORESTRY}/xxgk/ndbg/201903/t20190307_633608.html"
    document = operator.run("crawl", "portal", "-a", f"url={url}", proxy=saved_sites()).documents[url]
    assert [len(table["rows"]) for table in document.tables][:1] == [6]
    assert len(document.tables) == 5
    assert document.published_on is not None
    assert str(document.published_on) == "2019-03-07"
    lines = document.text.splitlines()
    assert [line for line in lines if line.startswith(("一、", "七、"))]
    assert any("24." in line and line.startswith("|") for line in lines)
    for furniture in ("网站首页", "当前位置", "版权所有", "相关链接", "一网搜索", "来源：", ".TRS_Editor"):
        assert furniture not in document.text


def test_an_address_may_be_a_report_itself(saved_sites: SaveSites, operator: Operator) -> None:
    url = f"{FORESTRY}/xxgk/ndbg/201708/t20170804_633603.html"
    crawled = operator.run("crawl", "portal", "-a", f"url={url}", proxy=saved_sites())
    assert list(crawled.documents) == [url]
    assert crawled.exit_code == 0, crawled.out


def test_a_page_that_is_only_an_attachment_link_is_kept(saved_sites: SaveSites, operator: Operator) -> None:
    """www.lgedu.net: one listed report has an address, its body is one link whose address was not saved."""
    crawled = operator.run("crawl", "portal", "-a", "url=http://www.lgedu.net/channels/2146.html", proxy=saved_sites())
    (document,) = crawled.documents.values()
    assert document.url == "http://www.lgedu.net/contents/2146/133484.html"
    assert document.report_year == 2019
    assert str(document.published_on) == "2020-01-29"
    (attachment,) = document.attachments
    assert attachment["url"] is None
    assert attachment["name"].endswith("2019年政府信息公开工作年度报告.doc")
    assert document.quality["checks"]["body_on_page"]["passed"] is False


def test_gbk_bytes_give_the_same_texts(saved_sites: SaveSites, operator: Operator) -> None:
    other = Operator(operator.output.parent / "gbk")
    words = ("crawl", "portal", "-a", f"url={FORESTRY}/xxgk/ndbg/")
    plain = operator.run(*words, proxy=saved_sites()).documents
    gbk = other.run(*words, proxy=saved_sites("www.atxlyj.cn")).documents
    assert {document.charset_used for document in gbk.values()} == {"gb18030"}
    assert {document.charset_used for document in plain.values()} == {"utf-8"}
    assert set(gbk) == set(plain) == set(FORESTRY_REPORTS)
    for url, document in gbk.items():
        assert document.text.encode() == plain[url].text.encode()
        assert document.tables == plain[url].tables
