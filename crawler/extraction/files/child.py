"""The child process that reads files, seen from the crawl: started once, limited, replaced when it dies."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

import crawler
from crawler.extraction.files.message import from_json
from crawler.records import Extraction

_LENGTH = 8
_FILES_PER_CHILD = 200
"""What libraries leak is given back after this many files; starting anew costs about half a second."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: wall-clock (and CPU) seconds, bytes of address space, bytes of the answer."""

    seconds: float = 60
    memory: int = 1 << 30
    answer: int = 64 << 20


class FileReader:
    """Reads files one after the other in a child process. Threads may share one; a call waits for the one before.

    The child is started at the first file, kept warm, and replaced after a crash, a time-out and every 200 files.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._folder = ""
        self._served = 0
        self._owner = os.getpid()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, body: bytes, name: str) -> Extraction:
        """What a file says. Never raises on what the file holds.

        A file that stops its reader gives an empty text and the note `reader_stopped` with the reason: time, memory,
        output, or how the process died.
        """
        with self._lock:
            try:
                return self._ask(body, name)
            except _Stopped as stopped:
                self._stop()
                return Extraction(title=stem(name), text="", rung="file", notes={"reader_stopped": str(stopped)})

    def close(self) -> None:
        """Ends the child. A later `read` starts a new one."""
        with self._lock:
            self._stop()

    def _ask(self, body: bytes, name: str) -> Extraction:
        if self._served >= _FILES_PER_CHILD or self._owner != os.getpid():
            self._stop()
        child = self._child or self._start()
        assert child.stdin is not None
        assert child.stdout is not None
        self._served += 1
        overdue = threading.Event()

        def kill() -> None:
            overdue.set()
            _kill(child)

        watch = threading.Timer(self.limits.seconds, kill)
        watch.daemon = True
        watch.start()
        try:
            head = json.dumps({"name": name[:1000], "size": len(body)}).encode()
            child.stdin.write(len(head).to_bytes(_LENGTH) + head)
            child.stdin.write(body)
            child.stdin.flush()
            size = int.from_bytes(_exactly(child.stdout, _LENGTH))
            if size > self.limits.answer:
                raise _Stopped(f"output: more than {self.limits.answer} bytes")
            answer = _exactly(child.stdout, size)
        except (OSError, EOFError) as error:
            if overdue.is_set():
                raise _Stopped(f"time: more than {self.limits.seconds:g} s") from error
            raise _Stopped(_epitaph(child)) from error
        finally:
            watch.cancel()
        try:
            said = from_json(answer)
        except ValueError as error:
            raise _Stopped(str(error)) from error
        if "reader_stopped" in said.notes:
            self._stop()
        return said

    def _start(self) -> subprocess.Popen[bytes]:
        self._folder = tempfile.mkdtemp(prefix="gongkai-files-")
        home = str(Path(crawler.__file__).resolve().parent.parent)
        self._child = subprocess.Popen(  # noqa: S603 (our own module, no shell)
            [
                sys.executable,
                "-m",
                "crawler.extraction.files.reader",
                str(self.limits.memory),
                str(self.limits.seconds),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": home, "TMPDIR": self._folder}
            | {"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"},
            start_new_session=True,  # so that it is killed together with the programs it calls
        )
        self._owner = os.getpid()
        self._served = 0
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if self._owner == os.getpid():
            _kill(child)
            child.wait()
            shutil.rmtree(self._folder, ignore_errors=True)
        for pipe in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()


class _Stopped(Exception):
    """The child gave no answer; the message says why."""


def stem(name: str) -> str:
    """A file name without its ending."""
    before, dot, ending = name.rpartition(".")
    return (before if dot and len(ending) <= 5 else name).strip()


def extract_file(body: bytes, name: str) -> Extraction:
    """What a file says, under the text contract (README.md), read in a child process with `Limits`.

    Magic bytes decide the kind (`provenance["media_type"]`), not `name`. The title is the first lines where they name a
    report, else the file name without its ending. What could not be read is a note, one of: `unread_file` (a kind that
    is not read), `damaged_file`, `encrypted_file`, `needs_ocr`, `needs_program`, `reader_stopped`. Nothing is raised.
    """
    return _shared.read(body, name)


_shared = FileReader()
atexit.register(_shared.close)


def _kill(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _epitaph(child: subprocess.Popen[bytes]) -> str:
    try:
        code = child.wait(5)
    except subprocess.TimeoutExpired:
        return "the reader closed its pipe"
    if code == -signal.SIGXCPU:
        return "time: CPU limit"
    return f"the reader died: {signal.Signals(-code).name if code < 0 else f'exit {code}'}"
