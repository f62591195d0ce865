"""Where Chromium is looked for, and the process that outlives a crawl to clean up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.fetching import chromium, watchdog


def _executable(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_a_named_browser_is_the_only_one(tmp_path: Path) -> None:
    own = _executable(tmp_path / "own-chrome")
    assert chromium.find(own) == own
    assert chromium.find(str(tmp_path / "nowhere")) is None


def test_an_installed_one_comes_before_a_downloaded_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    downloaded = _executable(tmp_path / "builds/chromium-1200/chrome-linux64/chrome")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "builds"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert chromium.find() == downloaded
    installed = _executable(tmp_path / "bin/google-chrome")
    assert chromium.find() == installed


def test_a_machine_without_one_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    ended = subprocess.run(
        [sys.executable, "-m", "crawler.fetching.chromium"],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "apt-get install chromium" in ended.stderr


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="Linux only")
def test_the_watchdog_ends_what_carries_the_mark_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    folder.mkdir()
    marked = {**os.environ, watchdog.VARIABLE: "test-mark"}
    # A group of its own with a child that has lost the mark, as Chromium's processes do.
    script = "env -i sleep 60 & exec sleep 60"
    browser = subprocess.Popen(["/bin/sh", "-c", script], env=marked, start_new_session=True)
    bystander = subprocess.Popen(["sleep", "60"])
    guard = subprocess.Popen(
        [sys.executable, "-I", "-S", watchdog.__file__, "test-mark", str(folder)], stdin=subprocess.PIPE
    )
    try:
        assert guard.stdin is not None
        assert guard.poll() is None
        assert len(watchdog.belonging("test-mark")) >= 2
        guard.stdin.close()
        assert guard.wait(30) == 0
        assert browser.wait(10) == -9
        assert bystander.poll() is None
        assert watchdog.belonging("test-mark") == set()
        assert not folder.exists()
    finally:
        for process in (browser, bystander, guard):
            process.kill()
            process.wait()
