"""One line an event, and never the text of a report."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request, Spider
from scrapy.exceptions import DropItem
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler.fetching.log_format import QuietLogFormatter


@dataclass
class _Item:
    url: str
    text: str = "正文" * 1000


def _spider() -> Spider:
    return cast(
        "Spider", SimpleNamespace(crawler=SimpleNamespace(settings=Settings({"DEFAULT_DROPITEM_LOG_LEVEL": "DEBUG"})))
    )


def _written(result: Any) -> str:
    return result["msg"] % result["args"]


_FORMATTER = QuietLogFormatter()
_ITEM = _Item("http://www.x.gov.cn/a\nb" + "c" * 5000)


@pytest.mark.parametrize(
    "result",
    [
        _FORMATTER.scraped(_ITEM, None, _spider()),
        _FORMATTER.dropped(_ITEM, DropItem("未达标\n" + "x" * 5000), None, _spider()),
        _FORMATTER.item_error(_ITEM, ValueError("y" * 5000), None, _spider()),
        _FORMATTER.download_error(Failure(ValueError("z\n" * 5000)), Request("http://www.x.gov.cn/"), _spider()),
        _FORMATTER.download_error(Failure(ValueError()), Request("http://www.x.gov.cn/"), _spider(), "too\nlate"),
        _FORMATTER.scraped({"text": "正文"}, None, _spider()),
    ],
)
def test_every_line_is_one_short_line_without_a_body(result: Any) -> None:
    line = _written(result)
    assert "\n" not in line
    assert len(line) < 800
    assert "正文" not in line


def test_a_dropped_item_is_logged_at_its_own_level() -> None:
    assert _FORMATTER.dropped(_ITEM, DropItem("x", log_level="INFO"), None, _spider())["level"] == logging.INFO
    assert _FORMATTER.dropped(_ITEM, DropItem("x"), None, _spider())["level"] == logging.DEBUG
    assert _FORMATTER.dropped(_ITEM, DropItem("x", log_level="ODD"), None, _spider())["level"] == logging.DEBUG


def test_percent_signs_do_no_harm() -> None:
    assert "%s%d" in _written(_FORMATTER.scraped(_Item("http://x.test/%s%d"), None, _spider()))
