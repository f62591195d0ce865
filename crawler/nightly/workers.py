"""One child process a portal: started, listened to, asked to end, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from crawler.monitoring.verdict import BUG, PARTIAL, WRONG_USE
from crawler.nightly.due import Job
from crawler.nightly.messages import Inbox, Message

_PIECE = 64 * 1024
_SHOWN_OF_OUTPUT = 2000


@dataclass(frozen=True, slots=True)
class Ended:
    """How one portal's crawl ended. `outcome` is that of the run, or "killed", or "not started"; `counts` as told last.

    `line` says it to the operator, `run_id` is None where no run began.
    """

    job: Job
    outcome: str
    exit_code: int
    line: str
    seconds: float = 0.0
    counts: dict[str, int] | None = None
    run_id: str | None = None


class Worker:
    """`scrapy crawl NAME` in a process group of its own, so that Ctrl-C at the terminal reaches the night only.

    `words` are further words of the command (`-s NAME=VALUE`). What the child prints goes to `printed`, which is
    removed when the child ended by itself. Raises OSError where the process can't be started.
    """

    def __init__(self, job: Job, words: Sequence[str], printed: Path) -> None:
        self.job = job
        self.begun = monotonic()
        self.cut: str | None = None
        self.cut_at = 0.0
        self.last: Message | None = None
        self.listening = True
        self._inbox = Inbox()
        self._printed = printed
        self.pipe, writing = os.pipe()
        try:
            with printed.open("wb") as out:
                self._process = subprocess.Popen(  # noqa: S603 - this program itself, with the names of its own spiders
                    [sys.executable, "-m", "scrapy", "crawl", job.portal.name, *words, "-s", f"PROGRESS_FD={writing}"],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    pass_fds=(writing,),
                    start_new_session=True,
                )
        except OSError:
            os.close(self.pipe)
            raise
        finally:
            os.close(writing)
        os.set_blocking(self.pipe, False)

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return monotonic() - self.begun

    def listen(self) -> None:
        """Takes in what the child has told since the last time; never waits; `listening` is whether more may come."""
        with suppress(BlockingIOError):
            while data := os.read(self.pipe, _PIECE):
                for message in self._inbox.feed(data):
                    self.last = message
            self.listening = False

    def stop(self, why: str) -> None:
        """Asks the child to end: it finishes the request it waits for and records its run."""
        if self.cut is None:
            self.cut, self.cut_at = why, monotonic()
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Ends the child and whatever it started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def ended(self) -> Ended | None:
        """How the crawl ended; None while it runs."""
        code = self._process.poll()
        if code is None:
            return None
        self.listen()
        os.close(self.pipe)
        last = self.last
        counts, run_id = (last.counts, last.run_id) if last else (None, None)
        if last is not None and last.outcome is not None and last.exit_code is not None:
            self._printed.unlink(missing_ok=True)
            line = f"{self.cut}; {last.line}" if self.cut else last.line
            return Ended(self.job, last.outcome, last.exit_code, line, self.seconds, counts, run_id)
        if code < 0:
            why = self.cut or f"the process was killed ({signal.Signals(-code).name}): not enough memory?"
            line = f"{why}; run it again, it goes on where it stopped"
            self._printed.unlink(missing_ok=True)
            return Ended(self.job, "killed", PARTIAL, line, self.seconds, counts, run_id)
        outcome, exit_code = ("wrong use", WRONG_USE) if code == WRONG_USE else ("bug", BUG)
        line = f"{self._last_words() or f'ended with exit code {code}'} ({self._printed})"
        return Ended(self.job, outcome, exit_code, line, self.seconds, counts, run_id)

    def _last_words(self) -> str:
        try:
            said = self._printed.read_bytes()[-_SHOWN_OF_OUTPUT:].decode("utf-8", "replace").strip()
        except OSError:
            return ""
        return said.splitlines()[-1] if said else ""
