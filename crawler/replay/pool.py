"""Worker processes that answer questions in the order asked, and are replaced when a page kills or stops one."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import crawler
from crawler.replay.wire import answer_line

_AHEAD = 4  # questions a worker has before its first answer is taken: enough that none waits for the store
_DEATHS = 5  # so many in a row without one answer between: it is not the pages


class PoolError(Exception):
    """The workers cannot be started. The message is one line."""


class Pool:
    """So many processes of `crawler.replay.worker` over the raw archive in `folder`, ended on exit.

    `seconds` is how long one report may take; its worker is killed then, and the report's answer says so.
    """

    def __init__(self, folder: Path, processes: int = 2, seconds: float = 120) -> None:
        self._folder = folder
        self._processes = processes
        self._seconds = seconds
        self._workers: list[_Worker] = []
        self._deaths = 0

    def __enter__(self) -> Self:
        self._workers = [_Worker(self._folder) for _ in range(self._processes)]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.end()

    def answers(self, questions: Iterable[bytes]) -> Iterator[bytes]:
        """One line of answer for each line of question, in order. Raises PoolError where no worker lives."""
        waiting: deque[tuple[int, bytes]] = deque()
        for question in questions:
            busy = [sum(number == at for number, _ in waiting) for at in range(self._processes)]
            at = busy.index(min(busy))
            waiting.append((at, question))
            self._workers[at].ask(question)
            if len(waiting) >= self._processes * _AHEAD:
                yield self._first(waiting)
        while waiting:
            yield self._first(waiting)

    def _first(self, waiting: deque[tuple[int, bytes]]) -> bytes:
        at, _ = waiting.popleft()
        answer = self._workers[at].answer(self._seconds)
        if answer is not None:
            self._deaths = 0
            return answer
        self._deaths += 1
        code = self._workers[at].end()
        if self._deaths >= _DEATHS:
            raise PoolError(f"worker processes end before they answer (exit code {code}): what they print says why")
        self._workers[at] = _Worker(self._folder)
        for number, question in waiting:
            if number == at:
                self._workers[at].ask(question)
        why = f"took longer than {self._seconds:g} s" if code is None else f"ended its process (exit code {code})"
        return answer_line(None, f"reading it {why}")


class _Worker:
    """One process. A thread takes its answers, so that neither side waits for the other with a full pipe."""

    def __init__(self, folder: Path) -> None:
        root = str(Path(crawler.__file__).parents[1])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(  # noqa: S603 - our own module, by this interpreter
            [sys.executable, "-m", "crawler.replay.worker", str(folder.absolute())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        )
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._taker = threading.Thread(target=self._take, daemon=True)
        self._taker.start()

    def ask(self, question: bytes) -> None:
        """Hand over a question. Of a process that is dead nothing is said here: its answer will be missing."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(question)
            self._process.stdin.flush()
        except OSError:
            return

    def answer(self, seconds: float) -> bytes | None:
        """The next answer; None where the process died or took too long."""
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            return None

    def end(self) -> int | None:
        """End the process; its exit code where it had ended by itself."""
        code = self._process.poll()
        if code is None and not self._taker.is_alive():
            code = self._process.wait()
        if code is None:
            self._process.kill()
            self._process.wait()
        self._taker.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except OSError:
                continue
        return code

    def _take(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith(b"\n"):
                self._answers.put(line)
        self._answers.put(None)
