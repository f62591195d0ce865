"""docs/operating.md names every log line, every kind of problem, every way a run ends, every setting of a night."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from crawler import settings
from crawler.fetching.failure import Kind
from crawler.monitoring import monitors, verdict

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
LEVELS = ("info", "warning", "error", "exception", "critical")


def log_lines() -> Iterator[tuple[str, str]]:
    """Each message that the code logs with words of its own: where, and its longest run of fixed words."""
    for path in sorted(path for room in ("crawler", "pipelines", "spiders") for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS):
                continue
            if "log" not in ast.unparse(node.func.value) or not node.args:
                continue
            for part in ast.walk(node.args[0]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    words = max(re.split(r"%[sdr]", part.value), key=len).strip(" :;,()%")
                    if len(words) > 5:
                        yield path.name, words


def test_there_are_lines_to_look_for() -> None:
    assert len(list(log_lines())) > 10


@pytest.mark.parametrize(("where", "words"), sorted(set(log_lines())))
def test_every_log_line_is_explained(where: str, words: str) -> None:
    assert words in GUIDE, f"{where} logs it"


def test_every_kind_of_problem_is_explained() -> None:
    assert {kind for kind in get_args(Kind) if f"`{kind}`" not in GUIDE} == set()


def test_every_exit_code_is_explained() -> None:
    codes = (verdict.OK, verdict.BUG, verdict.WRONG_USE, verdict.PARTIAL, verdict.BLOCKED, verdict.NOTHING)
    for code in (*codes, verdict.UNREACHABLE):
        assert re.search(rf"^\| [a-z ]+ \| {code} \|", GUIDE, re.MULTILINE), code


def test_every_alert_is_explained() -> None:
    source = ast.parse(Path(monitors.__file__).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(source) if isinstance(node, ast.Call) and ast.unparse(node.func) == "_Finding"]
    names = {node.args[0].value for node in calls if isinstance(node.args[0], ast.Constant)}
    assert {"not_published", "drop", "blocked"} <= names
    assert {name for name in names if f"`{name}`" not in GUIDE} == set()


@pytest.mark.parametrize(
    "prefix", ["NIGHTLY_", "ALERT_", "MONITOR_", "CONDITIONAL_", "RECHECK_", "DISK_", "PROMETHEUS_"]
)
def test_every_setting_of_a_night_is_explained(prefix: str) -> None:
    names = [name for name in vars(settings) if name.startswith(prefix)]
    assert names
    assert {name for name in names if name not in GUIDE} == set()
