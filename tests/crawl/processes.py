"""Living processes, as proc(5) shows them."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def descendants(root: int) -> dict[int, str]:
    """Living processes below `root`, with their names (proc(5))."""
    kin: dict[int, tuple[int, str]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                name, _, rest = (entry / "stat").read_text("latin-1").partition("(")[2].rpartition(")")
            except OSError:
                continue
            if rest.split()[0] not in "ZX":
                kin[int(entry.name)] = (int(rest.split()[1]), name)
    found: dict[int, str] = {}
    while more := {n: name for n, (up, name) in kin.items() if (up == root or up in found) and n not in found}:
        found |= more
    return found


def living(processes: dict[int, str]) -> dict[int, str]:
    """Those of them that still live under the same name."""
    still = {}
    for number, name in processes.items():
        try:
            now, _, rest = Path(f"/proc/{number}/stat").read_text("latin-1").partition("(")[2].rpartition(")")
        except OSError:
            continue
        if now == name and rest.split()[0] not in "ZX":
            still[number] = name
    return still


def naming(folder: Path) -> dict[str, str]:
    """Living processes whose command line or environment (proc(5)) names a browser's folder below `folder`."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                told = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
                if str(folder / "gongkai-browser-").encode() in told:
                    found[entry.name] = told[:200].decode("utf-8", "replace")
    return found


def wait_until(true: Callable[[], object], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False
