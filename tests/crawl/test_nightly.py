"""`scrapy nightly` over real HTTP: what is due is crawled, what goes wrong is told, and it ends as it should."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from crawler.sandbox import Sandbox, truth
from crawler.store import Run, Store
from tests.crawl.conftest import FAST, ROOT, Crawled, Operator, environment
from tests.monitoring.mail_server import MailServer, serving

SLOW = {"DOWNLOAD_DELAY": "0.5", "DOWNLOAD_DELAY_JITTER": "0", "NIGHTLY_GRACE_SECONDS": "60"}


def runs(output: Path) -> list[Run]:
    with Store.open(f"sqlite:///{output / 'corpus.db'}") as store:
        return store.last_runs(limit=100)


def night_record(output: Path) -> dict[str, Any]:
    (path,) = sorted((output / "runs").glob("night-*.json"))
    record: dict[str, Any] = json.loads(path.read_text())
    return record


@pytest.fixture
def begin(operator: Operator, sandbox: Sandbox) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """`scrapy nightly WORDS…`, left running; it does not outlive the test."""
    begun: list[subprocess.Popen[str]] = []

    def start(*words: str, **settings: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "scrapy", "nightly", *words],
            cwd=ROOT,
            env=environment(sandbox.proxy_url, FAST | SLOW | {"OUTPUT_DIR": str(operator.output)} | settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        begun.append(process)
        return process

    yield start
    for process in begun:
        process.kill()
        process.wait(30)


Begin = Callable[..., subprocess.Popen[str]]


def until(holds: Callable[[], object], seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.1)


def asked(sandbox: Sandbox, before: int, host: str) -> int:
    return sum(host in one.url for one in sandbox.requests[before:])


def children(process: subprocess.Popen[str]) -> list[int]:
    """The processes of the crawls that a night runs."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True).stdout
    return [int(pid) for pid in listed.split()]


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


@pytest.fixture(scope="module")
def night(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawled, int]:
    """The first night over all five portals, and where the sandbox's log stood before it."""
    operator = Operator(tmp_path_factory.mktemp("night") / "output")
    before = len(sandbox.requests)
    folder = str(operator.output / "metrics")
    return operator.run("nightly", proxy=sandbox.proxy_url, timeout=240, PROMETHEUS_TEXTFILE_DIR=folder), before


def test_every_portal_is_crawled_and_the_worst_end_is_the_exit_code(night: tuple[Crawled, int]) -> None:
    ended, _ = night
    assert ended.exit_code == 11, ended.out + ended.err
    assert "Traceback" not in ended.out + ended.err
    assert {url: one.text for url, one in ended.documents.items()} == {one.url: one.text for one in truth()}
    outcomes = {run.portal: (run.outcome, run.exit_code) for run in runs(ended.output)}
    assert outcomes == {
        "wangcheng": ("ok", 0),
        "dathonghu": ("ok", 0),
        "liwan": ("ok", 0),
        "changde": ("blocked", 11),
        "jiangyuan": ("partial", 10),
    }
    for portal, (outcome, code) in outcomes.items():
        assert f"{portal}: {outcome} ({code})" in ended.out


def test_the_record_of_a_night(night: tuple[Crawled, int]) -> None:
    ended, _ = night
    record = night_record(ended.output)
    assert (record["exit_code"], record["interrupted"]) == (11, False)
    told = {one["portal"]: one for one in record["portals"]}
    assert set(told) == {"wangcheng", "dathonghu", "liwan", "changde", "jiangyuan"}
    assert told["dathonghu"]["counts"]["new"] == sum(one.portal == "dathonghu" for one in truth())
    history = {run.portal: run.counts for run in runs(ended.output)}
    assert {one["run_id"] for one in told.values()} == {run.id for run in runs(ended.output)}
    assert {portal: counts["blocked"] for portal, counts in history.items() if counts["blocked"]} == {"changde": 1}
    assert {portal: counts["failed"] for portal, counts in history.items() if counts["failed"]} == {"jiangyuan": 1}
    assert all(counts["response_bytes"] > 0 and counts["seconds"] > 0 for counts in history.values())
    assert not list((ended.output / "logs").glob("*.out")), "what the crawls printed is kept only after a crash"


def test_the_load_on_each_host_is_what_the_hosts_saw(night: tuple[Crawled, int], sandbox: Sandbox) -> None:
    ended, before = night
    seen = sandbox.requests[before : before + sum(run.counts["requests"] for run in runs(ended.output))]
    requests: Counter[str] = Counter()
    sent: Counter[str] = Counter()
    for one in seen:
        host = one.url.split("/")[2]
        requests[host] += 1
        sent[host] += one.bytes
    load: dict[str, Any] = {}
    for path in (ended.output / "runs").glob("2*.json"):
        record = json.loads(path.read_text())
        assert record["finished"]
        assert record["counts"]["requests"] == sum(one["requests"] for one in record["hosts"].values())
        load |= record["hosts"]
    assert {host: one["requests"] for host, one in load.items()} == requests
    assert {host: one["response_bytes"] for host, one in load.items()} == sent
    for one in load.values():
        assert 1 <= one["peak_per_minute"] <= one["requests"]
        assert sum(one["statuses"].values()) + one["unanswered"] == one["requests"]
    assert load["xxgk-jy.cbs.gov.cn"]["statuses"]["404"] >= 1
    assert load["xxgk-jy.cbs.gov.cn"]["errors"] >= 1


def test_the_metrics_of_a_night(night: tuple[Crawled, int]) -> None:
    ended, _ = night
    metrics = (ended.output / "metrics" / "gongkai_changde.prom").read_text()
    assert 'gongkai_run_exit_code{portal="changde"} 11.0' in metrics
    found = sum(one.portal == "changde" for one in truth()) + 1  # one is listed and blocked
    assert f'gongkai_run_reports{{portal="changde",what="found"}} {found}.0' in metrics
    assert len(list((ended.output / "metrics").glob("*.prom"))) == 5


def test_only_the_portals_in_trouble_are_told(night: tuple[Crawled, int]) -> None:
    ended, _ = night
    alerts = [line for line in ended.out.splitlines() if line.startswith("ALERT ") and "(all portals)" not in line]
    assert [line.split(": ")[0] for line in alerts] == ["ALERT changde", "ALERT jiangyuan"]
    assert "changde: blocked: jiasule answered" in alerts[0]
    assert all("To do: " in line for line in alerts)
    assert night_record(ended.output)["alerts"] == [line for line in ended.out.splitlines() if line[:6] == "ALERT "]


def test_at_once_nothing_is_due_again(night: tuple[Crawled, int], sandbox: Sandbox) -> None:
    ended, _ = night
    before = len(sandbox.requests)
    again = Operator(ended.output).run("nightly", proxy=sandbox.proxy_url)
    assert again.exit_code == 0, again.out + again.err
    assert "nothing is due" in again.out
    assert len(sandbox.requests) == before


def test_a_named_portal_is_crawled_though_it_is_not_due(night: tuple[Crawled, int], sandbox: Sandbox) -> None:
    """Nothing has changed: no page is sent again, its lists still show all that is there, and nobody is alarmed."""
    ended, _ = night
    before = len(sandbox.requests)
    again = Operator(ended.output).run("nightly", "dathonghu", "liwan", proxy=sandbox.proxy_url)
    assert again.exit_code == 0, again.out + again.err
    assert not re.search("^(ALERT (?!.all portals)|RECOVERED)", again.out, re.MULTILINE), again.out
    assert [run.portal for run in runs(ended.output)].count("dathonghu") == 2
    assert again.documents.keys() == ended.documents.keys()
    pages = [one for one in sandbox.requests[before:] if not one.url.endswith("/robots.txt")]
    assert {one.bytes for one in pages if one.conditional} == {0}
    newest, first = [run for run in runs(ended.output) if run.portal == "dathonghu"]
    assert (newest.counts["found"], newest.counts["new"]) == (first.counts["found"], 0)


def test_a_portal_that_somebody_crawls_by_hand_is_left_out(operator: Operator, sandbox: Sandbox) -> None:
    before = len(sandbox.requests)
    operator.output.mkdir()
    with Store.open(f"sqlite:///{operator.output / 'corpus.db'}") as store:
        store.start_run("by hand", "dathonghu", {})
        ended = operator.run("nightly", "dathonghu", proxy=sandbox.proxy_url)
    assert ended.exit_code == 0, ended.out + ended.err
    assert "dathonghu: left out, another crawl of it is running" in ended.out
    assert len(sandbox.requests) == before


def test_the_plan_crawls_nothing(operator: Operator, sandbox: Sandbox) -> None:
    before = len(sandbox.requests)
    ended = operator.run("nightly", "--plan", proxy=sandbox.proxy_url)
    assert ended.exit_code == 0, ended.err
    assert ended.out.count("never crawled") == 5
    assert len(sandbox.requests) == before


@pytest.mark.parametrize(
    ("words", "settings", "told"),
    [
        (["wangchen"], {}, "did you mean wangcheng"),
        (["portal"], {}, "no portal 'portal'"),
        ([], {"NIGHTLY_WINDOW": "evening"}, "NIGHTLY_WINDOW='evening' is unreadable"),
        ([], {"NIGHTLY_WORKERS": "all"}, "NIGHTLY_WORKERS='all' is unreadable"),
    ],
)
def test_wrong_use(operator: Operator, words: list[str], settings: dict[str, str], told: str) -> None:
    ended = operator.run("nightly", *words, **settings)
    assert ended.exit_code == 2, ended.err
    assert told in ended.err
    assert len(ended.err.strip().splitlines()) == 1, ended.err


def test_unreachable_portals_are_told(operator: Operator) -> None:
    """The proxy's port is closed: none can be reached, and that is more likely our own network."""
    ended = operator.run("nightly", "wangcheng", "liwan", proxy="http://127.0.0.1:9")
    assert ended.exit_code == 13, ended.out + ended.err
    assert "ALERT wangcheng: unreachable" in ended.out
    assert ended.documents == {}


def test_a_portal_in_trouble_is_told_by_mail_and_its_recovery_once(operator: Operator, sandbox: Sandbox) -> None:
    server = MailServer()
    with serving(server) as port:
        settings = {
            "ALERT_EMAIL_TO": "morning@example.org",
            "ALERT_SMTP_HOST": "127.0.0.1",
            "ALERT_SMTP_PORT": str(port),
            "ALERT_SMTP_SECURITY": "none",
            "DISK_MIN_FREE_MB": "1",
        }
        nights = [
            operator.run("nightly", "dathonghu", proxy=proxy, **settings)
            for proxy in ("http://127.0.0.1:9", sandbox.proxy_url, sandbox.proxy_url)
        ]
    assert [one.exit_code for one in nights] == [13, 0, 0], [one.out for one in nights]
    subjects = [message_from_bytes(raw, policy=default)["Subject"] for raw in server.got]
    assert subjects == ["Gongkai: 1 in trouble: dathonghu", "Gongkai: recovered: dathonghu"]
    assert [one.out.count("RECOVERED dathonghu") for one in nights] == [0, 1, 0]


def test_two_nights_never_overlap_and_sigterm_ends_one_cleanly(
    operator: Operator, sandbox: Sandbox, begin: Begin
) -> None:
    before = len(sandbox.requests)
    slow = {"DOWNLOAD_DELAY": "4", "CONCURRENT_REQUESTS": "1", "NIGHTLY_WORKERS": "2"}
    first = begin("wangcheng", "liwan", "dathonghu", **slow)
    until(lambda: asked(sandbox, before, "gov.cn") > 4 and len(runs(operator.output)) == 2)
    crawls = children(first)
    assert len(crawls) == 2
    second = operator.run("nightly", proxy=sandbox.proxy_url)
    assert second.exit_code == 2, second.out
    assert "another night is running" in second.err
    first.send_signal(signal.SIGTERM)
    out, _ = first.communicate(timeout=240)
    assert first.returncode == 10, out
    assert "Traceback" not in out
    assert "the night was interrupted" in out
    assert not [pid for pid in crawls if lives(pid)]
    assert {run.outcome for run in runs(operator.output)} == {"partial"}
    outcomes = Counter(one["outcome"] for one in night_record(operator.output)["portals"])
    assert outcomes == {"partial": 2, "not started": 1}


def test_a_crawl_that_is_killed_takes_nobody_with_it(operator: Operator, sandbox: Sandbox, begin: Begin) -> None:
    before = len(sandbox.requests)
    running = begin("wangcheng", "dathonghu", NIGHTLY_WORKERS="2", DOWNLOAD_DELAY="0.3")
    until(lambda: asked(sandbox, before, "wangcheng") > 5 and len(children(running)) == 2)
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(running.pid)], capture_output=True, text=True)
    (victim,) = [int(line.split()[0]) for line in listed.stdout.splitlines() if "crawl wangcheng" in line]
    os.kill(victim, signal.SIGKILL)
    out, _ = running.communicate(timeout=240)
    assert running.returncode == 10, out
    outcomes = {run.portal: run.outcome for run in runs(operator.output)}
    assert outcomes == {"wangcheng": "killed", "dathonghu": "ok"}
    assert "wangcheng: killed (10)" in out
    assert "SIGKILL" in out


def test_where_the_night_itself_is_killed_its_crawls_end_too(
    operator: Operator, sandbox: Sandbox, begin: Begin
) -> None:
    before = len(sandbox.requests)
    running = begin("wangcheng")
    until(lambda: asked(sandbox, before, "wangcheng") > 3)
    (crawl,) = children(running)
    running.kill()
    running.communicate(timeout=10)
    until(lambda: not lives(crawl))
    (run,) = runs(operator.output)
    assert run.outcome == "partial", "it saw that nobody listens, and recorded its run"
    again = operator.run("nightly", "wangcheng", proxy=sandbox.proxy_url)
    assert again.exit_code == 0, again.out + again.err
    assert again.documents.keys() == {one.url for one in truth() if one.portal == "wangcheng"}


def test_a_portal_that_takes_too_long_is_ended_and_goes_on_the_next_time(
    operator: Operator, sandbox: Sandbox, begin: Begin
) -> None:
    first = begin("wangcheng", NIGHTLY_PORTAL_SECONDS="25", DOWNLOAD_DELAY="2", CONCURRENT_REQUESTS="1")
    out, _ = first.communicate(timeout=240)
    assert first.returncode == 10, out
    assert "it took longer than NIGHTLY_PORTAL_SECONDS=25" in out
    (run,) = runs(operator.output)
    assert run.outcome == "partial"
    kept = Crawled(10, out, "", operator.output).documents
    again = operator.run("nightly", "wangcheng", proxy=sandbox.proxy_url)
    assert again.exit_code == 0, again.out + again.err
    assert kept.keys() <= again.documents.keys() == {one.url for one in truth() if one.portal == "wangcheng"}


def test_a_night_outlives_the_terminal_it_prints_to(operator: Operator, begin: Begin) -> None:
    """Nobody reads its output any more, as behind `| head`: it goes on, and its record has the whole summary."""
    running = begin("dathonghu", **dict.fromkeys(SLOW, "0"))
    assert running.stdout is not None
    running.stdout.readline()
    running.stdout.close()
    assert running.wait(240) == 0
    (told,) = night_record(operator.output)["portals"]
    assert (told["portal"], told["outcome"]) == ("dathonghu", "ok")
