"""What a probe writes for review."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from crawler.commands.probe_draft import _spider_text
from crawler.commands.probe_spider import SeenColumn
from crawler.crawl.column_progress import ColumnProgress
from crawler.portal_spider import PortalSpider
from crawler.records import Capture


def test_columns_that_were_drawn_are_written_as_such() -> None:
    home = "http://www.x.gov.cn/"
    spider = cast(Any, SimpleNamespace(portal=SimpleNamespace(hosts=("www.x.gov.cn",), home=home)))
    page = Capture(url=home, requested_url=home, status=200, headers=(), body=b"<p>", fetch_time=datetime.now(UTC))
    columns = [
        SeenColumn(ColumnProgress(f"{home}{name}/", drawn=drawn), PortalSpider, "", page)
        for name, drawn in (("plain", False), ("drawn", True))
    ]
    text = _spider_text("x", spider, columns)
    assert '    columns = ("http://www.x.gov.cn/plain/", "http://www.x.gov.cn/drawn/")\n' in text
    assert '    rendered_columns = ("http://www.x.gov.cn/drawn/",)\n' in text
    assert "rendered" not in _spider_text("x", spider, columns[:1])
    compile(text, "x.py", "exec")
