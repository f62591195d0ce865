"""Log lines without bodies: a report is thousands of characters, and one line an event is what an operator can read."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response
    from twisted.python.failure import Failure

_LONGEST = 300


class QuietLogFormatter(LogFormatter):
    """Scrapy's log lines with the address of an item in place of the item, each of one line and bounded length."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """One line for an item that came through the pipelines."""
        return _line(logging.DEBUG, "Scraped: %(item)s", item=_name(item))

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """One line for an item that a pipeline dropped, at the exception's own log level or the default one."""
        level = getattr(exception, "log_level", None) or spider.crawler.settings["DEFAULT_DROPITEM_LOG_LEVEL"]
        number = level if isinstance(level, int) else logging.getLevelNamesMapping().get(str(level), logging.DEBUG)
        return _line(number, "Dropped: %(item)s: %(reason)s", item=_name(item), reason=_short(exception))

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """One line for an item at which a pipeline failed (Scrapy adds the traceback)."""
        return _line(
            logging.ERROR, "Pipeline failed at %(item)s: %(reason)s", item=_name(item), reason=_short(exception)
        )

    def download_error(
        self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None
    ) -> LogFormatterResult:
        """One line for a request that got no response."""
        reason = errmsg or failure.value
        return _line(logging.ERROR, "Not fetched: %(request)s: %(reason)s", request=request, reason=_short(reason))


def _line(level: int, message: str, **arguments: Any) -> LogFormatterResult:
    return {"level": level, "msg": message, "args": arguments}


def _name(item: Any) -> str:
    capture = getattr(item, "capture", None)
    url = getattr(capture, "url", None) or getattr(item, "url", None)
    return f"{type(item).__name__} {_short(url)}" if url else type(item).__name__


def _short(value: object) -> str:
    text = value if isinstance(value, str) else (str(value) or type(value).__name__)
    text = " ".join(text[: 4 * _LONGEST].split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
