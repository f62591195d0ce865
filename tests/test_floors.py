"""Imports run downwards only, from commands to records, and what begins with `_` stays in its own file.

Imports inside functions and for types count too: a room that only sometimes needs one above it still needs it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = (
    "crawler crawler.arguments crawler.china crawler.closed_stream crawler.host crawler.json_form crawler.page"
    " crawler.printable crawler.records",
    "crawler.dedup crawler.discovery crawler.encoding crawler.sandbox crawler.settings crawler.statistics",
    "crawler.archive crawler.extraction crawler.given_settings crawler.quality",
    "crawler.reading crawler.store",
    "crawler.export crawler.fetching crawler.monitoring crawler.output",
    "crawler.command crawler.coverage crawler.crawl crawler.nightly",
    "crawler.portal_spider",
    # Scrapy extensions: they look at a spider, while it counts into the room's tally.
    "crawler.families crawler.monitoring.progress crawler.monitoring.run_recorder",
    "pipelines spiders",
    "crawler.replay",
    "crawler.commands",
)
"""The rooms, from the ground up; those of one floor know nothing of each other."""
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms.split()}
FILES = sorted(path for folder in ("crawler", "pipelines", "spiders") for path in (ROOT / folder).rglob("*.py"))
MODULES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in FILES}


def room_of(module: str) -> str:
    """The room that a module stands in: the longest of their names that its own begins with."""
    rooms = [room for room in FLOOR if f"{module}.".startswith(f"{room}.") and room != "crawler"]
    assert rooms, f"{module} stands in no room: say in FLOORS where it belongs"
    return max(rooms, key=len)


def imports(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line, module and name ("" for the module itself) of each import of ours."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found = [(node.lineno, alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found = [(node.lineno, node.module or "", alias.name) for alias in node.names]
        else:
            continue
        for line, module, name in found:
            if f"{module}.{name}" in MODULES:
                yield line, f"{module}.{name}", ""
            elif module in MODULES:
                yield line, module, name


def test_every_room_is_there() -> None:
    assert FLOOR.keys() <= MODULES.keys()


@pytest.mark.parametrize("module", [module for module in MODULES if module != "crawler"])
def test_imports_run_downwards(module: str) -> None:
    own = room_of(module)
    for line, other, name in imports(MODULES[module]):
        if other == "crawler":  # the version, the package's place
            continue
        told = f"{module}, line {line}: {other} {name}"
        assert room_of(other) == own or FLOOR[room_of(other)] < FLOOR[own], f"{told} stands no lower"
        assert not name.startswith("_"), f"{told} is private to its file"
