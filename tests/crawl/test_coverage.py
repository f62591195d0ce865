"""`scrapy coverage` over a crawled sandbox, read in a real browser: with scripts, without, and on a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from crawler.fetching.chromium import ADVICE, find
from crawler.records import Capture, Decoded, Extraction, Portal, Report
from crawler.sandbox import Sandbox
from crawler.store import Store
from tests.crawl.conftest import Operator

PLANTED = "</title><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">2019年报告"
PLANTED_URL = "http://www.wangcheng.gov.cn/planted.html"
PHONE = {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find()
    if path is None and not os.environ.get("CI"):
        pytest.skip(ADVICE)
    assert path is not None, ADVICE
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def folder(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages over one crawled portal, with one report that a hostile page planted."""
    operator = Operator(tmp_path_factory.mktemp("coverage") / "output")
    assert operator.run("crawl", "wangcheng", proxy=sandbox.proxy_url).exit_code == 0
    plant(operator.output)
    told = operator.run("coverage")
    assert (told.exit_code, told.err) == (0, "")
    assert "31 reports with a page of their own" in told.out
    assert str(operator.output / "report" / "index.html") in told.out
    return operator.output / "report"


def plant(output: Path) -> None:
    portal = Portal(
        name="wangcheng",
        title="望城",
        hosts=("www.wangcheng.gov.cn",),
        division_code=None,
        division_name=PLANTED,
        family="generic",
        columns=(),
    )
    capture = Capture(
        url=PLANTED_URL,
        requested_url=PLANTED_URL,
        status=200,
        headers=(),
        body=b"",
        fetch_time=datetime(2026, 11, 1, tzinfo=UTC),
    )
    extraction = Extraction(title=PLANTED, text=f"一、{PLANTED}\n{PLANTED}", organ=PLANTED, report_year=2019)
    with Store.open(f"sqlite:///{output / 'corpus.db'}") as store:
        run_id = store.last_runs("wangcheng")[0].id
        store.save(
            Report(
                portal=portal,
                capture=capture,
                listed_title=PLANTED,
                column="",
                run_id=run_id,
                decoded=Decoded(PLANTED, "utf-8"),
                extraction=extraction,
            )
        )


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may fetch nothing but files, and whose errors fail the test."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda made: None if made.url.startswith("file:") else complaints.append(made.url))
    yield opened
    opened.close()
    assert complaints == []


def column(page: Page, table: str, number: int) -> list[str]:
    """The visible cells of one column of a table."""
    rows = page.locator(f"{table} tbody tr:visible")
    return [text.strip() for text in rows.locator(f":nth-child({number})").all_inner_texts()]


def test_the_first_page_leads_to_a_report_and_back(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    page.get_by_role("link", name="wangcheng", exact=True).first.click()
    assert page.locator("h1").inner_text().startswith("wangcheng")
    page.locator(".years").get_by_title("2016: 4 found").click()
    page.get_by_role("link", name="长沙市望城区2016年政府信息公开工作年度报告").click()
    assert page.locator("h1").inner_text() == "长沙市望城区2016年政府信息公开工作年度报告"
    assert "望城区" in page.locator("#text").inner_text()
    page.get_by_role("link", name="Coverage").click()
    assert page.locator("h1").inner_text().startswith("Coverage")


def test_sorting(page: Page, folder: Path) -> None:
    page.goto((folder / "portals" / "wangcheng" / "2016.html").as_uri())
    table = "table[data-filter=reports]"
    button = page.locator(table).get_by_role("button", name="published")
    button.click()
    rising = page.locator(f"{table} tbody td:nth-child(4)").all_inner_texts()
    assert rising == ["2017-01-20", "2017-01-28", "2017-03-15", "2017-06-09"]
    assert page.locator(f"{table} th[aria-sort=ascending]").inner_text().startswith("published")
    button.click()
    assert page.locator(f"{table} tbody td:nth-child(4)").all_inner_texts() == rising[::-1]
    numbers = page.locator(f"{table} tbody td:nth-child(5)")
    page.locator(table).get_by_role("button", name="characters").press("Enter")
    counted = [int(text.replace("\u2009", "")) for text in numbers.all_inner_texts()]
    assert counted == sorted(counted)


def test_filtering_in_chinese(page: Page, folder: Path) -> None:
    page.goto((folder / "portals" / "wangcheng" / "2016.html").as_uri())
    rows = page.locator("table[data-filter=reports] tbody tr:visible")
    assert rows.count() == 4
    page.get_by_label("filter reports").fill("街道 2016")
    assert rows.count() == 1
    assert "望城区高塘岭街道办事处" in rows.inner_text()
    assert page.get_by_role("status").first.inner_text() == "1 of 4"
    page.get_by_label("filter reports").fill("")
    assert rows.count() == 4


def test_chinese_is_drawn_with_characters_not_boxes(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    # A font without a character draws the same box for each: two different ones would be drawn alike.
    drawn = """text => { const canvas = document.createElement("canvas"); canvas.width = canvas.height = 60;
        const pen = canvas.getContext("2d"); pen.font = "40px " + getComputedStyle(document.body).fontFamily;
        pen.fillText(text, 5, 45); return Array.from(pen.getImageData(0, 0, 60, 60).data).join() }"""
    assert page.evaluate(drawn, "政") != page.evaluate(drawn, "府")


def test_what_a_hostile_page_planted_does_nothing(page: Page, folder: Path) -> None:
    page.goto((folder / "portals" / "wangcheng" / "2019.html").as_uri())
    page.locator("table[data-filter=reports] a").filter(has_text="owned").click()
    page.wait_for_load_state("load")
    assert page.locator("h1").inner_text() == PLANTED
    assert page.title() == f"{PLANTED} · Gongkai"
    assert page.locator("img").count() == 0
    page.goto((folder / "portals" / "wangcheng.html").as_uri())
    assert page.title() == "wangcheng · Gongkai"


def test_a_script_that_got_past_an_escape_would_still_not_run(browser: Browser, folder: Path, tmp_path: Path) -> None:
    whole = (folder / "index.html").read_text(encoding="utf-8")
    broken = tmp_path / "broken.html"
    broken.write_text(whole.replace("<main>", f"<main>{PLANTED}", 1), encoding="utf-8")
    page = browser.new_page()
    page.goto(broken.as_uri())
    assert page.title() == "Coverage · Gongkai"
    page.close()


def test_all_can_be_read_without_scripts(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    assert page.locator("input, button").count() == 0
    page.get_by_role("link", name="wangcheng", exact=True).first.click()
    page.locator("table.organs td a").first.click()
    assert page.locator("#text p").count() > 3
    context.close()


@pytest.mark.parametrize("where", ["index.html", "portals/wangcheng.html", "portals/wangcheng/2016.html", "report"])
def test_no_page_is_wider_than_a_phone(page: Page, folder: Path, where: str) -> None:
    page.set_viewport_size(PHONE)
    path = max(folder.rglob("reports/*/*.html"), key=lambda file: file.stat().st_size) if where == "report" else where
    page.goto((folder / path).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")) >= 16


def test_wrong_use_and_a_missing_store_are_one_line(operator: Operator, tmp_path: Path) -> None:
    for words in (["coverage"], ["coverage", "--limit=-1"]):
        told = operator.run(*words)
        assert told.exit_code == 2
        assert len(told.err.strip().splitlines()) == 1
        assert told.err.startswith("scrapy coverage: ")
