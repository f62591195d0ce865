"""What is said of a portal after a night, and what is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.monitoring.monitors import Alert, Holdings, Limits, judge, recovered
from crawler.store import Run
from tests.monitoring.histories import APRIL, AUGUST, COLUMN, FEBRUARY, HOST, fact, listed, problem, run

OLD = [run(night=night) for night in range(1, 8)]


def judged(newest: Run, earlier: list[Run] = OLD, holdings: Holdings | None = None) -> list[Alert]:
    return judge("example", [newest, *earlier], holdings or Holdings(), Limits())


def only(alerts: list[Alert]) -> tuple[str, str]:
    (alert,) = alerts
    assert alert.portal == "example"
    assert alert.run_id == "run-0"
    assert alert.evidence
    assert alert.advice
    return alert.monitor, alert.cause


def departments(count: int, year: int, **changes: Any) -> list[Any]:
    return [
        fact(serial + 100 * year, report_year=year, organ=f"某县第{serial}局", **changes) for serial in range(count)
    ]


class TestHealthy:
    def test_a_night_like_every_other(self) -> None:
        assert judged(run()) == []

    def test_the_first_run(self) -> None:
        assert judged(run(new=30, known=0), []) == []

    def test_a_portal_that_never_ran(self) -> None:
        assert judge("example", [], Holdings(), Limits()) == []

    def test_a_report_that_is_gone_or_has_no_address(self) -> None:
        assert judged(run(problems=[problem("gone"), problem("no_address", on_list=True)])) == []

    def test_silence_in_august(self) -> None:
        assert judged(run(last=AUGUST), holdings=Holdings(departments(12, 2025))) == []

    def test_a_few_reports_less(self) -> None:
        assert judged(run(found=27)) == []

    def test_a_small_list_that_lost_one(self) -> None:
        assert judged(run(found=2), [run(found=3, night=night) for night in range(1, 6)]) == []

    def test_a_run_that_asked_for_some_years(self) -> None:
        narrow = {"years": [2016, 2016], "recheck": False, "url": None}
        assert judged(run(found=1, arguments=narrow)) == []
        assert judged(run(), [run(found=200, night=1, arguments=narrow), *OLD]) == []


class TestNotPublished:
    def test_silence_on_15_february(self) -> None:
        alerts = judged(run(last=FEBRUARY), holdings=Holdings(departments(12, 2025)))
        assert only(alerts) == ("not_published", "not published")
        assert "none of 12 reports for 2026" in alerts[0].evidence
        assert "2027-01-31" in alerts[0].evidence

    def test_one_report_ends_the_silence(self) -> None:
        held = departments(12, 2025) + departments(1, 2026)
        assert judged(run(last=FEBRUARY), holdings=Holdings(held)) == []

    def test_so_does_one_that_is_listed_only(self) -> None:
        assert judged(run(last=FEBRUARY), holdings=Holdings(departments(12, 2025), [listed(2026)])) == []

    def test_governments_have_until_31_march(self) -> None:
        held = Holdings([fact(report_year=2025, organ="某县人民政府")])
        assert judged(run(last=FEBRUARY), holdings=held) == []
        assert only(judged(run(last=APRIL), holdings=held)) == ("not_published", "not published")

    def test_less_than_half_by_april(self) -> None:
        held = Holdings(departments(12, 2025) + departments(3, 2026))
        assert only(judged(run(last=APRIL), holdings=held)) == ("not_published", "not published")

    def test_nothing_is_expected_of_a_portal_without_the_year_before(self) -> None:
        assert judged(run(last=FEBRUARY), holdings=Holdings(departments(5, 2019))) == []

    @pytest.mark.parametrize("outcome", ["partial", "blocked", "unreachable"])
    def test_not_said_of_lists_that_were_not_read_whole(self, outcome: str) -> None:
        newest = run(
            outcome, last=FEBRUARY, problems=[problem("blocked:jiasule" if outcome == "blocked" else "timeout")]
        )
        alerts = judged(newest, holdings=Holdings(departments(12, 2025)))
        assert "not published" not in {alert.cause for alert in alerts}


class TestCrawlerBroken:
    def test_nothing_found_where_reports_were(self) -> None:
        alerts = judged(run("nothing", found=0, last=FEBRUARY), holdings=Holdings(departments(12, 2025)))
        assert only(alerts) == ("nothing_found", "crawler broken")
        assert "30 are usual" in alerts[0].evidence

    def test_nothing_was_ever_found(self) -> None:
        assert only(judged(run("nothing", found=0), [])) == ("nothing_found", "crawler broken")

    def test_a_drop_against_the_portals_own_history(self) -> None:
        alerts = judged(run(found=15))
        assert only(alerts) == ("drop", "crawler broken")
        assert "15 reports found where 30 are usual" in alerts[0].evidence

    def test_a_drop_is_not_measured_by_broken_nights(self) -> None:
        bad = [run("partial", found=2, night=night) for night in range(1, 20)]
        assert only(judged(run(found=15), [*bad, *[run(night=night) for night in range(20, 24)]]))[0] == "drop"

    @pytest.mark.parametrize("kind", ["gone", "http_status"])
    def test_a_column_that_is_gone(self, kind: str) -> None:
        gone = problem(kind, COLUMN, "list page not read: HTTP 404", on_list=True)
        alerts = judged(run("partial", problems=[gone]))
        assert only(alerts) == ("column_gone", "crawler broken")
        assert COLUMN in alerts[0].evidence
        assert HOST in alerts[0].advice

    def test_a_bound_that_cut_the_list(self) -> None:
        bound = problem("bound", on_list=True)
        assert only(judged(run("partial", problems=[bound]))) == ("partial", "crawler broken")

    def test_a_trap_is_not_why_a_run_is_partial(self) -> None:
        traps = [problem("trap", f"{COLUMN}{number}.html", on_list=True) for number in range(3)]
        alerts = judged(run("partial", problems=[*traps, problem("http_status", message="HTTP 502")]))
        assert only(alerts) == ("partial", "unreachable")
        assert "HTTP 502" in alerts[0].evidence

    def test_a_time_limit_that_cut_the_run(self) -> None:
        assert only(judged(run("partial"))) == ("partial", "crawler broken")

    def test_a_bug(self) -> None:
        assert only(judged(run("bug", bugs=2))) == ("bug", "crawler broken")

    def test_a_killed_run(self) -> None:
        assert only(judged(run("killed"))) == ("died", "crawler broken")

    def test_a_full_disk(self) -> None:
        full = problem("output", "example", "archive: no space left on device")
        alerts = judged(run("partial", problems=[full]))
        assert only(alerts) == ("output", "crawler broken")
        assert "no space left" in alerts[0].evidence

    def test_falling_quality(self) -> None:
        new = [fact(serial, run_id="run-0", seen=AUGUST, doubts=("headings",)) for serial in range(50, 56)]
        held = Holdings([*departments(20, 2024), *new])
        alerts = judged(run(new=6), holdings=held)
        assert only(alerts) == ("quality", "crawler broken")
        assert "6 of 6" in alerts[0].evidence
        assert "headings (6)" in alerts[0].evidence

    def test_a_portal_that_was_always_doubtful(self) -> None:
        new = [fact(serial, run_id="run-0", seen=AUGUST, doubts=("headings",)) for serial in range(50, 56)]
        assert judged(run(new=6), holdings=Holdings([*departments(20, 2024, doubts=("headings",)), *new])) == []

    def test_pages_that_are_rejected(self) -> None:
        rejected = {"not a report: a budget": 8, "empty": 1}
        alerts = judged(run(fetched=10, new=1, rejected=rejected))
        assert only(alerts) == ("quality", "crawler broken")
        assert "9 of 10" in alerts[0].evidence

    def test_a_charset_that_changed(self) -> None:
        new = [fact(serial, run_id="run-0", seen=AUGUST, charset_used="gb18030") for serial in (50, 51)]
        alerts = judged(run(new=2), holdings=Holdings([*departments(20, 2024), *new]))
        assert only(alerts) == ("charset", "crawler broken")
        assert "www.example.gov.cn sends gb18030" in alerts[0].evidence

    def test_a_host_that_mixes_charsets(self) -> None:
        new = [fact(50, run_id="run-0", seen=AUGUST, charset_used="gb18030")]
        held = [*departments(20, 2024), fact(60, charset_used="gb18030"), *new]
        assert judged(run(new=1), holdings=Holdings(held)) == []


class TestBlockedAndUnreachable:
    def test_blocked(self) -> None:
        blocked = [problem("blocked:jiasule", on_list=True), problem("timeout")]
        alerts = judged(run("blocked", problems=blocked, found=2))
        assert only(alerts) == ("blocked", "blocked")
        assert "jiasule" in alerts[0].evidence

    def test_unreachable(self) -> None:
        silent = problem("unreachable", message="www.example.gov.cn: name not found", on_list=True)
        alerts = judged(run("unreachable", problems=[silent], found=0, list_pages=0))
        assert only(alerts) == ("unreachable", "unreachable")
        assert "name not found" in alerts[0].evidence

    def test_for_how_long(self) -> None:
        silent = [run("unreachable", night=night, problems=[problem("timeout")], found=0) for night in range(3)]
        (alert,) = judged(silent[0], [*silent[1:], *[run(night=night) for night in range(3, 6)]])
        assert "3 runs in a row, since 2027-08-09" in alert.evidence  # the third last began on the 9th, China time

    @pytest.mark.parametrize(
        ("kind", "cause"), [("timeout", "unreachable"), ("http_status", "unreachable"), ("robots", "blocked")]
    )
    def test_a_part_is_missing(self, kind: str, cause: str) -> None:
        assert only(judged(run("partial", problems=[problem(kind)]))) == ("partial", cause)


class TestRecovered:
    def said(
        self, newest: Run, before: Run, earlier: list[Run] = OLD, holdings: Holdings | None = None
    ) -> Alert | None:
        held = holdings or Holdings()
        assert judge("example", [newest, before, *earlier], held, Limits()) == []
        told = judge("example", [before, *earlier], held.as_of(before.finished or newest.started), Limits())
        return recovered("example", [newest, before, *earlier], told, held)

    def test_after_a_block(self) -> None:
        blocked = run("blocked", night=1, problems=[problem("blocked:jiasule")])
        alert = self.said(run(), blocked, [run(night=night) for night in range(2, 6)])
        assert alert is not None
        assert alert.recovered
        assert alert.cause == "blocked"
        assert "30 reports found" in alert.evidence

    def test_not_after_a_good_night(self) -> None:
        assert self.said(run(), run(night=1), OLD[1:]) is None

    def test_silence_ends_with_a_report(self) -> None:
        yesterday = FEBRUARY - timedelta(days=1)
        held = Holdings([*departments(12, 2025), fact(99, report_year=2026, seen=FEBRUARY)])
        earlier = [run(night=night, last=yesterday) for night in range(1, 5)]
        newest = run(last=FEBRUARY + timedelta(minutes=5), new=1)
        alert = self.said(newest, run(night=1, last=FEBRUARY), earlier, held)
        assert alert is not None
        assert alert.cause == "not published"

    def test_silence_does_not_end_with_the_season(self) -> None:
        first_of_july = FEBRUARY.replace(month=7, day=1)
        held = Holdings(departments(12, 2025))
        earlier = [run(night=night, last=first_of_july) for night in range(2, 6)]
        assert self.said(run(last=first_of_july), run(night=1, last=first_of_july), earlier, held) is None

    def test_a_drop_that_stays_becomes_usual_and_is_called_so(self) -> None:
        nights = [run(found=15 if night < 20 else 30, night=night) for night in range(50)]
        told = [judge("example", nights[place:], Holdings(), Limits()) for place in range(20)]
        first_calm = sum(not alerts for alerts in told) - 1
        assert 0 < first_calm < 19
        assert all(not alerts for alerts in told[: first_calm + 1])
        assert {one.monitor for alerts in told for one in alerts} == {"drop"}
        history = nights[first_calm:]
        alert = recovered("example", history, told[first_calm + 1], Holdings())
        assert alert is not None
        assert "taken as usual" in alert.evidence


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["found", "fetched", "problems", "rejected", "ways", "stored", "bugs", "list_pages"])


@example({"problems": [{"kind": None}]}, "ok")
@given(
    st.dictionaries(NAMES, JSON, max_size=8),
    st.sampled_from(["ok", "nothing", "partial", "blocked", "unreachable", "bug", "killed", "running", "x"]),
)
def test_whatever_an_older_release_wrote_into_a_row_is_judged(counts: dict[str, Any], outcome: str) -> None:
    newest = Run("run-0", "example", {}, FEBRUARY, None, outcome, None, counts)
    for alert in judged(newest, holdings=Holdings(departments(3, 2025), [listed(None)])):
        assert alert.cause in ("not published", "crawler broken", "blocked", "unreachable")
