"""The five portals of the sandbox, crawled with the real spiders: what is stored equals what the sandbox holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from crawler.archive import read
from crawler.records import WarcLocation
from crawler.sandbox import Sandbox, TrueReport, faults, non_reports, truth
from crawler.store import COLUMNS, Document, Store
from tests.crawl.conftest import Crawled, Operator
from tests.store.making import report, store_at

PORTALS = ("wangcheng", "dathonghu", "liwan", "changde", "jiangyuan")
TRUTH = truth()


@pytest.fixture(scope="module")
def corpus(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Crawled]:
    """All five portals crawled into one corpus, one after the other."""
    operator = Operator(tmp_path_factory.mktemp("corpus") / "output")
    return {name: operator.run("crawl", name, proxy=sandbox.proxy_url) for name in PORTALS}


@pytest.fixture(scope="module")
def stored(corpus: Mapping[str, Crawled]) -> Mapping[str, Document]:
    """What the five crawls stored, by address."""
    return corpus["wangcheng"].documents


@pytest.fixture(scope="module")
def output(corpus: Mapping[str, Crawled]) -> Path:
    return corpus["wangcheng"].output


def test_every_report_is_stored_and_nothing_else(stored: Mapping[str, Document]) -> None:
    assert set(stored) == {report.url for report in TRUTH}
    assert not set(stored) & set(non_reports())
    assert {url: document.portal for url, document in stored.items()} == {one.url: one.portal for one in TRUTH}


@pytest.mark.parametrize("report", TRUTH, ids=lambda report: f"{report.portal}-{report.report_year}-{report.url[-18:]}")
def test_whole_documents_are_exact(stored: Mapping[str, Document], report: TrueReport) -> None:
    document = stored[report.url]
    assert document.text == report.text
    assert [table["rows"] for table in document.tables] == [
        [list(row) for row in table.rows] for table in report.tables
    ]
    assert document.title == report.title
    assert document.report_year == report.report_year
    assert document.organ == report.organ
    assert document.language == report.language
    assert (document.published_on, document.signed_on) == (report.published_on, report.signed_on)
    assert document.charset_used == report.charset_actual
    assert [attachment["name"] for attachment in document.attachments] == list(report.attachments)


@pytest.mark.parametrize(
    ("portal", "exit_code"), [("wangcheng", 0), ("dathonghu", 0), ("liwan", 0), ("changde", 11), ("jiangyuan", 10)]
)
def test_how_each_run_ends(corpus: Mapping[str, Crawled], portal: str, exit_code: int) -> None:
    """changde has a blocked report, jiangyuan a dead list page; both are told with their address."""
    ended = corpus[portal]
    assert ended.exit_code == exit_code, ended.out + ended.err
    assert "Traceback" not in ended.err
    for fault in faults():
        if fault.portal == portal:
            assert fault.url in ended.out


def test_copies_are_marked_and_years_are_not_merged(stored: Mapping[str, Document]) -> None:
    pairs = {(one.url, one.same_as[0]): one.same_as[1] for one in TRUTH if one.same_as}
    assert pairs, "the sandbox plants copies"
    marked = {url: document.duplicate_kind for url, document in stored.items() if document.duplicate_kind}
    clusters: dict[str, set[str]] = {}
    for url, document in stored.items():
        clusters.setdefault(document.cluster_id, set()).add(url)
    assert {frozenset(urls) for urls in clusters.values() if len(urls) > 1} == {frozenset(pair) for pair in pairs}
    for (copy, original), kind in pairs.items():
        (found,) = [marked[url] for url in (copy, original) if url in marked]
        assert found == kind
    assert Counter(stored[url].canonical for pair in pairs for url in pair) == {True: len(pairs), False: len(pairs)}


def test_each_years_balance_is_that_of_the_year_before(stored: Mapping[str, Document]) -> None:
    """The sandbox's tables are a chain: what a year carries forward is what the next one carries over."""
    told = [one.across_years["checks"]["carried_over"] for one in stored.values() if one.across_years is not None]
    evaluable = [check for check in told if check["passed"] is not None]
    assert len(evaluable) > 15
    assert all(check["passed"] for check in evaluable)
    assert all(check["figures"]["total"]["carried_over"] is not None for check in evaluable)


def test_a_second_crawl_stores_nothing_and_fetches_no_report(
    stored: Mapping[str, Document], sandbox: Sandbox, output: Path
) -> None:
    asked = len(sandbox.requests)
    again = Operator(output).run("crawl", "wangcheng", proxy=sandbox.proxy_url)
    assert again.exit_code == 0, again.out
    assert again.documents == stored
    fetched = {request.url for request in sandbox.requests[asked:]}
    assert not fetched & {report.url for report in TRUTH}
    assert len(fetched) <= 12, "robots.txt, the lists and the pages of units"


def test_recheck_fetches_again_and_finds_nothing_changed(
    corpus: Mapping[str, Crawled], sandbox: Sandbox, output: Path
) -> None:
    before = {url: (one.version, one.seq) for url, one in corpus["dathonghu"].documents.items()}
    again = Operator(output).run("crawl", "dathonghu", "-a", "recheck=1", proxy=sandbox.proxy_url)
    assert again.exit_code == 0, again.out
    assert {url: (one.version, one.seq) for url, one in again.documents.items()} == before
    assert f"unchanged {sum(one.portal == 'dathonghu' for one in TRUTH)}" in again.out


def test_years_choose_reports(sandbox: Sandbox, operator: Operator) -> None:
    ended = operator.run("crawl", "wangcheng", "-a", "years=2015-2016", proxy=sandbox.proxy_url)
    expected = {one.url for one in TRUTH if one.portal == "wangcheng" and one.report_year in (2015, 2016)}
    assert set(ended.documents) == expected


def test_a_moved_column_is_found_from_the_home_page(sandbox: Sandbox, operator: Operator) -> None:
    ended = operator.run(
        "crawl", "moved", proxy=sandbox.proxy_url, SPIDER_MODULES="tests.crawl.moved_spiders", LIST_MAX_PAGES="50"
    )
    district = {one.url for one in TRUTH if one.portal == "wangcheng" and "/zfxxgknb/" in one.url}
    assert district <= set(ended.documents)
    assert "way: column http://www.wangcheng.gov.cn/xxgk_343/gone/ failed (HTTP 404)" in ended.out
    assert "way: found from http://www.wangcheng.gov.cn/" in ended.out
    assert ended.exit_code == 10, "a known column that fails makes the run partial"


def test_export_prints_one_document_a_line(corpus: Mapping[str, Crawled], output: Path) -> None:
    ended = Operator(output).run("export", "-", "--format", "jsonl")
    assert ended.exit_code == 0, ended.err
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert len(rows) == len(TRUTH)
    assert all(tuple(row) == COLUMNS for row in rows)
    assert [row["seq"] for row in rows] == sorted(row["seq"] for row in rows)
    assert {row["url"]: row["text"] for row in rows} == {one.url: one.text for one in TRUTH}


def test_export_chooses(corpus: Mapping[str, Crawled], output: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    operator = Operator(output)
    ended = operator.run("export", str(file), "--portal", "liwan", "--years", "2014", "--canonical-only")
    assert ended.exit_code == 0, ended.err
    (row,) = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert row["url"].startswith("http://www.gz.gov.cn/"), "the encyclopedia's copy is never canonical"
    assert operator.run("export", "-", "--portal", "nowhere").exit_code == 12


def test_the_feed_gives_everything_until_it_is_acknowledged(corpus: Mapping[str, Crawled], output: Path) -> None:
    operator = Operator(output)
    first = [json.loads(line)["seq"] for line in operator.run("feed", "reader", "--limit", "3").out.splitlines()]
    assert first == [1, 2, 3]
    assert operator.run("feed", "reader", "--limit", "1").out.startswith('{"id": ')
    assert operator.run("feed", "reader", "--ack", "3").exit_code == 0
    told = [json.loads(line) for line in operator.run("feed", "again").out.splitlines()]
    assert [one["seq"] for one in told] == list(range(1, len(told) + 1))
    assert {one["url"] for one in told} == {report.url for report in TRUTH}
    pairs = [(report.url, report.same_as[0]) for report in TRUTH if report.same_as]
    copied = {url for pair in pairs for url in pair}
    times = Counter(one["url"] for one in told)
    assert {url for url, count in times.items() if count > 1} <= copied, "told again: its cluster changed"
    rest = [json.loads(line) for line in operator.run("feed", "reader").out.splitlines()]
    assert rest == told[3:]


def test_every_document_can_be_read_back_from_the_archive(stored: Mapping[str, Document], output: Path) -> None:
    for url, document in stored.items():
        assert document.warc_filename is not None
        assert document.warc_record_offset is not None
        assert document.warc_record_length is not None
        location = WarcLocation(document.warc_filename, document.warc_record_offset, document.warc_record_length)
        capture = read(output / "warc", location)
        assert capture.url.partition("#")[0] == url
        assert capture.status == 200


def test_status_lists_the_portals_that_lie_about_their_charset(corpus: Mapping[str, Crawled], output: Path) -> None:
    """wangcheng sends GBK under a header or meta that says UTF-8, two others UTF-8 under a meta that says gb2312."""
    ended = Operator(output).run("status")
    assert ended.exit_code == 0, ended.err
    lines = ended.out.partition("another charset")[2].splitlines()
    assert {name for name in PORTALS if any(name in line for line in lines)} == {"wangcheng", "dathonghu", "jiangyuan"}
    assert any("meta=gb2312" in line and "utf-8" in line and "dathonghu" in line for line in lines)
    assert "stored" in Operator(output).run("status", "wangcheng").out
    assert Operator(output).run("status", "nowhere").exit_code == 2


def test_status_explains_a_cluster(stored: Mapping[str, Document], output: Path) -> None:
    copy = next(document for document in stored.values() if document.duplicate_kind is not None)
    members = [one for one in stored.values() if one.cluster_id == copy.cluster_id]
    ended = Operator(output).run("status", "--cluster", copy.cluster_id)
    assert ended.exit_code == 0, ended.err
    for member in members:
        assert member.url in ended.out
    assert copy.duplicate_kind is not None
    assert copy.duplicate_kind in ended.out


def test_status_searches_in_both_scripts(stored: Mapping[str, Document], output: Path) -> None:
    """政府 and 報告 stand in every report, whichever script it is in."""
    told = [Operator(output).run("status", "--search", words) for words in ("政府", "報告 政府")]
    both = [ended.out.splitlines()[::3] for ended in told]
    assert both[0] == both[1]
    assert len(both[0]) == 20
    assert [ended.err for ended in told] == [
        f"more than 20 hold '{words}': add a word, or name a portal\n" for words in ("政府", "報告 政府")
    ]
    nowhere = Operator(output).run("status", "changde", "--search", "望城")
    assert (nowhere.exit_code, nowhere.out) == (12, "")


def test_status_checks_the_store_against_the_archive(stored: Mapping[str, Document], output: Path) -> None:
    ended = Operator(output).run("status", "--check")
    assert ended.exit_code == 0, ended.out + ended.err
    assert f"{len(stored)} versions checked, 0 wrong" in ended.out


def test_status_shows_what_changed_between_two_versions(operator: Operator) -> None:
    with store_at(operator.output) as store:
        for count in ("12", "13", "14"):
            saved = store.save(report(text=f"一、概述\n公开{count}条"))
    last = operator.run("status", "--diff", saved.report_id)
    assert "version 2" in last.out
    assert "[-13-]{+14+}" in last.out
    assert "[-12-]{+14+}" in operator.run("status", "--diff", f"{saved.report_id}:1-3").out
    ended = operator.run("status", "--diff", f"{saved.report_id}:1-9")
    assert (ended.exit_code, len(ended.err.splitlines())) == (2, 1)


def test_runs_are_recorded(corpus: Mapping[str, Crawled], output: Path) -> None:
    store = Store.open(f"sqlite:///{output / 'corpus.db'}")
    try:
        outcomes = {run.portal: run.outcome for run in reversed(store.last_runs())}
    finally:
        store.close()
    assert outcomes == {
        "wangcheng": "ok",
        "dathonghu": "ok",
        "liwan": "ok",
        "changde": "blocked",
        "jiangyuan": "partial",
    }


def test_the_demo_shows_a_table_and_agrees_with_the_truth(operator: Operator) -> None:
    ended = operator.run_anew("demo")
    assert ended.exit_code == 0, ended.out + ended.err
    assert f"{len(TRUTH)} of {len(TRUTH)} reports stored with exactly the text" in ended.out
    for name in PORTALS:
        assert name in ended.out
    assert (operator.output / "demo" / "corpus.db").exists()
    assert not (operator.output / "corpus.db").exists()
    (log,) = (operator.output / "demo" / "logs").glob("demo-*.log")
    assert "Disabled" not in log.read_text(encoding="utf-8"), "what was asked for is nothing to be warned of"
