"""Reports, captures and stores for the tests of the store, the feed and the exports."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from crawler.records import (
    Candidate,
    Capture,
    Check,
    Declaration,
    Decoded,
    Extraction,
    Portal,
    Quality,
    Report,
    Signature,
    WarcLocation,
)
from crawler.store import Store

HOST = "http://www.wangcheng.gov.cn"
PORTAL = Portal(
    name="wangcheng",
    title="望城",
    hosts=("www.wangcheng.gov.cn",),
    division_code="430112",
    division_name="长沙市望城区",
    family="trs_wcm",
    columns=(),
)
NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
RUN = "20260301-0400"


@cache
def _empty_store() -> bytes:
    """The file of a store that was just made: making it again for every test would cost more than the tests."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "corpus.db"
        Store.open(f"sqlite:///{file}").close()
        return file.read_bytes()


def url_at(folder: Path) -> str:
    """The address of the store of `folder`. Tests of the store put another function here for PostgreSQL."""
    file = folder / "corpus.db"
    if not file.exists() or not file.stat().st_size:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_empty_store())
    return f"sqlite:///{file}"


def reopened(folder: Path) -> Store:
    """The store of `folder` again."""
    return Store.open(url_at(folder))


def store_at(folder: Path, run_id: str = RUN) -> Store:
    """A store in `folder` in which a run has begun."""
    store = reopened(folder)
    store.start_run(run_id, PORTAL.name, {"years": None})
    return store


def capture(url: str, body: bytes = b"page", *, hours: float = 0, serial: int | None = None) -> Capture:
    """A capture fetched some hours after noon; `serial` gives it a place in the archive."""
    return Capture(
        url=url,
        requested_url=url,
        status=200,
        headers=(("Content-Type", "text/html; charset=gbk"),),
        body=body,
        fetch_time=NOON + timedelta(hours=hours),
        warc=None if serial is None else WarcLocation("run-wangcheng-00000.warc.gz", serial * 1000, 900),
    )


def report(path: str = "/a/1.html", text: str = "一、概述\n全年主动公开信息12条。", **changes: Any) -> Report:
    """A report that has gone the whole way; `changes` are fields of its extraction, or of the report itself."""
    url = path if path.startswith("http") else HOST + path
    own = {name: changes.pop(name) for name in list(changes) if name in Report.__dataclass_fields__}
    extraction = Extraction(
        **{
            "title": "望城区2016年政府信息公开工作年度报告",
            "text": text,
            "organ": "望城区人民政府",
            "report_year": 2016,
            "published_on": date(2017, 3, 8),
            **changes,
        }
    )
    made = Report(
        portal=PORTAL,
        capture=capture(url),
        listed_title="2016年报告",
        column=f"{HOST}/a/",
        run_id=RUN,
        decoded=Decoded(text, "gb18030", (Declaration("header", "gbk"),), "strict"),
        extraction=extraction,
        quality=Quality((Check("headings", True, {"found": 1}),)),
        signature=Signature((1, 2, -(2**63), 2**63 - 1), f"key of {text}"),
    )
    return replace(made, **own)


def candidate(report_id: str) -> Candidate:
    """A stored report as the other copy of a decision, of which only the id counts."""
    return Candidate(
        report_id=report_id,
        version=1,
        url="",
        portal="",
        organ=None,
        report_year=None,
        title="",
        text="",
        text_key="",
        language="",
        cluster_id="stale",
        published_on=None,
        own_portal=False,
    )
