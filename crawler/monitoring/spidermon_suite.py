"""For those who run Spidermon: our monitors as one of its suites, so that its actions (Slack, Sentry …) carry them.

Needs the extra `spidermon`, and in the settings `SPIDERMON_ENABLED=1`, the extension
`spidermon.contrib.scrapy.extensions.Spidermon` at 500 (after the run recorder, which writes what is judged) and
`SPIDERMON_SPIDER_CLOSE_MONITORS=["crawler.monitoring.spidermon_suite.RunHistorySuite"]`. Nothing here imports it.
"""

from __future__ import annotations

from typing import ClassVar

from spidermon import Monitor, MonitorSuite, monitors  # type: ignore[import-not-found,import-untyped,unused-ignore]

from crawler.monitoring.alerts import check_portal
from crawler.monitoring.channels import told


@monitors.name("run history")  # type: ignore[untyped-decorator,unused-ignore]
class RunHistoryMonitor(Monitor):  # type: ignore[misc,unused-ignore]
    """Fails with our alerts in words."""

    @monitors.name("no alert")  # type: ignore[untyped-decorator,unused-ignore]
    def test_no_alert(self) -> None:
        """What `scrapy nightly` would tell of this run."""
        spider = self.data.spider
        alerts = check_portal(spider.store, spider.portal.name, spider.verdict, self.data.crawler.settings)
        trouble = [told(alert) for alert in alerts if not alert.recovered]
        if trouble:
            self.fail("\n".join(trouble))


class RunHistorySuite(MonitorSuite):  # type: ignore[misc,unused-ignore]
    """What to name in `SPIDERMON_SPIDER_CLOSE_MONITORS`."""

    monitors: ClassVar[list[type]] = [RunHistoryMonitor]
