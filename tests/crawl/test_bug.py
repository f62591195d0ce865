"""A bug of ours is never "all well"."""

from __future__ import annotations

from crawler.sandbox import Sandbox
from tests.crawl.conftest import Operator


def test_a_bug_when_the_run_looks_for_more_is_told(operator: Operator, sandbox: Sandbox) -> None:
    ended = operator.run("crawl", "failing", proxy=sandbox.proxy_url, SPIDER_MODULES="tests.crawl.failing_spiders")
    assert ended.exit_code == 1, ended.out + ended.err
    assert "errors in our own code" in ended.out
    assert len(ended.documents) == 12, "what was read is kept"
