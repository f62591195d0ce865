"""What an operator gave as settings is read before anything is done with it."""

from __future__ import annotations

import pytest
from scrapy.settings import Settings

from crawler import settings as ours
from crawler.arguments import WrongUse
from crawler.given_settings import check_settings


def given(**values: str) -> Settings:
    settings = Settings()
    settings.setmodule(ours)
    settings.setdict(values, priority="cmdline")
    return settings


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DOWNLOAD_DELAY", "abc", "give a number from 0 on"),
        ("DOWNLOAD_DELAY", "-1", "give a number from 0 on"),
        ("DOWNLOAD_DELAY", "nan", "give a number from 0 on"),
        ("RECHECK_SHARE", "4 %", "give a number from 0 on"),
        ("LIST_MAX_PAGES", "0.5", "give a whole number from 0 on"),
        ("LIST_MAX_PAGES", "", "give a whole number from 0 on"),
        ("WARC_MAX_BYTES", "1GB", "give a whole number from 0 on"),
        ("ROBOTSTXT_OBEY", "maybe", "give 0 or 1"),
        ("CLOSESPIDER_TIMEOUT", "soon", "give a number from 0 on"),
        ("LOG_LEVEL", "LOUD", "give CRITICAL"),
        ("OUTPUTDIR", "x", "did you mean OUTPUT_DIR"),
        ("DOWNLOAD_DELEY", "1", "did you mean DOWNLOAD_DELAY"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(name: str, value: str, told: str) -> None:
    with pytest.raises(WrongUse, match=told) as refused:
        check_settings(given(**{name: value}))
    assert name in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOWNLOAD_DELAY", "0.5"),
        ("DOWNLOAD_DELAY", "10"),
        ("DOWNLOAD_TIMEOUT", "2.5"),
        ("LIST_MAX_PAGES", "3"),
        ("AUTOTHROTTLE_ENABLED", "0"),
        ("AUTOTHROTTLE_ENABLED", "False"),
        ("LOG_LEVEL", "DEBUG"),
        ("BROWSER_SANDBOX", "0"),
        ("PROGRESS_FD", "7"),
        ("SOMEBODYS_OWN_EXTENSION", "anything"),
    ],
)
def test_what_can_be_read_passes(name: str, value: str) -> None:
    check_settings(given(**{name: value}))


def test_the_environment_is_looked_at_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_NIGHTLY_WINDW", "21:00-07:00")
    with pytest.raises(WrongUse, match="NIGHTLY_WINDW: did you mean NIGHTLY_WINDOW"):
        check_settings(given())


def test_every_default_is_of_its_own_kind() -> None:
    check_settings(given(**{name: value for name, value in ours.defaults.items() if value is not None}))
