"""Exceptions in a run's signal handlers, which Scrapy logs and tells nobody else of."""

from __future__ import annotations

import logging
from collections.abc import Callable

from scrapy import Spider

_SIGNALS = logging.getLogger("scrapy.utils.signal")


class HandlerErrors(logging.Handler):
    """Hands each exception of `spider`'s signal handlers to `tell`, from `watch` until `end`.

    Without it a run whose `spider_idle` failed left out what was still to be done and ended "all well".
    """

    def __init__(self, spider: Spider, tell: Callable[[BaseException], None]) -> None:
        super().__init__(logging.ERROR)
        self._spider = spider
        self._tell = tell

    def watch(self) -> None:
        """Begins."""
        _SIGNALS.addHandler(self)

    def end(self) -> None:
        """Ends."""
        _SIGNALS.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """As of any handler."""
        if record.exc_info and record.exc_info[1] and getattr(record, "spider", None) is self._spider:
            self._tell(record.exc_info[1])
