"""A crawl killed again and again becomes whole: nothing lost, nothing twice, nothing torn."""

from __future__ import annotations

import os
import random
import time

from crawler.sandbox import serve
from tests.crawl.big_portal import START, assert_whole, expected, runs_of
from tests.crawl.conftest import Operator


def test_ten_kills_at_random_moments(operator: Operator) -> None:
    """kill -9 at ten random moments: in the lists, in a page, in a transaction, in an archive record."""
    chance = random.Random(20261122)
    size = 2000 if os.environ.get("CI") else 400  # 2,000 take minutes: where a change lands, not at every save
    reports = expected(size)
    assert len(reports) == size
    with serve(size=size) as sandbox:
        for _ in range(10):
            asked = len(sandbox.requests)
            wanted = asked + chance.randint(3, size // 8)
            crawl = operator.start(*START, proxy=sandbox.proxy_url, CONCURRENT_REQUESTS_PER_DOMAIN="4")
            while len(sandbox.requests) < wanted and crawl.poll() is None:
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 0.3))
            crawl.kill()
            crawl.wait(10)
        ended = operator.run(*START, proxy=sandbox.proxy_url, timeout=1800, CONCURRENT_REQUESTS_PER_DOMAIN="4")
    assert ended.exit_code == 0, ended.out + ended.err
    assert_whole(ended, reports)
    outcomes = [run.outcome for run in runs_of(operator.output)]
    assert outcomes[0] == "ok"
    assert set(outcomes[1:]) <= {"killed"}
