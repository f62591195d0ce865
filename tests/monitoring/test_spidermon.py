"""The bridge to Spidermon, where that is installed (extra `spidermon`)."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from crawler.monitoring.verdict import RunVerdict
from crawler.store import Store

pytest.importorskip("spidermon")


@pytest.mark.parametrize(("outcome", "code"), [("ok", 0), ("blocked", 11)])
def test_the_suite_fails_with_our_alerts(tmp_path: Path, outcome: str, code: int) -> None:
    from spidermon.runners import MonitorRunner

    from crawler.monitoring.spidermon_suite import RunHistorySuite

    class Kept(MonitorRunner):  # type: ignore[misc,unused-ignore]
        def create_result(self) -> object:
            from spidermon.results.monitor import MonitorResult

            return MonitorResult()

    problem = {"kind": "blocked:jiasule", "url": "http://www.example.gov.cn/", "message": "a shield", "on_list": True}
    with Store.open(f"sqlite:///{tmp_path / 'corpus.db'}") as store:
        store.start_run("run-1", "example", {})
        store.finish_run("run-1", outcome, code, {"found": 3, "problems": [problem] if code else []})
        spider = SimpleNamespace(
            store=store, portal=SimpleNamespace(name="example"), verdict=RunVerdict(outcome, code, "a shield")
        )
        crawler = SimpleNamespace(settings={"OUTPUT_DIR": str(tmp_path)})
        result = Kept().run(RunHistorySuite(crawler=crawler), spider=spider, crawler=crawler, stats={})
    assert result.all_monitors_passed is (code == 0)
    told = " ".join(str(one.error or one.reason) for one in result.monitor_results)
    assert ("ALERT example: blocked: jiasule" in told) is (code == 11)
