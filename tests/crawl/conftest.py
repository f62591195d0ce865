"""Whole crawls: the real command in a process of its own, over real HTTP, against the sandbox or saved sites."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.sandbox import Sandbox, serve
from crawler.store import Document, Store
from tests import forked

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
FAST = {"DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0", "BACK_OFF_FIRST_DELAY": "0.1"}


def environment(proxy: str | None, settings: Mapping[str, str]) -> dict[str, str]:
    """A clean environment for a crawl: the proxy, and settings the way an operator gives them."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    proxies = {"http_proxy": proxy, "https_proxy": proxy} if proxy else {}
    return kept | proxies | {f"GONGKAI_{name}": value for name, value in settings.items()}


@dataclass(frozen=True)
class Crawled:
    """One `scrapy` command that has ended."""

    exit_code: int
    out: str
    err: str
    output: Path

    @property
    def documents(self) -> dict[str, Document]:
        """The stored documents by address."""
        store = Store.open(f"sqlite:///{self.output / 'corpus.db'}")
        try:
            return {document.url: document for document in store.reports()}
        finally:
            store.close()


@dataclass(frozen=True)
class Operator:
    """Someone at a terminal with an output folder of their own."""

    output: Path

    def run(self, *words: str, proxy: str | None = None, timeout: float = 240, **settings: str) -> Crawled:
        """`scrapy WORDS…` to its end."""
        env = environment(proxy, FAST | {"OUTPUT_DIR": str(self.output)} | settings)
        ended = forked.run("scrapy", words, env=env, timeout=timeout)
        return Crawled(ended.returncode, ended.stdout, ended.stderr, self.output)

    def run_anew(self, *words: str, proxy: str | None = None, **settings: str) -> Crawled:
        """The same in an interpreter that imports what it needs itself."""
        env = environment(proxy, FAST | {"OUTPUT_DIR": str(self.output)} | settings)
        command = [sys.executable, "-m", "scrapy", *words]
        ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=240)
        return Crawled(ended.returncode, ended.stdout, ended.stderr, self.output)

    def start(self, *words: str, proxy: str | None = None, **settings: str) -> subprocess.Popen[bytes]:
        """`scrapy WORDS…`, left running, in an interpreter of its own."""
        env = environment(proxy, FAST | {"OUTPUT_DIR": str(self.output)} | settings)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen([sys.executable, "-m", "scrapy", *words], cwd=ROOT, env=env, **quiet)


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    return Operator(tmp_path / "output")


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with serve() as running:
        yield running


@pytest.fixture
def saved_sites(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Serves ../shared/real/sites through a forward proxy; gives its address. Hosts in `gbk` are sent as GBK bytes."""
    if not SHARED.exists():
        pytest.skip("../shared with the saved sites does not exist here")
    running: list[subprocess.Popen[str]] = []

    def start(*gbk: str) -> str:
        words = [sys.executable, str(SHARED / "tools" / "replay_sites.py"), "--port", "0"]
        words += ["--root", str(SHARED / "real" / "sites")] + (["--gbk", *gbk] if gbk else [])
        process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert found
        return found[0]

    yield start
    for process in running:
        process.terminate()
        process.wait(10)
