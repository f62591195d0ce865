"""Stores with documents of every shape for the tests of typed exports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from crawler.records import Attachment, Check, Quality, Repair, Statistics, Table
from crawler.store import Document, Store
from tests.store.making import report, store_at

FIGURES: dict[str, int | str | None] = {
    "rules_issued": 0,
    "rules_repealed": "/",
    "rules_in_force": "",
    "penalties_decided": 1234,
    "fees_charged_10k_yuan": None,
    "absurd": 10**30,
}


def rich_store(folder: Path) -> Store:
    """Three reports of 2016 and 2021 and one without a year, with tables, figures, files and repairs."""
    store = store_at(folder)
    store.save(report("/1", tables=(Table("applications", "三、", (("甲", "1"), ("", "—"))), Table(None, "", ()))))
    store.save(
        report(
            "/2",
            text="一、概述\n另一份报告。",
            title="某局2021年报告",
            report_year=2021,
            signed_on=date(2022, 1, 31),
            attachments=(Attachment("http://www.wangcheng.gov.cn/a.pdf", "附件"), Attachment(None, "没有地址.doc")),
            statistics=Statistics(
                FIGURES, (Check("balance", True, {"left": 1, "right": 1}), Check("row", None)), "2021"
            ),
            quality=Quality((Check("headings", False, {"found": ["一", "二"]}), Check("length", None))),
        )
    )
    store.save(report("/3", text="没有年份", report_year=None, organ=None, published_on=None))
    return store


def synthetic(count: int, *, years: int = 18) -> Iterator[Document]:
    """So many documents, made one by one and year by year: 5,000 characters, three tables and 200 figures each."""
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    row = tuple(f"{cell}" for cell in range(10))
    for number in range(count):
        yield Document(
            id=f"{number:016x}",
            version=1,
            seq=number + 1,
            url=f"http://www.example.gov.cn/{number}.html",
            portal="example",
            title=f"某机关{number}年报",
            report_year=2008 + number * years // count,
            organ="某机关",
            division_code="430112",
            division_name="长沙市望城区",
            published_on=date(2022, 1, 31),
            signed_on=None,
            source=None,
            language="zh-Hans",
            text=f"第{number}号。" + "本机关主动公开政府信息若干条。" * 330,
            text_sha256="0" * 64,
            char_count=5_000,
            tables=[{"name": None, "caption": "表", "rows": [list(row)] * 28} for _ in range(3)],
            statistics={
                "layout": "2021",
                "figures": {f"applications_refused_{key}": key + number for key in range(200)},
                "checks": {f"row_{key}": {"passed": True, "figures": {"left": key, "right": key}} for key in range(42)},
            },
            quality={"rejected": None, "checks": {"headings": {"passed": True, "figures": {"found": 6}}}},
            attachments=[],
            cluster_id=f"{number:016x}",
            canonical=True,
            duplicate_kind=None,
            charset_declared="meta=utf-8",
            charset_used="utf-8",
            charset_evidence="valid utf-8",
            repairs=[{"kind": Repair("mojibake", 1).kind, "count": 1, "detail": ""}],
            extractor="gongkai/0.1.0",
            http_status=200,
            content_type="text/html",
            fetch_time=moment,
            first_seen=moment,
            last_seen=moment,
            warc_filename="run-example-00000.warc.gz",
            warc_record_offset=number,
            warc_record_length=900,
            payload_sha256="1" * 64,
            run_id="run",
            across_years={
                "last_year": f"{number - 1:016x}",
                "checks": {"carried_over": {"passed": None, "figures": {"total": {"carried_over": number}}}},
            },
        )
