"""Where a run's log goes: warnings and our own lines to the terminal, everything to a file of the run."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

from crawler.archive import ArchiveError
from crawler.printable import printable
from crawler.store import StoreError

# They list every component and setting at INFO: noise to an operator, and the same on every night.
_CHATTER = (
    "alembic.runtime.migration",
    "alembic.runtime.plugins",
    "scrapy.addons",
    "scrapy.crawler",
    "scrapy.middleware",
    "scrapy.utils.log",
    "scrapy.extensions.memusage",
)
_FORMAT = "%(asctime)s [%(name)s] %(levelname)s: %(message)s"


def quiet_framework() -> None:
    """Keeps the frameworks' start-up lists and needless tracebacks out of the log.

    By filters, because Scrapy resets levels when it starts. What the tracebacks would say, the run says in one line.
    """
    for name in _CHATTER:
        logging.getLogger(name).addFilter(_is_warning)
    logging.getLogger("scrapy.core.scraper").addFilter(_is_bug)


def _is_bug(record: logging.LogRecord) -> bool:
    """Scrapy prints a traceback for whatever a pipeline or callback raises; disk full and store locked are no bugs."""
    return not record.exc_info or not isinstance(record.exc_info[1], ArchiveError | StoreError)


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def _made_printable(record: logging.LogRecord) -> bool:
    record.msg, record.args = printable(record.getMessage()), ()
    return True


class _LogFile(logging.FileHandler):
    """Where the disk is full, lines are left out: the run says so itself, and not with a traceback a line."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


def start_log(folder: Path, name: str) -> Path:
    """Adds a file handler for one command run; the file is `folder/NAME-YYYYMMDDTHHMMSSZ.log` (UTC), also returned.

    From then on no line holds what would move a cursor or begin another line: titles and addresses are a page's words.
    """
    path = folder / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.log"
    handler = _LogFile(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter(_FORMAT))
    handler.setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)
    for one in logging.getLogger().handlers:
        one.addFilter(_made_printable)
    return path
