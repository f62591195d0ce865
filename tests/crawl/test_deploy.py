"""Scrapyd: the project is packed into an egg, sent to a server, and crawls from there."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from crawler.sandbox import Sandbox, truth
from tests.crawl.conftest import FAST, ROOT, Crawled, environment

_PACKED = ("crawler", "spiders", "pipelines", "scrapy.cfg", "pyproject.toml", "README.md")
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project: packing leaves files beside scrapy.cfg."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in _PACKED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def deploy(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "scrapyd-deploy"), *words]
    return subprocess.run(command, cwd=project, env=environment(None, {}), capture_output=True, text=True, timeout=120)


@pytest.fixture
def server(tmp_path: Path, sandbox: Sandbox) -> Iterator[str]:
    """A Scrapyd on loopback, with folders of its own, whose crawls go to the sandbox; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path / "scrapyd"
    home.mkdir()
    (home / "scrapyd.conf").write_text(
        f"[scrapyd]\nbind_address = 127.0.0.1\nhttp_port = {port}\npoll_interval = 0.5\nmax_proc = 1\n"
        "eggs_dir = eggs\nlogs_dir = logs\ndbs_dir = dbs\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapyd", "--nodaemon", "--pidfile="],
        cwd=home,
        env=environment(sandbox.proxy_url, {}),
        stdout=(home / "out").open("wb"),
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(300):
            try:
                call(address, "daemonstatus.json")
                break
            except urllib.error.URLError:
                assert process.poll() is None, (home / "out").read_text()
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def call(address: str, path: str, fields: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """One call of Scrapyd's API, a POST where there are fields."""
    data = urllib.parse.urlencode(fields).encode() if fields else None
    with _DIRECT.open(address + path, data, timeout=30) as answer:
        told: dict[str, Any] = json.load(answer)
    return told


def test_the_egg_holds_the_whole_program(project: Path, tmp_path: Path) -> None:
    """Without the project's own folder on the path, the egg alone lists the spiders."""
    egg = tmp_path / "gongkai.egg"
    built = deploy(project, f"--build-egg={egg}")
    assert built.returncode == 0, built.stderr
    shutil.rmtree(project)
    env = environment(None, {}) | {"PYTHONPATH": str(egg), "SCRAPY_SETTINGS_MODULE": "crawler.settings"}
    code = (
        "import crawler, sys; from scrapy.cmdline import execute; print(crawler.__file__); execute(['scrapy', 'list'])"
    )
    listed = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert listed.returncode == 0, listed.stderr
    came_from, *spiders = listed.stdout.split()
    assert came_from.startswith(str(egg))
    assert {"wangcheng", "dathonghu", "liwan", "changde", "jiangyuan", "portal"} <= set(spiders)


def test_a_crawl_scheduled_at_scrapyd_stores_the_reports(project: Path, server: str, tmp_path: Path) -> None:
    with (project / "scrapy.cfg").open("a") as config:
        config.write(f"\n[deploy:here]\nurl = {server}\nproject = gongkai\nversion = 1\n")
    sent = deploy(project, "here")
    assert sent.returncode == 0, sent.stdout + sent.stderr
    assert json.loads(sent.stdout)["spiders"] >= 6
    output = tmp_path / "output"
    settings = FAST | {"OUTPUT_DIR": str(output)}
    fields = [("project", "gongkai"), ("spider", "dathonghu")]
    fields += [("setting", f"{name}={value}") for name, value in settings.items()]
    job = call(server, "schedule.json", fields)["jobid"]
    for _ in range(600):
        if job in {one["id"] for one in call(server, "listjobs.json?project=gongkai")["finished"]}:
            break
        time.sleep(0.2)
    documents = Crawled(0, "", "", output).documents
    assert documents.keys() == {one.url for one in truth() if one.portal == "dathonghu"}
