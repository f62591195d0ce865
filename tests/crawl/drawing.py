"""What the tests of drawn pages share."""

from __future__ import annotations

import json
import os

import pytest

from crawler.fetching.chromium import find
from crawler.sandbox import hard_drawn
from crawler.sandbox.hard_web import HardWeb
from tests.crawl.conftest import Crawled
from tests.crawl.hard_spiders import at

COLUMN = hard_drawn.COLUMN
QUICK = {"SPIDER_MODULES": "tests.crawl.hard_spiders", "BACK_OFF_FIRST_DELAY": "0.02"}
NO_BROWSER = {"BROWSER_PATH": "/nowhere/chromium"}

# In CI a missing browser is a failure: `make setup` installs one.
needs_chromium = pytest.mark.skipif(
    find() is None and not os.environ.get("CI"), reason="no Chromium on this machine: make setup installs it"
)


def hidden(html: bytes) -> bytes:
    """A page whose body is put in by a script."""
    before, start, rest = html.decode("utf-8").partition("<body>")
    assert start
    inner, end, after = rest.rpartition("</body>")
    quoted = json.dumps("<article-of-the-script>" + inner).replace("</", "<\\/")
    script = f"<script>document.getElementById('all').innerHTML = {quoted};</script>"
    return f"{before}<body><div id=all></div>{script}{end}{after}".encode()


def column(name: str) -> str:
    return f"http://{at(name)}{COLUMN}"


def truth(web: HardWeb) -> dict[str, str]:
    return {report.url: report.text for report in web.world.reports}


def texts(crawled: Crawled) -> dict[str, str]:
    return {url: document.text for url, document in crawled.documents.items()}


def problems(crawled: Crawled, kind: str) -> list[str]:
    return [line for line in crawled.out.splitlines() if f"problem: {kind}" in line]
