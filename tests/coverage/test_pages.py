"""The folder of pages: complete, bounded, escaped, and never in place of something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import html

from crawler.arguments import WrongUse
from crawler.coverage import write, write_pages
from crawler.coverage.gather import PortalFacts
from crawler.coverage.pages import slug, web_address
from crawler.monitoring.monitors import Limits
from crawler.records import Attachment, Check, Decision, LedgerEntry, Quality, Table
from crawler.store import Store
from tests.store.making import RUN, capture, report, store_at

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SPIDERS = [PortalFacts("wangcheng", "长沙市望城区人民政府", "http://www.wangcheng.gov.cn/", "湖南省长沙市望城区")]
PLANTED = "</title><script>document.title='owned'</script><img src=x onerror=alert(1)>\"'>"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with store_at(tmp_path) as opened:
        yield opened


def pages(folder: Path) -> dict[str, html.HtmlElement]:
    return {
        file.relative_to(folder).as_posix(): html.document_fromstring(file.read_text(encoding="utf-8"))
        for file in sorted(folder.rglob("*.html"))
    }


def words(page: html.HtmlElement) -> str:
    return " ".join(page.find("body/main").text_content().split())


def written(store: Store, folder: Path, limit: int = 100) -> dict[str, html.HtmlElement]:
    write_pages(store, folder, SPIDERS, NOW, limit)
    return pages(folder)


def test_every_link_between_pages_leads_to_a_page(store: Store, tmp_path: Path) -> None:
    for year in range(2015, 2020):
        store.save(report(f"/a/{year}.html", f"一、概述\n{year}年公开12条。", report_year=year))
    shown = written(store, tmp_path / "report")
    assert len(shown) == 1 + 1 + 5 + 5
    for name, page in shown.items():
        for address in page.xpath("//a/@href"):
            if not urlsplit(address).scheme and not address.startswith("#"):
                assert unquote(urljoin(name, address)) in shown, f"{name} links to {address}"


def test_a_report_with_all_its_evidence(store: Store, tmp_path: Path) -> None:
    table = Table("applications", "三、申请情况", (("项目", "件数"), ("新收", "3")))
    text = "一、概述\n全年12条。\n| 项目 | 件数 |\n| 新收 | 3 |"
    told = {"provenance": {"organ": "meta ContentSource: 望城区人民政府"}, "index_number": "006/2017-00042"}
    file = Attachment("http://www.wangcheng.gov.cn/a/1.docx", "附件.docx")
    saved = store.save(report(text=text, tables=(table,), attachments=(file,), capture=capture_with_place(), **told))
    store.save(report(text=text.replace("12条", "13条"), tables=(table,), attachments=(file,), **told))
    page = written(store, tmp_path / "report")[f"reports/{saved.report_id[:2]}/{saved.report_id}.html"]
    shown = words(page)
    for word in ("望城区2016年政府信息公开工作年度报告", "望城区人民政府", "2017-03-08", "006/2017-00042", "附件.docx"):
        assert word in shown
    for word in ("gb18030: strict", "header=gbk", "meta ContentSource", "headings", RUN, "2 versions"):
        assert word in shown
    assert [cell.text_content() for cell in page.xpath("//*[@id='text']//td")] == ["项目", "件数", "新收", "3"]
    assert [one.text_content() for one in page.xpath("//*[@class='d-gone']")] == ["全年12条。"]
    assert page.xpath("//*[@class='d-new']//mark/text()") == ["13"]


def test_a_text_that_is_all_new_is_cut_on_the_page(store: Store, tmp_path: Path) -> None:
    saved = store.save(report(text="\n".join(f"甲{number}" for number in range(500))))
    store.save(report(text="\n".join(f"乙{number}" for number in range(500))))
    page = written(store, tmp_path / "report")[f"reports/{saved.report_id[:2]}/{saved.report_id}.html"]
    assert "Version 1 → 2: 500 lines differ" in words(page)
    assert len(page.xpath("//*[@class='d-gone']")) == len(page.xpath("//*[@class='d-new']")) == 400
    assert "and 100 more" in words(page)


def capture_with_place() -> object:
    return capture("http://www.wangcheng.gov.cn/a/1.html", serial=7)


def test_what_a_portal_plants_is_text(store: Store, tmp_path: Path) -> None:
    planted = {"title": PLANTED, "organ": PLANTED, "source": PLANTED, "provenance": {PLANTED: PLANTED}}
    rows = ((PLANTED, "b"), ("c", PLANTED))
    attachments = (Attachment("javascript:alert(1)", PLANTED),)
    store.save(
        report(
            text=f"一、{PLANTED}\n{PLANTED}", tables=(Table(None, PLANTED, rows),), attachments=attachments, **planted
        )
    )
    store.save(report(text=f"{PLANTED}{PLANTED}", **planted))
    entry = LedgerEntry("wangcheng", "javascript:alert(1)", "listed", PLANTED, PLANTED, PLANTED, 2017)
    store.record(entry, RUN)
    problem = {"kind": PLANTED, "url": PLANTED, "message": PLANTED, "on_list": True}
    store.finish_run(RUN, "partial", 10, {"problems": [problem], "ways": [PLANTED], "found": 1})
    for name, page in written(store, tmp_path / "report").items():
        assert len(page.xpath("//script")) == 1, name
        assert not page.xpath("//img | //*[@onerror] | //iframe | //object"), name
        assert not [address for address in page.xpath("//@href") if "javascript" in address], name
        if name != "index.html":
            assert "document.title='owned'" in page.text_content(), name


def test_only_the_pages_own_style_and_script_may_run(store: Store, tmp_path: Path) -> None:
    store.save(report())
    for page in written(store, tmp_path / "report").values():
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert re.search(r"script-src 'sha256-[\w+/=]{44}'", policy)
        assert not page.xpath("//@style | //@onclick | //link | //script/@src")


def test_long_lists_are_cut_into_pages(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "_REPORTS_A_PAGE", 3)
    for serial in range(7):
        store.save(report(f"/a/{serial}.html", f"第{serial}份。", organ=f"望城区第{serial}局"))
    shown = written(store, tmp_path / "report", limit=2)
    years = sorted(name for name in shown if name.startswith("portals/wangcheng/"))
    assert years == [f"portals/wangcheng/2016{tail}.html" for tail in ("-2", "-3", "")]
    assert sum(len(shown[name].xpath("//table[@data-filter='reports']/tbody/tr")) for name in years) == 7
    assert sum(name.startswith("reports/") for name in shown) == 2


def test_portals_without_reports_are_shown(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'corpus.db'}") as store:
        shown = written(store, tmp_path / "report")
    assert "wangcheng" in words(shown["index.html"])
    assert "Never crawled" in words(shown["portals/wangcheng.html"])


def test_years_that_cannot_be_do_not_widen_the_table(store: Store, tmp_path: Path) -> None:
    for serial, year in enumerate((1066, 2016, 9999)):
        store.save(report(f"/a/{serial}.html", f"{year}。", report_year=year))
    shown = written(store, tmp_path / "report")
    heads = [head.text_content() for head in shown["index.html"].xpath("(//table)[1]/thead//th")]
    assert heads == ["portal", "2016", "other", "all"]
    assert "portals/wangcheng/9999.html" in shown


def test_an_earlier_folder_is_replaced_whole(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    store.save(report())
    written(store, folder)
    (folder / "reports" / "zz.html").write_text("of yesterday")
    assert "reports/zz.html" not in written(store, folder)
    assert sorted(file.name for file in tmp_path.iterdir() if file.name.startswith(".")) == []


def test_a_folder_of_somebody_else_is_left_alone(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "thesis.txt").write_text("three years of work")
    with pytest.raises(WrongUse, match="left as it is"):
        write_pages(store, folder, SPIDERS, NOW, 10)
    assert (folder / "thesis.txt").exists()


@pytest.mark.parametrize(
    "name", ["wangcheng", "www.example.gov.cn", "../../etc/passwd", "望城", "a/b", "..", "", "a b:8080", "A", "x" * 300]
)
def test_a_portals_name_makes_a_harmless_file_name(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,100}", slug(name))


def test_different_portals_have_different_file_names() -> None:
    names = ["a b", "a-b", "望城", "荔湾", "A-B", "a/b", ""]
    assert len({slug(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("http://www.example.gov.cn/a", True),
        ("https://www.example.gov.cn/a?b=中", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("//www.example.gov.cn/", False),
        ("http://[broken", False),
        ("", False),
        (None, False),
    ],
)
def test_what_may_stand_in_a_link(url: str | None, linked: bool) -> None:
    assert (web_address(url) is not None) is linked


def test_a_copy_names_the_canonical_report_and_the_other_way_round(store: Store, tmp_path: Path) -> None:
    first = store.save(report("/a/1.html", published_on=date(2017, 1, 1)))
    (candidate,) = store.candidates([1])
    second = store.save(report("/b/2.html", duplicate_of=candidate, decision=Decision("exact", "the same text")))
    shown = written(store, tmp_path / "report")
    for one, other, kind in ((first, second, "exact"), (second, first, "canonical")):
        page = shown[f"reports/{one.report_id[:2]}/{one.report_id}.html"]
        (entry,) = page.xpath("//section[h2='Copies']//li")
        assert f"wangcheng, {kind}" in entry.text_content()
        assert entry.xpath("a/@href") == [f"../../reports/{other.report_id[:2]}/{other.report_id}.html"]
    assert "exact copy" in words(shown[f"reports/{second.report_id[:2]}/{second.report_id}.html"])


def test_the_first_page_counts_and_warns(store: Store, tmp_path: Path) -> None:
    store.save(report(quality=Quality((Check("sums", False, {"fail": 2}), Check("length", True)))))
    for serial, state in enumerate(("listed", "blocked", "gone", "rejected")):
        store.record(LedgerEntry("wangcheng", f"http://www.wangcheng.gov.cn/n/{serial}", state, report_year=2016), RUN)
    problem = {
        "kind": "blocked:jiasule",
        "url": "http://www.wangcheng.gov.cn/n/1",
        "message": "a shield",
        "on_list": False,
    }
    store.finish_run(RUN, "blocked", 11, {"found": 4, "stored": 1, "problems": [problem]})
    page = written(store, tmp_path / "report")["index.html"]
    tiles = {
        tile.find("span").text: tile.find("b").text
        for tile in page.xpath("//div[starts-with(@class, 'tile ') or @class='tile']")
    }
    assert (tiles["reports stored"], tiles["missing"], tiles["blocked"]) == ("1", "1", "1")
    assert (tiles["listed, not stored"], tiles["doubtful"]) == ("1", "1")
    (cell,) = page.xpath("//table[contains(@class, 'heat')]//td[contains(@class, 'blocked')]/a")
    assert cell.get("title") == "2016: 1 found of 4 expected, 1 missing, 1 blocked, 1 listed and not stored, 1 doubtful"
    (alert,) = page.xpath("//ul[@class='alerts']/li")
    assert "jiasule answered in place of 1 page" in alert.text_content()
    assert page.xpath("//*[name()='svg'][@class='spark']/@aria-label") == [
        "the last 1 runs, 4 reports found in the latest"
    ]
    assert [head.text for head in page.xpath("(//table[@class='bars'])[1]//th")] == ["sums"]


@pytest.mark.parametrize(("share", "alerts"), [(0.8, 1), (0.5, 0)])
def test_alerts_are_judged_by_the_limits_of_a_night(store: Store, tmp_path: Path, share: float, alerts: int) -> None:
    for number, found in enumerate((30, 30, 30, 20)):
        run_id = f"run-{number}"
        store.start_run(run_id, "liwan", {"years": None, "recheck": False, "url": None})
        store.finish_run(run_id, "ok", 0, {"found": found, "known": found, "list_pages": 2, "problems": []})
    write_pages(store, tmp_path / "report", SPIDERS, NOW, 10, alert_limits=Limits(drop_share=share))
    shown = pages(tmp_path / "report")["index.html"].xpath("//ul[@class='alerts']/li")
    assert len([alert for alert in shown if "20 reports found where 30 are usual" in alert.text_content()]) == alerts
