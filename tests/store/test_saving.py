"""A report becomes a version where its content is new, and a document says all that is known of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.records import (
    Attachment,
    Check,
    Decision,
    Declaration,
    Decoded,
    LedgerEntry,
    Quality,
    Repair,
    Report,
    Statistics,
    Table,
    WarcLocation,
)
from crawler.store import COLUMNS, Document, Store, StoreError, identity_of, report_id
from tests.store.making import HOST, NOON, PORTAL, RUN, candidate, capture, report, store_at

FILE = Attachment(f"{HOST}/a/report.docx", "report.docx", "application/msword", "ab" * 32, 900)
LOST = replace(FILE, media_type=None, sha256=None, char_count=None)


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with store_at(tmp_path) as opened:
        yield opened


def only(store: Store) -> Document:
    """The one document of the store."""
    [document] = store.reports()
    return document


def test_the_columns_are_those_of_the_contract() -> None:
    """The columns of the first release, in their order; later ones stand behind, so that no column moves."""
    contract = """id version seq url portal title report_year organ division_code division_name published_on signed_on
    source language text text_sha256 char_count tables statistics quality attachments cluster_id canonical
    duplicate_kind charset_declared charset_used charset_evidence repairs extractor http_status content_type fetch_time
    first_seen last_seen warc_filename warc_record_offset warc_record_length payload_sha256 run_id"""
    assert list(COLUMNS) == [*contract.split(), "across_years"]


def test_a_document_says_all_that_is_known(store: Store) -> None:
    body, text = "年报".encode("gb18030"), "一、概述\n𠮷林12条"
    seen = replace(capture(f"{HOST}/a/1.html", body), warc=WarcLocation("r-wangcheng-00000.warc.gz", 345, 470))
    saved = store.save(
        report(
            text=text,
            capture=seen,
            tables=(Table("applications", "三、", (("甲", ""), ("/", "0"))),),
            signed_on=date(2017, 3, 1),
            source="区政府办",
            rung="container",
            attachments=(FILE,),
            decoded=Decoded(
                text,
                "gb18030",
                (Declaration("header", "utf-8"), Declaration("meta", "gb2312")),
                "strict gb18030",
                (Repair("mojibake", 2, "x"),),
            ),
            statistics=Statistics({"accepted": 12, "granted": "-"}, (Check("sum", None, {"left": 3}),), "2019"),
            quality=Quality((Check("length", True, {"n": 9}), Check("length", False), Check("sums", None))),
        )
    )
    assert only(store).as_dict() == {
        "id": report_id(f"{HOST}/a/1.html", 2016),
        "version": 1,
        "seq": 1,
        "url": f"{HOST}/a/1.html",
        "portal": "wangcheng",
        "title": "望城区2016年政府信息公开工作年度报告",
        "report_year": 2016,
        "organ": "望城区人民政府",
        "division_code": "430112",
        "division_name": "长沙市望城区",
        "published_on": "2017-03-08",
        "signed_on": "2017-03-01",
        "source": "区政府办",
        "language": "zh-Hans",
        "text": text,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "char_count": 10,
        "tables": [{"name": "applications", "caption": "三、", "rows": [["甲", ""], ["/", "0"]]}],
        "statistics": {
            "layout": "2019",
            "figures": {"accepted": 12, "granted": "-"},
            "checks": {"sum": {"passed": None, "figures": {"left": 3}}},
        },
        "quality": {
            "rejected": None,
            "checks": {
                "length": {"passed": True, "figures": {"n": 9}},
                "length#2": {"passed": False, "figures": {}},
                "sums": {"passed": None, "figures": {}},
            },
        },
        "attachments": [
            {
                "url": f"{HOST}/a/report.docx",
                "name": "report.docx",
                "media_type": "application/msword",
                "sha256": "ab" * 32,
                "char_count": 900,
            }
        ],
        "cluster_id": saved.report_id,
        "canonical": True,
        "duplicate_kind": None,
        "charset_declared": "header=utf-8; meta=gb2312",
        "charset_used": "gb18030",
        "charset_evidence": "strict gb18030",
        "repairs": [{"kind": "mojibake", "count": 2, "detail": "x"}],
        "extractor": "gongkai/0.1.0 container",
        "http_status": 200,
        "content_type": "text/html; charset=gbk",
        "fetch_time": "2026-03-01T04:00:00.000000Z",
        "first_seen": "2026-03-01T04:00:00.000000Z",
        "last_seen": "2026-03-01T04:00:00.000000Z",
        "warc_filename": "r-wangcheng-00000.warc.gz",
        "warc_record_offset": 345,
        "warc_record_length": 470,
        "payload_sha256": hashlib.sha256(body).hexdigest(),
        "run_id": RUN,
        "across_years": None,
    }


def test_what_is_not_known_is_null(store: Store) -> None:
    store.save(
        report(
            organ=None,
            report_year=None,
            published_on=None,
            decoded=None,
            quality=None,
            signature=None,
            portal=replace(PORTAL, division_code=None, division_name=None),
        )
    )
    row = only(store).as_dict()
    assert {name for name, value in row.items() if value is None} == {
        *("organ", "report_year", "division_code", "division_name", "published_on", "signed_on", "source"),
        *("statistics", "quality", "duplicate_kind", "charset_declared", "charset_used", "charset_evidence"),
        *("warc_filename", "warc_record_offset", "warc_record_length", "across_years"),
    }


def test_a_second_crawl_of_the_same_content_only_moves_last_seen(store: Store) -> None:
    first = store.save(report())
    again = store.save(report(capture=capture(f"{HOST}/a/1.html", b"other furniture", hours=24)))
    assert (first.outcome, again.outcome) == ("new", "unchanged")
    assert (again.report_id, again.version, again.seq) == (first.report_id, 1, 1)
    document = only(store)
    assert document.first_seen == document.fetch_time == NOON
    assert document.last_seen == datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def test_a_capture_of_long_ago_does_not_move_last_seen_back(store: Store) -> None:
    store.save(report())
    store.save(report(capture=capture(f"{HOST}/a/1.html", hours=-24)))
    assert only(store).last_seen == NOON


@pytest.mark.parametrize(
    "change",
    [
        {"text": "二、其他"},
        {"title": "另一个标题"},
        {"tables": (Table(None, "", (("1",),)),)},
        {"attachments": (FILE,)},
    ],
)
def test_changed_content_is_a_new_version(store: Store, change: dict[str, Any]) -> None:
    first = store.save(report())
    second = store.save(report(capture=capture(f"{HOST}/a/1.html", hours=24), **change))
    assert (second.outcome, second.report_id, second.version, second.seq) == ("changed", first.report_id, 2, 2)
    assert [document.version for document in store.reports(all_versions=True)] == [1, 2]
    assert only(store).version == 2
    third = store.save(report(capture=capture(f"{HOST}/a/1.html", hours=48)))
    assert (third.outcome, third.version) == ("changed", 3)


@pytest.mark.parametrize(
    "furniture",
    [
        {"listed_title": "新"},
        {"published_on": date(2020, 1, 1)},
        {"source": "网站"},
        {"rung": "score"},
        {"provenance": {"organ": "x"}},
        {"notes": {"clicks": 12}},
        {"attachments": (replace(LOST, url=f"{HOST}/never-read.doc"),)},
    ],
)
def test_what_is_not_content_is_no_new_version(store: Store, furniture: dict[str, Any]) -> None:
    store.save(report())
    assert store.save(report(**furniture)).outcome == "unchanged"


def test_a_name_given_to_a_table_is_no_new_version(store: Store) -> None:
    store.save(report(tables=(Table(None, "", (("1",),)),)))
    assert store.save(report(tables=(Table("applications", "", (("1",),)),))).outcome == "unchanged"


def test_a_file_that_fails_today_does_not_replace_the_version_that_has_it(store: Store) -> None:
    store.save(report(text="全文", attachments=(FILE,)))
    again = store.save(report(text="", attachments=(LOST,), missing_attachments=((FILE.url, "timeout"),)))
    assert (again.outcome, again.version) == ("unchanged", 1)
    assert only(store).text == "全文"
    row = store.ledger(PORTAL.name, f"{HOST}/a/1.html")
    assert row is not None
    assert FILE.url in row.reason


def test_a_file_that_comes_later_is_a_new_version(store: Store) -> None:
    store.save(report(text="", attachments=(LOST,), missing_attachments=((FILE.url, "timeout"),)))
    assert store.save(report(text="全文", attachments=(FILE,))).outcome == "changed"


PAGE_3 = f"{HOST}/1_3.html"


def test_a_page_that_fails_today_does_not_replace_the_version_that_has_it(store: Store) -> None:
    store.save(report("/1", text="一\n二\n三", notes={"pages": 3}))
    again = store.save(report("/1", text="一\n二", notes={"pages": 2}, missing_attachments=((PAGE_3, "timeout"),)))
    assert (again.outcome, again.version) == ("unchanged", 1)
    row = store.ledger(PORTAL.name, f"{HOST}/1")
    assert row is not None
    assert row.reason == f"incomplete: not read this time, version 1 kept: {PAGE_3}"


def paged(pages: int, *texts: str, **notes: Any) -> Report:
    """A report of which that many pages were joined, and a capture of each further page that came."""
    captures = tuple(replace(capture(f"{HOST}/1_{number}.html"), kind="page") for number in (2, 3))
    return replace(report("/1", text="\n".join(texts), notes={"pages": pages} | notes), page_captures=captures)


def test_a_page_in_whose_place_something_else_came_does_not_replace_the_version_that_has_it(store: Store) -> None:
    store.save(paged(3, "一", "二", "三"))
    again = store.save(paged(2, "一", "二", page_not_joined="3: no text was found on it", further_pages=True))
    assert (again.outcome, again.version) == ("unchanged", 1)
    row = store.ledger(PORTAL.name, f"{HOST}/1")
    assert row is not None
    told = f"{PAGE_3} (no text was found on it)"
    assert row.reason == f"incomplete: not read this time, version 1 kept: {told}"
    assert not row.settled
    assert store.save(paged(2, "一", "二")).outcome == "changed", "nothing leads to a third page any more"


def test_a_pager_that_cannot_be_followed_any_more_keeps_the_version_that_has_its_pages(store: Store) -> None:
    store.save(paged(3, "一", "二", "三"))
    assert store.save(paged(1, "一", further_pages=True)).outcome == "unchanged"
    row = store.ledger(PORTAL.name, f"{HOST}/1")
    assert row is not None
    told = f"{HOST}/1 (its pager cannot be followed)"
    assert row.reason == f"incomplete: not read this time, version 1 kept: {told}"
    assert store.save(paged(1, "一")).outcome == "changed", "the pager is gone"


def test_pages_that_later_code_reads_as_fewer_are_a_change(store: Store) -> None:
    """A replay reads the very captures that the version was made of."""
    by_old_code = paged(3, "一", "二", "登录")
    archived = tuple(
        replace(one, warc=WarcLocation("a.warc.gz", at, 9)) for at, one in enumerate(by_old_code.page_captures)
    )
    first = replace(by_old_code.capture, warc=WarcLocation("a.warc.gz", 99, 9))
    store.save(replace(by_old_code, capture=first, page_captures=archived))
    today = paged(2, "一", "二", page_not_joined="3: it has another title, 登录", further_pages=True)
    other = replace(archived[1], warc=WarcLocation("b.warc.gz", 1, 9))
    assert store.save(replace(today, capture=first, page_captures=(archived[0], other))).outcome == "unchanged"
    assert store.save(replace(today, capture=first, page_captures=archived)).outcome == "changed"


def test_a_page_that_never_came_is_asked_for_again(store: Store) -> None:
    first = store.save(paged(2, "一", "二", page_not_joined="3: it has another title, 登录", further_pages=True))
    assert first.outcome == "new"
    row = store.ledger(PORTAL.name, f"{HOST}/1")
    assert row is not None
    assert row.reason == f"incomplete: not joined: {PAGE_3} (it has another title, 登录)"
    assert not row.settled


def test_a_pager_that_was_none_of_the_report_leaves_nothing_to_ask_for(store: Store) -> None:
    store.save(paged(1, "一", page_not_joined="2: it repeats an earlier page"))
    row = store.ledger(PORTAL.name, f"{HOST}/1")
    assert row is not None
    assert (row.reason, row.settled) == ("new", True)


def test_a_report_that_came_onto_one_page_is_changed_though_a_file_is_missing(store: Store) -> None:
    store.save(report("/1", text="一\n二", notes={"pages": 2}))
    missing = ((LOST.url, "timeout"),)
    changed = store.save(report("/1", text="一\n二\n补充", attachments=(LOST,), missing_attachments=missing))
    assert (changed.outcome, changed.version) == ("changed", 2)


def test_a_constant_address_holds_one_report_a_year(store: Store) -> None:
    first = store.save(report())
    second = store.save(report(text="新一年", report_year=2017))
    assert (second.outcome, second.version) == ("new", 1)
    assert first.report_id != second.report_id
    assert [document.report_year for document in store.reports()] == [2016, 2017]


def test_the_lists_year_stands_where_the_page_gives_none(store: Store) -> None:
    listed = report(report_year=None, listed_year=2015)
    saved = store.save(listed)
    assert only(store).report_year == 2015
    assert saved.report_id == identity_of(listed) == report_id(f"{HOST}/a/1.html", 2015)


def test_a_redirect_does_not_change_who_the_report_is(store: Store) -> None:
    store.record(LedgerEntry(PORTAL.name, f"{HOST}/a/1.html", "listed"), RUN)
    moved = replace(capture(f"{HOST}/a/1.html"), url=f"{HOST}/b/9.html;session=77")
    assert store.save(report(capture=moved)).report_id == report_id(f"{HOST}/a/1.html", 2016)
    assert only(store).url == f"{HOST}/a/1.html"
    row = store.ledger(PORTAL.name, f"{HOST}/a/1.html")
    assert row is not None
    assert row.state == "stored"


def test_saving_puts_the_address_in_the_ledger(store: Store) -> None:
    saved = store.save(report())
    row = store.ledger(PORTAL.name, f"{HOST}/a/1.html")
    assert row is not None
    assert (row.state, row.report_id, row.report_year, row.http_status) == ("stored", saved.report_id, 2016, 200)


def test_what_fails_halfway_leaves_nothing(store: Store) -> None:
    with pytest.raises(StoreError, match="0000000000000000"):
        store.save(report(duplicate_of=candidate("0" * 16), decision=Decision("near", "test")))
    assert list(store.reports()) == []
    assert store.ledger_rows() == []
    assert store.candidates((1, 2)) == []
    assert store.save(report()).seq == 1


def test_a_report_that_was_not_extracted_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="no extraction"):
        store.save(replace(report(), extraction=None))


def test_hostile_values_are_stored_and_can_be_exported(store: Store) -> None:
    evil = "报\x00告\ud800\U0010ffff\u2028'\";--\n"
    store.save(
        report(
            text=evil,
            title=evil,
            organ=evil,
            source=evil,
            tables=(Table(evil, evil, ((evil,),)),),
            notes={evil: evil, "nan": float("nan"), "set": {2, 1}, "when": NOON, "bytes": b"\xff"},
            quality=Quality((Check(evil, True, {evil: [evil, float("inf")]}),)),
            listed_title=evil,
            capture=replace(capture(f"{HOST}/\ud800\x00"), headers=(("Content-Type", evil),)),
        )
    )
    row = only(store).as_dict()
    assert row["text"] == "报\ufffd告\ufffd\U0010ffff\u2028'\";--\n"
    assert row["tables"][0]["rows"] == [[row["text"]]]
    assert row["text_sha256"] == hashlib.sha256(row["text"].encode()).hexdigest()
    json.dumps(row, ensure_ascii=False, allow_nan=False).encode()
    assert store.save(report(text=evil, title=evil, capture=capture(f"{HOST}/\ud800\x00"))).outcome == "changed"


def test_documents_are_chosen_by_portal_year_and_version(store: Store) -> None:
    changde = replace(PORTAL, name="changde")
    store.save(report("/1"))
    store.save(report("/2", report_year=2017))
    store.save(report("/3", report_year=2018, portal=changde))
    store.save(report("/1", text="改"))
    assert [document.seq for document in store.reports()] == [2, 3, 4]
    assert [document.seq for document in store.reports(all_versions=True)] == [1, 2, 3, 4]
    assert [document.seq for document in store.reports("changde")] == [3]
    assert [document.seq for document in store.reports(years=range(2017, 2019))] == [2, 3]
    assert [document.seq for document in store.reports(years=[])] == []
    assert list(store.reports("nowhere")) == []


def test_reading_shows_one_state_while_others_write(store: Store) -> None:
    for number in range(3):
        store.save(report(f"/{number}"))
    documents = store.reports()
    next(documents)
    store.save(report("/late"))
    assert len(list(documents)) == 2
    assert len(list(store.reports())) == 4
