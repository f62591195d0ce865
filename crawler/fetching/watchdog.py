"""Sees to it that no browser outlives the crawl that started it, whatever ends the crawl.

`python crawler/fetching/watchdog.py MARK FOLDER` waits until its standard input ends, which the kernel brings about
when the crawl is gone, `kill -9` included. Then it kills every process whose environment holds `MARK` and removes the
browser's folder. Only the standard library is imported: it must start at once and never fail.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

VARIABLE = "BROWSER_OF_CRAWL"
"""The environment variable that marks the browser's driver and all its processes."""

_ROUNDS = 50
_PAUSE = 0.1


def kill_all(mark: str) -> int:
    """Kill every process that carries the mark, its group and its descendants, until none is left; how many were
    killed. Linux only: elsewhere the browser's driver, which ends with its own input, is all there is."""
    killed = 0
    for _ in range(_ROUNDS):
        found = belonging(mark)
        if not found:
            break
        for number in found:
            with suppress(OSError):
                os.kill(number, signal.SIGKILL)
                killed += 1
        time.sleep(_PAUSE)
    return killed


def belonging(mark: str) -> set[int]:
    """The living processes of the browser that carries the mark.

    Chromium writes titles over the environment of some of its processes, so the group of a marked leader and whatever
    descends from a marked process count too.
    """
    entry = f"{VARIABLE}={mark}".encode()
    numbers = _processes()
    kin = {number: stat for number in numbers if number != os.getpid() and (stat := _parent_and_group(number))}
    found = {number for number in kin if entry in _environment(number)}
    found |= {number for number, (_, group) in kin.items() if group in found}
    while more := {number for number, (parent, _) in kin.items() if parent in found} - found:
        found |= more
    return found


def _parent_and_group(number: int) -> tuple[int, int] | None:
    """Of a process; None for one that has ended or is a zombie (proc(5): the name may hold spaces and brackets)."""
    with suppress(OSError, ValueError, IndexError):
        state, parent, group = Path(f"/proc/{number}/stat").read_text("latin-1").rpartition(")")[2].split()[:3]
        return None if state in "ZX" else (int(parent), int(group))
    return None


def _processes() -> list[int]:
    with suppress(OSError):
        return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return []


def _environment(number: int) -> list[bytes]:
    """The environment of a process; nothing for one that has ended, a zombie included."""
    with suppress(OSError):
        return Path(f"/proc/{number}/environ").read_bytes().split(b"\0")
    return []


def main() -> None:
    """See the module."""
    mark, folder = sys.argv[1:3]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while os.read(0, 1024):
        pass
    kill_all(mark)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
