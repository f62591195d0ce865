"""`python -m MODULE …` in a process of its own that need not import anything: it is forked from one that has.

A short crawl is mostly its imports, and the suite runs hundreds. Everything else is as in a fresh interpreter:
arguments, environment, working directory, standard streams, the settings and the spiders (read anew), the reactor (none
yet), the end. Crawls that are killed are started the ordinary way. Run as a script this file is that parent: it takes
orders as JSON from the socket it is given and ends when the socket's other end does.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any

_ROOT = Path(__file__).resolve().parents[1]
_NOT_AHEAD = (
    "crawler.settings",  # reads the environment
    "crawler.monitoring.run_recorder",  # imports the settings
    "crawler.commands.probe",  # imports the project's spiders
    "crawler.sandbox",  # is no command's
    "crawler.monitoring.spidermon_suite",  # needs a package that is not ours
)
_LOOK_SECONDS = 0.02


def run(
    module: str,
    words: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path = _ROOT,
    given: str = "",
    timeout: float = 240,
) -> subprocess.CompletedProcess[str]:
    """`python -m module words…` to its end; `given` is its standard input. Raises subprocess.TimeoutExpired."""
    order = {"module": module, "words": list(words), "env": dict(env), "cwd": str(cwd)}
    with contextlib.ExitStack() as files:
        streams = [files.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline="")) for _ in range(3)]
        streams[0].write(given)
        streams[0].seek(0)
        pid, ended = _parent().start(order, streams)
        with ended:
            if not select.select([ended], [], [], timeout)[0]:
                os.kill(pid, signal.SIGKILL)
                raise subprocess.TimeoutExpired([module, *words], timeout)
            exit_code = int(ended.read())
        out, err = (_text(stream) for stream in streams[1:])
    return subprocess.CompletedProcess([module, *words], exit_code, out, err)


def _text(stream: IO[str]) -> str:
    stream.seek(0)
    return stream.read().replace("\r\n", "\n")


class _Parent:
    """The process that forks, seen from here."""

    def __init__(self) -> None:
        self._socket, other = socket.socketpair()
        self._asking = threading.Lock()
        with other:
            subprocess.Popen(
                [sys.executable, __file__, str(other.fileno())], cwd=_ROOT, pass_fds=[other.fileno()], env=_clean()
            )

    def start(self, order: Mapping[str, Any], streams: Sequence[IO[str]]) -> tuple[int, IO[str]]:
        """Its process number, and what can be read when it has ended: its exit code."""
        reading, writing = os.pipe()
        try:
            with self._asking:
                line = json.dumps(order).encode() + b"\n"
                socket.send_fds(self._socket, [line], [*(stream.fileno() for stream in streams), writing])
                pid = int(self._socket.recv(32))
        finally:
            os.close(writing)
        return pid, os.fdopen(reading, encoding="ascii")


@cache
def _parent() -> _Parent:
    return _Parent()


def _clean() -> dict[str, str]:
    """What each order brings itself is not known to their parent."""
    own = ("GONGKAI_", "SCRAPY_")
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(own) and not name.lower().endswith("_proxy")
    }


def _serve(orders: socket.socket) -> None:
    """Forks for each order; returns in the child with its order carried out, and in the parent when it is over."""
    _import_all()
    living: dict[int, int] = {}
    while True:
        if select.select([orders], [], [], _LOOK_SECONDS if living else None)[0]:
            line, passed, _, _ = socket.recv_fds(orders, 1 << 20, 4)
            if not line:
                return
            while not line.endswith(b"\n"):
                line += orders.recv(1 << 20)
            pid = os.fork()
            if not pid:
                orders.close()
                for other in (*living.values(), passed[3]):
                    os.close(other)
                _become(json.loads(line), passed[:3])
                return
            orders.send(str(pid).encode())
            living[pid] = passed.pop()
            for stream in passed:
                os.close(stream)
        while living and (ended := os.waitpid(-1, os.WNOHANG))[0]:
            writing = living.pop(ended[0])
            with contextlib.suppress(BrokenPipeError):
                os.write(writing, str(os.waitstatus_to_exitcode(ended[1])).encode())
            os.close(writing)


def _become(order: Mapping[str, Any], streams: Sequence[int]) -> None:
    """What a fresh interpreter would be after `python -m`."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)
    os.environ.clear()
    os.environ.update(order["env"])
    tempfile.tempdir = None
    os.chdir(order["cwd"])
    own = [path for path in order["env"].get("PYTHONPATH", "").split(os.pathsep) if path]
    sys.path[:0] = [order["cwd"], *own]
    sys.argv = [order["module"], *order["words"]]
    runpy.run_module(order["module"], run_name="__main__", alter_sys=True)


def _import_all() -> None:
    sys.path[0] = str(_ROOT)  # a script's folder stands there
    import crawler

    for found in pkgutil.walk_packages(crawler.__path__, "crawler."):
        if not found.name.startswith(_NOT_AHEAD) and not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    for module in ("scrapy.cmdline", "scrapy.crawler", "twisted.internet.asyncioreactor", *_components()):
        importlib.import_module(module)
    own = {"twisted.internet.reactor", "spiders", "crawler.settings"}
    assert not own & sys.modules.keys(), "each command has its own"
    assert threading.active_count() == 1, "threads do not outlive a fork"
    sys.path.pop(0)
    gc.collect()
    gc.freeze()


def _components() -> set[str]:
    """The modules of what Scrapy puts together by default, and of its commands."""
    import scrapy.commands
    from scrapy.settings import default_settings

    values = [value for name, value in vars(default_settings).items() if name.isupper()]
    named = [name for value in values for name in (value if isinstance(value, dict) else [value])]
    classes = {name for name in named if isinstance(name, str) and name.startswith("scrapy.")}
    commands = pkgutil.iter_modules(scrapy.commands.__path__, "scrapy.commands.")
    return {name.rpartition(".")[0] for name in classes} | {command.name for command in commands}


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as orders:
        _serve(orders)
