"""What every `scrapy` command of this project does alike: refuse what it can't read, and end as its reader ends."""

from __future__ import annotations

import argparse
import errno
import io
import os
import sys
from abc import abstractmethod
from collections.abc import Sequence
from typing import NoReturn

from rich.console import Console
from scrapy.commands import ScrapyCommand

from crawler.arguments import WrongUse
from crawler.closed_stream import let_go
from crawler.given_settings import check_settings
from crawler.monitoring.verdict import WRONG_USE
from crawler.store import StoreError

_INTERRUPTED = 128 + 2  # as a shell says it of a command that Ctrl-C ended
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


class ProjectCommand(ScrapyCommand):
    """A command says what it does in `work`, where another one of Scrapy's has `run`."""

    requires_project = True

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuses options and settings that can't be read, before Scrapy makes anything from them."""
        super().process_options(args, opts)
        assert self.settings is not None
        if sys.stderr is None:  # closed (`2>&-`); what is printed to None goes to standard output
            sys.stderr = io.TextIOWrapper(io.FileIO(os.devnull, "w"))
        if sys.stdout is None:
            self.refuse("the standard output is closed: lead it to a file, or to /dev/null")
        try:
            _refuse_options(args)
            check_settings(self.settings)
        except WrongUse as error:
            self.refuse(str(error))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """The command's work. Wrong use, a store that can't be used, Ctrl-C and a full disk end it with one line; a
        reader that leaves (`| head`) ends it quietly.
        """
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # a terminal that is not of UTF-8 gets what it can show
        try:
            try:
                self.work(args, opts)
            except (WrongUse, StoreError) as error:
                self.fail(str(error))
            sys.stdout.flush()
        except BrokenPipeError:
            let_go(sys.stdout)
        except KeyboardInterrupt:
            self.fail("interrupted", _INTERRUPTED)
        except OSError as error:
            if error.errno not in _DISK_FULL:
                raise
            let_go(sys.stdout)
            self.fail(f"nothing more can be written ({error.strerror}): free space, or write elsewhere")

    @abstractmethod
    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """What the command is for. Raises WrongUse and StoreError as they come."""

    def fail(self, message: str, code: int = WRONG_USE) -> None:
        """Says why the command ends with this exit code."""
        self._tell(message)
        self.exitcode = code

    def refuse(self, message: str) -> NoReturn:
        """Ends the command as wrongly used, before its work has begun."""
        self._tell(message)
        raise SystemExit(WRONG_USE)

    def _tell(self, message: str) -> None:
        print(f"scrapy {type(self).__module__.rpartition('.')[2]}: {message}", file=sys.stderr)


class Screen(Console):
    """Standard output for tables: as wide as the terminal, or `plain_width` columns where there is none."""

    def __init__(self, plain_width: int) -> None:
        super().__init__(width=None if sys.stdout.isatty() else plain_width)

    def on_broken_pipe(self) -> None:
        """The command decides, not the library, which would end it with exit code 1."""
        raise BrokenPipeError


def _refuse_options(args: Sequence[str]) -> None:
    """Scrapy hands a command what it does not know as an option on as a word."""
    for word in args:
        if word.startswith("-") and word != "-":
            raise WrongUse(f"unknown option {word}: --help lists what there is")
