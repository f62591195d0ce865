"""Where a run's log goes: warnings and our own lines to the terminal, everything to a file of the run."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

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
    """Keeps the frameworks' start-up lists out of the log: a filter, because Scrapy resets levels when it starts."""
    for name in _CHATTER:
        logging.getLogger(name).addFilter(_is_warning)


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def start_log(folder: Path, name: str) -> Path:
    """Adds a file handler for one command run; the file is `folder/NAME-YYYYMMDDTHHMMSSZ.log` (UTC), also returned."""
    path = folder / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.log"
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter(_FORMAT))
    handler.setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)
    return path
